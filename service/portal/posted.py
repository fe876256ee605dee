"""Reads what a page of a form posted: answers, files, what to look up, what was pressed."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final

from flask import request

from service.cases import Filling
from service.portal.cards_of_files import document_fields
from service.portal.views_uploads import take_file

FILE_PREFIX: Final = "file-"


def read_page(filling: Filling, keys: Collection[str]) -> Filling:
    """Lay the posted answers of the fields `keys` over the form, with the version it names."""
    pairs = [pair for pair in _pairs() if pair[0].partition(".")[0] in keys]
    read = filling.with_answers(keys, filling.form.read_posted(pairs))
    return replace(_without_removed(read), version=request.form.get("version", 0, int))


def read_besides(filling: Filling, keys: Collection[str]) -> dict[str, Any]:
    """Give what was posted for the form's other fields, to be refused if it differs."""
    known = {one.key for one in filling.form.fields}.difference(keys)
    pairs = [pair for pair in _pairs() if pair[0].partition(".")[0] in known]
    return filling.form.read_posted(pairs)


def take_files(filling: Filling, keys: Collection[str]) -> Filling:
    """Take the files that a page without JavaScript posted along, each under its field."""
    for field in document_fields(filling).values():
        files = [f for f in request.files.getlist(FILE_PREFIX + field["key"]) if f.filename]
        if files and field["key"] in keys:
            taken = [str(take_file(field["key"], file).id) for file in files]
            filling = _with_files(filling, field, taken)
    return filling


def pressed(name: str) -> bool:
    """Whether the form was sent by the button of that name."""
    return name in request.form


def _with_files(filling: Filling, field: dict[str, Any], taken: list[str]) -> Filling:
    # Where one file is wanted a new one takes the place of the old one.
    alone = field["limits"]["max_files"] == 1
    kept = [] if alone else list(filling.answers.get(field["key"]) or ())
    return filling.with_answers([field["key"]], {field["key"]: kept + taken})


def _without_removed(filling: Filling) -> Filling:
    key, _, file_id = request.form.get("remove", "").partition(":")
    if not file_id:
        return filling
    kept = [one for one in filling.answers.get(key) or () if one != file_id]
    return filling.with_answers([key], {key: kept})


def _pairs() -> Iterable[tuple[str, str]]:
    return request.form.items(multi=True)
