"""The colours of the card; white text on each theme has a contrast of at least 5 : 1."""

from dataclasses import dataclass
from typing import Final

from card_renderer.card import Category
from card_renderer.text import Colour

WHITE: Final[Colour] = (255, 255, 255)
INK: Final[Colour] = (28, 32, 40)
LABEL: Final[Colour] = (92, 100, 112)
GOLD: Final[Colour] = (201, 162, 77)
RULE: Final[Colour] = (214, 219, 226)


@dataclass(frozen=True, slots=True)
class Theme:
    """One category's word and colours; the word is never left out (domain.md §5)."""

    word: str
    deep: Colour
    pale: Colour


THEMES: Final = {
    Category.BROKER: Theme("经纪人", (16, 58, 112), (229, 236, 245)),
    Category.ASSISTANT: Theme("协理", (10, 96, 84), (226, 240, 237)),
    Category.STAFF: Theme("从业人员", (122, 66, 24), (245, 235, 226)),
}
BACK: Final = Theme("", (40, 52, 70), (234, 238, 243))
