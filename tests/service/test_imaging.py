"""What strangers upload comes out as plain upright pictures, or is refused with a sentence."""

import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from service.imaging import Derived, ImageRefused, ImagingFailed, Limits, derive
from service.imaging.parent import environment
from service.imaging.refusals import (
    REFUSALS,
    Encrypted,
    NotAPicture,
    TooDemanding,
    TookTooLong,
    TooLarge,
    TooManyPages,
    TooManyPixels,
    Unreadable,
)
from tests import photos

MB = 1024 * 1024


def only(derived: Derived) -> Image.Image:
    """The single page, decoded; its announced size is the true one."""
    (page,) = derived.pages
    picture = Image.open(BytesIO(page.jpeg))
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert picture.size == (page.width, page.height)
    return picture


def corners(picture: Image.Image) -> list[str]:
    """What is top left, top right, bottom left and bottom right."""
    width, height = picture.size
    places = [(x, y) for y in (height // 9, height * 8 // 9) for x in (width // 9, width * 8 // 9)]
    return [_colour(picture.getpixel(place)) for place in places]


def _colour(pixel: object) -> str:
    names = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255,) * 3}
    assert isinstance(pixel, tuple)
    return min(
        names,
        key=lambda name: sum((a - b) ** 2 for a, b in zip(names[name], pixel, strict=True)),
    )


UPRIGHT = ["red", "green", "blue", "white"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright_whichever_way_the_phone_was_held(orientation: int) -> None:
    picture = only(derive(photos.phone_jpeg(orientation, (1200, 900))))
    assert picture.size == ((1200, 900) if orientation < 5 else (900, 1200))
    assert corners(picture) == UPRIGHT


def test_a_photo_of_twelve_megapixels_is_reduced_and_forgets_where_it_was_taken() -> None:
    original = photos.phone_jpeg()
    assert photos.PLACE in original
    derived = derive(original)
    picture = only(derived)
    assert (derived.media_type, picture.size) == ("image/jpeg", (1920, 2560))
    assert corners(picture) == UPRIGHT
    _assert_bare(derived)


def test_a_heic_of_twelve_megapixels_comes_out_upright_and_bare() -> None:
    original = photos.phone_heic()
    assert (original[4:8], photos.PLACE in original) == (b"ftyp", True)
    derived = derive(original)
    picture = only(derived)
    assert (derived.media_type, picture.size) == ("image/heic", (1920, 2560))
    assert corners(picture) == UPRIGHT
    _assert_bare(derived)


def _assert_bare(derived: Derived) -> None:
    (page,) = derived.pages
    picture = Image.open(BytesIO(page.jpeg))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (photos.PLACE, b"PhoneMaker", b"Exif", b"ICC_PROFILE"):
        assert trace not in page.jpeg


@pytest.mark.parametrize("mode", ["P", "RGB", "RGBA"])
def test_every_kind_of_coloured_png_is_taken(mode: str) -> None:
    derived = derive(photos.png(photos.scene(600, 400).convert(mode)))
    assert derived.media_type == "image/png"
    assert corners(only(derived)) == UPRIGHT


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_every_kind_of_grey_png_is_taken(mode: str) -> None:
    picture = only(derive(photos.png(photos.scene(600, 400).convert(mode))))
    assert picture.size == (600, 400)
    assert corners(picture)[3] == "white"


def test_a_grey_scan_of_sixteen_bits_keeps_its_darks_and_its_lights() -> None:
    row = b"\x00\x20" * 300 + b"\xff\xff" * 300
    scan = Image.frombytes("I;16", (600, 400), row * 400)
    picture = only(derive(photos.png(scan))).convert("L")
    tones = [picture.getpixel(place) for place in ((150, 200), (450, 200))]
    assert tones == pytest.approx([0x20, 0xFF], abs=2)


def test_what_is_transparent_becomes_white_paper() -> None:
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    assert only(derive(photos.png(clear))).getpixel((150, 150)) == (255, 255, 255)


def test_a_small_photo_is_never_enlarged() -> None:
    assert only(derive(photos.png(Image.new("RGB", (10, 10), "red")))).size == (10, 10)


def test_a_photo_for_print_in_four_inks_is_taken() -> None:
    inks = photos.jpeg(photos.scene(600, 400).convert("CMYK"))
    assert corners(only(derive(inks)))[0] == "red"


def test_a_photo_of_several_frames_gives_its_first() -> None:
    file = BytesIO()
    photos.scene(600, 400).save(
        file, "MPO", save_all=True, append_images=[Image.new("RGB", (600, 400))]
    )
    assert corners(only(derive(file.getvalue()))) == UPRIGHT


def test_colours_of_a_profile_are_kept_though_the_profile_is_not() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, lab, b"no profile at all"):
        tagged = photos.jpeg(photos.scene(600, 400), icc_profile=profile)
        assert corners(only(derive(tagged))) == UPRIGHT


