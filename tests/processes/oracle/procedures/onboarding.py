"""People who pick an employer or type one, which may take its time to register."""

from random import Random
from typing import Any

from tests.forms.form_world import AGENCY, OTHER_AGENCY, OTHER_STORE, STORE, upload
from tests.processes import answers
from tests.processes.oracle.shipped import Procedure

EMPLOYER = ("employer_listed", "agency", "store", "typed_kind", "employer_name")


class Onboarding(Procedure):
    """The script of joining an employer."""

    stem = "onboarding"
    returns = "start_date"
    pieces_of = (
        EMPLOYER,
        ("start_date",),
        ("labour_contract",),
    )

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        changes = {
            "start_date": f"2026-01-{dice.randint(10, 28)}",
            "labour_contract": [upload(dice.randint(10, 12))],
        }
        if dice.random() < 0.3:
            return answers.joining_typed(**changes)
        agency, store = dice.choice([(AGENCY, STORE), (OTHER_AGENCY, OTHER_STORE)])
        return answers.joining(agency=agency, store=store, **changes)

    def found(self, operation: str, dice: Random) -> dict[str, Any]:
        if operation == "employment.claim_onboarding":
            state = dice.choice(["registered", "registered", "invited"])
            settled = {"employer_state": state, "self_review": dice.random() < 0.1}
            return settled if dice.random() < 0.5 else {**settled, "taken_over": False}
        if operation == "employment.take_invited":
            return {"self_review": dice.random() < 0.1}
        if operation == "notices.take_over":
            return {"taken_over": True}
        begins = operation == "employment.begin_employment"
        return {"card_issued": dice.random() < 0.7} if begins else {}
