"""Leaving and joining an employer as shipped: real diagrams, real forms, random people."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import (
    AGENCY,
    NOBODY_HAS,
    OTHER_AGENCY,
    OTHER_STORE,
    STORE,
    World,
    upload,
)

from .generator import Sample
from .shipped import OUTCOMES, REVIEWS, ROOT

RESIGNATION, ONBOARDING = "resignation", "onboarding"
RESIGNATION_SEED, ONBOARDING_SEED = -4, -5
KEYS = {
    RESIGNATION: ("last_day", "proof_withheld", "leaving_certificate", "consent_leaving"),
    ONBOARDING: ("employer_listed", "agency", "store", "start_date", "labour_contract"),
}
RETURNED = {RESIGNATION: "last_day", ONBOARDING: "start_date"}


def resignation() -> Sample:
    """Return the shipped diagram of leaving with its forms."""
    return _sample(RESIGNATION_SEED, RESIGNATION, "association_review")


def onboarding() -> Sample:
    """Return the shipped diagram of joining with its forms."""
    return _sample(ONBOARDING_SEED, ONBOARDING, *REVIEWS)


def _sample(seed: int, procedure: str, *reviews: str) -> Sample:
    definitions = ROOT / "forms" / "definitions"
    named = {name: (definitions / f"{name}.form").read_bytes() for name in (procedure, *reviews)}
    return Sample(seed, (ROOT / "bpmn" / f"{procedure}.bpmn").read_bytes(), named, {})


class Employed:
    """The script: employers registered or not, desks that like to return, a slow printer."""

    given: Mapping[str, Any] = dict(NOBODY_HAS)

    def __init__(self, procedure: str) -> None:
        self.procedure = procedure
        self.lookups = World(returnable_fields={RETURNED[procedure]: "日期"})

    def fields(self, form: str) -> tuple[str, ...]:
        """Return the keys of the form, in its order."""
        return KEYS.get(form, ("decision",))

    def pieces(self, form: str) -> list[tuple[str, ...]]:
        """Return what can be returned by itself; a decision is made anew each time."""
        pieces: dict[str, list[tuple[str, ...]]] = {
            RESIGNATION: [("last_day",), ("leaving_certificate",)],
            ONBOARDING: [("agency", "store"), ("start_date",), ("labour_contract",)],
        }
        return pieces.get(form, [])

    def answers(self, form: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""
        day = f"2026-01-{dice.randint(10, 28)}"
        if form == RESIGNATION:
            proof = [upload(dice.randint(10, 12))]
            return dict(zip(KEYS[form], (day, "no", proof, True), strict=True))
        if form == ONBOARDING:
            agency, store = dice.choice([(AGENCY, STORE), (OTHER_AGENCY, OTHER_STORE)])
            contract = [upload(dice.randint(10, 12))]
            return dict(zip(KEYS[form], ("yes", agency, store, day, contract), strict=True))
        [outcome] = dice.choices(["approve", "return", "refuse"], [5, 4, 1])
        if outcome == "return":
            return {"decision": outcome, "returned_fields": {RETURNED[self.procedure]: "不一致"}}
        return dict(OUTCOMES[outcome])

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what conditions may read."""
        return {} if form in KEYS else {"decision": answers["decision"]}

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers; only the card is drawn by a job."""
        if operation == "employment.claim_onboarding":
            return {"employer_state": dice.choice(["registered", "invited"])}
        if operation == "employment.begin_employment":
            return {"card_issued": dice.random() < 0.7}
        return None if operation == "cards.draw_card" else {}

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""
        return {}
