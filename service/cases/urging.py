"""催办: the applicant asks whoever has the case to go on, once a day."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from forms import N_
from processes.step import CaseStatus
from service.actors import Actor, account_pool
from service.cases.locking import lock_case
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.clock import day_in_shanghai
from service.extensions import db
from service.failures import AlreadyHandled
from service.models import Case, Event, OpenTask
from service.operations.telling import News, tell
from service.refusals import Refused

URGED: Final = "case_urged"
"""The kind of the event."""
PLEASE: Final = N_("%(subject)s催办：申请（办件号 %(no)s）正在等待办理：%(task)s。请尽快处理。")


def urge(case_no: str, actor: Actor, key: UUID) -> None:
    """Tell whoever has the case that its applicant waits, and keep that in the case's story.

    Raises:
        NotFound: no such case of this actor.
        Repeated: this very click was counted before.
        AlreadyHandled: the case is closed.
        Refused: urged today already, or nobody else has a task of it.
    """
    with transaction():
        stepping = lock_case(case_no, actor, key)
        case = stepping.case
        if case.status is not CaseStatus.OPEN:
            raise AlreadyHandled(case.no)
        others = [task for task in stepping.open_before.values() if not _own(task, case)]
        if not others:
            raise Refused("nobody_to_urge")
        if last_urged_on_day(case.id, stepping.now):
            raise Refused("urged_today")
        _write(stepping, others)


def may_urge(case: Case, pools: list[str], now: datetime) -> bool:
    """Whether the applicant may urge today; `pools` are those of the case's open tasks."""
    waits_for_others = any(pool != account_pool(case.account_id) for pool in pools)
    is_open = case.status is CaseStatus.OPEN
    return is_open and waits_for_others and not last_urged_on_day(case.id, now)


def last_urged_on_day(case_id: UUID, now: datetime) -> bool:
    """Whether the case was urged already on the day in Shanghai that it is now."""
    query = select(Event.at).where(Event.case_id == case_id, Event.kind == URGED)
    last = db.session.scalar(query.order_by(Event.id.desc()).limit(1))
    return last is not None and day_in_shanghai(last) == day_in_shanghai(now)


def _own(task: OpenTask, case: Case) -> bool:
    return task.pool == account_pool(case.account_id)


def _write(stepping: Stepping, tasks: list[OpenTask]) -> None:
    case = stepping.case
    row: dict[str, Any] = {"case_id": case.id, "version": case.version, "kind": URGED}
    row |= {"account_id": stepping.actor_id, "detail": {}, "at": stepping.now}
    db.session.execute(insert(Event).values(row))
    day = day_in_shanghai(stepping.now).isoformat()
    news = [
        News(
            pool=task.pool,
            text=PLEASE,
            key=f"urged:{task.id}:{day}",
            params={"subject": case.subject_name, "no": case.no, "task": task.name},
            case_id=case.id,
        )
        for task in tasks
    ]
    tell(*news, at=stepping.now)
