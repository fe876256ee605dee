"""Tells people on the site; other channels are jobs of their own."""

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from sqlalchemy import select

from forms import N_
from service.actors import account_pool, organisation_pool, pool_of
from service.clock import day_in_shanghai
from service.extensions import db
from service.models import Notice, OpenTask
from service.operations import telling
from service.operations.contract import Operation, OperationContext, ParamKind, Results
from service.operations.telling import News

TAKEN_OVER: Final = N_("%(subject)s的申请（办件号 %(no)s）因单位超过期限没有审核，已转由协会代审。")
REMINDER: Final = N_("%(subject)s的申请（办件号 %(no)s）正在等待办理：%(task)s。请尽快处理。")
TOLD: Final = {"【申请人】": "%(subject)s", "【办件号】": "%(no)s"}
"""What an author's own text may leave open, and what fills it when it is shown."""
REMINDED: Final = {**TOLD, "【待办】": "%(task)s"}
"""A reminder is about one task; what a step tells is about none."""

_TEXT: Final = N_("通知内容（可用【申请人】【办件号】）")


def tell(context: OperationContext, *, to: str, text: str) -> Results:
    """Tell one inbox a text of the association's own; `to` is a role as on a lane."""
    row = {
        "key": f"told:{uuid4()}",
        "pool": pool_of(context.case, to),
        "case_id": context.case.id,
        "text": own_words(text, TOLD),
        "sent_at": context.now,
    }
    context.keep(Notice, row)  # In its first step the case has no row yet.
    return {}


def own_words(text: str, places: Mapping[str, str]) -> str:
    """Give an author's text as a msgid whose places `params` fill; all else stays as written."""
    for place, gap in {"%": "%%", **places}.items():
        text = text.replace(place, gap)
    return text


def remind(context: OperationContext, *, text: str = "") -> Results:
    """Remind whoever has the task at whose boundary a timer fired, at most once a day.

    In the association's own words where it wrote some. On a way that began at no task's
    boundary, everybody who has an open task of the case.
    """
    waiting = select(OpenTask).where(OpenTask.case_id == context.case.id)
    if context.about is not None:
        waiting = waiting.where(OpenTask.id == context.about)
    said = own_words(text, REMINDED) if text else REMINDER
    telling.tell(
        *(_reminder(context, task, said) for task in db.session.scalars(waiting)), at=context.now
    )
    return {}


def take_over(context: OperationContext) -> Results:
    """Tell the employer and the applicant that the association decides in the employer's place."""
    case = context.case
    employers = [one for one in (case.agency_id, case.store_id) if one is not None]
    pools = [account_pool(case.account_id), *(organisation_pool(one) for one in employers)]
    news = [
        News(
            pool=pool,
            text=TAKEN_OVER,
            key=f"taken_over:{case.id}:{case.version}:{pool}",
            params={"subject": case.subject_name, "no": case.no},
            case_id=case.id,
        )
        for pool in pools
    ]
    telling.tell(*news, at=context.now)
    return {"taken_over": True}


def _reminder(context: OperationContext, task: OpenTask, text: str) -> News:
    return News(
        pool=task.pool,
        text=text,
        key=f"reminder:{task.id}:{day_in_shanghai(context.now).isoformat()}",
        params={"subject": task.subject_name, "no": context.case.no, "task": task.name},
        case_id=context.case.id,
    )


OPERATIONS: Final = (
    Operation(
        name="notices.tell",
        summary=N_("发送站内通知"),
        record=tell,
        params={"to": N_("告知谁"), "text": _TEXT},
        kinds={"to": ParamKind.READER, "text": ParamKind.TEXT},
        places={"text": tuple(TOLD)},
    ),
    Operation(
        name="notices.remind",
        summary=N_("提醒正在办理的人"),
        record=remind,
        params={"text": N_("提醒内容（可用【申请人】【办件号】【待办】；不填用默认文字）")},
        optional=frozenset({"text"}),
        kinds={"text": ParamKind.TEXT},
        places={"text": tuple(REMINDED)},
    ),
    Operation(
        name="notices.take_over",
        summary=N_("告知单位和申请人：单位超期未审，由协会代审"),
        record=take_over,
        results=frozenset({"taken_over"}),
    ),
)
