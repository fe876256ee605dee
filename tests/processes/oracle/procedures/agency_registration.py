"""Agencies of the directory, whose filing may have lapsed, and agencies that it does not hold."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.forms.form_world import NOBODY_HAS, upload
from tests.processes import answers
from tests.processes.oracle.shipped import Procedure


class FiledAgency(Procedure):
    """The script of an agency that picked itself from the directory."""

    stem = "agency_registration"
    variant = "filed"
    returns = "region"
    pieces_of = (
        ("region",),
        ("agent_name",),
        ("authorisation",),
    )
    given: Mapping[str, Any] = {**NOBODY_HAS, "applicant_kind": "agency", "filed": True}
    doubted: Mapping[str, Any] = {"uscc_differs": False}
    """What only somebody of the directory is asked."""

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        return answers.agency(
            region=dice.choice(["371002", "371082"]),
            agent_name=dice.choice(["王芳", "王方"]),
            authorisation=[upload(dice.randint(10, 12))],
            **self.doubted,
        )

    def found(self, operation: str, dice: Random) -> dict[str, Any]:
        claims = operation == "organisations.claim_organisation"
        return doubts(dice) if claims else {}


def doubts(dice: Random) -> dict[str, bool]:
    """Return what is found out about the entry of the directory."""
    return {
        "filing_valid": dice.random() < 0.4,
        "number_differs": dice.random() < 0.2,
        "contested": dice.random() < 0.2,
    }


class UnfiledAgency(FiledAgency):
    """The script of an agency that typed its name."""

    variant = "unfiled"
    pieces_of = (
        *FiledAgency.pieces_of,
        ("legal_name", "legal_id"),
        ("licence",),
    )
    given: Mapping[str, Any] = {**FiledAgency.given, "filed": False}
    doubted: Mapping[str, Any] = {}

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        legal = {**answers.LEGAL, "legal_name": dice.choice(["张伟", "张炜"])}
        return super().filled_in(form, dice) | legal