def test_a_scanned_contract_of_twenty_pages_gives_twenty_pictures() -> None:
    derived = derive(photos.pdf(20))
    assert derived.media_type == "application/pdf"
    assert {(page.width, page.height) for page in derived.pages} == {(1653, 2339)}
    assert len(derived.pages) == 20
    last = Image.open(BytesIO(derived.pages[-1].jpeg))
    assert corners(last)[:2] == ["red", "white"]


def test_a_poster_as_pdf_is_drawn_no_larger_than_a_photo() -> None:
    (page,) = derive(photos.pdf(size=(14_000, 7_000))).pages
    assert (page.width, page.height) == (2560, 1280)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain text that was renamed to photo.jpg",
        photos.SCRIPT,
        b"GIF89a" + photos.SCRIPT,
        b"\x00" * 4096,
        b"<?xml version='1.0'?><svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>",
        b"junk before %PDF-1.7",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 100,
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(NotAPicture, match="文件内容不是图片或 PDF"):
        derive(content)


def test_a_png_of_two_hundred_megapixels_is_refused_before_it_is_unpacked() -> None:
    bomb = photos.huge_png()
    assert len(bomb) < 1 * MB
    before = time.monotonic()
    with pytest.raises(TooManyPixels, match="200 百万像素") as caught:
        derive(bomb, Limits(memory=400 * MB))
    assert caught.value.params == {"megapixels": 200, "limit": 40}
    assert time.monotonic() - before < 5


def test_forty_megapixels_are_taken_within_the_memory_that_the_child_has() -> None:
    picture = Image.new("RGBA", (8000, 5000), (10, 20, 30, 200))
    assert only(derive(photos.png(picture))).size == (2560, 1600)


def test_a_heic_of_forty_megapixels_is_taken_too() -> None:
    assert only(derive(photos.phone_heic((7296, 5472)))).size == (1920, 2560)


def test_one_pixel_row_more_than_forty_megapixels_is_refused() -> None:
    with pytest.raises(TooManyPixels):
        derive(photos.png(Image.new("1", (8000, 5001))))


def test_a_comment_that_unpacks_to_a_gigabyte_does_no_harm() -> None:
    bomb = photos.text_bomb_png()
    assert len(bomb) < 2 * MB
    try:
        derive(bomb, Limits(memory=400 * MB))
    except (Unreadable, TooDemanding):
        return


def test_a_photo_that_is_also_a_web_page_keeps_only_its_pixels() -> None:
    original = photos.polyglot_jpeg()
    assert original.count(photos.SCRIPT) == 2
    (page,) = derive(original).pages
    assert b"script" not in page.jpeg
    assert b"PK" not in page.jpeg[-64:]
    assert page.jpeg.endswith(b"\xff\xd9")


@pytest.mark.parametrize("share", [0.05, 0.5, 0.98])
def test_a_photo_that_was_cut_off_is_refused(share: float) -> None:
    for whole in (
        photos.phone_jpeg(1, (1200, 900)),
        photos.png(photos.scene(600, 400)),
        photos.phone_heic((1200, 900)),
    ):
        with pytest.raises(Unreadable, match="已损坏或不完整"):
            derive(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 5000])
def test_a_pdf_that_is_none_inside_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        derive(content)


def test_a_pdf_without_pages_is_refused() -> None:
    with pytest.raises(Unreadable):
        derive(photos.pdf(0))


