"""The fonts that every machine has."""

import pytest

from card_renderer import FontSet, load_fonts


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """The font from PyPI alone, whatever else this machine has."""
    return load_fonts(())
