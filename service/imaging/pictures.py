"""One page from a photo: JPEG, PNG or HEIC. Runs in the child process only."""

from contextlib import suppress
from io import BytesIO
from typing import Final

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from service.imaging.kinds import Kind
from service.imaging.pages import LONG_SIDE, DerivedPage, encoded
from service.imaging.refusals import TooManyPixels, Unreadable

MOST_PIXELS: Final = 40_000_000
_PILLOW_FORMAT: Final = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.HEIC: "HEIF"}
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

# Our own limit, with a sentence for people, is checked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
# Each thread reserves address space, which is what the limit on memory counts.
pillow_heif.options.DECODE_THREADS = 2
pillow_heif.register_heif_opener()


def derive_picture(original: bytes, kind: Kind) -> DerivedPage:
    """The photo upright, in sRGB, its long side at most 2560 px.

    Raises:
        TooManyPixels: its header announces more than 40 megapixels.
        Unreadable: it cannot be decoded to its end.
    """
    try:
        with Image.open(BytesIO(original), formats=[_PILLOW_FORMAT[kind]]) as picture:
            _refuse_huge(picture)
            picture.thumbnail((LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(picture)
            return encoded(_in_srgb(upright))
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise Unreadable from error


def _refuse_huge(picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS:
        raise TooManyPixels(megapixels=-(-pixels // 1_000_000), limit=MOST_PIXELS // 1_000_000)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colours as a browser will show them without the profile, which is dropped."""
    profile = picture.info.get("icc_profile")
    flat = _flattened(picture)
    if profile:
        # A profile that is broken or of another kind of colour: keep the plain values.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(flat, source, _SRGB, outputMode="RGB")
            if converted is not None:
                return converted
    return flat.convert("RGB")


def _flattened(picture: Image.Image) -> Image.Image:
    """Without transparency, on white; other colour models are left for the profile."""
    if picture.mode == "I;16":
        return picture.point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture if picture.mode in {"L", "CMYK", "RGB"} else picture.convert("RGB")
    layer = picture.convert("RGBA")
    sheet = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(sheet, layer).convert("RGB")
