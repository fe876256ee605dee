"""Issues cards: each with the next number of its owner, and one in force at a time."""

import secrets
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import any_, func, literal, select

from processes.rules.numbers import card_number
from service.clock import day_in_shanghai
from service.extensions import db
from service.messages import put_message
from service.models import (
    Card,
    CardOrder,
    CardStatus,
    Case,
    Category,
    Certificate,
    Organisation,
    Practitioner,
)
from service.models.register import IN_FORCE
from service.operations.contract import OperationContext

# No 0/O, 1/I/L: the code is read from a card and typed by the public (domain.md §5).
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

# What staff show need not be a certificate of the profession (domain.md §5), and the form says so.
_WITH_CERTIFICATE: Final = (Category.BROKER, Category.ASSISTANT)
CHANGED: Final = "card_changed"
"""The message on which an order that is being made begins again."""


def issue_card(
    context: OperationContext,
    practitioner: Practitioner,
    agency: Organisation,
    store: Organisation | None,
) -> Card:
    """Issue the practitioner's next card, yet to be drawn; one in force becomes 已换发.

    The caller has locked the practitioner, so that two cases do not take the same number.
    """
    cards = Card.practitioner_id == practitioner.id
    for card in db.session.scalars(select(Card).where(cards, Card.status.in_(IN_FORCE))):
        card.status = CardStatus.SUPERSEDED
    db.session.flush()  # Before the new one is in force: a person has one (uq_cards_in_force).
    last = db.session.scalar(select(func.max(Card.issue)).where(cards)) or 0
    card = new_card(
        context,
        practitioner,
        agency=agency,
        store=store,
        certificate_no=_certificate_no(practitioner),
        issue=last + 1,
    )
    db.session.add(card)
    db.session.flush()
    tell_the_card_maker(practitioner.id, context.now)
    return card


def tell_the_card_maker(practitioner_id: UUID, now: datetime) -> None:
    """Have the order that is being made begin again: what would be printed is out of date.

    An order that is corrected, or issues the card itself, does not wait for that: it picks
    the newest card by itself when it goes on.
    """
    making = (
        select(Case.id)
        .join(CardOrder, CardOrder.case_id == Case.id)
        .where(CardOrder.practitioner_id == practitioner_id, literal(CHANGED) == any_(Case.awaited))
    )
    for case_id in db.session.scalars(making):
        # Each change is news of its own, also within one instant.
        put_message(case_id, CHANGED, {}, sender="cards", key=str(uuid4()), at=now)


def new_card(
    context: OperationContext,
    practitioner: Practitioner,
    *,
    agency: Organisation | None,
    store: Organisation | None,
    certificate_no: str | None,
    issue: int,
) -> Card:
    """Make one issue of a card with what will be printed on it; nothing is written."""
    today = day_in_shanghai(context.now)
    category = Category(practitioner.category)
    card_no = card_number(practitioner.practice_no, category.value, issue=issue)
    printed: dict[str, Any] = {
        "name": practitioner.name,
        "category": category.value,
        "practice_no": practitioner.practice_no,
        "card_no": card_no,
        "agency": agency.name if agency else "",
        "store": store.name if store else None,
        "certificate_no": certificate_no if category in _WITH_CERTIFICATE else None,
        "portrait": str(practitioner.portrait),
        "issued_on": today.isoformat(),
    }
    return Card(
        practitioner_id=practitioner.id,
        card_no=card_no,
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(10)),
        issue=issue,
        status=CardStatus.PENDING,
        snapshot=printed,
        issued_by_case=context.case.id,
        issued_on=today,
    )


def _certificate_no(practitioner: Practitioner) -> str | None:
    held = select(Certificate.number).where(Certificate.practitioner_id == practitioner.id)
    return db.session.scalar(held)
