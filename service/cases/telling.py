"""Tells the applicant on the site what a step of somebody else's means for them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from forms import N_
from processes.step import CaseStatus, Step
from service.actors import account_pool
from service.extensions import db
from service.models import Case, Notice

YOUR_TURN: Final = N_("您的申请（办件号 %(no)s）需要您办理：%(task)s。请查看原因并处理。")
CLOSED: Final = N_("您的申请（办件号 %(no)s）已办结：%(outcome)s。")


def tell_applicant(case: Case, step: Step, actor_id: UUID | None, now: datetime) -> None:
    """Tell the applicant of tasks that opened for them and of the end, unless it was their act.

    Written in the transaction of the step; most steps write nothing.
    """
    if actor_id == case.account_id:
        return
    rows = [
        {"pool": account_pool(case.account_id), "case_id": case.id, "sent_at": now, **told}
        for told in _news(case, step)
    ]
    if rows:
        db.session.execute(insert(Notice).values(rows).on_conflict_do_nothing())


def _news(case: Case, step: Step) -> Iterator[dict[str, Any]]:
    opened = {one.detail.get("task_id") for one in step.happened if one.kind == "task_opened"}
    for task in step.open_tasks:
        if task.role == "applicant" and task.id in opened:
            params = {"no": case.no, "task": task.name}
            yield {"key": f"task:{task.id}", "text": YOUR_TURN, "params": params}
    if step.status is CaseStatus.COMPLETED:
        params = {"no": case.no, "outcome": case.milestone}
        yield {"key": f"closed:{case.id}", "text": CLOSED, "params": params}
