from datetime import date, datetime, timedelta

import pytest
from diagrams import Diagram
from scenarios import MONDAY

from processes.errors import EndlessLoop
from processes.working_time import SHANGHAI, WorkingCalendar


def end_of(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, tzinfo=SHANGHAI) + timedelta(days=1)


STORE = (
    Diagram()
    .start()
    .user("store_review", form="review", role="store", clock="employer")
    .boundary_timer("reminder", "store_review", days=2, interrupting=False)
    .boundary_timer("silent", "store_review", days=3)
    .service("remind", "notices.remind")
    .end("reminded")
    .user("agency_review", form="review", role="agency")
    .exclusive("opinion")
    .user("correct")
    .end("decided")
    .path("begin", "store_review", "opinion")
    .path("reminder", "remind", "reminded")
    .path("silent", "agency_review", "opinion")
    .flow("opinion", "correct", when='decision = "return"')
    .flow("opinion", "decided", default=True)
    .path("correct", "store_review")
)


def test_a_task_is_due_when_its_interrupting_timer_is(play):
    case = play(STORE)
    case.start()
    assert case.task("store_review").due_at == end_of(5)
    assert case.step.next_wake == end_of(4)


def test_a_store_is_reminded_once_and_then_its_agency_gets_the_task(play):
    case = play(STORE)
    case.start()
    case.wake_when_due()
    assert case.operations.names == ["notices.remind"]
    assert case.open == ["store_review"]
    case.wait(minutes=1).wake()
    assert case.operations.names == ["notices.remind"]
    case.wake_when_due()
    assert case.open == ["agency_review"]
    assert case.happened("task_cancelled") == ["store_review"]
    assert case.step.next_wake is None


def test_a_worker_that_was_down_fires_what_was_due_in_its_order(play):
    case = play(STORE)
    case.start()
    case.wait(days=30).wake()
    assert case.happened("timer_fired") == ["reminder", "silent"]
    assert case.operations.names == ["notices.remind"]
    assert case.open == ["agency_review"]


def test_a_reviewer_who_acts_before_the_worker_has_acted_in_time(play):
    case = play(STORE)
    case.start()
    case.wait(days=30).complete("store_review", decision="approve")
    assert case.step.outcome == "decided"
    assert case.operations.names == []


def test_nothing_fires_before_it_is_due(play):
    case = play(STORE)
    case.start()
    case.now = end_of(4) - timedelta(seconds=1)
    case.wake()
    assert case.step.happened == ()


def test_an_edited_calendar_moves_what_is_due(play):
    case = play(STORE)
    case.start()
    case.calendar = WorkingCalendar({date(2026, 3, 4): False, date(2026, 3, 7): True})
    case.recompute_due()
    assert case.step.next_wake == end_of(5)
    assert case.task("store_review").due_at == end_of(6)
    case.calendar = WorkingCalendar()
    case.recompute_due()
    assert case.task("store_review").due_at == end_of(5)


def test_a_timer_that_an_edited_calendar_puts_into_the_past_fires_at_the_next_wake(play):
    case = play(STORE)
    case.calendar = WorkingCalendar({date(2026, 3, 3): False, date(2026, 3, 4): False})
    case.start()
    case.now = end_of(5)
    case.calendar = WorkingCalendar()
    step = case.recompute_due()
    assert step.happened == ()
    case.wake()
    assert case.open == ["agency_review"]


def test_a_budget_runs_over_all_rounds_and_stops_while_the_applicant_has_the_case(play):
    case = play(STORE)
    case.start()
    case.wait(days=1).complete("store_review", decision="return")  # Tuesday: one day used
    case.wait(days=20).complete("correct", note="好")  # Monday 23 March
    assert case.task("store_review").due_at == end_of(25)
    assert case.step.next_wake == end_of(24)


def test_a_reminder_of_an_earlier_round_is_not_sent_again(play):
    case = play(STORE)
    case.start()
    case.wake_when_due()  # the reminder, at the end of Wednesday
    case.wait(hours=9).complete("store_review", decision="return")  # Thursday: three days used
    case.wait(days=4).complete("correct", note="好")  # Monday 9 March
    assert case.step.next_wake == end_of(9)
    case.wake_when_due()
    assert case.happened("timer_fired") == ["silent"]


def test_a_used_up_budget_still_leaves_the_rest_of_the_day(play):
    case = play(STORE)
    case.start()
    case.wait(days=3).complete("store_review", decision="return")  # Thursday
    case.wait(days=2).complete("correct", note="好")  # Saturday
    assert case.task("store_review").due_at == end_of(9)


def test_handing_back_on_the_same_day_wins_no_time(play):
    case = play(STORE)
    case.start()
    case.wait(days=1).complete("store_review", decision="return")
    case.wait(hours=2).complete("correct", note="好")
    assert case.task("store_review").due_at == end_of(5)


def test_a_budget_follows_the_calendar_when_it_is_edited(play):
    case = play(STORE)
    case.start()
    case.wait(days=1).complete("store_review", decision="return")
    case.wait(days=1).complete("correct", note="好")  # Wednesday 4 March
    case.calendar = WorkingCalendar({date(2026, 3, 5): False})
    case.recompute_due()
    assert case.task("store_review").due_at == end_of(9)


