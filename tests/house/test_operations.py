"""Every operation explains itself to whoever draws a diagram."""

from service.operations import REGISTRY


def test_every_operation_says_what_it_does_and_what_its_parameters_are():
    silent = [
        one.name for one in REGISTRY.values() if not one.summary or not all(one.params.values())
    ]

    assert not silent, f"Give these a summary and explain their params: {silent}"
