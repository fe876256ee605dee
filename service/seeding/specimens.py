"""Draws portraits, ID cards and papers that plainly are none: 样本 SPECIMEN."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from card_renderer import load_fonts

PAPER: Final = (250, 249, 245)
INK: Final = (70, 78, 92)
SKIN: Final = (226, 190, 160)
CLOTHES: Final = ((44, 62, 100), (92, 48, 60), (40, 84, 76), (84, 78, 96))


def portrait(number: int) -> bytes:
    """Draw somebody before a plain blue ground, 413 by 579 pixels; `number` varies them."""
    image = Image.new("RGB", (413, 579), (190, 214, 236))
    pen = ImageDraw.Draw(image)
    pen.ellipse((36, 400, 377, 820), fill=CLOTHES[number % len(CLOTHES)])
    pen.rectangle((176, 350, 237, 430), fill=SKIN)
    pen.ellipse((118, 130, 295, 385), fill=SKIN)
    pen.pieslice((104, 96, 309, 330), 180, 360, fill=(38, 32, 30))
    pen.ellipse((164, 236, 180, 250), fill=(38, 32, 30))
    pen.ellipse((233, 236, 249, 250), fill=(38, 32, 30))
    pen.arc((172, 280, 241, 335), 20, 160, fill=(150, 80, 70), width=4)
    _stamp(pen, image.size, 26)
    return _jpeg(image)


def paper(title: str, lines: list[str], size: tuple[int, int] = (1240, 1754)) -> bytes:
    """Draw a page with a title and some lines; `size` in pixels."""
    image = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(image)
    margin, step = size[0] // 12, max(size[1] // 20, 40)
    pen.rectangle((8, 8, size[0] - 9, size[1] - 9), outline=(205, 200, 188), width=3)
    pen.text((margin, step), title, font=_font(step * 3 // 4), fill=INK)
    for number, line in enumerate(lines):
        pen.text((margin, step * (3 + number)), line, font=_font(step // 2), fill=INK)
    _stamp(pen, size, step)
    return _jpeg(image)


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Give width and height in pixels."""
    with Image.open(BytesIO(jpeg)) as image:
        return image.size


def _stamp(pen: ImageDraw.ImageDraw, size: tuple[int, int], height: int) -> None:
    text, font = "样本 SPECIMEN", _font(height)
    width = pen.textlength(text, font=font)
    place = ((size[0] - width) / 2, size[1] - height * 2)
    pen.text(place, text, font=font, fill=(190, 60, 50))


def _font(height: int) -> ImageFont.FreeTypeFont:
    return load_fonts().sized(0, height)


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
