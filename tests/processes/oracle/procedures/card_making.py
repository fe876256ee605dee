"""People who pay here or there, forget, resign or lose cards; a maker who likes to return."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import NOBODY_HAS
from tests.processes import answers
from tests.processes.oracle.shipped import Procedure


class PaidCard(Procedure):
    """The script of having a card made for the fee of the shipped table."""

    stem = "card_making"
    variant = "paid"
    returns = "pickup"
    pieces_of = (("pickup", "collector_name"),)
    given: Mapping[str, Any] = {
        **NOBODY_HAS,
        "category": "broker",
        "online_payment": True,
        "card_reason": "new",
    }

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        if form == "card_payment":
            return {"receipt_no": f"R{dice.randint(1, 99):04}"}
        if form == "card_handover":
            handed = {"result": "handed", "pickup_code": "123456", "collector": "张伟"}
            return handed if dice.random() < 0.8 else {"result": "void"}
        by = dice.choice([{"pickup": "self"}, {"pickup": "other", "collector_name": "李娜"}])
        return answers.ordering(pay_by=dice.choice(["counter", "online"]), **by)

    def found(self, operation: str, dice: Random) -> dict[str, Any]:
        starts = operation == "orders.start_making"
        return {"draws_anew": dice.random() < 0.3} if starts else {}


class FreeCard(PaidCard):
    """The script of the same where the association takes nothing."""

    variant = "free"

    def __init__(self) -> None:
        super().__init__()
        fees = self.sample.tables["card_fee"]
        self.sample.tables["card_fee"] = fees.replace(b">2000<", b">0<")

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        filled = super().filled_in(form, dice)
        filled.pop("pay_by", None)  # Nobody is asked how to pay nothing.
        return filled
