"""Which way a case went, and where it stands now: what the live diagram and a case's path show."""

import pytest
from diagrams import Diagram

REVIEWED = (
    Diagram("reviewed")
    .start()
    .user("submit")
    .user("review", form="review", role="agency")
    .boundary_timer("remind", "review", days=1, interrupting=False)
    .exclusive("opinion")
    .end("reminded")
    .end("admitted")
    .path("begin", "submit", "review", "opinion")
    .path("remind", "reminded")
    .flow("opinion", "submit", when='decision = "return"')
    .flow("opinion", "admitted", default=True)
)
PAID = (
    Diagram("paid")
    .start()
    .event_gateway("either")
    .catch_message("paid", "card_paid")
    .catch_timer("lapsed", days=2)
    .end("over")
    .path("begin", "either", "paid", "over")
    .path("either", "lapsed", "over")
)


@pytest.fixture
def ends():
    def of(case):
        found = {flow: pair for pair, flow in case.edition.flows.items()}
        return [found[flow] for flow in case.step.flows]

    return of


def test_a_step_tells_by_which_flows_the_case_went(play, ends):
    case = play(REVIEWED)
    case.start(note="你好")
    assert ends(case) == [("begin", "submit"), ("submit", "review")]

    case.complete("review", decision="return")
    assert ends(case) == [("review", "opinion"), ("opinion", "submit")]
    assert case.step.standing == ("submit",)

    case.complete("submit", note="再来")
    assert ends(case) == [("submit", "review")]


def test_a_reminder_goes_its_own_way_and_leaves_the_case_where_it_stands(play, ends):
    case = play(REVIEWED)
    case.start(note="你好")
    case.wake_when_due()
    assert (ends(case), case.step.standing) == ([("remind", "reminded")], ("review",))


def test_of_two_events_only_the_way_of_the_one_that_happened_was_gone(play, ends):
    case = play(PAID)
    case.start()
    assert (ends(case), case.step.standing) == ([("begin", "either")], ("either",))

    case.tell("card_paid")
    assert ends(case) == [("either", "paid"), ("paid", "over")]
    assert case.step.standing == ()


def test_looking_at_a_case_goes_nowhere(play):
    case = play(REVIEWED)
    case.start(note="你好")
    assert case.recompute_due().flows == ()
