"""挂失: a person reports the own card lost, and finds it again before a new one is ordered."""

from uuid import UUID

from sqlalchemy import exists, select

from service.cases.transaction import transaction
from service.extensions import db
from service.models import Card, CardOrder, CardStatus
from service.models.orders import LIVE
from service.operations.issuing import tell_the_card_maker
from service.operations.registered import find_newest_card, find_person, is_at_work
from service.ports import ports
from service.refusals import Refused


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
    works = exists().where(is_at_work(mine))
    orders = exists().where(CardOrder.practitioner_id == mine, CardOrder.status.in_(LIVE))
    return bool(db.session.scalar(select(works & ~orders)))


def _newest_card(account_id: UUID) -> Card | None:
    # The person is locked, so that no order begins and no card is issued meanwhile.
    person = find_person(account_id, lock=True)
    return find_newest_card(person.id) if person else None
