from collections.abc import Callable
from typing import Any

import pytest
from scenarios import Player, load


@pytest.fixture(params=["straight", "saved"])
def play(request: pytest.FixtureRequest) -> Callable[..., Player]:
    """Play a diagram on one live object, and once more saved and restored between all acts."""

    def player(diagram: Any, **options: Any) -> Player:
        edition = load(diagram.xml()) if hasattr(diagram, "xml") else diagram
        return Player(edition, straight=request.param == "straight", **options)

    return player
