"""Until when something is to be done, as a word and a shape."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from processes.working_time import WorkingCalendar
from service.calendar import read_calendar
from service.ports import ports


@dataclass(frozen=True, slots=True)
class Due:
    """`shape` is overdue, today, later or none; the word says the same."""

    word: str
    shape: str
    at: datetime | None


def due_words() -> Callable[[datetime | None], Due]:
    """Give what words due times, as of now and by the association's calendar."""
    now, calendar = ports().clock(), read_calendar()
    return lambda at: word_due(at, now, calendar)


def word_due(at: datetime | None, now: datetime, calendar: WorkingCalendar) -> Due:
    """Word one due time."""
    if at is None:
        return Due(_("不限时"), "none", None)
    if now >= at:
        return Due(_overdue(at, now, calendar), "overdue", at)
    left = calendar.working_days_between(now, at)
    if left == 0:
        return Due(_("今天到期"), "today", at)
    return Due(ngettext("剩 %(num)s 个工作日", "剩 %(num)s 个工作日", left), "later", at)


def _overdue(at: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    # A limit ends at 24:00, which as an instant is the next day: step back into its last day.
    days = calendar.working_days_between(at - datetime.resolution, now)
    if days == 0:
        return str(_("逾期"))
    return str(ngettext("逾期 %(num)s 个工作日", "逾期 %(num)s 个工作日", days))
