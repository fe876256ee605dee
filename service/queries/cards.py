"""Cards: their owner's, and what the public may see of one."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from service.extensions import db
from service.failures import NotFound
from service.models import (
    Account,
    AccountStatus,
    Card,
    CardStatus,
    Employment,
    Organisation,
    Practitioner,
)
from service.operations.registered import is_at_work

_SAY_NO_MORE: Final = frozenset({"revoked", CardStatus.VOID.value, CardStatus.PENDING.value})


@dataclass(frozen=True, slots=True)
class PublicCard:
    """What anyone may read of a card, and nothing more (domain.md §5, Scan page).

    `standing` is one of valid, resigned, lost, superseded, abnormal, void, revoked, pending.
    The rest is None unless the person agreed to be shown, and on a card that was cancelled or
    is not drawn yet.
    """

    standing: str
    card_no: str
    name: str | None = None
    category: str | None = None
    agency: str | None = None
    store: str | None = None
    practice_no: str | None = None
    issued_on: date | None = None
    portrait: UUID | None = None
    left_on: date | None = None
    """When the person last left an employer, on a card that this ended."""


def find_my_card(account_id: UUID) -> Card | None:
    """Find the newest card of the person whose account this is."""
    query = (
        select(Card)
        .join(Practitioner, Practitioner.id == Card.practitioner_id)
        .where(Practitioner.account_id == account_id)
        .order_by(Practitioner.revoked_at.is_not(None), Card.issue.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def get_public_card(code: str) -> PublicCard:
    """Get what the public may read under a printed code.

    Raises:
        NotFound: no card carries that code.
    """
    row = db.session.execute(_by_code(code)).first()
    if row is None:
        raise NotFound
    standing = _standing(row.Card, row.Practitioner, row.Employment, row.status)
    if row.Card.status is CardStatus.VOID and standing != "revoked":
        return _void(row.Card, row.Employment, row.left_on)
    if standing in _SAY_NO_MORE or not row.Practitioner.publication_consented:
        return PublicCard(standing, row.Card.card_no)
    return _shown(row.Card, row.Practitioner, row.Employment, standing)


def _by_code(code: str):  # type: ignore[no-untyped-def]
    ended = select(func.max(Employment.ended_on).label("left_on"))
    ended = ended.where(Employment.practitioner_id == Card.practitioner_id).correlate(Card)
    return (
        select(Card, Practitioner, Employment, Account.status, ended.label("left_on"))
        .join(Practitioner, Practitioner.id == Card.practitioner_id)
        .join(Account, Account.id == Practitioner.account_id)
        .outerjoin(Employment, is_at_work(Practitioner.id))
        .options(joinedload(Employment.agency), joinedload(Employment.store))
        .where(Card.code == code)
    )


def _void(card: Card, employment: Employment | None, left_on: date | None) -> PublicCard:
    """Say why a card is void, and nothing of the person: 已离职, or a newer card since then."""
    if left_on is None:
        return PublicCard(CardStatus.VOID.value, card.card_no)
    standing = "superseded" if employment is not None else "resigned"
    return PublicCard(standing, card.card_no, left_on=left_on)


def _standing(
    card: Card, person: Practitioner, employment: Employment | None, account: AccountStatus
) -> str:
    if person.revoked_at is not None:
        return "revoked"
    if card.status is not CardStatus.VALID:
        return card.status.value
    if employment is None:
        return "resigned"
    if account is not AccountStatus.ACTIVE or not _sound(employment):
        return "abnormal"
    return "valid"


def _sound(employment: Employment) -> bool:
    organisations: list[Organisation] = [employment.agency]
    if employment.store is not None:
        organisations.append(employment.store)
    return all(organisation.may_employ for organisation in organisations)


def _shown(
    card: Card, person: Practitioner, employment: Employment | None, standing: str
) -> PublicCard:
    return PublicCard(
        standing=standing,
        card_no=card.card_no,
        name=person.name,
        category=person.category.value,
        agency=employment.agency.name if employment else None,
        store=employment.store.name if employment and employment.store else None,
        practice_no=person.practice_no,
        issued_on=card.issued_on,
        portrait=person.portrait,
    )
