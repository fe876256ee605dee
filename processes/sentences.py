"""Text for people that a layer without translations carries to a layer that has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Translate = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802 -- the name by which gettext tools find marked texts
    """Mark `text` for translation and return it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """Text for people that may stand inside other text: a msgid and what goes into it."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Translate = str) -> str:
        """Give the text, itself and every text inside it put through `translate`."""
        return translate(self.message) % {
            name: _rendered(value, translate) for name, value in self.params.items()
        }

    def __str__(self) -> str:
        return self.render()


def shortened(text: str, limit: int = 60) -> str:
    """Give as much of a text as a sentence can hold."""
    return text if len(text) <= limit else f"{text[:limit]}…"


def sayable(params: Mapping[str, object]) -> dict[str, object]:
    """Shorten what goes into a sentence: an author may have written a megabyte into any of it."""
    return {name: shortened(p, 200) if isinstance(p, str) else p for name, p in params.items()}


def _rendered(value: object, translate: Translate) -> object:
    # Also the problems of `forms`, which have the same method.
    render = getattr(value, "render", None)
    return render(translate) if callable(render) else value


class SaidInWords(Exception):
    """Something was refused, and `message` tells a person why and what to change.

    `message` is a gettext msgid in Chinese with named placeholders, `params` fills them:
    `error.render(_)`. A param may be another refusal or `Words`, which is rendered first.
    `str(error)` is the Chinese sentence.
    """

    def __init__(self, message: str, params: Mapping[str, object] | None = None) -> None:
        self.message = message
        self.params = sayable(params or {})
        super().__init__(message, self.params)

    def __str__(self) -> str:
        return self.render()

    def render(self, translate: Translate = str) -> str:
        """Give the sentence in the language of `translate`."""
        return Words(self.message, self.params).render(translate)
