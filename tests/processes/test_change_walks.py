"""Engine and oracle on random walks over the change of details, and that they go everywhere."""

import pytest
from lxml import etree

from tests.processes.oracle.changes import Change, change_of_details
from tests.processes.oracle.stage import stage_for
from tests.processes.oracle.walk import DifferentError

WALKS = 120


@pytest.fixture(scope="module")
def there():
    return stage_for(change_of_details(), Change())


@pytest.mark.parametrize("block", range(4))
def test_the_engine_and_the_oracle_agree_on_the_change_of_details(there, block: int):
    for seed in range(block, WALKS, 4):
        there.walk(seed).run(most=60)


def test_the_walks_reach_every_step_and_every_end(there):
    walks = [there.walk(seed) for seed in range(WALKS)]
    for walk in walks:
        walk.run(most=60)
    told = " ".join(str(line) for walk in walks for line in walk.trace)
    steps = {
        element.get("id")
        for element in etree.fromstring(change_of_details().xml).iter("{*}userTask")
    }
    assert {step for step in steps if step not in told} == set()


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("agency_is_asked = false", "agency_is_asked = true"),
        ('default="agency_refuses"', 'default="agency_returns"'),
        ('change = "mobile"', 'change = "name"'),
        ('mp:workingDays="10"', 'mp:workingDays="9"'),
        ('mp:onWithdraw="details.release_change"', ""),
    ],
)
def test_a_change_of_details_drawn_otherwise_is_found_out(said: str, instead: str):
    sample = change_of_details()
    assert said in sample.xml.decode()
    other = sample.xml.decode().replace(said, instead).encode()
    with pytest.raises(DifferentError):
        for seed in range(WALKS):
            stage_for(sample, Change(), played=other).walk(seed).run(most=60)
