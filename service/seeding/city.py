"""A city in the middle of its work: agencies, stores, and people at every stage of the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any, Final
from uuid import uuid4

from flask import current_app
from sqlalchemy import func, insert, select, text

from service import cases
from service.actors import Actor, post_pool
from service.extensions import db
from service.models import (
    Account,
    Case,
    Category,
    Filing,
    OpenTask,
    Organisation,
    OrganisationKind,
)
from service.names import name_key, pinyin_key
from service.ports import EXTENSION, ports
from service.seeding import fictitious, specimens
from service.seeding.making import (
    Page,
    actor_of,
    add_document,
    make_desk,
    make_organisation,
    make_practitioner,
    store_page,
)

PROCEDURE: Final = "practitioner_registration"
PEOPLE: Final = 600
REVIEWER: Final = "reviewer"
"""The login name of the demo's account that decides for the association."""
_STORES: Final = 80
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
_APPROVE: Final = {"decision": "approve"}
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
    reviewer = _reviewer()
    now = ports().clock()
    places = list(_places())
    papers = _papers()
    people = (stage for stage in _STAGES for _ in range(stage.people))
    for number, (stage, place) in enumerate(zip(people, cycle(places), strict=False)):
        begun = now - timedelta(hours=_hours_ago(number, stage))
        _bring_to(stage, number, place, begun, papers, reviewer)
    _let_visitors_pass()


def _reviewer() -> Actor:
    account = db.session.scalars(select(Account).where(Account.login_name == REVIEWER)).one()
    actor = actor_of(account)
    return replace(actor, pools=actor.pools | {post_pool("association_reviewer")})


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
    filing_id = None if number % 5 == 4 else _file(OrganisationKind.AGENCY, name, uscc, region)
    facts = {"uscc": uscc, "region": region, "filing_id": filing_id}
    address = f"山东省威海市样本路 {number + 1} 号"
    return make_organisation(OrganisationKind.AGENCY, name, address=address, **facts)


def _store(agency: Organisation, name: str) -> Organisation:
    facts = {"region": agency.region, "parent_id": agency.id}
    taken = select(func.count()).where(Organisation.name_key == name_key(name))
    if db.session.scalar(taken):
        name = name.replace("店（样本）", "二店（样本）")
    return make_organisation(OrganisationKind.STORE, name, **facts)


def _file(kind: OrganisationKind, name: str, uscc: str, region: str) -> Any:
    """Add an entry to the filing directory; some have lapsed, some lapse soon."""
    filing_id, valid_to = uuid4(), date(2027, 12, 31)
    row = {
        "id": filing_id,
        "kind": kind,
        "name": name,
        "name_key": name_key(name),
        "pinyin_key": pinyin_key(name),
        "uscc": uscc,
        "filing_no": f"威房经备字样本第{uscc[-10:]}号",
        "valid_to": valid_to,
        "region": region,
    }
    db.session.execute(insert(Filing).values(row))
    return filing_id


def _papers() -> dict[str, list[Page]]:
    """Draw each paper a few times; everybody's uploads show one of these."""
    card = (1012, 638)
    return {
        "id_front": [store_page(specimens.paper("居民身份证（样本）", ["人像面"], card))],
        "id_back": [store_page(specimens.paper("居民身份证（样本）", ["国徽面"], card))],
        "portrait": [store_page(specimens.portrait(number)) for number in range(8)],
        "labour_contract": [store_page(specimens.paper("劳动合同（样本）", ["合同期限三年。"]))],
        "certificate": [store_page(specimens.paper("职业资格证书（样本）", ["样本"]))],
    }


def _bring_to(
    stage: _Stage,
    number: int,
    place: _Place,
    begun: datetime,
    papers: dict[str, list[Page]],
    reviewer: Actor,
) -> None:
    gender = ("male", "female")[number % 2]
    category = _CATEGORIES[number % len(_CATEGORIES)]
    mobile = f"154{10_000_000 + number}"
    with _at(begun):
        actor = make_practitioner(
            fictitious.name(number), category, place.agency, place.store, mobile
        )
        if stage.name == "account":
            return
        cases.open_draft(PROCEDURE, actor)
        if stage.name == "draft":
            return
        answers = _answers(number, gender, actor, papers)
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
    first: dict[str, Any] = dict(_APPROVE)
    if stage.name == "returned":
        first = {"decision": "return", "returned_fields": reasons}
    if stage.name == "withdrawn":
        with _at(begun + timedelta(hours=2)):
            cases.withdraw(case_no, actor, uuid4())
    if stage.name in ("returned", "association", "refused", "admitted"):
        with _at(begun + timedelta(hours=3 + number % 30)):
            _decide(case_no, desk, first)
    if stage.name == "refused":
        opinion = _REFUSALS[number % len(_REFUSALS)]
        with _at(begun + timedelta(hours=50 + number % 30)):
            _decide(case_no, reviewer, {"decision": "refuse", "opinion": opinion})
    if stage.name == "admitted":
        with _at(begun + timedelta(hours=40 + number % 40)):
            _decide(case_no, reviewer, _APPROVE)


def _decide(case_no: str, desk: Actor, answers: dict[str, Any]) -> None:
    task = select(OpenTask.id).join(Case, OpenTask.case_id == Case.id).where(Case.no == case_no)
    cases.complete(db.session.scalars(task).one(), answers, desk, uuid4())


def _answers(
    number: int, gender: str, actor: Actor, papers: dict[str, list[Page]]
) -> dict[str, Any]:
    uploads = {
        field: [add_document(actor, field, pages[number % len(pages)])]
        for field, pages in papers.items()
    }
    db.session.flush()  # The submit reads them by a statement of its own.
    return {
        "gender": gender,
        "id_number": fictitious.id_number(number + 20_000, gender),
        **uploads,
        "certificate_number": f"3062026{number + 100:013d}",
        "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
        "consent_identity": True,
        "consent_portrait": True,
        "consent_publication": number % 12 != 5,
    }


@contextmanager
def _at(instant: datetime) -> Iterator[None]:
    """Let everything within happen at an instant of the past."""
    real = ports()
    current_app.extensions[EXTENSION] = replace(real, clock=lambda: instant)
    try:
        yield
    finally:
        current_app.extensions[EXTENSION] = real


def _let_visitors_pass() -> None:
    """Put what waits for the worker behind everything that comes later."""
    db.session.execute(text("UPDATE procrastinate_jobs SET priority = -10 WHERE status = 'todo'"))
    db.session.commit()
