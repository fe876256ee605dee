"""The accounts that `make run` prints, and some cases on their way between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import select

from service import cases
from service.accounts.opening import open_desk_account, open_staff_account
from service.actors import Actor, account_pool, post_pool
from service.extensions import db
from service.models import Account, Category, Organisation, OrganisationKind
from service.seeding import fictitious, specimens
from service.seeding.making import (
    PASSWORD,
    actor_of,
    add_filing,
    keep_pages,
    make_organisation,
    make_practitioner,
)
from service.seeding.past import APPROVE, decide
from service.seeding.registering import PROCEDURE

# Printed for everybody: production refuses to start while a seeded account exists.
TOTP_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
AGENCY: Final = "威海安居房地产经纪有限公司（样本）"
AGENCY_USCC: Final = "91371002XX00000190"
STORE: Final = "安居地产环翠楼店（样本）"
DISABLED: Final = "安居地产竹岛店（样本）"
STORES: Final = (STORE, "安居地产文化路店（样本）", DISABLED)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person whom the demo knows by name."""

    name: str
    mobile: str
    id_number: str = ""


REGISTERED: Final = Somebody("高𬭎", "15400000008")
RESIGNED: Final = Somebody("孙丽", "15400000007")
TWICE: Final = Somebody("周敏", "15400000009", "37100319851120222X")
"""Comes with the ID number of somebody who came first."""


@dataclass(frozen=True, slots=True)
class FreeFiling:
    """An entry of the filing directory that a visitor may register."""

    kind: OrganisationKind
    name: str
    contact_mobile: str | None = None
    parent: str | None = None


FREE_FILINGS: Final = (
    FreeFiling(OrganisationKind.AGENCY, "威海启航房地产经纪有限公司（样本）", "15400000030"),
    FreeFiling(OrganisationKind.AGENCY, "威海远帆房地产经纪有限公司（样本）"),
    FreeFiling(OrganisationKind.STORE, "安居地产海滨店（样本）", parent=AGENCY),
)
"""One whose contact can confirm by SMS, one without a contact, and a store of the agency."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One line of what `make run` prints."""

    who: str
    where: str
    name: str


DEMO_ACCOUNTS: Final = (
    DemoAccount("经纪人 broker", "/", "15400000001"),
    DemoAccount("在职经纪人 registered broker", "/", REGISTERED.mobile),
    DemoAccount("已离职经纪人 broker who has left", "/", RESIGNED.mobile),
    DemoAccount("机构 agency", "/app_admin", AGENCY),
    DemoAccount("门店 store", "/app_admin", STORE),
    DemoAccount("协会审核员 association reviewer", "/association", "reviewer"),
    DemoAccount("协会复核员 second reviewer", "/association", "reviewer2"),
    DemoAccount("财务 cashier", "/association", "cashier"),
    DemoAccount("制卡员 card maker", "/association", "cardmaker"),
    DemoAccount("管理员 administrator", "/association", "admin"),
)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    gender: str
    id_number: str
    mobile: str
    category: Category
    in_store: bool
    stage: str


# Numbers of area 371003 that people of this age cannot have (domain.md §10).
_PEOPLE: Final = (
    _Person("张伟", "male", "371003199003071117", "15400000001", Category.BROKER, False, "account"),
    _Person(
        "李娜", "female", "37100319851120222X", "15400000002", Category.BROKER, False, "agency"
    ),
    _Person("王强", "male", "371003199506153333", "15400000003", Category.ASSISTANT, True, "store"),
    _Person(
        "刘洋", "female", "371003198810010447", "15400000004", Category.BROKER, False, "association"
    ),
    _Person(
        "阿卜杜热合曼·吐尔逊",
        "male",
        "371003200102281019",
        "15400000005",
        Category.STAFF,
        True,
        "admitted",
    ),
    _Person(
        "陈㛃", "male", "371071199205122011", "15400000006", Category.ASSISTANT, False, "returned"
    ),
)


def seed_demo() -> bool:
    """Make the demo's accounts and cases in an empty database; say whether it was empty."""
    if db.session.scalar(select(Account.id).where(Account.seeded).limit(1)):
        return False
    agency, store = _employers()
    desks = {
        "agency": actor_of(open_desk_account(agency, PASSWORD, seeded=True)),
        "store": actor_of(open_desk_account(store, PASSWORD, seeded=True)),
        "association": _staff("reviewer", "协会审核员（样本）", "association_reviewer"),
    }
    _staff("reviewer2", "协会复核员（样本）", "second_reviewer", "association_reviewer")
    _staff("cashier", "财务（样本）", "cashier")
    _staff("cardmaker", "制卡员（样本）", "card_maker")
    _staff("admin", "系统管理员（样本）", "administrator", "association_reviewer")
    _leave_filings_free()
    for number, person in enumerate(_PEOPLE):
        _bring_to_its_stage(person, number, agency, store, desks)
    return True


