"""People, agencies and stores with something new; operations say who is asked about it."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import AGENCY, NOBODY_HAS, OTHER_AGENCY, upload
from tests.processes.oracle.shipped import Procedure

WORDS = ("mobile", "name", "organisation_name", "address", "parent")


class ChangeOfPerson(Procedure):
    """The script of a person's change."""

    stem = "change_of_details"
    variant = "person"
    returns = "new_name"
    pieces_of = (
        ("new_name",),
        ("name_proof",),
        ("new_id_front",),
    )
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "practitioner"}

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        return {
            "person_change": "name",
            "new_name": dice.choice(["张伟明", "张伟民"]),
            "name_proof": [upload(dice.randint(10, 12))],
            "new_id_front": [upload(dice.randint(20, 22))],
        }

    def found(self, operation: str, dice: Random) -> dict[str, Any]:
        if operation == "details.claim_change":
            asked = {"agency_is_asked": dice.random() < 0.7, "self_review": dice.random() < 0.1}
            settled = {"change": dice.choice(WORDS), **asked}
            return settled if dice.random() < 0.5 else {**settled, "taken_over": False}
        if operation == "notices.take_over":
            return {"taken_over": True}
        applies = operation == "details.apply_change"
        return {"card_issued": dice.random() < 0.5} if applies else {}


class ChangeOfAgency(ChangeOfPerson):
    """The script of an agency's change of its name."""

    variant = "agency"
    returns = "name"
    pieces_of = (
        ("name",),
        ("licence",),
    )
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "agency"}

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        name = dice.choice(["安居新经纪", "安居信经纪"])
        return {"agency_change": "name", "name": name, "licence": [upload(dice.randint(10, 12))]}


class ChangeOfStore(ChangeOfPerson):
    """The script of a store that comes under another agency."""

    variant = "store"
    returns = "parent"
    pieces_of = (
        ("parent",),
        ("parent_agreement",),
    )
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "store"}

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        agreement = [upload(dice.randint(10, 12))]
        parent = dice.choice([AGENCY, OTHER_AGENCY])
        return {"store_change": "parent", "parent": parent, "parent_agreement": agreement}
