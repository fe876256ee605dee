"""What every page needs: its language, its bundles, who looks at it, and what was wrong.

A refused form comes back with status 422, everything typed still in it, and the sentences
both at the top and beside the fields.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, render_template, request, url_for
from flask_babel import get_locale, gettext, pgettext

from forms import FormErrors
from processes.errors import Sentence
from service import front_door
from service.ports import ports
from service.refusals import Refused

CHINESE: Final = "zh_Hans_CN"
LANGUAGES: Final = {CHINESE: "简体中文", "en": "English"}
MILESTONE: Final = "milestone"
"""The context under which the catalogues keep what a case has come to."""
LANGUAGE_COOKIE: Final = "mingpai_language"
_TAGS: Final = {CHINESE: "zh-CN", "en": "en"}
_MANIFEST: Final = Path(__file__).parent / "static" / "dist" / "manifest.json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about what is wrong; `key` names the field that it stands beside."""

    key: str | None
    sentence: str
    part: str | None = None


def init_app(app: Flask) -> None:
    """Give the templates what they all use."""
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        bundle=bundle,
        viewer=front_door.viewer,
        door_of_viewer=front_door.door_of_viewer,
        problem_of=problem_of,
        languages=LANGUAGES,
    )
    # A label that a procedure's author wrote may hold a %, which `_()` would take for a place.
    app.jinja_env.filters.update(words=words, milestone=milestone_words, rendered=rendered)
    app.jinja_env.filters["fill_places"] = fill_places
    app.context_processor(_shared)


def choose_language() -> str:
    """Give the language of this request: the one chosen here, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else CHINESE


def bundle(name: str) -> str:
    """Give the address of a bundle that `build.mjs` made: `app.css`, `case.js`."""
    return url_for("static", filename=f"dist/{_manifest()[name]}")


def refused(
    template: str, error: FormErrors | Refused, *, status: int = 422, **context: Any
) -> tuple[str, int]:
    """Render the form again, with what was wrong."""
    return render_template(template, problems=problems_of(error), **context), status


def problems_of(error: FormErrors | Refused) -> list[Problem]:
    """Word what was wrong, in the reader's language and the form's order."""
    if isinstance(error, Refused):
        return [Problem(error.field, gettext(error.sentence) % error.params)]
    return [Problem(one.key, one.render(gettext), one.part) for one in error.errors]


def problem_of(problems: Iterable[Problem] | None, key: str) -> str | None:
    """Give the sentence that stands beside a field, if any."""
    return next((one.sentence for one in problems or () if one.key == key), None)


def words(text: str) -> str:
    """Say in the reader's language what a form, a diagram or the register calls something."""
    said = str(gettext(text))
    return said if said != text else str(pgettext(MILESTONE, text))


def rendered(sentence: Sentence) -> str:
    """Say a problem, a change or whatever carries its words in the reader's language."""
    return sentence.render(gettext)


def milestone_words(text: str) -> str:
    """Say where a case is; a button of the same text, as 不通过, may be another word elsewhere."""
    said = str(pgettext(MILESTONE, text))
    return said if said != text else str(gettext(text))


def fill_places(text: str, places: Mapping[str, str] | None) -> str:
    """Put values where a text, translated already, names them: `{{fee_fen / 100}}`."""
    for place, words in (places or {}).items():
        text = text.replace(place, words)
    return text


@cache
def _manifest() -> dict[str, str]:
    names: dict[str, str] = json.loads(_MANIFEST.read_text())
    return names


def _shared() -> dict[str, Any]:
    language, association = str(get_locale() or CHINESE), ports().settings.association
    return {
        # A name that nobody has set is ours to say in English.
        "association": replace(association, name=words(association.name)),
        "language": language,
        "language_tag": _TAGS.get(language, "zh-CN"),
        "is_demo": not ports().settings.is_production,
    }
