"""Text for people that a layer without translations carries to a layer that has them."""

from collections.abc import Callable, Mapping


def N_(text: str) -> str:  # noqa: N802 -- the name by which gettext tools find marked texts
    """Mark `text` for translation and return it unchanged."""
    return text


class SaidInWords(Exception):
    """Something was refused, and `message` tells a person why and what to change.

    `message` is a gettext msgid in Chinese with named placeholders, `params` fills them:
    `error.render(_)`. A param may be another refusal, which is rendered first.
    `str(error)` is the Chinese sentence.
    """

    def __init__(self, message: str, params: Mapping[str, object] | None = None) -> None:
        self.message = message
        self.params = dict(params or {})
        super().__init__(message, self.params)

    def __str__(self) -> str:
        return self.render()

    def render(self, translate: Callable[[str], str] = str) -> str:
        """Give the sentence in the language of `translate`."""
        return translate(self.message) % {
            name: value.render(translate) if isinstance(value, SaidInWords) else value
            for name, value in self.params.items()
        }
