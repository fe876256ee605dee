"""Tells the applicant on the site what a step of somebody else's means for them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from forms import N_
from processes.step import CaseStatus, Step
from service.actors import account_pool
from service.models import Case
from service.operations.telling import News, tell

YOUR_TURN: Final = N_("您的申请（办件号 %(no)s）需要您办理：%(task)s。请查看原因并处理。")
CLOSED: Final = N_("您的申请（办件号 %(no)s）已办结：%(outcome)s。")


def tell_applicant(case: Case, step: Step, actor_id: UUID | None, now: datetime) -> None:
    """Tell the applicant of tasks that opened for them and of the end, unless it was their act.

    Written in the transaction of the step; most steps write nothing.
    """
    if actor_id != case.account_id:
        tell(*_news(case, step), at=now)


def _news(case: Case, step: Step) -> Iterator[News]:
    pool = account_pool(case.account_id)
    opened = {one.detail.get("task_id") for one in step.happened if one.kind == "task_opened"}
    for task in step.open_tasks:
        if task.role == "applicant" and task.id in opened:
            params = {"no": case.no, "task": task.name}
            key = f"task:{task.id}"
            yield News(pool=pool, text=YOUR_TURN, key=key, params=params, case_id=case.id)
    if step.status is CaseStatus.COMPLETED:
        params = {"no": case.no, "outcome": case.milestone}
        key = f"closed:{case.id}"
        yield News(pool=pool, text=CLOSED, key=key, params=params, case_id=case.id)
