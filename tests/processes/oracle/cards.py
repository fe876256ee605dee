"""Card making as shipped: real diagram, forms and table, people who pay, forget and lose cards."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import NOBODY_HAS, World

from .generator import Sample
from .shipped import OUTCOMES, ROOT

MAKING = "card_making"
FEE = "card_fee"
PAYMENT, PRINTING, HANDOVER = "card_payment", "card_printing", "card_handover"
CARDS_SEED = -3
KEYS = {
    MAKING: ("pay_by", "pickup", "collector_name"),
    PAYMENT: ("receipt_no",),
    PRINTING: ("decision",),
    HANDOVER: ("result", "pickup_code", "collector"),
}


def card_making() -> Sample:
    """Return the shipped diagram with its forms and its table."""
    forms, diagrams = ROOT / "forms" / "definitions", ROOT / "bpmn"
    return Sample(
        CARDS_SEED,
        (diagrams / f"{MAKING}.bpmn").read_bytes(),
        {name: (forms / f"{name}.form").read_bytes() for name in KEYS},
        {FEE: (diagrams / f"{FEE}.dmn").read_bytes()},
    )


class CardMaking:
    """The script: orders paid here or there, a maker who likes to return, a slow printer."""

    lookups = World(returnable_fields={"pickup": "由谁领取"})
    given: Mapping[str, Any] = {**NOBODY_HAS, "online_payment": True, "card_reason": "new"}

    def fields(self, form: str) -> tuple[str, ...]:
        """Return the keys of the form, in its order."""
        return KEYS[form]

    def pieces(self, form: str) -> list[tuple[str, ...]]:
        """Return what can be returned by itself; a decision is made anew each time."""
        return [("pickup",)] if form == MAKING else []

    def answers(self, form: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""
        if form == PAYMENT:
            return {"receipt_no": f"R{dice.randint(1, 99):04}"}
        if form == PRINTING:
            [outcome] = dice.choices(["approve", "return", "refuse"], [5, 4, 1])
            if outcome == "return":
                return {"decision": "return", "returned_fields": {"pickup": "请写明由谁领取"}}
            return dict(OUTCOMES[outcome])
        if form == HANDOVER:
            handed = {"result": "handed", "pickup_code": "123456", "collector": "张伟"}
            return handed if dice.random() < 0.8 else {"result": "void"}
        return {"pay_by": dice.choice(["counter", "online"]), "pickup": "self"}

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what conditions may read."""
        asked = {MAKING: ("pay_by",), PRINTING: ("decision",)}.get(form, KEYS[form])
        return {key: answers.get(key) for key in asked}

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers; drawing a card is a job."""
        if operation == "orders.start_making":
            return {"draws_anew": dice.random() < 0.3}
        return None if operation == "cards.draw_card" else {}

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""
        return {}
