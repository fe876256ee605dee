"""Tells people on the site; other channels are jobs of their own."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from forms import N_
from service.clock import day_in_shanghai
from service.extensions import db
from service.models import Notice, OpenTask
from service.operations.contract import Operation, OperationContext, Results

REMINDER: Final = N_("%(subject)s的申请（办件号 %(no)s）正在等待办理：%(task)s。请尽快处理。")


def remind(context: OperationContext) -> Results:
    """Remind whoever has the task at whose boundary a timer fired, at most once a day.

    On a way that began at no task's boundary, everybody who has an open task of the case.
    """
    waiting = select(OpenTask).where(OpenTask.case_id == context.case.id)
    if context.about is not None:
        waiting = waiting.where(OpenTask.id == context.about)
    rows = [_reminder(context, task) for task in db.session.scalars(waiting)]
    if rows:
        db.session.execute(insert(Notice).values(rows).on_conflict_do_nothing())
    return {}


def _reminder(context: OperationContext, task: OpenTask) -> dict[str, Any]:
    return {
        "key": f"reminder:{task.id}:{day_in_shanghai(context.now).isoformat()}",
        "pool": task.pool,
        "case_id": context.case.id,
        "text": REMINDER,
        "params": {"subject": task.subject_name, "no": context.case.no, "task": task.name},
        "sent_at": context.now,
    }


OPERATIONS: Final = (
    Operation(
        name="notices.remind",
        summary="提醒正在办理的人",
        record=remind,
    ),
)
