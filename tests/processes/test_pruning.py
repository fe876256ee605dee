import itertools

import pytest
from diagrams import Diagram
from scenarios import MONDAY, EmptyWorld, Operations, Player, load

from processes.pruning import prune
from processes.running import RunningCase
from processes.step import Context
from processes.working_time import WorkingCalendar

CORRECTIONS = (
    Diagram()
    .start()
    .user("correct")
    .parallel("split")
    .user("a")
    .boundary_timer("remind_a", "a", days=3, interrupting=False)
    .service("tell")
    .end("told")
    .user("b")
    .parallel("join")
    .user("review", form="review")
    .exclusive("opinion")
    .end()
    .path("begin", "correct", "split", "a", "join")
    .path("remind_a", "tell", "told")
    .path("split", "b", "join", "review", "opinion")
    .flow("opinion", "correct", when='decision = "return"')
    .flow("opinion", "done", default=True)
)


def go_round(case: Player, times: int) -> None:
    for _ in range(times):
        case.complete("correct", note="好")
        case.complete("b", note="好")
        case.complete("a", note="好")
        case.complete("review", decision="return")


@pytest.mark.parametrize("rounds", [1, 10, 100])
def test_a_case_is_as_small_after_many_corrections_as_after_none(play, rounds):
    case = play(CORRECTIONS)
    case.start({"decision": "return", "changed_fields": []})
    first = len(case.step.state)
    go_round(case, rounds)
    assert case.open == ["correct"]
    assert len(case.step.state) == first


def test_a_thousand_corrections_leave_no_trace_in_the_tree():
    case = Player(load(CORRECTIONS.xml()), straight=True)
    case.start()
    go_round(case, 1000)
    assert case._live is not None
    assert len(case._live.tasks) == 2  # the root and the one open task


def test_pruning_keeps_a_task_with_its_boundary_events(play):
    case = play(CORRECTIONS)
    case.start(note="好")
    case.complete("b", note="好")
    case.wake_when_due()
    assert case.open == ["a"]
    case.complete("a", note="好")
    assert (case.open, case.step.next_wake) == (["review"], None)


@pytest.mark.parametrize("order", list(itertools.product("ab", repeat=4)))
def test_pruning_changes_nothing_that_can_be_seen(order):
    context = Context(MONDAY, WorkingCalendar(), Operations(), EmptyWorld())
    edition = load(CORRECTIONS.xml())
    pruned, whole = RunningCase(edition, context), RunningCase(edition, context)
    for case in (pruned, whole):
        case.begin()
        case.run()
    for leader in order:
        for node in ("correct", leader, "b" if leader == "a" else "a", "review"):
            for case in (pruned, whole):
                case.values["decision"] = "return"
                [token] = [t for t in case.live() if t.task_spec.name == node]
                case.complete_task(token)
                case.run()
            prune(pruned)
            assert places(pruned) == places(whole)
    assert len(pruned.tasks) < len(whole.tasks)


def places(case: RunningCase) -> list[tuple[str, int]]:
    return [(token.task_spec.name, token._state) for token in case.live()]
