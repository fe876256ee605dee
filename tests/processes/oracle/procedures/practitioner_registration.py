"""People of a store or an agency, now and then owners of it, who may decline publication."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import (
    AGENCY,
    NOBODY_HAS,
    OTHER_AGENCY,
    OTHER_STORE,
    STORE,
    upload,
)
from tests.processes import answers
from tests.processes.oracle.shipped import Procedure


class PractitionerRegistration(Procedure):
    """The script of the registration of a practitioner."""

    stem = "practitioner_registration"
    returns = "portrait"
    pieces_of = (
        ("agency", "store"),
        ("portrait",),
        ("labour_contract",),
        ("certificate_number",),
    )
    given: Mapping[str, Any] = {**NOBODY_HAS, "category": "broker"}

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        agency, store = dice.choice([(AGENCY, STORE), (OTHER_AGENCY, OTHER_STORE)])
        if form == "other_employer":
            return {"agency": agency, "store": store, "labour_contract": [upload(13)]}
        return answers.practitioner(
            agency=agency,
            store=store,
            portrait=[upload(dice.randint(20, 22))],
            labour_contract=[upload(dice.randint(10, 12))],
            certificate_number=f"306202012345678{dice.randint(0, 9)}",
            consent_publication=dice.random() < 0.7,
        )

    def found(self, operation: str, dice: Random) -> dict[str, Any]:
        if operation == "register.claim_registration":
            kind = dice.choice(["store", "agency"])
            result = {"employer_kind": kind, "self_review": dice.random() < 0.1}
            return result if dice.random() < 0.5 else {**result, "taken_over": False}
        return {"taken_over": True} if operation == "notices.take_over" else {}
