"""`check.60_nodes` and `check.state_space`: what a diagram costs before it may be published.

The first reads the files of a procedure of sixty nodes (diagram and three forms) and asks every
rule; its floor is SpiffWorkflow's own parser on the same diagram. The second plays a diagram on
which more can happen than is played: it must say so, and say how far it came.
"""

import time
from typing import Final

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser

from benchmarks import drawings
from benchmarks.figures import Figure, compared, timed
from benchmarks.measure import Effort, cpu_seconds, in_turn
from processes.checker import check_drawing
from service import publishing
from service.publishing import SHIPPED_FORMS, SHIPPED_POSTS, Procedure

FLOOR: Final = "floor.parse_60_nodes"
CLAIM: Final = "check.60_nodes"
STATES: Final = "check.state_space"
_MOST_STATES: Final = 20_000
_MOST_SECONDS: Final = 2.0
_PLAYS: Final = 5


def measure(effort: Effort) -> list[Figure]:
    """Measure the check of sixty nodes against its floor, and the play that gives up."""
    files = {name: (SHIPPED_FORMS / f"{name}.form").read_bytes() for name in drawings.FORMS}
    sixty = Procedure(drawings.sixty_nodes(), files, {})
    assert len(drawings.nodes_of(sixty.diagram.decode())) == 60
    trials = {
        FLOOR: lambda: cpu_seconds(lambda: _parse(sixty.diagram)),
        CLAIM: lambda: cpu_seconds(lambda: _check(sixty)),
    }
    timings = in_turn(trials, effort)
    return [
        timed(FLOOR, timings[FLOOR], "ms CPU"),
        compared(CLAIM, timings[CLAIM], FLOOR, timings[FLOOR], "ms CPU"),
        _states(Procedure(drawings.too_wide(), files, {})),
    ]


def _parse(diagram: bytes) -> None:
    parser = BpmnParser()
    parser.add_bpmn_str(diagram)
    assert len(parser.get_spec(drawings.SIXTY).task_specs) > 60


def _check(procedure: Procedure) -> None:
    forms = publishing.compile_forms(procedure.forms)
    vocabulary = publishing.vocabulary_of(forms, {}, SHIPPED_POSTS, {})
    assert check_drawing(procedure.diagram, vocabulary, drawings.SIXTY) == []


def _states(wide: Procedure) -> Figure:
    rates = sorted(_play(wide) for _ in range(_PLAYS))
    return Figure(STATES, round(rates[_PLAYS // 2]), "states a second")


def _play(wide: Procedure) -> float:
    """Check it as the studio does, and make sure that it gave up in time and said so."""
    began = time.thread_time()
    checked = publishing.examine_procedure(wide, SHIPPED_POSTS, drawings.WIDE)
    seconds = time.thread_time() - began
    played = checked.played
    assert played is not None
    assert not played.complete
    assert played.states >= _MOST_STATES or seconds >= _MOST_SECONDS
    assert seconds < _MOST_SECONDS + 0.5
    [gave_up] = [one for one in checked.problems if one.code == "too_complex"]
    assert str(played.states) in gave_up.sentence
    return played.states / seconds
