"""A city in the middle of its work: agencies, stores, and people at every stage of the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func, select, text

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import (
    Category,
    Organisation,
    OrganisationKind,
)
from service.names import name_key
from service.ports import ports
from service.seeding import fictitious
from service.seeding.life import seed_life
from service.seeding.making import add_filing, make_desk, make_organisation, make_practitioner
from service.seeding.past import APPROVE, at, decide, staff
from service.seeding.registering import PROCEDURE, RegistrationForms

PEOPLE: Final = 600
REVIEWER: Final = "reviewer"
"""The login name of the demo's account that decides for the association."""
_STORES: Final = 80
LAPSED: Final = "福临"
"""The agency whose filing has lapsed since it registered."""
_REGIONS: Final = ("371002", "371003", "371082", "371083", "371071", "371072", "371073")
_BRANDS: Final = (
    *("海悦", "蓝湾", "鸿信", "安家", "恒达", "金海岸", "世纪同创", "嘉和", "泰和", "乐居"),
    *("怡家", "众信", "博睿", "天润", "宜居", "汇通", "海韵", "益家", "优居", "华安"),
    *("信达", "家园", "润泽", "德盛", "明珠", "福临", "康居", "万和", "景秀", "经济技术开发区新城"),
)
_STREETS: Final = (
    *("环翠楼", "鲸园", "竹岛", "怡园", "田和", "初村", "皇冠", "凤林", "西苑", "草庙子"),
    *("苘山", "崖头", "斥山", "夏村", "白沙滩", "龙山路", "天福路", "望海", "金线顶", "古寨"),
)
_CATEGORIES: Final = (Category.BROKER, Category.ASSISTANT, Category.STAFF, Category.BROKER)
_REFUSALS: Final = (
    "劳动合同已过期，请续签后重新申请。",
    "经查，该人员不在本单位工作。",
    "身份证照片为复印件，无法核对。",
)
_RETURNS: Final = (
    {"certificate_number": "与证书照片上的编号不一致，请核对后重新填写。"},
    {"portrait": "请上传近期免冠照片，背景为白色或蓝色。"},
    {"labour_contract": "缺少签字页，请补充完整。"},
)


@dataclass(frozen=True, slots=True)
class _Stage:
    """How far somebody has come: begun `days` ago or less, the last act `hours` later or less."""

    name: str
    people: int
    days: int
    hours: int = 0


_STAGES: Final = (
    _Stage("account", 30, 20),
    _Stage("draft", 20, 10),
    _Stage("employer", 45, 2),
    _Stage("returned", 20, 6, 33),
    _Stage("association", 40, 3, 33),
    _Stage("refused", 15, 50, 80),
    _Stage("withdrawn", 10, 50, 2),
    _Stage("admitted", PEOPLE - 180, 75, 80),
)


@dataclass(frozen=True, slots=True)
class _Place:
    """An agency or one of its stores, with the desk that reviews its people."""

    agency: Organisation
    store: Organisation | None
    desk: Actor


def seed_city() -> None:
    """Fill the register: 30 agencies, 80 stores and 600 people, each by the usual steps.

    The demo's accounts are there already. What the worker then draws gives way to whatever a
    visitor does.
    """
    _wait_for_the_disk(False)
    reviewer = staff(REVIEWER)
    now = ports().clock()
    places = list(_places())
    forms = RegistrationForms()
    people = (stage for stage in _STAGES for _ in range(stage.people))
    for number, (stage, place) in enumerate(zip(people, cycle(places), strict=False)):
        begun = now - timedelta(hours=_hours_ago(number, stage))
        _bring_to(stage, number, place, begun, forms, reviewer)
    seed_life(forms)
    _let_visitors_pass()
    _wait_for_the_disk(True)


def _hours_ago(number: int, stage: _Stage) -> int:
    """Spread the beginnings over the stage's days, the same in every city; none ends tomorrow."""
    least = 4 + stage.hours
    return least + (number * 37) % (stage.days * 24 - least)


