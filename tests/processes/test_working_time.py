from datetime import UTC, date, datetime

import pytest

from processes.working_time import SHANGHAI, WorkingCalendar

ORDINARY = WorkingCalendar()
NATIONAL_DAY = WorkingCalendar(
    {
        date(2026, 10, 1): False,
        date(2026, 10, 2): False,
        date(2026, 10, 5): False,
        date(2026, 10, 6): False,
        date(2026, 10, 7): False,
        date(2026, 10, 10): True,
    }
)


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def midnight_after(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day + 1, tzinfo=SHANGHAI)


def test_the_day_of_the_start_does_not_count():
    assert ORDINARY.due(at(2), 1) == midnight_after(3)


def test_a_weekend_does_not_count():
    assert ORDINARY.due(at(6), 3) == midnight_after(11)


def test_a_limit_that_starts_on_sunday_counts_monday_as_its_first_day():
    assert ORDINARY.due(at(8), 1) == midnight_after(9)


def test_a_holiday_does_not_count_and_a_worked_saturday_does():
    assert NATIONAL_DAY.due(at(30, month=9), 3) == midnight_after(10, month=10)


def test_the_day_is_the_day_in_shanghai_and_not_in_utc():
    late_in_utc = datetime(2026, 3, 1, 17, tzinfo=UTC)  # Monday 2 March, 01:00 in Shanghai
    assert ORDINARY.due(late_in_utc, 1) == midnight_after(3)


def test_a_used_up_budget_still_leaves_the_rest_of_a_working_day():
    assert ORDINARY.due(at(4), 0) == midnight_after(4)
    assert ORDINARY.due(at(7), 0) == midnight_after(9)


def test_a_negative_limit_is_refused():
    with pytest.raises(ValueError, match="negative"):
        ORDINARY.due(at(2), -1)


@pytest.mark.parametrize(("start", "days"), [(2, 1), (6, 3), (8, 2), (7, 5)])
def test_a_limit_that_ran_out_has_used_exactly_its_days(start: int, days: int):
    assert ORDINARY.working_days_between(at(start), ORDINARY.due(at(start), days)) == days


def test_acting_on_the_day_of_the_start_uses_nothing():
    assert ORDINARY.working_days_between(at(2, 9), at(2, 18)) == 0


def test_handing_over_and_getting_back_on_one_day_changes_nothing():
    first = ORDINARY.working_days_between(at(2), at(4, 9))
    second = ORDINARY.working_days_between(at(4, 15), at(10))
    assert first + second == ORDINARY.working_days_between(at(2), at(10))


def test_an_end_before_the_start_uses_nothing():
    assert ORDINARY.working_days_between(at(10), at(2)) == 0
