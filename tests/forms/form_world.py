"""A pretend world for forms: definitions in one line, uploads and organisations as facts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import forms
from forms import (
    Cleaned,
    DocumentFacts,
    FieldError,
    Form,
    FormErrors,
    OrganisationFacts,
    compile_form,
)
from processes.expressions import parse_form_expression

DEFINITIONS = Path(forms.__file__).parent / "definitions"
TODAY = date(2026, 11, 23)
MAN, WOMAN_X = "371003199003071117", "37100319851120222X"
NOBODY_HAS: dict[str, Any] = {
    "account_has_name": False,
    "account_has_agency": False,
    "account_has_store": False,
}
PHOTO = DocumentFacts("ready", 1, "image/jpeg", 1200, 1600, 800_000)


def upload(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


AGENCY, OTHER_AGENCY, EMPTY_AGENCY = upload(0xA1), upload(0xA2), upload(0xA3)
STORE, OTHER_STORE = upload(0xB1), upload(0xB2)


def agency(name: str, **facts: Any) -> OrganisationFacts:
    return OrganisationFacts(
        **{"kind": "agency", "parent_id": None, "enabled": True, "approved": True, **facts},
        name=name,
    )


@dataclass
class World:
    """Answers lookups from what a test put into it; every upload is a good photo until said."""

    documents: dict[str, DocumentFacts | None] = field(default_factory=dict)
    returnable_fields: Mapping[str, str] = field(default_factory=dict)
    affected_items: Mapping[str, str] = field(default_factory=dict)
    organisations: dict[str, OrganisationFacts] = field(
        default_factory=lambda: {
            AGENCY: agency("海滨经纪", has_stores=True),
            OTHER_AGENCY: agency("山前经纪", has_stores=True),
            EMPTY_AGENCY: agency("独一经纪"),
            STORE: agency("海滨一店", kind="store", parent_id=AGENCY),
            OTHER_STORE: agency("山前一店", kind="store", parent_id=OTHER_AGENCY),
        }
    )

    def document(self, id: str) -> DocumentFacts | None:  # noqa: A002 - the contract's word
        return self.documents.get(id, PHOTO)

    def organisation(self, id: str) -> OrganisationFacts | None:  # noqa: A002 - as above
        return self.organisations.get(id)

    def returnable(self) -> Mapping[str, str]:
        return self.returnable_fields

    def affected(self) -> Mapping[str, str]:
        return self.affected_items

    def change(self, organisation: str, **facts: Any) -> None:
        self.organisations[organisation] = replace(self.organisations[organisation], **facts)


def shipped(name: str) -> Form:
    return compile_form((DEFINITIONS / f"{name}.form").read_bytes(), parse_form_expression)


def component(drawn: str, key: str = "field", label: str = "这一项", **rest: Any) -> dict[str, Any]:
    """Write one component drawn as this form-js type; what form-js lacks becomes a property."""
    own = ("validate", "values", "conditional", "description", "defaultValue", "id", "subtype")
    outside = {name: rest.pop(name) for name in own if name in rest}
    properties = {"why": "为了测试。", **rest}
    return {"type": drawn, "key": key, "label": label, **outside, "properties": properties}


def definition(*components: Mapping[str, Any], **form: Any) -> bytes:
    whole = {"type": "default", "id": "sample", "schemaVersion": 19, **form}
    return json.dumps({**whole, "components": components}).encode()


def form_of(*components: Mapping[str, Any]) -> Form:
    return compile_form(definition(*components), parse_form_expression)


def id_number(seventeen: str) -> str:
    """Complete an identity number by its check digit (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, weights, strict=True))
    return seventeen + "10X98765432"[total % 11]


def clean_one(one: Mapping[str, Any], value: Any, world: World | None = None) -> Any:
    """Give what a form with this one component keeps of the value."""
    return clean(form_of(one), {one["key"]: value}, world).answers.get(one["key"])


def clean(form: Form, answers: Any, world: World | None = None, **rest: Any) -> Cleaned:
    return form.clean(answers, lookups=world or World(), today=TODAY, **rest)


def refused(form: Form, answers: Any, world: World | None = None, **rest: Any) -> FieldError:
    """Give the first thing that is wrong with these answers."""
    return all_refused(form, answers, world, **rest)[0]


def all_refused(
    form: Form, answers: Any, world: World | None = None, **rest: Any
) -> tuple[FieldError, ...]:
    with pytest.raises(FormErrors) as caught:
        clean(form, answers, world, **rest)
    return caught.value.errors


def refused_one(one: Mapping[str, Any], value: Any, world: World | None = None) -> FieldError:
    return refused(form_of(one), {one["key"]: value}, world)


def good_answers(**changes: Any) -> dict[str, Any]:
    """Give a complete first round of the registration form."""
    return {
        "real_name": "王小明",
        "gender": "male",
        "id_number": MAN,
        "id_front": [upload(1)],
        "id_back": [upload(2)],
        "agency": AGENCY,
        "store": STORE,
        "labour_contract": [upload(3), upload(4)],
        "portrait": [upload(5)],
        "certificate": [upload(6)],
        "certificate_number": "3062020123456789",
        "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
        "consent_identity": True,
        "consent_portrait": True,
        "consent_publication": True,
        **changes,
    }
