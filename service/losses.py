"""挂失: a person reports the own card lost, and finds it again before a new one is ordered."""

from uuid import UUID

from sqlalchemy import exists, select

from service.cases.transaction import transaction
from service.extensions import db
from service.models import Card, CardOrder, CardStatus, Employment, OrderStatus, Practitioner
from service.operations.issuing import tell_the_card_maker
from service.ports import ports
from service.refusals import Refused

_LIVE = (OrderStatus.PENDING_PAYMENT, OrderStatus.PAID, OrderStatus.MAKING, OrderStatus.READY)


def report_lost(account_id: UUID) -> None:
    """Report the newest card lost: whoever scans it reads so from now on.

    Raises:
        Refused: it is not in force.
    """
    with transaction():
        card = _newest_card(account_id)
        if card is None or card.status is not CardStatus.VALID:
            raise Refused("card_not_losable")
        card.status = CardStatus.LOST
        tell_the_card_maker(card.practitioner_id, ports().clock())


def undo_loss(account_id: UUID) -> None:
    """Put a card that was found again back in force.

    Raises:
        Refused: it is not lost, a new one is ordered already, or its owner has left.
    """
    with transaction():
        card = _newest_card(account_id)
        if card is None or card.status is not CardStatus.LOST or not may_undo(card):
            raise Refused("card_not_findable")
        card.status = CardStatus.VALID


def may_undo(card: Card) -> bool:
    """Whether a lost card may still come back: its owner works, and ordered no other."""
    mine = card.practitioner_id
    works = exists().where(Employment.practitioner_id == mine, Employment.ended_on.is_(None))
    orders = exists().where(CardOrder.practitioner_id == mine, CardOrder.status.in_(_LIVE))
    return bool(db.session.scalar(select(works & ~orders)))


def _newest_card(account_id: UUID) -> Card | None:
    # The person is locked, so that no order begins and no card is issued meanwhile.
    person = select(Practitioner.id).where(
        Practitioner.account_id == account_id, Practitioner.revoked_at.is_(None)
    )
    person_id = db.session.scalar(person.with_for_update())
    newest = select(Card).where(Card.practitioner_id == person_id).order_by(Card.issue.desc())
    return db.session.scalar(newest.limit(1).execution_options(populate_existing=True))