def _employers() -> tuple[Organisation, Organisation]:
    """Make a filed agency and its stores, one of which may not act."""
    filing_id = add_filing(OrganisationKind.AGENCY, AGENCY, AGENCY_USCC)
    facts = {
        "uscc": AGENCY_USCC,
        "filing_id": filing_id,
        "agent_name": "陈静",
        "legal_name": "李建国",
    }
    address = "威海市环翠区样本路 101 号"
    agency = make_organisation(OrganisationKind.AGENCY, AGENCY, address=address, **facts)
    store, _, disabled = (_store(agency, name, number) for number, name in enumerate(STORES))
    disabled.enabled = False
    db.session.commit()
    return agency, store


def _store(agency: Organisation, name: str, number: int) -> Organisation:
    kind, uscc = OrganisationKind.STORE, fictitious.uscc(number + 990)
    filing_id = add_filing(kind, name, uscc, parent_name=AGENCY)
    return make_organisation(kind, name, uscc=uscc, parent_id=agency.id, filing_id=filing_id)


def _leave_filings_free() -> None:
    for number, one in enumerate(FREE_FILINGS):
        add_filing(
            one.kind,
            one.name,
            fictitious.uscc(number + 995),
            contact_mobile=one.contact_mobile,
            parent_name=one.parent,
        )
    db.session.commit()


def _bring_to_its_stage(
    person: _Person, number: int, agency: Organisation, store: Organisation, desks: dict[str, Actor]
) -> None:
    actor = make_practitioner(
        person.name, person.category, agency, store if person.in_store else None, person.mobile
    )
    if person.stage == "account":
        return
    cases.open_draft(PROCEDURE, actor)
    done = cases.submit(PROCEDURE, _answers(person, number, actor), actor, uuid4())
    first = desks["store" if person.in_store else "agency"]
    if person.stage in ("association", "admitted"):
        decide(done.case_no, first, APPROVE)
    if person.stage == "admitted":
        decide(done.case_no, desks["association"], APPROVE)
    if person.stage == "returned":
        reasons = {"certificate_number": "与证书照片上的编号不一致，请核对后重新填写。"}
        decide(done.case_no, first, {"decision": "return", "returned_fields": reasons})


def _staff(login_name: str, display_name: str, *posts: str) -> Actor:
    opened = open_staff_account(
        login_name, display_name, PASSWORD, posts, totp_secret=TOTP_SECRET, seeded=True
    )
    account = opened.account
    pools = {account_pool(account.id), *(post_pool(code) for code in posts)}
    return Actor(account.id, account.kind, account.display_name, frozenset(pools))


def _answers(person: _Person, number: int, actor: Actor) -> dict[str, Any]:
    uploads = dict(_uploads(person, number))
    return {
        "gender": person.gender,
        "id_number": person.id_number,
        **{field: [keep_pages(actor, field, *pages)] for field, pages in uploads.items()},
        "certificate_number": f"3062026{number:013d}",
        "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
        "consent_identity": True,
        "consent_portrait": True,
        "consent_publication": True,
    }


def _uploads(person: _Person, number: int) -> Iterator[tuple[str, list[bytes]]]:
    card = (1012, 638)
    lines = [f"姓名　{person.name}", "住址　山东省威海市环翠区样本路 1 号"]
    yield "id_front", [specimens.paper("居民身份证（样本）", lines, card)]
    yield (
        "id_back",
        [specimens.paper("签发机关　样本公安局", ["有效期限　2020.01.01-2040.01.01"], card)],
    )
    yield "portrait", [specimens.portrait(number)]
    terms = [
        f"甲方　{AGENCY}",
        f"乙方　{person.name}",
        "一、合同期限三年。",
        "二、工作内容为房地产经纪。",
    ]
    yield (
        "labour_contract",
        [
            specimens.paper("劳动合同", terms),
            specimens.paper("劳动合同（签字页）", ["甲方（盖章）", "乙方（签字）"]),
        ],
    )
    yield "certificate", [specimens.paper("职业资格证书（样本）", lines[:1])]
