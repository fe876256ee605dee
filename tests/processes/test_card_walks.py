"""Engine and oracle on random walks over card making, and that they go everywhere."""

import pytest
from lxml import etree

from tests.processes.oracle.cards import CardMaking, card_making
from tests.processes.oracle.stage import stage_for

WALKS = 120


@pytest.fixture(scope="module")
def there():
    return stage_for(card_making(), CardMaking())


@pytest.mark.parametrize("block", range(4))
def test_the_engine_and_the_oracle_agree_on_card_making(there, block: int):
    for seed in range(block, WALKS, 4):
        there.walk(seed).run(most=60)


def test_the_walks_reach_every_step(there):
    walks = [there.walk(seed) for seed in range(WALKS)]
    for walk in walks:
        walk.run(most=60)
    told = " ".join(str(line) for walk in walks for line in walk.trace)
    steps = {one.get("id") for one in etree.fromstring(card_making().xml).iter("{*}userTask")}
    assert {step for step in steps if step not in told} == set()