def _places() -> Iterator[_Place]:
    stores = list(_names_of_stores())
    for number, brand in enumerate(_BRANDS):
        agency = _agency(number, brand)
        yield _Place(agency, None, make_desk(agency))
        for street in stores[number :: len(_BRANDS)]:
            store = _store(agency, f"{brand}{street}店（样本）")
            yield _Place(agency, store, make_desk(store))
    db.session.commit()


def _names_of_stores() -> Iterator[str]:
    return (_STREETS[number % len(_STREETS)] for number in range(_STORES))


def _agency(number: int, brand: str) -> Organisation:
    name = f"威海{brand}房地产经纪有限公司（样本）"
    region, uscc = _REGIONS[number % len(_REGIONS)], fictitious.uscc(number)
    filing_id = None if number % 5 == 4 else _filing(name, uscc, region, lapsed=brand == LAPSED)
    facts = {"uscc": uscc, "region": region, "filing_id": filing_id}
    address = f"山东省威海市样本路 {number + 1} 号"
    return make_organisation(OrganisationKind.AGENCY, name, address=address, **facts)


def _filing(name: str, uscc: str, region: str, *, lapsed: bool) -> UUID:
    over = (ports().clock() - timedelta(days=40)).date() if lapsed else None
    return add_filing(OrganisationKind.AGENCY, name, uscc, region, valid_to=over)


def _store(agency: Organisation, name: str) -> Organisation:
    facts = {"region": agency.region, "parent_id": agency.id}
    taken = select(func.count()).where(Organisation.name_key == name_key(name))
    if db.session.scalar(taken):
        name = name.replace("店（样本）", "二店（样本）")
    return make_organisation(OrganisationKind.STORE, name, **facts)


def _bring_to(
    stage: _Stage,
    number: int,
    place: _Place,
    begun: datetime,
    forms: RegistrationForms,
    reviewer: Actor,
) -> None:
    gender = ("male", "female")[number % 2]
    category = _CATEGORIES[number % len(_CATEGORIES)]
    mobile = f"154{10_000_000 + number}"
    with at(begun):
        actor = make_practitioner(
            fictitious.name(number), category, place.agency, place.store, mobile
        )
        if stage.name == "account":
            return
        cases.open_draft(PROCEDURE, actor)
        if stage.name == "draft":
            return
        answers = forms.complete(actor, number, gender)
        done = cases.submit(PROCEDURE, answers, actor, uuid4())
    _decide_on(stage, number, done.case_no, actor, place.desk, reviewer, begun)


def _decide_on(
    stage: _Stage,
    number: int,
    case_no: str,
    actor: Actor,
    desk: Actor,
    reviewer: Actor,
    begun: datetime,
) -> None:
    reasons = _RETURNS[number % len(_RETURNS)]
    first: dict[str, Any] = dict(APPROVE)
    if stage.name == "returned":
        first = {"decision": "return", "returned_fields": reasons}
    if stage.name == "withdrawn":
        with at(begun + timedelta(hours=2)):
            cases.withdraw(case_no, actor, uuid4())
    if stage.name in ("returned", "association", "refused", "admitted"):
        with at(begun + timedelta(hours=3 + number % 30)):
            decide(case_no, desk, first)
    if stage.name == "refused":
        opinion = _REFUSALS[number % len(_REFUSALS)]
        with at(begun + timedelta(hours=50 + number % 30)):
            decide(case_no, reviewer, {"decision": "refuse", "opinion": opinion})
    if stage.name == "admitted":
        with at(begun + timedelta(hours=40 + number % 40)):
            decide(case_no, reviewer, APPROVE)


def _let_visitors_pass() -> None:
    """Put what waits for the worker behind everything that comes later."""
    db.session.execute(text("UPDATE procrastinate_jobs SET priority = -10 WHERE status = 'todo'"))
    db.session.commit()


def _wait_for_the_disk(waits: bool) -> None:
    """Say whether a commit waits until it is on the disk; the first that does waits for all.

    A crash meanwhile loses the end of a demo that is not finished anyway, and thousands of
    commits of one person are quicker without.
    """
    db.session.execute(text(f"SET synchronous_commit = {'on' if waits else 'off'}"))
    db.session.commit()
