"""Stores that pick or invite their agency, which confirms, hesitates, is gone or silent."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import AGENCY, NOBODY_HAS, OTHER_AGENCY, upload
from tests.processes import answers
from tests.processes.oracle.shipped import Procedure

from .agency_registration import doubts


class FiledStore(Procedure):
    """The script of a store that picked itself from the directory."""

    stem = "store_registration"
    variant = "filed"
    returns = "region"
    pieces_of = (
        ("region",),
        ("agent_name",),
        ("authorisation",),
        ("parent_registered", "parent", "parent_name", "parent_mobile"),
    )
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "store", "filed": True}
    doubted: Mapping[str, Any] = {"uscc_differs": False}

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        parent = self._parent(dice)
        if form == "other_parent":
            return parent
        without = {k: v for k, v in answers.store().items() if not k.startswith("parent")}
        return without | {
            "region": dice.choice(["371002", "371082"]),
            **parent,
            "agent_name": dice.choice(["王芳", "王方"]),
            "authorisation": [upload(dice.randint(10, 12))],
            **self.doubted,
        }

    def found(self, operation: str, dice: Random) -> dict[str, Any]:
        if operation == "stores.claim_store":
            return {**doubts(dice), "reviewed_changed": dice.random() < 0.5}
        if operation == "stores.settle_parent":
            [state] = dice.choices(["ready", "invited", "gone", "silent"], [6, 2, 1, 1])
            # What the real one finds out beside this only fills pages.
            seen = {"parent_differs": False, "filed_parent": ""}
            return {"parent_state": state, "taken_over": state == "silent", **seen}
        return {"taken_over": True} if operation == "notices.take_over" else {}

    def _parent(self, dice: Random) -> dict[str, Any]:
        if dice.random() < 0.3:
            invited = {"parent_name": "新来经纪", "parent_mobile": "15400000011"}
            return {"parent_registered": "no", **invited}
        return {"parent_registered": "yes", "parent": dice.choice([AGENCY, OTHER_AGENCY])}


class UnfiledStore(FiledStore):
    """The script of a store that typed its name."""

    variant = "unfiled"
    pieces_of = (
        *FiledStore.pieces_of,
        ("legal_name", "legal_id"),
        ("licence",),
    )
    given: Mapping[str, Any] = {**FiledStore.given, "filed": False}
    doubted: Mapping[str, Any] = {}

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        filled = super().filled_in(form, dice)
        return filled if form == "other_parent" else filled | answers.LEGAL
