"""Files as phones and strangers make them. Nobody real is in any of them.

The scene has a red top left, a green top right, a blue bottom left and a white bottom right
corner, so that a test can tell which way up a picture is.
"""

import struct
import zlib
from functools import cache
from io import BytesIO

import pillow_heif
from PIL import Image, ImageDraw, ImageFilter

PHONE = (4032, 3024)
"""12 megapixels, as the sensor lies in a phone."""

ORIENTATION, GPS = 0x0112, 0x8825
PLACE = b"GPS-37.5091-122.1135"

# How a scene must be stored so that a viewer that obeys EXIF shows it upright.
_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@cache
def scene(width: int, height: int) -> Image.Image:
    """Four corners of colour around something soft, with the noise that a sensor has."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    across, down = width // 4, height // 4
    draw.rectangle((0, 0, across, down), fill="red")
    draw.rectangle((width - across, 0, width, down), fill="green")
    draw.rectangle((0, height - down, across, height), fill="blue")
    draw.rectangle((width - across, height - down, width, height), fill="white")
    noise = Image.effect_noise((width // 4, height // 4), 20).resize((width, height))
    return Image.blend(picture, noise.convert("RGB"), 0.08)


def stored(picture: Image.Image, orientation: int) -> Image.Image:
    """`picture` as a camera held that way writes it."""
    turn = _STORED[orientation]
    return picture if turn is None else picture.transpose(turn)


def exif(orientation: int) -> Image.Exif:
    """What a phone notes: how it was held, its maker, and where it was."""
    notes = Image.Exif()
    notes[ORIENTATION] = orientation
    notes[0x010F] = "PhoneMaker"
    notes[GPS] = {1: "N", 2: (37.0, 30.0, 32.76), 3: "E", 4: (122.0, 6.0, 48.6), 29: PLACE.decode()}
    return notes


@cache
def phone_jpeg(orientation: int = 6, size: tuple[int, int] = PHONE) -> bytes:
    """A photo of `size` (as the sensor lies) whose viewer must turn it upright."""
    upright = scene(*size) if orientation < 5 else scene(size[1], size[0])
    file = BytesIO()
    stored(upright, orientation).save(file, "JPEG", quality=88, exif=exif(orientation))
    return file.getvalue()


@cache
def phone_heic(size: tuple[int, int] = PHONE) -> bytes:
    """A portrait-way photo as iPhones write it: turned by its container, with EXIF and GPS."""
    file = BytesIO()
    picture = pillow_heif.from_pillow(stored(scene(size[1], size[0]), 6))
    # The library writes the turn into the container (`irot`), as phones do.
    picture.info["exif"] = exif(6).tobytes()
    picture.save(file, quality=70, enc_params={"preset": "ultrafast"})
    return file.getvalue()


def png(picture: Image.Image) -> bytes:
    """`picture` as PNG."""
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def jpeg(picture: Image.Image, **options: object) -> bytes:
    """`picture` as JPEG."""
    file = BytesIO()
    picture.save(file, "JPEG", **options)
    return file.getvalue()


@cache
def portrait_jpeg() -> bytes:
    """A head and shoulders that nobody has, 413 x 579 px, stamped as a specimen."""
    picture = Image.new("RGB", (413, 579), (214, 228, 243))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 390, 353, 760), fill=(36, 48, 74))
    draw.rectangle((175, 330, 238, 410), fill=(224, 186, 160))
    draw.ellipse((120, 110, 293, 350), fill=(232, 196, 170))
    draw.pieslice((110, 90, 303, 300), 180, 360, fill=(40, 34, 30))
    draw.text((20, 545), "SPECIMEN", fill=(200, 60, 60), font_size=24)
    return jpeg(picture.filter(ImageFilter.GaussianBlur(1)), quality=90)


def pdf(
    pages: int = 1, *, size: tuple[int, int] = (595, 842), content: bytes | None = None
) -> bytes:
    """A PDF whose pages each have a red top left corner; `size` in points."""
    width, height = size
    drawing = content or b"1 0 0 rg 0 %d %d %d re f" % (height * 3 // 4, width // 4, height // 4)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (pages, b" ".join(b"%d 0 R" % (number + 4) for number in range(pages))),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 3 0 R >>" % size
    return _pdf_file([*objects, *[page] * pages])


def locked_pdf() -> bytes:
    """A PDF that asks for a password (and has none that opens it)."""
    plain = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32),
    ]
    return _pdf_file(plain, trailer=b"/Encrypt 4 0 R /ID [<%s> <%s>]" % (b"33" * 16, b"33" * 16))


def _pdf_file(objects: list[bytes], trailer: bytes = b"") -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + end % (len(objects) + 1, trailer, len(body))


def huge_png(width: int = 20_000, height: int = 10_000) -> bytes:
    """A small file that announces 200 megapixels, all of them there."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width * 3)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG_START + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + END_CHUNK


def text_bomb_png() -> bytes:
    """A small picture with a comment that unpacks to 1 GB."""
    packer = zlib.compressobj(9)
    million = bytes(1_000_000)
    text = b"".join(packer.compress(million) for _ in range(1000)) + packer.flush()
    small = png(Image.new("RGB", (64, 64), "red"))
    first = len(PNG_START) + 25
    return small[:first] + png_chunk(b"zTXt", b"Comment\x00\x00" + text) + small[first:]


def polyglot_jpeg() -> bytes:
    """A photo that is also a web page with a script and, from its end, a ZIP file."""
    photo = jpeg(scene(800, 600), comment=SCRIPT)
    return photo + SCRIPT + b"PK\x05\x06" + bytes(18)


SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
PNG_START = b"\x89PNG\r\n\x1a\n"


def png_chunk(name: bytes, data: bytes) -> bytes:
    """One chunk with its checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


END_CHUNK = png_chunk(b"IEND", b"")
