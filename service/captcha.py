"""Pictures and sounds that tell people from programs; what they say is kept elsewhere.

Digits only, so that the same answer can be read and heard (domain.md §7).
"""

import secrets
from functools import cache
from typing import Final

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha

LENGTH: Final = 5
_WIDTH, _HEIGHT = 200, 64


def new_answer(fixed: str = "") -> str:
    """Give random digits, or `fixed` where the demo wants the same ones always."""
    return fixed or "".join(secrets.choice("0123456789") for _ in range(LENGTH))


def draw(answer: str) -> bytes:
    """Draw the answer as a PNG, 200 by 64 pixels."""
    return bytes(_painter().generate(answer, format="png").getvalue())


def speak(answer: str) -> bytes:
    """Speak the answer, digit by digit in English, as a WAV."""
    return bytes(_speaker().generate(answer))


@cache
def _painter() -> ImageCaptcha:
    return ImageCaptcha(width=_WIDTH, height=_HEIGHT, font_sizes=(42, 48, 52))


@cache
def _speaker() -> AudioCaptcha:
    return AudioCaptcha()
