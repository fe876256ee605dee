"""The kinds of field: one class each. `find_kind` is the list's only door."""

from typing import Final

from forms.kinds.base import InvalidError, Kind, Problem, Scene
from forms.kinds.documents import Document
from forms.kinds.identity import (
    REGIONS,
    CertificateNumber,
    Mobile,
    PersonName,
    Region,
    ResidentId,
    Uscc,
)
from forms.kinds.organisations import Organisation
from forms.kinds.plain import Boolean, Choice, Choices, Consent, Date, Number, Text
from forms.kinds.review import Affected, Decision, ReturnedFields

KINDS: Final[dict[str, type[Kind]]] = {
    kind.name: kind
    for kind in (
        Text,
        Choice,
        Choices,
        Number,
        Date,
        Boolean,
        Consent,
        PersonName,
        ResidentId,
        Uscc,
        Mobile,
        CertificateNumber,
        Region,
        Organisation,
        Document,
        Decision,
        ReturnedFields,
        Affected,
    )
}
"""Every kind by the name that a definition calls it."""

DEFAULT_KINDS: Final = {
    "textfield": "text",
    "textarea": "text",
    "radio": "choice",
    "select": "choice",
    "checklist": "choices",
    "checkbox": "boolean",
    "datetime": "date",
    "number": "number",
    "filepicker": "document",
}
"""The kind of a form-js component that names none."""


def find_kind(name: str) -> type[Kind] | None:
    """Give the kind of this name, or None when there is none."""
    return KINDS.get(name)


__all__ = [
    "DEFAULT_KINDS",
    "KINDS",
    "REGIONS",
    "InvalidError",
    "Kind",
    "Problem",
    "Scene",
    "find_kind",
]
