"""Every operation explains itself to whoever draws a diagram."""

from service.operations import REGISTRY
from service.operations.contract import ParamKind


def test_every_operation_says_what_it_does_and_what_its_parameters_are():
    silent = [
        one.name for one in REGISTRY.values() if not one.summary or not all(one.params.values())
    ]

    assert not silent, f"Give these a summary and explain their params: {silent}"


def test_every_text_for_people_explains_the_places_that_it_may_leave_open():
    silent = [
        (one.name, param)
        for one in REGISTRY.values()
        for param, kind in one.kinds.items()
        if kind is ParamKind.TEXT
        and not all(place in one.params[param] for place in one.places[param])
    ]

    assert not silent, f"Name in the explanation the places that the operation fills: {silent}"