def test_a_pdf_with_a_password_is_refused_and_the_sentence_says_so() -> None:
    with pytest.raises(Encrypted, match="有密码"):
        derive(photos.locked_pdf())


def test_a_pdf_of_twenty_one_pages_is_refused_with_both_numbers() -> None:
    with pytest.raises(TooManyPages, match="PDF 有 21 页，最多 20 页"):
        derive(photos.pdf(21))


def test_a_pdf_of_twenty_one_megabytes_is_refused_without_opening_it() -> None:
    heavy = photos.pdf() + b"\n" + b"%" * (21 * MB)
    with pytest.raises(TooLarge, match=r"21\.0 MB.*最多 20 MB"):
        derive(heavy)


def test_a_photo_of_more_than_ten_megabytes_is_refused_and_one_of_ten_is_not() -> None:
    photo = photos.jpeg(photos.scene(600, 400))
    assert only(derive(photo + bytes(10 * MB - len(photo)))).size == (600, 400)
    with pytest.raises(TooLarge, match="最多 10 MB"):
        derive(photo + bytes(10 * MB - len(photo) + 1))


def test_a_photo_that_needs_more_memory_than_the_child_has_is_refused() -> None:
    with pytest.raises(TooDemanding, match="过于复杂"):
        derive(photos.png(Image.new("RGBA", (8000, 5000))), Limits(memory=300 * MB))


def test_the_limit_on_memory_binds_the_process() -> None:
    greedy = subprocess.run(
        [sys.executable, "-c", _GREEDY, str(300 * MB)], capture_output=True, text=True, check=False
    )
    assert greedy.stdout.split() == ["MemoryError"], greedy.stderr


_GREEDY = """
import sys
from service.imaging.limits import Limits, impose
impose(Limits(memory=int(sys.argv[1])))
try:
    bytearray(int(sys.argv[1]))
except MemoryError:
    print("MemoryError")
"""


def test_a_pdf_that_draws_for_ever_is_stopped_by_its_computing_time() -> None:
    circles = b"0 0 m 600 100 -400 700 595 842 c 5 w S\n" * 400_000
    with pytest.raises(TookTooLong, match="用时太长"):
        derive(photos.pdf(20, content=circles), Limits(computing=1))


def test_a_child_that_does_not_answer_is_stopped_by_the_clock() -> None:
    with pytest.raises(TookTooLong):
        derive(photos.phone_jpeg(), Limits(waiting=0.01))


@pytest.mark.parametrize("interpreter", ["/bin/false", "/nowhere/python"])
def test_a_child_that_cannot_start_is_our_fault_and_not_the_file_s(
    monkeypatch: pytest.MonkeyPatch, interpreter: str
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter)
    with pytest.raises(ImagingFailed):
        derive(photos.png(Image.new("RGB", (10, 10))))


@pytest.mark.parametrize(
    ("ending", "expected"),
    [(signal.SIGKILL, ImagingFailed), (signal.SIGSEGV, Unreadable), (signal.SIGXCPU, TookTooLong)],
)
def test_a_crash_is_the_file_s_fault_and_a_kill_is_not(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    ending: signal.Signals,
    expected: type[Exception],
) -> None:
    dying = tmp_path / "python"
    dying.write_text(f"#!/bin/sh\nkill -{ending.value} $$\n")
    dying.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(expected):
        derive(photos.png(Image.new("RGB", (10, 10))))


def test_the_child_is_told_none_of_our_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("MINGPAI_SECRET_KEY", "secret")
    assert "secret" not in str(environment())
    assert not {"DATABASE_URL", "MINGPAI_SECRET_KEY", "HOME"} & set(environment())


def test_the_same_file_gives_the_same_pictures() -> None:
    assert derive(photos.portrait_jpeg()) == derive(photos.portrait_jpeg())


def test_every_refusal_has_a_sentence_whose_values_are_given_apart() -> None:
    for refusal in REFUSALS.values():
        assert issubclass(refusal, ImageRefused)
        assert refusal.message.endswith("。")
    assert str(TooManyPages(pages=21, limit=20)) == TooManyPages.message % {
        "pages": 21,
        "limit": 20,
    }
