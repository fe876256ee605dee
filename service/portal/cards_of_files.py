"""What a page says about each file: can it be seen yet, and is it what the field wants."""

from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import gettext

from forms import Field, FieldError
from forms.kinds import Scene
from service.cases import Filling
from service.clock import day_in_shanghai
from service.ports import ports
from service.queries.uploads import Upload, list_uploads

# About the number of files, not about this one.
_OF_ALL: Final = frozenset({"too_few_files", "too_many_files", "not_ready"})


@dataclass(frozen=True, slots=True)
class FileCard:
    """One file on a page; `problem` is a sentence about why it cannot be used."""

    upload: Upload
    problem: str | None


def document_fields(filling: Filling) -> dict[str, dict[str, Any]]:
    """Give the descriptions of the fields that take files and may be written, by key."""
    return {
        one["key"]: one
        for group in filling.describe()
        for one in group["fields"]
        if one["kind"] == "document" and one["open"]
    }


def cards_by_field(filling: Filling) -> dict[str, list[FileCard]]:
    """Give the cards of all files that the answers name, by the field's key, in order."""
    uploads = list_uploads(filling.documents(), filling.account_id)
    scene = _scene(filling)
    return {
        one.key: [
            _card(one, uploads[str(file_id)], scene)
            for file_id in filling.answers.get(one.key) or ()
            if str(file_id) in uploads
        ]
        for one in filling.form.fields
        if one.kind.name == "document"
    }


def card_of(filling: Filling, key: str, upload: Upload) -> FileCard:
    """Give one file's card, judged by the limits of its field."""
    field = next(one for one in filling.form.fields if one.key == key)
    return _card(field, upload, _scene(replace(filling, answers={key: [str(upload.id)]})))


def _scene(filling: Filling) -> Scene:
    today = day_in_shanghai(ports().clock())
    return Scene(answers={}, given=filling.given, lookups=filling.lookups(), today=today)


def _card(field: Field, upload: Upload, scene: Scene) -> FileCard:
    if upload.status == "refused" and upload.refusal:
        return FileCard(upload, gettext(upload.refusal) % upload.refusal_params)
    for found in field.kind.check([str(upload.id)], scene):
        if found.code not in _OF_ALL:
            error = FieldError(field.key, found.code, found.message, found.params)
            return FileCard(upload, error.render(gettext))
    return FileCard(upload, None)
