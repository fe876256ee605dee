"""The live diagram (运行图): where the open cases of a procedure stand, and what is slow."""

import json
from typing import Any, Final
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _

from forms import N_
from service.failures import NotFound
from service.ports import ports
from service.queries.live import LiveDiagram, LiveStep, read_cases_on, read_live
from service.studio.door import administrators, blueprint
from service.studio.words import worked_days
from service.templating import words

PERIODS: Final = (30, 90, 365)
"""How many days back times are looked at."""
USUAL: Final = 90


@blueprint.get("/procedures/<procedure>/live")
@administrators
def live(procedure: str) -> str:
    """Show the live diagram, and the cases on the step that was asked for."""
    days, now = _days(), ports().clock()
    found = read_live(procedure, _edition(), days, now)
    step = _step(found)
    page = None
    if step is not None:
        after = request.args.get("after")
        page = read_cases_on(found, step, now, overdue=_only_overdue(), after=after)
    return render_template(
        "studio/live.html",
        live=found,
        now=now,
        days=days,
        periods=PERIODS,
        step=step,
        list=page,
        overdue=_only_overdue(),
        drawn=_drawn(found, days),
        slow=json.dumps({"flows": found.slow.flows}) if found.slow else "",
        address=lambda **more: _address(found, days, **more),
    )


def _days() -> int:
    days = request.args.get("days", USUAL, type=int)
    return days if days in PERIODS else USUAL


def _edition() -> UUID | None:
    named = request.args.get("edition", "")
    try:
        return UUID(named) if named else None
    except ValueError:
        raise NotFound from None


def _only_overdue() -> bool:
    return request.args.get("overdue") == "1"


def _step(found: LiveDiagram) -> LiveStep | None:
    named = request.args.get("step", "")
    if not named:
        return None
    step = next((one for one in found.steps if one.node == named), None)
    if step is None:
        raise NotFound
    return step


def _address(found: LiveDiagram, days: int, **more: Any) -> str:
    """Give the address of this diagram with a step, or without."""
    edition = found.shown.id if found.only else None
    anchor = "cases" if "step" in more else None
    return url_for(
        "studio.live",
        procedure=found.procedure,
        edition=edition,
        days=days,
        _anchor=anchor,
        **more,
    )


def _drawn(found: LiveDiagram, days: int) -> str:
    """Give what the script draws on each step, in the reader's language."""
    return json.dumps([_badge(found, step, days) for step in found.steps if step.kind])


def _badge(found: LiveDiagram, step: LiveStep, days: int) -> dict[str, str]:
    standing = step.standing
    parts = {
        "open": _some(standing.open, N_("%(count)s 件")),
        "overdue": _some(standing.overdue, N_("%(count)s 超期")),
        "failed": _some(standing.failed, N_("%(count)s 没办成")),
        "slowest": _("最慢一步") if step.slowest else "",
        "time": _time(step),
    }
    said = "，".join(part for part in (words(step.name), *parts.values()) if part)
    address = _address(found, days, step=step.node)
    return {"id": step.node, "href": address, "label": said, **parts}


def _some(count: int, sentence: str) -> str:
    return str(_(sentence, count=count)) if count else ""


def _time(step: LiveStep) -> str:
    if step.time is None:
        return ""
    half, ninth = worked_days(step.time.median), worked_days(step.time.ninth)
    return str(_("半数 %(half)s · 九成 %(ninth)s", half=half, ninth=ninth))
