"""Remedies for a stuck case: each a step like any other, or refused before anything happens."""

from typing import Any

import pytest
from diagrams import Diagram
from scenarios import MONDAY, WAITS, EmptyWorld, Operations, load

from processes import engine, repair
from processes.editions import Edition
from processes.errors import TaskNotOpen
from processes.migration.soundness import Soundness
from processes.repair import RepairRefused
from processes.step import Context, Step, Submission
from processes.working_time import WorkingCalendar


class Stuck:
    """A case on a small diagram, and what can be done about it."""

    def __init__(self, diagram: Diagram, *submitted: tuple[str, dict[str, Any]]) -> None:
        self.edition: Edition = load(diagram.xml())
        self.soundness = Soundness(diagram.xml())
        world = EmptyWorld()
        operate = Operations({"cards.draw": WAITS})
        self.context = Context(MONDAY, WorkingCalendar(), operate, world)
        self.step = engine.start(self.edition, {}, self.context)
        for node, answers in submitted:
            (task,) = [task for task in self.step.open_tasks if task.node == node]
            self.step = engine.complete(
                self.edition, self.step.state, task.id, Submission(answers), self.context
            )

    def skip(self, element: str, **values: Any) -> Step:
        return repair.skip(self.edition, self.step.state, element, values, self.context)

    def move(self, element: str, target: str) -> Step:
        state = self.step.state
        return repair.move(self.edition, self.soundness, state, element, target, self.context)

    def correct(self, **values: Any) -> Step:
        return repair.correct(self.edition, self.step.state, values, self.context)


def open_at(step: Step) -> list[str]:
    return sorted(task.node for task in step.open_tasks)


def drawing() -> Diagram:
    draw = Diagram().start().user("ask").service("draw", "cards.draw").user("review", form="review")
    draw.boundary_timer("silent", "review", days=3).end("over").path("silent", "over")
    draw.exclusive("which").end("done").end("refused")
    draw.path("begin", "ask", "draw", "review", "which")
    draw.flow("which", "done", when='decision = "approve"')
    return draw.flow("which", "refused", default=True)


ASKED = ("ask", {"note": "x"})


def test_a_job_that_never_ends_is_skipped_and_the_case_goes_on() -> None:
    step = Stuck(drawing(), ASKED).skip("draw")
    assert open_at(step) == ["review"]
    assert [one.kind for one in step.happened][:1] == ["step_skipped"]


def test_a_review_is_skipped_with_the_decision_that_the_diagram_reads() -> None:
    case = Stuck(drawing(), ASKED)
    case.step = case.skip("draw")
    assert case.skip("review", decision="approve").outcome == "done"


def test_a_step_is_skipped_only_where_the_case_stands() -> None:
    with pytest.raises(TaskNotOpen):
        Stuck(drawing()).skip("review")


def test_a_case_is_moved_to_a_step_that_opens_anew_with_its_limit() -> None:
    case = Stuck(drawing(), ASKED)
    step = case.move("draw", "review")
    assert open_at(step) == ["review"]
    assert step.open_tasks[0].due_at is not None
    assert step.waiting == ()


def test_a_case_is_moved_back_and_the_open_task_is_gone() -> None:
    case = Stuck(drawing(), ASKED)
    case.step = case.skip("draw")
    step = case.move("review", "ask")
    assert (open_at(step), step.next_wake) == (["ask"], None)
    assert "task_cancelled" in [one.kind for one in step.happened]


@pytest.mark.parametrize("target", ["draw", "which", "nowhere", "done"])
def test_a_case_is_moved_to_another_step_only(target: str) -> None:
    with pytest.raises(RepairRefused, match="请选择办件要移到的步骤"):
        Stuck(drawing(), ASKED).move("draw", target)


def test_a_case_is_not_moved_where_a_parallel_branch_would_be_missing() -> None:
    draw = Diagram().start().user("ask").parallel("split").user("left").user("right")
    draw.parallel("join").user("last").end().path("begin", "ask", "split", "left", "join", "last")
    draw.path("split", "right", "join").path("last", "done")
    case = Stuck(draw, ASKED)
    with pytest.raises(RepairRefused, match="并行的分支对不上"):
        case.move("left", "last")
    with pytest.raises(RepairRefused, match="并行的分支对不上"):
        Stuck(draw).move("ask", "right")


def test_a_closed_case_is_left_alone() -> None:
    case = Stuck(drawing(), ASKED)
    case.step = case.move("draw", "review")
    case.step = case.skip("review", decision="approve")
    with pytest.raises(RepairRefused, match="已经结束"):
        case.correct(decision="refuse")


def test_data_is_corrected_by_the_names_of_the_diagram_only() -> None:
    case = Stuck(drawing(), ASKED)
    assert case.correct(decision="approve").values["decision"] == "approve"
    with pytest.raises(RepairRefused, match="没有“desicion”"):
        case.correct(desicion="approve")
