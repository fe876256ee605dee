"""A case that ends because what it rests on was undone (a claimed registration)."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from forms import N_
from processes import engine
from processes.errors import NotWithdrawable
from processes.step import Step
from service.actors import account_pool
from service.cases.incidents import END, resolve_incident, task_of_case
from service.cases.machine import take_step
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.models import Case
from service.operations.telling import News, tell

ENDED_MILESTONE: Final = N_("已终止")
ENDED: Final = N_(
    "您的申请（办件号 %(no)s）已终止：所涉单位的注册已被撤销。您可以重新申请，填过的内容会带出。"
)


def end_case(case_id: UUID) -> None:
    """End an open case as a withdrawal would, and tell its applicant why.

    What cannot be taken back any more goes on; what is closed stays as it is.
    """
    take_step(case_id, _end)
    with transaction():
        resolve_incident(task_of_case(case_id, END))  # Also where nothing was left to end.


def _end(run: Stepping) -> Step | None:
    try:
        step = engine.cancel(run.edition, run.case.state, run.context())
    except NotWithdrawable:
        return None
    _tell(run)
    return replace(step, milestone=ENDED_MILESTONE)


def _tell(run: Stepping) -> None:
    case: Case = run.case
    news = News(
        pool=account_pool(case.account_id),
        text=ENDED,
        key=f"ended:{case.id}",
        params={"no": case.no},
        case_id=case.id,
    )
    tell(news, at=run.now)