def test_a_clock_of_two_tasks_at_once_runs_once(play):
    diagram = (
        Diagram()
        .start()
        .parallel("split")
        .user("a", clock="review")
        .user("b", clock="review")
        .parallel("join")
        .user("c", clock="review")
        .boundary_timer("late", "c", days=5)
        .end("closed")
        .end()
        .path("begin", "split", "a", "join")
        .path("split", "b", "join", "c", "done")
        .path("late", "closed")
    )
    case = play(diagram)
    case.start()
    case.wait(days=1).complete("a", note="好")
    case.wait(days=1).complete("b", note="好")  # Wednesday: two days used, not three
    assert case.task("c").due_at == end_of(9)


@pytest.mark.parametrize("in_time", [True, False])
def test_a_clock_runs_while_a_message_is_awaited(play, in_time):
    diagram = (
        Diagram()
        .start()
        .receive("wait", "paid", clock="office")
        .boundary_timer("slow", "wait", days=2)
        .user("work", clock="office")
        .boundary_timer("late", "work", days=5)
        .end("closed")
        .end()
        .path("begin", "wait", "work", "done")
        .path("slow", "work")
        .path("late", "closed")
    )
    case = play(diagram)
    case.start()
    if in_time:
        case.wait(days=2).tell("paid")  # Wednesday: two days used
    else:
        case.wait(days=2, hours=15).wake()  # Thursday, 01:00: three days used
    assert case.task("work").due_at == end_of(9)


def timed(**timer: str) -> Diagram:
    return (
        Diagram()
        .start()
        .user("review")
        .boundary_timer("timer", "review", interrupting=False, **timer)
        .service("remind", "notices.remind")
        .end("reminded")
        .end()
        .path("begin", "review", "done")
        .path("timer", "remind", "reminded")
    )


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT1H", timedelta(hours=1)),
        ("P3D", timedelta(days=3)),
        ("P1W", timedelta(weeks=1)),
        ("P1DT2H30M10S", timedelta(days=1, hours=2, minutes=30, seconds=10)),
    ],
)
def test_an_iso_duration_counts_from_the_start(play, text, length):
    case = play(timed(after=text))
    case.start()
    assert case.step.next_wake == MONDAY + length
    assert case.task("review").due_at == MONDAY + length
    case.wake_when_due()
    assert case.operations.names == ["notices.remind"]
    assert case.step.next_wake is None


def test_a_cycle_fires_as_often_as_it_says(play):
    case = play(timed(every="R3/PT1H"))
    case.start()
    for _ in range(3):
        case.wake_when_due()
    assert case.operations.names == ["notices.remind"] * 3
    assert case.now == MONDAY + timedelta(hours=3)
    assert case.step.next_wake is None
    assert case.open == ["review"]


def test_a_cycle_missed_while_the_worker_was_down_fires_once(play):
    case = play(timed(every="R100/PT1H"))
    case.start()
    case.wait(hours=72, minutes=30).wake()
    assert case.operations.names == ["notices.remind"]
    assert case.step.next_wake == MONDAY + timedelta(hours=73)


def test_a_cycle_missed_to_its_end_fires_once_and_is_over(play):
    case = play(timed(every="R3/PT1H"))
    case.start()
    case.wait(hours=72).wake()
    assert case.operations.names == ["notices.remind"]
    assert case.step.next_wake is None


def test_a_timer_ends_with_its_task(play):
    case = play(timed(every="R100/PT1H"))
    case.start()
    case.complete("review", note="好")
    assert case.step.next_wake is None
    assert case.step.outcome == "done"


def test_an_instant_on_a_diagram_is_read_in_shanghai(play):
    diagram = (
        Diagram()
        .start()
        .catch_timer("until", at="2026-03-03T09:00:00")
        .user("after")
        .end()
        .path("begin", "until", "after", "done")
    )
    case = play(diagram)
    case.start()
    assert case.step.next_wake == datetime(2026, 3, 3, 9, tzinfo=SHANGHAI)
    case.wake_when_due()
    assert case.open == ["after"]


def test_a_timer_that_starts_after_a_fired_one_counts_from_then(play):
    diagram = (
        Diagram()
        .start()
        .catch_timer("first", after="PT1H")
        .catch_timer("second", after="PT1H")
        .user("after")
        .end()
        .path("begin", "first", "second", "after", "done")
    )
    case = play(diagram)
    case.start()
    case.wait(hours=5).wake()
    assert case.step.next_wake == MONDAY + timedelta(hours=6)


def test_timers_that_fire_one_another_for_ever_are_an_error(play):
    diagram = (
        Diagram()
        .start()
        .exclusive("again")
        .catch_timer("past", at="2026-01-01T00:00:00")
        .exclusive("gate")
        .end()
        .path("begin", "again", "past", "gate")
        .flow("gate", "done", when="x = 1")
        .flow("gate", "again", default=True)
    )
    case = play(diagram)
    case.start()
    with pytest.raises(EndlessLoop, match="past"):
        case.wake()
