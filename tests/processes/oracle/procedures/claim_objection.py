"""Organisations whose name was taken, those that call instead, and reviewers who settle it."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import NOBODY_HAS, World, upload
from tests.processes import answers
from tests.processes.oracle.shipped import Procedure

AFFECTED = {"person:1": "张伟", "store:2": "环翠店"}


class ObjectionInWriting(Procedure):
    """The script of an objection that an organisation hands in itself."""

    stem = "claim_objection"
    variant = "written"
    returns = "letter"
    pieces_of = (
        ("statement",),
        ("contact_name", "contact_mobile"),
        ("letter",),
    )
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "agency"}

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
        if operation == "objections.uphold":
            return {"kept": dice.random() < 0.7}
        return {"froze": True} if operation == "objections.freeze" else {}


class ObjectionByPhone(ObjectionInWriting):
    """The script of a call that somebody of the association takes; nothing can be returned."""

    variant = "phone"
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "association"}

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        return answers.calling(caller_name=dice.choice(["李娜", "李纳"]))

    def decided(self, dice: Random) -> dict[str, Any]:
        decision = super().decided(dice)
        refusal = {"decision": "refuse"}
        said = refusal if decision["decision"] == "return" else decision
        return {**said, "opinion": "已回电备案联系人核实"}
