"""Looking at a masked value in full: only by whoever has the task, with a reason, on record."""

from typing import Final
from uuid import UUID

from forms import N_, FieldError, FormErrors
from service.actors import Actor
from service.cases.rounds import list_rounds, opened_round
from service.cases.transaction import transaction
from service.editions import parsed
from service.extensions import db
from service.failures import NotFound
from service.models import Account, Case, PersonalDataAccess
from service.personal_data import mobile_place
from service.ports import ports
from service.queries.review_page import get_task_with_case

MOBILE: Final = "account.mobile"
"""The key of the applicant's own mobile, which no form asks."""
SHORTEST, LONGEST = 2, 200
_REASON_MISSING: Final = N_("请写明查看完整号码的原因（2 到 200 个字），系统会记录。")


def look_in_full(task_id: UUID, key: str, reason: str, actor: Actor) -> str:
    """Give one masked value of a task's case in full, and keep who looked and why.

    Raises:
        FormErrors: there is no reason.
        NotFound: there is no such value, or no such task of this actor.
        AlreadyHandled: the task has been decided; whoever decided needs the number no more.
    """
    reason = reason.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise FormErrors((FieldError(f"look-{key}", "reason_missing", _REASON_MISSING),))
    with transaction():
        _, case = get_task_with_case(task_id, actor)
        value = _find_value(case, key)
        if value is None:
            raise NotFound
        db.session.add(
            PersonalDataAccess(
                account_id=actor.account_id,
                case_id=case.id,
                what=key,
                reason=reason,
                at=ports().clock(),
            )
        )
    return value


def full_mobile(account: Account) -> str | None:
    """Give the account's mobile in plain text."""
    if account.mobile is None:
        return None
    return ports().personal_data.open(account.mobile, of=mobile_place(account.id))


def _find_value(case: Case, key: str) -> str | None:
    if key == MOBILE:
        return full_mobile(case.account)
    for submitted in reversed(list_rounds(case.id)):
        form = parsed(case.edition_id).forms[submitted.form]
        if any(one.key == key and one.kind.sensitive for one in form.fields):
            value = opened_round(submitted).get(key)
            return None if value is None else str(value)
    return None
