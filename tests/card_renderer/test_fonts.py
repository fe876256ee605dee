"""Every character is drawn by a font that has it, or the card is not drawn."""

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from noto_cjk_sans_otc import FONT_PATH
from PIL import Image, ImageFont

from card_renderer import CardData, FontSet, GlyphMissing, load_fonts, render_card
from card_renderer import geometry as at
from card_renderer.fonts import SIMPLIFIED_CHINESE, FontFile, FontUnusable, _read_ranges
from tests.card_renderer.cards import a_card

NOTO = FontFile(Path(str(FONT_PATH)), SIMPLIFIED_CHINESE)
FOUR_DRAGONS = "\U0002a6a5"
IN_NO_FONT = "\U000f0001"


def test_our_map_of_the_font_is_the_one_that_fonttools_reads() -> None:
    ours = {char for first, last in _read_ranges(NOTO) for char in range(first, last + 1)}
    with TTFont(NOTO.path, fontNumber=NOTO.index, lazy=True) as font:
        assert ours == set(font["cmap"].getcmap(3, 10).cmap)


def test_the_face_used_is_the_simplified_chinese_one() -> None:
    face = ImageFont.truetype(NOTO.path, 20, index=NOTO.index)
    assert face.getname() == ("Noto Sans CJK SC", "Regular")


@pytest.mark.parametrize("char", "㛃𬱖𬭎·")
def test_rare_characters_of_the_national_table_need_the_packaged_font_only(
    fonts: FontSet, char: str
) -> None:
    assert list(fonts.runs(char)) == [(0, char)]
    assert _name(a_card(name=f"王{char}"), fonts) != _name(a_card(name="王　"), fonts)


@pytest.mark.parametrize("field", ["name", "agency", "store", "certificate_no", "card_no"])
def test_a_character_that_no_font_has_stops_the_card_and_is_named(
    fonts: FontSet, field: str
) -> None:
    with pytest.raises(GlyphMissing, match=r"U\+F0001.*信息卡未制作") as caught:
        render_card(a_card(**{field: f"王{IN_NO_FONT}"}), fonts)
    assert caught.value.character == IN_NO_FONT


@pytest.mark.parametrize("char", ["\n", "\t", "\ufe00", "\U000e0100"])
def test_a_character_without_ink_in_a_name_is_refused_and_not_dropped(
    fonts: FontSet, char: str
) -> None:
    with pytest.raises(GlyphMissing):
        render_card(a_card(name=f"王{char}明"), fonts)


def test_a_second_font_draws_what_the_first_lacks(tmp_path: Path) -> None:
    rare = tmp_path / "rare.ttf"
    _save_font(rare, {ord(FOUR_DRAGONS): "square"})
    both = load_fonts((rare,))
    assert list(both.runs(f"王{FOUR_DRAGONS}明")) == [(0, "王"), (1, FOUR_DRAGONS), (0, "明")]
    assert _name(a_card(name=f"王{FOUR_DRAGONS}"), both) != _name(a_card(name="王　"), both)


def test_a_machine_without_the_further_fonts_has_the_packaged_one() -> None:
    fonts = load_fonts((Path("/nowhere/rare.ttf"),))
    with pytest.raises(GlyphMissing):
        list(fonts.runs(FOUR_DRAGONS))


def test_the_missing_glyph_s_own_place_in_a_map_is_no_coverage(tmp_path: Path) -> None:
    rare = tmp_path / "rare.ttf"
    _save_font(rare, {ord(FOUR_DRAGONS): ".notdef"})
    with pytest.raises(GlyphMissing):
        list(FontSet([FontFile(rare)]).runs(FOUR_DRAGONS))


def test_a_font_without_a_full_unicode_map_is_refused(tmp_path: Path) -> None:
    small = tmp_path / "small.ttf"
    _save_font(small, {0x41: "square"})
    with pytest.raises(FontUnusable):
        list(FontSet([FontFile(small)]).runs("A"))


def test_fonts_are_opened_once_in_a_process() -> None:
    assert load_fonts() is load_fonts()
    assert load_fonts().sized(0, 28) is load_fonts().sized(0, 28)


def _name(card: CardData, fonts: FontSet) -> bytes:
    return Image.open(BytesIO(render_card(card, fonts).front)).crop(at.NAME).tobytes()


def _save_font(path: Path, characters: dict[int, str]) -> None:
    """A font whose one drawn glyph is a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(corner)
    pen.closePath()
    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap(characters)
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "square": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 100)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Rare", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(path)
