"""The registration of practitioners as shipped: real diagram, real forms, random people."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import forms
from tests.forms.form_world import (
    AGENCY,
    NOBODY_HAS,
    OTHER_AGENCY,
    OTHER_STORE,
    STORE,
    World,
    good_answers,
    upload,
)

from .generator import Sample

ROOT = Path(forms.__file__).parent.parent
REGISTRATION = "practitioner_registration"
SHIPPED_SEED = -1
OTHER_EMPLOYER = "other_employer"
TABLE = "practitioner_documents"
REVIEWS = ("employer_review", "association_review")
EMPLOYER = ("agency", "store", "labour_contract")
RETURNABLE = {"portrait": "形象照", "store": "门店"}
OUTCOMES = {
    "approve": {"decision": "approve"},
    "return": {"decision": "return", "returned_fields": {"portrait": "请露出双耳"}},
    "refuse": {"decision": "refuse", "opinion": "材料不符"},
}


def shipped() -> Sample:
    """Return the shipped diagram with its forms and its table."""
    definitions, diagrams = ROOT / "forms" / "definitions", ROOT / "bpmn"
    names = (REGISTRATION, OTHER_EMPLOYER, *REVIEWS)
    named = {name: (definitions / f"{name}.form").read_bytes() for name in names}
    tables = {TABLE: (diagrams / f"{TABLE}.dmn").read_bytes()}
    diagram = (diagrams / f"{REGISTRATION}.bpmn").read_bytes()
    return Sample(SHIPPED_SEED, diagram, named, tables)


def _keys(components: list[dict[str, Any]]) -> list[str]:
    """Return the keys of a form-js form, in its order."""
    inner = [
        _keys(one["components"]) if "components" in one else [one.get("key")] for one in components
    ]
    return [key for keys in inner for key in keys if key]


_KEYS = _keys(json.loads(shipped().forms[REGISTRATION])["components"])


class Registration:
    """The script: a person of a store or an agency, desks that like to return, a slow printer."""

    lookups = World(returnable_fields=RETURNABLE)
    given: Mapping[str, Any] = {**NOBODY_HAS, "category": "broker"}

    def fields(self, form: str) -> tuple[str, ...]:
        """Return the keys of the form, in its order."""
        if form == OTHER_EMPLOYER:
            return EMPLOYER
        return tuple(self._complete()) if form == REGISTRATION else ("decision",)

    def pieces(self, form: str) -> list[tuple[str, ...]]:
        """Return what can be returned by itself; a decision is made anew each time."""
        if form != REGISTRATION:
            return []
        return [("agency", "store"), ("portrait",), ("labour_contract",), ("certificate_number",)]

    def answers(self, form: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""
        if form in REVIEWS:
            [outcome] = dice.choices(["approve", "return", "refuse"], [5, 4, 1])
            return dict(OUTCOMES[outcome])
        agency, store = dice.choice([(AGENCY, STORE), (OTHER_AGENCY, OTHER_STORE)])
        if form == OTHER_EMPLOYER:
            return dict(zip(EMPLOYER, (agency, store, [upload(13)]), strict=True))
        return self._complete(
            agency=agency,
            store=store,
            portrait=[upload(dice.randint(20, 22))],
            labour_contract=[upload(dice.randint(10, 12))],
            certificate_number=f"306202012345678{dice.randint(0, 9)}",
            consent_publication=dice.random() < 0.7,
        )

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what conditions may read."""
        key = "decision" if form in REVIEWS else "consent_publication"
        return {} if form == OTHER_EMPLOYER else {key: answers[key]}

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers; only the card is drawn by a job."""
        if operation == "register.claim_registration":
            kind = dice.choice(["store", "agency"])
            result = {"employer_kind": kind, "self_review": dice.random() < 0.1}
            return result if dice.random() < 0.5 else {**result, "taken_over": False}
        if operation == "notices.take_over":
            return {"taken_over": True}
        return None if operation == "cards.draw_card" else {}

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""
        return {}

    def _complete(self, **changes: Any) -> dict[str, Any]:
        return {key: good_answers(**changes)[key] for key in _KEYS}
