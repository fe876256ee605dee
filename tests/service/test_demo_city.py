"""The demo is a city in the middle of its work: every list has something real to show."""

from collections import Counter

from sqlalchemy import func, select

from processes.step import CaseStatus
from service.extensions import db
from service.models import (
    Account,
    Case,
    Draft,
    Employment,
    Event,
    OpenTask,
    Organisation,
    OrganisationKind,
    Practitioner,
)
from service.ports import ports
from service.seeding import seed_city, seed_demo


def count(model: type, *which: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0


def test_the_demo_is_a_city_in_the_middle_of_its_work(app):
    seed_demo()
    seed_city()

    assert count(Organisation, Organisation.kind == OrganisationKind.AGENCY) == 31
    assert count(Organisation, Organisation.kind == OrganisationKind.STORE) == 81
    assert count(Account, Account.category.is_not(None)) == 606
    assert count(Practitioner) == count(Employment) > 400
    assert count(Draft) >= 20
    stages = Counter(db.session.scalars(select(Case.milestone)))
    expected = {"待机构（门店）审核", "待协会审核", "已退回", "不通过", "已撤回", "已实名"}
    assert stages.keys() >= expected
    assert count(OpenTask, OpenTask.due_at < ports().clock()) == 0
    assert count(Case, Case.status == CaseStatus.OPEN) > 100
    assert count(Event, Event.at > ports().clock()) == 0, "Nothing happens tomorrow."
