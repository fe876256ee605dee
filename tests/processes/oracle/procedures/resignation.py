"""People who leave, with the employer's certificate or with other evidence."""

from random import Random
from typing import Any

from tests.forms.form_world import upload
from tests.processes import answers
from tests.processes.oracle.shipped import Procedure

PROOF = ("proof_withheld", "leaving_certificate", "statement", "other_evidence")


class Resignation(Procedure):
    """The script of leaving an employer."""

    stem = "resignation"
    returns = "last_day"
    pieces_of = (
        ("last_day",),
        PROOF,
    )

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        day = f"2026-01-{dice.randint(10, 28)}"
        if dice.random() < 0.3:
            return answers.leaving_without_certificate(last_day=day)
        return answers.leaving(last_day=day, leaving_certificate=[upload(dice.randint(10, 12))])
