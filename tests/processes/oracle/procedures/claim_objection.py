"""Organisations whose name was taken, and a reviewer who settles what the taker decided on."""

from random import Random
from typing import Any

from tests.forms.form_world import World, upload
from tests.processes import answers
from tests.processes.oracle.shipped import Procedure

AFFECTED = {"person:1": "张伟", "store:2": "环翠店"}


class ClaimObjection(Procedure):
    """The script of an objection to a registration."""

    stem = "claim_objection"
    returns = "letter"
    pieces_of = (
        ("statement",),
        ("contact_name", "contact_mobile"),
        ("letter",),
    )

    def __init__(self) -> None:
        super().__init__()
        self.lookups = World(returnable_fields={"letter": "说明函"}, affected_items=AFFECTED)

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        return answers.objecting(
            contact_name=dice.choice(["李娜", "李纳"]), letter=[upload(dice.randint(20, 22))]
        )

    def decided(self, dice: Random) -> dict[str, Any]:
        decision = super().decided(dice)
        if decision["decision"] != "approve":
            return decision
        fates = {item: dice.choice(["keep", "reverse"]) for item in AFFECTED}
        return {**decision, "affected": fates}

    def found(self, operation: str, dice: Random) -> dict[str, Any]:
        return {"froze": True} if operation == "objections.freeze" else {}
