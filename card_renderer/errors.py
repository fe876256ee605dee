"""Why a card was not drawn: one class per failure, its sentence for people with it.

The sentences are Chinese msgids with named placeholders; the caller translates
`error.message` and fills in `error.params`.
"""

from collections.abc import Mapping


def N_(text: str) -> str:  # noqa: N802 -- the name by which gettext tools find marked texts
    """Mark `text` for the message extractor and hand it back as it is."""
    return text


_MOST_SHOWN = 60
"""Characters of a text that a sentence repeats."""


class CardNotDrawn(Exception):
    """No card was drawn; nothing half-finished is left behind."""

    def __init__(self, message: str, params: Mapping[str, object]) -> None:
        super().__init__(message % params)
        self.message = message
        self.params = dict(params)


class GlyphMissing(CardNotDrawn):
    """A character is in none of the fonts; a box in its place would be a false name."""

    def __init__(self, char: str) -> None:
        self.character = char
        message = N_(
            "字体中没有“%(char)s”字（%(code)s），信息卡未制作。请安装含有该字的字体后重试。"
        )
        super().__init__(message, {"char": char, "code": f"U+{ord(char):04X}"})


class TextTooLong(CardNotDrawn):
    """A text does not fit its place at the smallest size that can still be read."""

    def __init__(self, text: str) -> None:
        message = N_("“%(text)s”太长，信息卡上放不下，信息卡未制作。请使用简称。")
        shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}……"
        super().__init__(message, {"text": shown})


class PictureUnreadable(CardNotDrawn):
    """The portrait or the association's logo is no picture that Pillow can decode."""

    def __init__(self) -> None:
        super().__init__(N_("形象照或协会标志无法读取，信息卡未制作。请重新上传。"), {})
