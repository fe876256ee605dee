"""What every story of the demo is told with: its days, its papers, and how somebody applies."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select

from processes.working_time import SHANGHAI
from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Case
from service.ports import ports
from service.seeding import specimens
from service.seeding.making import Page, add_document, store_page
from service.seeding.past import at, decide, live_until, work_off

_CARDS: Final = ("legal_id_front", "legal_id_back", "new_id_front")
_TITLES: Final = {
    "authorisation": "公司委托书（样本）",
    "business_licence": "营业执照（样本）",
    "certificate": "职业资格证书（样本）",
    "filing_document": "备案证明（样本）",
    "labour_contract": "劳动合同（样本）",
    "leaving_certificate": "离职证明（样本）",
    "legal_id_back": "法定代表人身份证 国徽面（样本）",
    "legal_id_front": "法定代表人身份证 人像面（样本）",
    "legal_licence": "营业执照（样本）",
    "letter": "情况说明（样本）",
    "licence": "营业执照（样本）",
    "name_proof": "更名证明（样本）",
    "new_id_front": "居民身份证 人像面（样本）",
    "other_evidence": "社会保险停缴证明（样本）",
    "parent_agreement": "门店归属协议（样本）",
}


def day(ago: int, hour: int = 9, minute: int = 30) -> datetime:
    """Give an hour of a working day, `ago` days before today, or just before if it was none.

    People apply by day; the seed stays before now because `ago` is one at least.
    """
    then = ports().clock().astimezone(SHANGHAI) - timedelta(days=ago)
    then -= timedelta(days=max(0, then.weekday() - 4))
    return then.replace(hour=hour, minute=minute, second=0, microsecond=0)


class Papers:
    """Draws each paper once; everybody's uploads show the same pages."""

    def __init__(self) -> None:
        self._page = cache(_draw)

    def of(self, actor: Actor, *fields: str) -> dict[str, list[str]]:
        """Upload these papers as the actor."""
        uploads = {field: [add_document(actor, field, self._page(field))] for field in fields}
        db.session.flush()  # The submit reads them by a statement of its own.
        return uploads


def _draw(field: str) -> Page:
    size = {"size": (1012, 638)} if field in _CARDS else {}
    return store_page(specimens.paper(_TITLES[field], ["仅供演示。"], **size))


def apply(procedure: str, actor: Actor, answers: dict[str, Any], when: datetime) -> str:
    """Begin a form and hand it in; give the number of the case."""
    with at(when):
        cases.open_draft(procedure, actor)
        return cases.submit(procedure, answers, actor, uuid4()).case_no


class Story:
    """A case as it went on, an act a day, each an hour later in the day than the one before.

    So acts keep their order although weekends move them, and none lies in the future. Whatever
    is due meanwhile happens first.
    """

    def __init__(self, procedure: str, actor: Actor, answers: dict[str, Any], ago: int) -> None:
        self._actor, self._ago, self._hour = actor, ago, 9
        self.no = apply(procedure, actor, answers, day(ago))
        self.case_id: UUID = db.session.scalars(select(Case.id).where(Case.no == self.no)).one()

    @property
    def ago(self) -> int:
        """How many days ago the last act was."""
        return self._ago

    def later(self, days: int = 1) -> AbstractContextManager[None]:
        """Let so many days pass, and something happen then."""
        self._ago, self._hour = max(1, self._ago - days), self._hour + 1
        when = day(self._ago, self._hour)
        live_until(self.case_id, when)
        return at(when)

    def decided(self, by: Actor, answers: dict[str, Any], days: int = 1) -> None:
        """Let somebody complete the open task: decide, or correct what was returned."""
        with self.later(days):
            decide(self.no, by, answers)

    def withdrawn(self, days: int = 1) -> None:
        """Let the applicant take it back."""
        with self.later(days):
            cases.withdraw(self.no, self._actor, uuid4())

    def urged(self, days: int = 1) -> None:
        """Let the applicant ask for it to go on."""
        with self.later(days):
            cases.urge(self.no, self._actor, uuid4())

    def worked_off(self, days: int = 0) -> None:
        """Let the worker do what it has to do for the case."""
        with self.later(days):
            work_off(self.case_id)


def returned(**reasons: str) -> dict[str, Any]:
    """Give the decision that sends these fields back, each with its reason."""
    return {"decision": "return", "returned_fields": reasons}


def refused(opinion: str) -> dict[str, Any]:
    """Give the decision that says no, and why."""
    return {"decision": "refuse", "opinion": opinion}
