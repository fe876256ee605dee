"""从业: where a practitioner works now, and what that allows to begin."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from service.extensions import db
from service.models import (
    Account,
    AccountStatus,
    CardStatus,
    Employment,
    Organisation,
    Practitioner,
)
from service.operations.registered import find_employment, is_at_work, is_person_of
from service.queries.cards import find_my_card

RESIGNATION: Final = "resignation"
ONBOARDING: Final = "onboarding"
CARD_MAKING: Final = "card_making"
CHANGE: Final = "change_of_details"
OF_THE_REGISTERED: Final = frozenset({RESIGNATION, ONBOARDING, CARD_MAKING, CHANGE})
"""What only somebody in the register can begin."""


@dataclass(frozen=True, slots=True)
class Standing:
    """在册与否, the employer's name while there is one, and when the last one was left."""

    registered: bool
    employer: str | None = None
    ended_on: date | None = None
    unseen: bool = False
    """In the register without having agreed to be shown in public: there is no card."""

    @property
    def word(self) -> str:
        """Say it in one of the association's words (domain.md §4, 从业)."""
        if self.employer:
            return "在职"
        return "已离职" if self.ended_on else "无单位"


def read_standing(account_id: UUID) -> Standing:
    """Read whether somebody is in the register and where they work."""
    agreed = Practitioner.publication_consented
    person = db.session.execute(
        select(Practitioner.id, agreed).where(is_person_of(account_id))
    ).first()
    if person is None:
        return Standing(registered=False)
    unseen, employment = not person.publication_consented, find_employment(person.id)
    if employment is not None:
        return Standing(True, (employment.store or employment.agency).name, unseen=unseen)
    theirs = Employment.practitioner_id == person.id
    ended_on = db.session.scalar(select(func.max(Employment.ended_on)).where(theirs))
    return Standing(True, None, ended_on, unseen)


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody in the register: their number for life, and their employer's full name, if any."""

    practice_no: str
    employer: str | None


def find_registered(account_id: UUID) -> Registered | None:
    """Find somebody in the register as a desk names them."""
    agency, store = aliased(Organisation), aliased(Organisation)
    query = (
        select(Practitioner.practice_no, agency.name, store.name)
        .outerjoin(Employment, is_at_work(Practitioner.id))
        .outerjoin(agency, agency.id == Employment.agency_id)
        .outerjoin(store, store.id == Employment.store_id)
        .where(is_person_of(account_id))
    )
    row = db.session.execute(query.limit(1)).first()
    return Registered(row[0], " ".join(filter(None, row[1:])) or None) if row else None


def obstacle_to(procedure: str, account_id: UUID) -> tuple[str, Standing] | None:
    """Say what keeps a person from beginning what needs the register, if anything.

    One of `not_registered`, `no_card`, `not_employed` and `employed`; other procedures have
    none here.
    """
    if procedure not in OF_THE_REGISTERED:
        return None
    standing = read_standing(account_id)
    if not standing.registered:
        return "not_registered", standing
    if procedure == CARD_MAKING and not _has_card(account_id):
        return "no_card", standing
    if procedure == RESIGNATION and not standing.employer:
        return "not_employed", standing
    if procedure == ONBOARDING and standing.employer:
        return "employed", standing
    return None


def _has_card(account_id: UUID) -> bool:
    card = find_my_card(account_id)
    return card is not None and card.status in (CardStatus.VALID, CardStatus.LOST)


def why_disabled(account_id: UUID) -> str | None:
    """Give the reason for which an account is disabled; None if it is not."""
    disabled = Account.id == account_id, Account.status == AccountStatus.DISABLED
    row = db.session.execute(select(Account.disabled_reason).where(*disabled)).one_or_none()
    return (row[0] or "—") if row else None
