"""English is complete: every text for people has its sentence, with the same gaps to fill."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "service" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
GAP = re.compile(r"%\((\w+)\)[sd]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What English texts may keep in Chinese: words that people have to find on a Chinese page.
QUOTED = re.compile(r"[“「（(][^”」）)]*[”」）)]")


@cache
def texts() -> dict[str, str]:
    """Give every text for people in the source, with the file where it stands."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT, methods, options, keywords={**DEFAULT_KEYWORDS, "N_": None, "_": None}
    )
    return {
        one: file_name
        for file_name, _line, message, _comments, _context in found
        for one in ([message] if isinstance(message, str) else list(message))
        if one
    }


@cache
def english() -> Catalog:
    """Give the English catalogue."""
    with ENGLISH.open("rb") as file:
        return read_po(file)


def test_there_are_texts_to_translate() -> None:
    assert len(texts()) > 300, "The extractor does not find the texts any more."


def test_every_text_has_its_english() -> None:
    missing = [f"{where}: {text}" for text, where in texts().items() if not _english_of(text)]
    assert missing == [], "Run `make messages` and fill in service/translations/en."


def test_english_texts_fill_the_same_gaps() -> None:
    different = [
        text
        for text in texts()
        if _english_of(text) and set(GAP.findall(text)) != set(GAP.findall(_english_of(text)))
    ]
    assert different == []


def test_english_texts_are_english() -> None:
    chinese = [
        said
        for text in texts()
        if (said := _english_of(text)) and CHINESE.search(QUOTED.sub("", said))
    ]
    assert chinese == []


@pytest.mark.parametrize("template", sorted((ROOT / "service/templates").rglob("*.html")))
def test_templates_say_nothing_outside_of_gettext(template: Path) -> None:
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", template.read_text(), flags=re.S)
    assert CHINESE.findall(bare) == [], "Wrap the text in _() so that it can be translated."


def _english_of(text: str) -> str:
    message = english().get(text)
    said = message.string if message else ""
    return said if isinstance(said, str) else said[0]
