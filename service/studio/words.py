"""How the studio says spans of working time, and who does a step."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext, ngettext

from service.publishing.planning import role_words
from service.studio.door import blueprint

_HOURS: Final = 24
"""A working day is counted from midnight to midnight, as time limits are."""


@blueprint.app_template_filter("worked_days")
def worked_days(days: float) -> str:
    """Say a span of working days as one reads it: minutes count for nothing."""
    hours = round(days * _HOURS)
    if hours < 1:
        return str(gettext("不到 1 小时"))
    if hours < _HOURS:
        return str(ngettext("%(num)s 小时", "%(num)s 小时", hours))
    return str(gettext("%(days)s 天", days=f"{days:.1f}".removesuffix(".0")))


@blueprint.app_template_filter("role")
def role(code: str, posts: Mapping[str, str]) -> str:
    """Say what people call a role; `posts` are the association's by their codes."""
    return role_words(code, posts).render(gettext)
