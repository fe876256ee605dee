"""换手机号 as one act: the code is used up and what it proves is written, or neither is.

Whoever clicks twice reads of the first click's success, and a refusal leaves the code to be
entered again.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service import cases
from service.accounts import new_mobile
from service.actors import Actor
from service.extensions import db
from service.models import Case
from service.queries.applications import find_open_case, is_registered, is_with_applicant
from service.refusals import Refused

PROCEDURE: Final = "change_of_details"


@dataclass(frozen=True, slots=True)
class Changed:
    """What a proven number came to.

    `case_no` is the case by which the register changes, None where none is needed, and
    `milestone` where it now stands; `to_correct` says that its owner fills the number in there.
    """

    case_no: str | None = None
    milestone: str = ""
    to_correct: bool = False


def change_mobile(number: str, code: str, actor: Actor, key: UUID) -> Changed:
    """Prove the number and put it in the place of the old one; `key` counts once.

    For somebody in the register it changes by a case, and whoever has one to correct hands
    the number in there.

    Raises:
        Refused: `sms_code_wrong`, `case_already_open`, `mobile_taken`, or as the case says.
    """
    try:
        return _done_before(number, actor, key) or _change(number, code, actor, key)
    except Refused:
        # Of two clicks at once the second finds the code used, and the first one's work done.
        db.session.rollback()
        done = _done_before(number, actor, key)
        if done is None:
            raise
        return done


def _done_before(number: str, actor: Actor, key: UUID) -> Changed | None:
    try:
        cases.answer_again(key, actor)
    except cases.Repeated as repeated:
        return Changed(repeated.case_no)
    if new_mobile.is_own(number, actor.account_id):
        return Changed()
    case = find_open_case(actor.account_id, PROCEDURE)
    if case and is_with_applicant(case) and new_mobile.is_proven(number, actor.account_id):
        return Changed(case.no, to_correct=True)
    return None


def _change(number: str, code: str, actor: Actor, key: UUID) -> Changed:
    case = find_open_case(actor.account_id, PROCEDURE)
    if case is not None:
        return _prove_for(case, number, code, actor)
    new_mobile.use_up(number, actor.account_id, code)
    if new_mobile.is_settled(actor.account_id) and is_registered(actor.account_id):
        answers = {"person_change": "mobile", "mobile": number}
        done = cases.submit_at_once(PROCEDURE, answers, actor, key)
        return Changed(done.case_no, done.milestone)
    new_mobile.put_right(number, actor.account_id)
    return Changed()


def _prove_for(case: Case, number: str, code: str, actor: Actor) -> Changed:
    if not is_with_applicant(case):
        raise Refused("case_already_open")
    new_mobile.prove(number, actor.account_id, code)
    return Changed(case.no, to_correct=True)
