"""How the pages say instants and spans."""

from datetime import datetime, timedelta

from flask_babel import format_date, format_datetime, ngettext, to_user_timezone

from service.portal.door import blueprint


@blueprint.app_template_filter("time_limit")
def time_limit(at: datetime) -> str:
    """Say until when: the end of a day by that day, not by the next one's zero o'clock."""
    local = to_user_timezone(at)
    if (local.hour, local.minute) == (0, 0):
        return str(format_date(at - timedelta(seconds=1), "long"))
    return f"{format_date(at, 'long')} {format_datetime(at, 'HH:mm')}"


@blueprint.app_template_filter("in_days")
def in_days(span: timedelta) -> str:
    """Say how long something takes, generously rounded."""
    hours = span.total_seconds() / 3600
    if hours < 24:
        return str(ngettext("%(num)s 小时", "%(num)s 小时", round(hours) or 1))
    return str(ngettext("%(num)s 天", "%(num)s 天", round(hours / 24 + 0.49)))
