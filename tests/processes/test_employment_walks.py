"""Engine and oracle on random walks over leaving and joining, and that they go everywhere."""

import pytest
from lxml import etree

from tests.processes.oracle.employment import (
    ONBOARDING,
    RESIGNATION,
    Employed,
    onboarding,
    resignation,
)
from tests.processes.oracle.stage import stage_for
from tests.processes.oracle.walk import DifferentError

WALKS = 120
SAMPLES = {RESIGNATION: resignation, ONBOARDING: onboarding}
PROCEDURES = pytest.mark.parametrize("procedure", SAMPLES)


def stage(procedure: str, played: bytes | None = None):
    return stage_for(SAMPLES[procedure](), Employed(procedure), played=played)


@PROCEDURES
@pytest.mark.parametrize("block", range(2))
def test_the_engine_and_the_oracle_agree(procedure: str, block: int):
    there = stage(procedure)
    for seed in range(block, WALKS, 2):
        there.walk(seed).run(most=60)


@PROCEDURES
def test_the_walks_reach_every_step(procedure: str):
    there = stage(procedure)
    walks = [there.walk(seed) for seed in range(WALKS)]
    for walk in walks:
        walk.run(most=60)
    told = " ".join(str(line) for walk in walks for line in walk.trace)
    diagram = etree.fromstring(SAMPLES[procedure]().xml)
    steps = {element.get("id") for element in diagram.iter("{*}userTask")}
    assert {step for step in steps if step not in told} == set()


@pytest.mark.parametrize(
    ("procedure", "said", "instead"),
    [
        (RESIGNATION, 'default="association_refuses"', 'default="association_returns"'),
        (RESIGNATION, 'mp:onWithdraw="employment.drop_resignation"', ""),
        (ONBOARDING, 'employer_state = "registered"', 'employer_state = "invited"'),
        (ONBOARDING, 'mp:workingDays="10"', 'mp:workingDays="9"'),
        (ONBOARDING, "P30D", "P29D"),
        (ONBOARDING, "card_issued = true", "card_issued = false"),
    ],
)
def test_a_diagram_drawn_otherwise_is_found_out(procedure: str, said: str, instead: str):
    drawn = SAMPLES[procedure]().xml.decode()
    assert said in drawn
    there = stage(procedure, drawn.replace(said, instead).encode())
    with pytest.raises(DifferentError):
        for seed in range(WALKS):
            there.walk(seed).run(most=60)
