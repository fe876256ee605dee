"""English is complete: every text for people has its sentence, with the same gaps to fill."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from sqlalchemy import select

from service.extensions import db
from service.models import Post
from service.operations import REGISTRY, Operation
from service.publishing import SHIPPED_POSTS

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "service" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
FORMS = sorted((ROOT / "forms" / "definitions").glob("*.form"))
GAP = re.compile(r"%\((\w+)\)[sd]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What English texts may keep in Chinese: words that people have to find on a Chinese page.
QUOTED = re.compile(r"[“「（(][^”」）)]*[”」）)]")


@dataclass(frozen=True, slots=True)
class Message:
    """A text for people, and the context that tells it from others of the same words."""

    text: str
    context: str | None = None


@cache
def texts() -> dict[Message, str]:
    """Give every text for people in the source, with the file where it stands."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT, methods, options, keywords={**DEFAULT_KEYWORDS, "N_": None, "_": None}
    )
    return {
        Message(one, context): file_name
        for file_name, _line, message, _comments, context in found
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
    missing = [f"{where}: {text.text}" for text, where in texts().items() if not _english_of(text)]
    assert missing == [], "Run `make messages` and fill in service/translations/en."


def test_a_button_and_what_came_of_it_are_different_words_in_english() -> None:
    contexts = (None, "milestone", "decided")
    said = {context: _english_of(Message("不通过", context)) for context in contexts}
    assert said == {None: "Refuse", "milestone": "Refused", "decided": "Refused"}


@pytest.mark.usefixtures("app")
def test_posts_that_come_with_a_database_are_texts_to_translate() -> None:
    posts = {post.code: post.name for post in db.session.scalars(select(Post))}
    assert posts == SHIPPED_POSTS


@pytest.mark.parametrize("operation", REGISTRY.values(), ids=lambda one: one.name)
def test_what_an_operation_says_of_itself_is_a_text_to_translate(operation: Operation) -> None:
    known = {message.text for message in texts()}
    assert {operation.summary, *operation.params.values()} <= known, "Mark it with N_()."


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_text_of_a_form_is_found(path: Path) -> None:
    known = {message.text for message in texts()}
    unfound = [text for text in _texts_in(json.loads(path.read_text())) if text not in known]
    assert unfound == [], "Tell service/translations/extractors.py where it stands."


def test_english_texts_fill_the_same_gaps() -> None:
    different = [
        text
        for text in texts()
        if _english_of(text) and set(GAP.findall(text.text)) != set(GAP.findall(_english_of(text)))
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


def _english_of(text: Message) -> str:
    message = english().get(text.text, text.context)
    said = message.string if message else ""
    return said if isinstance(said, str) else said[0]


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if CHINESE.search(value):
            yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(item)
