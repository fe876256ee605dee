"""The way that the checker shows into a defect is one that a case can really go."""

from collections import Counter

import pytest

from processes.checker import Problem, Severity, check
from tests.processes.oracle.diagram import Diagram, read
from tests.processes.oracle.exhaustive import TooMuchError, faults
from tests.processes.oracle.generator import Sample, generate
from tests.processes.oracle.joins import flows_on_the_way
from tests.processes.oracle.planting import Bed, Planted
from tests.processes.oracle.replay import Replay
from tests.processes.test_checker_generated import vocabulary_of

WAITS_FOR_EVER = {"join_waits_for_ever", "left_at_the_end"}
FOUND_AS = {
    "deadlock": {*WAITS_FOR_EVER, "back_past_open_branch"},
    "orphan": {*WAITS_FOR_EVER, "back_past_open_branch"},
    "no synchronisation": {"opened_twice", "back_past_open_branch"},
    "livelock": {"endless_loop"},
}


def errors_in(sample: Sample, xml: bytes) -> list[Problem]:
    found = check(xml, vocabulary_of(sample), f"generated_{sample.seed}")
    return [problem for problem in found if problem.severity is Severity.ERROR]


def followed(sample: Sample, planted: Planted) -> list[tuple[Problem, Replay]]:
    """Give what the checker found, each with a case that went its way in the oracle."""
    found = [p for p in errors_in(sample, planted.xml) if p.code in FOUND_AS[planted.kind]]
    assert found, (sample.seed, planted.kind, planted.where)
    diagram = read(planted.xml)
    return [(problem, Replay(diagram, problem.path).follow()) for problem in found]


def nobody_comes(case: Replay, join: str) -> bool:
    """Say that a token waits at the join, and nothing that is open can come there.

    A step stays open while what its reminder started goes on, and does not remind again.
    """
    arrows = {flow.id for flow in case.diagram.entering(join)}
    reminded = {activity for activity, _ in case.state.caught}
    places = [a.node for a in case.state.activities if a.id not in reminded]
    ways = [flows_on_the_way(case.diagram, place, join) for place in places]
    return join in case.waiting_joins() and not any(arrows & way for way in ways)


def is_doubled(case: Replay) -> bool:
    """Say that a step is open twice, or that two tokens went the same way to an end."""
    ends = [n for n, times in case.entered.items() if times > 1]
    return bool(case.crowded()) or any(case.diagram.nodes[n].kind == "endEvent" for n in ends)


def is_real(problem: Problem, case: Replay) -> bool:
    """Say that the case stands in the very thing that the problem tells of."""
    if problem.code in WAITS_FOR_EVER:
        ended = any(case.diagram.nodes[node].kind == "endEvent" for node in case.entered)
        return nobody_comes(case, problem.element_id or "") and (
            ended == (problem.code == "left_at_the_end")
        )
    if problem.code == "back_past_open_branch":
        return len(case.state.activities) + len(case.state.arrived) > 1
    if problem.code == "endless_loop":
        return case.state.status == "open"
    return is_doubled(case)


@pytest.mark.parametrize("block", range(4))
def test_every_planted_defect_is_found_with_a_way_that_the_oracle_can_go(block: int):
    planted_kinds: Counter[str] = Counter()
    for seed in range(block * 15, block * 15 + 15):
        sample = generate(seed)
        bed = Bed(sample.xml)
        for planted in (*bed.all(), *bed.loops_without_exit()):
            planted_kinds[planted.kind] += 1
            for problem, case in followed(sample, planted):
                assert is_real(problem, case), (seed, planted.kind, planted.where, problem.path)
    assert planted_kinds.keys() == FOUND_AS.keys()


def truth_of(diagram: Diagram) -> set[str] | None:
    """Give what can go wrong, or None if there is too much to play it all."""
    try:
        return faults(diagram, most=400)
    except TooMuchError:
        return None


@pytest.mark.parametrize("block", range(4))
def test_the_checker_agrees_with_an_oracle_that_plays_everything(block: int):
    compared: Counter[bool] = Counter()
    for seed in range(block * 8, block * 8 + 8):
        sample = generate(seed, size=4)
        for xml in (sample.xml, *(planted.xml for planted in Bed(sample.xml).all())):
            said = {problem.code for problem in errors_in(sample, xml)}
            truth = truth_of(read(xml))
            if truth is None:
                continue
            compared[bool(truth)] += 1
            # Lines that meet only before an end open nothing twice, and are refused all the
            # same: the next step that is drawn there would be.
            assert bool(truth) == bool(said) or said == {"opened_twice"}, (seed, said, truth)
    assert min(compared[True], compared[False]) > 5
