"""Engine and oracle on random walks over the registration of a store, and that they go far."""

import pytest
from lxml import etree

from tests.processes.oracle.stage import stage_for
from tests.processes.oracle.stores import Store, store_registration
from tests.processes.oracle.walk import DifferentError

WALKS = 200


@pytest.fixture(scope="module")
def there():
    return stage_for(store_registration(), Store())


@pytest.mark.parametrize("block", range(4))
def test_the_engine_and_the_oracle_agree_on_the_registration_of_a_store(there, block: int):
    for seed in range(block, WALKS, 4):
        there.walk(seed).run(most=60)


def test_the_walks_reach_every_step_of_a_person(there):
    walks = [there.walk(seed) for seed in range(WALKS)]
    for walk in walks:
        walk.run(most=60)
    told = " ".join(str(line) for walk in walks for line in walk.trace)
    steps = etree.fromstring(store_registration().xml).iter("{*}userTask")
    assert {one.get("id") for one in steps if one.get("id") not in told} == set()


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ('route = "association"', 'route = "parent"'),
        ('default="parent_refuses"', 'default="parent_returns"'),
        ('parent_state = "invited"', 'parent_state = "gone"'),
        ('mp:workingDays="10"', 'mp:workingDays="9"'),
        ('mp:onWithdraw="stores.release_store"', ""),
    ],
)
def test_a_registration_of_a_store_drawn_otherwise_is_found_out(said: str, instead: str):
    sample = store_registration()
    assert said in sample.xml.decode()
    other = sample.xml.decode().replace(said, instead).encode()
    with pytest.raises(DifferentError):
        for seed in range(WALKS):
            stage_for(sample, Store(), played=other).walk(seed).run(most=60)
