"""The registration of a store as shipped: real diagram, forms and table, random stores."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import AGENCY, NOBODY_HAS, OTHER_AGENCY, World, upload

from .generator import Sample
from .shipped import OUTCOMES, ROOT

STORE = "store_registration"
OTHER = "other_parent"
REVIEWS = ("association_review", "parent_confirmation")
TABLE = "store_registration_route"
STORE_SEED = -7
REGION = {"region": "请核对"}


def store_registration() -> Sample:
    """Return the shipped diagram with its forms and its table."""
    forms, diagrams = ROOT / "forms" / "definitions", ROOT / "bpmn"
    return Sample(
        STORE_SEED,
        (diagrams / f"{STORE}.bpmn").read_bytes(),
        {name: (forms / f"{name}.form").read_bytes() for name in (STORE, OTHER, *REVIEWS)},
        {TABLE: (diagrams / f"{TABLE}.dmn").read_bytes()},
    )


class Store:
    """The script: a store, filed or not, that picks or invites; desks that like to return."""

    lookups = World(returnable_fields={"region": "所在区域", "parent": "所属机构"})
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "store", "filed": True}

    def fields(self, form: str) -> tuple[str, ...]:
        """Return the keys of the form, in its order."""
        if form in REVIEWS:
            return ("decision",)
        groups = json.loads(store_registration().forms[form])["components"]
        return tuple(one["key"] for group in groups for one in group["components"] if "key" in one)

    def pieces(self, form: str) -> list[tuple[str, ...]]:
        """Return what can be returned by itself; a decision is made anew each time."""
        return [("region",), ("agent_name",), ("authorisation",)] if form == STORE else []

    def answers(self, form: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""
        if form in REVIEWS:
            [outcome] = dice.choices(["approve", "return", "refuse"], [4, 4, 2])
            returned = {"returned_fields": dict(REGION)} if outcome == "return" else {}
            return {**OUTCOMES[outcome], **returned}
        parent = {"parent_registered": "yes", "parent": dice.choice([AGENCY, OTHER_AGENCY])}
        if form == OTHER:
            return parent
        return {
            "name": "安居环翠店",
            "uscc": "92371003XX00000276",
            "region": dice.choice(["371002", "371082"]),
            **parent,
            "agent_name": dice.choice(["王芳", "王方"]),
            "agent_mobile": "15400000009",
            "authorisation": [upload(dice.randint(10, 12))],
            "consent_agent": True,
        }

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what conditions may read."""
        return {"decision": answers["decision"]} if form in REVIEWS else {}

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers; the text message is a job."""
        if operation == "stores.claim_store":
            return {"filing_valid": dice.random() < 0.5, "reviewed_changed": dice.random() < 0.5}
        if operation == "stores.settle_parent":
            [state] = dice.choices(["ready", "invited", "gone", "silent"], [6, 2, 1, 1])
            return {
                "parent_state": state,
                "taken_over": state == "silent",
                "parent_differs": False,
                "filed_parent": "",
            }
        if operation == "notices.take_over":
            return {"taken_over": True}
        return None if operation == "stores.text_invited" else {}

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""
        return {}
