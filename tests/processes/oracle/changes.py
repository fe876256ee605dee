"""The change of details as shipped: real diagram, forms and table, random people."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import NOBODY_HAS, World, upload

from .generator import Sample
from .shipped import OUTCOMES, ROOT

CHANGE = "change_of_details"
OPINION = "change_opinion"
TABLE = "change_review"
CHANGE_SEED = -2
WORDS = ("mobile", "name", "organisation_name", "address", "parent")
WAITING = frozenset({"cards.draw_card", "details.tell_old_mobile"})


def change_of_details() -> Sample:
    """Return the shipped diagram with its forms and its table."""
    forms, diagrams = ROOT / "forms" / "definitions", ROOT / "bpmn"
    return Sample(
        CHANGE_SEED,
        (diagrams / f"{CHANGE}.bpmn").read_bytes(),
        {name: (forms / f"{name}.form").read_bytes() for name in (CHANGE, OPINION)},
        {TABLE: (diagrams / f"{TABLE}.dmn").read_bytes()},
    )


class Change:
    """The script: a person with a new name, desks that like to return, slow messengers."""

    lookups = World(returnable_fields={"new_name": "新姓名", "portrait": "形象照"})
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "practitioner"}

    def fields(self, form: str) -> tuple[str, ...]:
        """Return the keys of the form, in its order."""
        if form == OPINION:
            return ("decision",)
        groups = json.loads(change_of_details().forms[CHANGE])["components"]
        return tuple(one["key"] for group in groups for one in group["components"] if "key" in one)

    def pieces(self, form: str) -> list[tuple[str, ...]]:
        """Return what can be returned by itself; a decision is made anew each time."""
        return [] if form == OPINION else [("new_name",), ("name_proof",), ("new_id_front",)]

    def answers(self, form: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""
        if form == OPINION:
            [outcome] = dice.choices(["approve", "return", "refuse"], [5, 4, 1])
            return dict(OUTCOMES[outcome])
        return {
            "person_change": "name",
            "new_name": dice.choice(["张伟明", "张伟民"]),
            "name_proof": [upload(dice.randint(10, 12))],
            "new_id_front": [upload(dice.randint(20, 22))],
        }

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what conditions may read."""
        if form == OPINION:
            return {"decision": answers["decision"]}
        asked = ("person_change", "agency_change", "store_change")
        return {key: answers.get(key) for key in asked}

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers; cards and messages are jobs."""
        if operation == "details.claim_change":
            return {"change": dice.choice(WORDS), "agency_is_asked": dice.random() < 0.7}
        if operation == "details.apply_change":
            return {"card_issued": dice.random() < 0.5}
        return None if operation in WAITING else {}

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""
        return {}
