"""The town that the claims are measured in: agencies, their desks, a reviewer, many applicants.

It is made by the software's own functions. Reviewers sign in through their pages; applicants are
handed their sessions, for to hash hundreds of passwords would take longer than the measurements.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select

from service import cases
from service.accounts.opening import open_desk_account, open_staff_account
from service.accounts.sessions import start_session
from service.actors import Actor, account_pool
from service.editions import edition_in_force
from service.extensions import db
from service.models import (
    Account,
    AccountKind,
    Case,
    Category,
    Document,
    DocumentStatus,
    Organisation,
    OrganisationKind,
    Registration,
)
from service.names import name_key, pinyin_key
from service.ports import ports
from service.publishing.drafts import begin_draft
from service.seeding import copy_case, fictitious

PASSWORD: Final = "Mingpai-2026"
TOTP_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REVIEWER: Final = "reviewer"
EDITOR: Final = "administrator"
PROCEDURE: Final = "practitioner_registration"
_UPLOADS: Final = ("id_front", "id_back", "portrait", "labour_contract", "certificate")
# Far from the numbers that copies of cases take, which are counted from nought.
_FIRST_APPLICANT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who is signed in and whose draft needs only to be handed in."""

    actor: Actor
    token: str
    answers: dict[str, Any]


def open_agency(name: str) -> Organisation:
    """Make an agency that may employ, with the account of its desk."""
    agency = Organisation(
        kind=OrganisationKind.AGENCY,
        name=name,
        name_key=name_key(name),
        pinyin_key=pinyin_key(name),
        region="371002",
        registration=Registration.APPROVED,
    )
    db.session.add(agency)
    db.session.commit()
    open_desk_account(agency, PASSWORD, seeded=True)
    return agency


def open_reviewer() -> None:
    """Make the account that takes the association's reviews."""
    posts = ("association_reviewer",)
    open_staff_account(
        REVIEWER, "协会审核员", PASSWORD, posts, totp_secret=TOTP_SECRET, seeded=True
    )


def open_editor() -> tuple[str, UUID]:
    """Begin a draft as an administrator; give their session's token and the draft."""
    posts = ("administrator",)
    account = open_staff_account(
        EDITOR, "管理员", PASSWORD, posts, totp_secret=TOTP_SECRET, seeded=True
    ).account
    token = start_session(account, ports().clock())
    db.session.commit()
    return token, begin_draft(edition_in_force(PROCEDURE).id, account.id)


def fill_inbox(agency: Organisation, tasks: int) -> None:
    """Put so many open cases into an agency's inbox."""
    first = add_applicants(agency, 1)[0]
    done = cases.submit(PROCEDURE, first.answers, first.actor, uuid4())
    copy_case(db.session.scalars(select(Case).where(Case.no == done.case_no)).one(), tasks - 1)


def add_applicants(agency: Organisation, count: int) -> list[Applicant]:
    """Make so many people of an agency, with complete drafts whose uploads have been checked."""
    begin = _FIRST_APPLICANT + len(db.session.scalars(select(Account.id)).all())
    accounts = [_account(agency, number) for number in range(begin, begin + count)]
    db.session.add_all(accounts)
    db.session.flush()  # The uploads below point at these rows.
    tokens = [start_session(account, ports().clock()) for account in accounts]
    answers = [_answers(account, begin + place) for place, account in enumerate(accounts)]
    db.session.commit()
    applicants = [
        Applicant(_actor(account), token, given)
        for account, token, given in zip(accounts, tokens, answers, strict=True)
    ]
    for one in applicants:
        draft = cases.open_draft(PROCEDURE, one.actor)
        cases.save_draft(draft.subject, one.answers, draft.version, one.actor)
    return applicants


def _account(agency: Organisation, number: int) -> Account:
    return Account(
        id=uuid4(),
        kind=AccountKind.PRACTITIONER,
        display_name=fictitious.name(number),
        real_name=fictitious.name(number),
        category=Category.BROKER,
        password_hash="",
        agency_id=agency.id,
        seeded=True,
    )


def _actor(account: Account) -> Actor:
    pools = frozenset({account_pool(account.id)})
    return Actor(account.id, account.kind, account.display_name, pools)


def _answers(account: Account, number: int) -> dict[str, Any]:
    return {
        "gender": "male",
        "id_number": fictitious.id_number(number, "male"),
        **{field: [_upload(account, field)] for field in _UPLOADS},
        "certificate_number": f"3062026{number:013d}",
        "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
        "consent_identity": True,
        "consent_portrait": True,
        "consent_publication": True,
    }


def _upload(account: Account, field: str) -> str:
    document_id = uuid4()
    page = {"key": f"documents/{document_id}/1.jpg", "width": 1000, "height": 1400}
    db.session.add(
        Document(
            id=document_id,
            account_id=account.id,
            field=field,
            file_name="样本.jpg",
            size=200_000,
            media_type="image/jpeg",
            status=DocumentStatus.READY,
            original_key=page["key"],
            pages=[page],
            uploaded_at=ports().clock(),
        )
    )
    return str(document_id)
