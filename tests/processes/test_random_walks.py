"""Engine and oracle on random walks: the same acts, and never a difference.

`MINGPAI_WALKS` sets how many; the default is 2,000, and 10,000 in `make test-long`.
A failure prints the line that replays it.
"""

import os
from collections import Counter

import pytest

from processes.step import CaseStatus
from tests.processes.diagrams import Diagram
from tests.processes.oracle.game import Game
from tests.processes.oracle.generator import Sample
from tests.processes.oracle.questions import Questions, question
from tests.processes.oracle.stage import stage, stage_for
from tests.processes.oracle.walk import DifferentError
from tests.processes.oracle.watched import Watched

LONG = 10_000 if os.environ.get("MINGPAI_TEST_LONG") else 2_000
WALKS = int(os.environ.get("MINGPAI_WALKS") or LONG)
BLOCKS = 20
OVER_ONE_DIAGRAM = 5


# -- the walks -----------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_engine_and_the_oracle_agree_on_generated_diagrams(block: int) -> None:
    for walk in range(block, WALKS, BLOCKS):
        diagram = walk // BLOCKS // OVER_ONE_DIAGRAM * BLOCKS + block
        stage(diagram).walk(walk // BLOCKS).run()


# -- diagrams on which they once differed --------------------------------------------------


def once_different(draw: Diagram) -> Sample:
    return Sample(0, draw.xml(), {"ask_1": question("1")}, {}, {"jobs.run": "done"})


def two_flows_from_a_choice_to_its_join() -> Diagram:
    draw = Diagram().start().user("ask", form="ask_1").inclusive("split").inclusive("join")
    draw.user("a", form="ask_1").user("last", form="ask_1").end().path("begin", "ask", "split")
    draw.flow("split", "join", when="level_1 > 0").flow("split", "join", when='choice_1 != "a"')
    return draw.flow("split", "a", default=True).path("a", "join", "last", "done")


def a_cycle_that_fires_while_its_task_is_taken_away() -> Diagram:
    draw = Diagram().start().user("ask", form="ask_1").end().user("other", form="ask_1").end("gone")
    draw.boundary_timer("remind", "ask", every="R3/PT5H", interrupting=False)
    draw.boundary_timer("silent", "ask", after="PT12H").service("note", "jobs.run").end("noted")
    draw.path("begin", "ask", "done").path("remind", "note", "noted")
    return draw.path("silent", "other", "gone")


def a_withdrawal_after_a_reminder() -> Diagram:
    draw = Diagram().start().user("ask", form="ask_1").user("then", form="ask_1").end()
    draw.boundary_timer("remind", "ask", after="PT5H", interrupting=False).end("reminded")
    return draw.path("begin", "ask", "then", "done").path("remind", "reminded")


@pytest.mark.parametrize(
    "draw",
    [
        two_flows_from_a_choice_to_its_join,
        a_cycle_that_fires_while_its_task_is_taken_away,
        a_withdrawal_after_a_reminder,
    ],
)
def test_the_engine_and_the_oracle_agree_where_they_once_differed(draw) -> None:
    sample = once_different(draw())
    there = stage_for(sample, Questions(sample.results))
    for seed in range(60):
        there.walk(seed).run()


# -- that the walks go everywhere ----------------------------------------------------------


def what_happened(walk) -> set[str]:
    """Name everything in a walk of which we want to be sure that walks have it."""
    nodes, entered = walk.game.diagram.nodes, walk.game.entered
    found = {nodes[node].kind for node in entered} | set(walk.acts)
    found |= {f"second {nodes[node].kind}" for node, count in entered.items() if count > 1}
    found |= {nodes[node].timer.kind for node in entered if nodes[node].timer}
    found |= {"terminated" for node in entered if nodes[node].terminates}
    found |= {"a clock went on" for clock in walk.game.state.clocks.values() if clock.used}
    found |= {f"final is {walk.game.state.final}", walk.game.state.status}
    return found | {f"refused in {kind}" for kind in walk.stopped}


def test_the_walks_meet_every_element_every_act_and_second_rounds_of_all() -> None:
    found: Counter[str] = Counter()
    for seed in range(400):
        walk = stage(seed // 2).walk(seed, Watched)
        walk.run()
        found.update(what_happened(walk))
    tasks = ["userTask", "serviceTask", "businessRuleTask", "receiveTask"]
    gateways = [f"{kind}Gateway" for kind in ("exclusive", "parallel", "inclusive", "eventBased")]
    events = ["intermediateCatchEvent", "boundaryEvent"]
    timers = ["workingDays", "timeDuration", "timeCycle", "timeDate"]
    wanted = {*tasks, *gateways, *events, *timers, "endEvent", "terminated", "a clock went on"}
    wanted |= {f"second {kind}" for kind in (*tasks, *gateways, *events)}
    wanted |= {"complete", "finish_operation", "message", "message_nobody_awaits", "cancel"}
    wanted |= {"wake_when_due", "wake_late", "wake_early", "edit_calendar", "knock"}
    wanted |= {"complete_what_is_not_open", "final is True", "final is False"}
    wanted |= {"refused in complete", "refused in wake_when_due", "refused in cancel"}
    wanted |= {str(status) for status in CaseStatus} - {"failed"}
    assert wanted - {name for name, count in found.items() if count >= 2} == set()


# -- that a difference is seen -------------------------------------------------------------


class HastyJoin(Game):
    """Lets the first token through every join."""

    def _pass_a_join(self):
        if not self.state.arrived:
            return []
        flow = self.diagram.flows[self.state.arrived.pop(0)]
        return self._go_through(self.diagram.nodes[flow.target])


class ForgetfulClock(Game):
    """Gives the whole time anew in every round."""

    def _start_clock(self, name: str) -> int:
        super()._start_clock(name)
        return 0


class LastDueFirst(Game):
    """Fires what was due last before what was due first."""

    def _precedence(self, running):
        return -running.due.timestamp(), 0, 0


class DeafToTerminate(Game):
    """Takes a terminate end for a plain one."""

    def _remove_everything(self) -> None:
        pass


class Unchanging(Game):
    """Never notices which fields a correction changed."""

    def complete(self, task, routing, changed) -> None:
        super().complete(task, routing, [])


class StuckCalendar(Game):
    """Leaves the time limits where they are when the calendar is edited."""

    def recompute(self) -> None:
        pass


@pytest.mark.parametrize(
    "wrong", [HastyJoin, ForgetfulClock, LastDueFirst, DeafToTerminate, Unchanging, StuckCalendar]
)
def test_a_wrong_oracle_is_found_out(wrong: type[Game]) -> None:
    with pytest.raises(DifferentError):
        for seed in range(400):
            stage(seed // 4).walk(seed, wrong).run()


def test_a_difference_is_told_with_the_seeds_the_acts_and_the_diagram() -> None:
    with pytest.raises(DifferentError) as raised:
        for seed in range(100):
            stage(seed).walk(seed, HastyJoin).run()
    lines = str(raised.value).splitlines()
    assert lines[0].startswith("walk ")
    assert lines[1].startswith("replay: python -m tests.processes.oracle ")
    assert any(line.endswith("start") for line in lines)
    assert "<bpmn:process" in str(raised.value)


def test_a_replay_walks_the_same_way() -> None:
    first, second = stage(3).walk(8), stage(3).walk(8)
    first.run()
    second.run()
    assert (first.trace, first.game.state) == (second.trace, second.game.state)
