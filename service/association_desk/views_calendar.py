"""工作日历: which days are worked; every time limit counts by it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service.association_desk.door import DESK, blueprint
from service.clock import day_in_shanghai
from service.failures import NotFound
from service.front_door import ASSOCIATION, enter
from service.ports import ports
from service.templating import Problem
from service.working_calendar import CalendarChanged, days_of, read_year, save_year

YEARS_AHEAD: Final = 2
YEARS_BACK: Final = 1
_A_WEEK: Final = [date(2024, 1, number) for number in range(1, 8)]
"""A Monday to a Sunday, for their names."""


@blueprint.get("/calendar")
@enter(ASSOCIATION, posts=["administrator"])
def this_year() -> Response:
    """Go to the year that it is."""
    return redirect(url_for("association_desk.calendar", year=_today().year))


@blueprint.get("/calendar/<int:year>")
@enter(ASSOCIATION, posts=["administrator"])
def calendar(year: int) -> str:
    """Show a year, each day to be switched between worked and free."""
    _require_near(year)
    return _page(year)


@blueprint.post("/calendar/<int:year>")
@enter(ASSOCIATION, posts=["administrator"])
def save_calendar(year: int) -> Response | tuple[str, int]:
    """Save a year and have open due times moved."""
    _require_near(year)
    names = dict(_posted_names())
    try:
        save_year(year, _posted_days(year), names, fingerprint=request.form.get("fingerprint", ""))
    except CalendarChanged:
        sentence = _("日历刚被别人修改过，您的修改没有保存。下面是最新的日历，请重新修改。")
        return _page(year, [Problem(None, sentence)]), 409
    flash(_("已保存 %(year)s 年日历，正在重新计算未办事项的到期时间。", year=year))
    return redirect(url_for("association_desk.calendar", year=year))


def _page(year: int, problems: list[Problem] | None = None) -> str:
    months = [list(_month(year, month)) for month in range(1, 13)]
    return render_template(
        "association_desk/calendar.html",
        desk=DESK,
        calendar=read_year(year),
        past=[days for days in months if days[-1] < _today()],
        coming=[days for days in months if days[-1] >= _today()],
        week=_A_WEEK,
        today=_today(),
        years=range(_today().year - YEARS_BACK, _today().year + YEARS_AHEAD + 1),
        problems=problems,
    )


def _month(year: int, month: int) -> Iterator[date]:
    return (day for day in days_of(year) if day.month == month)


def _posted_days(year: int) -> Iterator[date]:
    known = {day.isoformat(): day for day in days_of(year)}
    return (known[text] for text in request.form.getlist("working") if text in known)


def _posted_names() -> Iterator[tuple[date, str]]:
    for name, text in request.form.items():
        if name.startswith("name."):
            try:
                yield date.fromisoformat(name.removeprefix("name.")), text.strip()
            except ValueError:
                continue


def _require_near(year: int) -> None:
    if not _today().year - YEARS_BACK <= year <= _today().year + YEARS_AHEAD:
        raise NotFound


def _today() -> date:
    return day_in_shanghai(ports().clock())
