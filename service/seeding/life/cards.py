"""Cards that the association makes: paid or not, made and fetched, lost, cancelled, paid back."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from service import cases, losses, paying
from service.actors import Actor
from service.extensions import db
from service.models import CardOrder, Payment, Refund
from service.payments import Standing
from service.seeding.life import bank
from service.seeding.life.acting import Act, Scene, by_staff, withdraws
from service.seeding.life.resignations import leave
from service.seeding.life.telling import Papers, Story, day, refused, returned
from service.seeding.life.town import Town, Wants
from service.seeding.past import APPROVE, at

PROCEDURE: Final = "card_making"
_AT_COUNTER: Final[dict[str, Any]] = {"pay_by": "counter", "pickup": "self"}
_ONLINE: Final[dict[str, Any]] = {"pay_by": "online", "pickup": "self"}
_BY_OTHER: Final = {**_AT_COUNTER, "pickup": "other", "collector_name": "孙晓明"}


def _pays_at_counter(scene: Scene) -> None:
    scene.story.decided(scene.town.staff["cashier"], {"receipt_no": f"样本{scene.number:06}"})


def _pays_online(scene: Scene) -> None:
    with scene.story.later():
        bank.pay(bank.go_to_pay(scene.story.no, scene.applicant))
    scene.story.worked_off()


def _pays_too_little(scene: Scene) -> None:
    """Let the bank tell of another amount than was asked for: the cashier has to look."""
    with scene.story.later(days=0):
        number = bank.go_to_pay(scene.story.no, scene.applicant)
        paid = {"standing": Standing.DONE, "transaction_id": f"sample{scene.number}"}
        bank.call_back(number, amount_fen=200, **paid)


def _pays_too_late(scene: Scene) -> None:
    """Pay an order that lapsed while the bank's page stood open: the money goes back."""
    with scene.story.later():
        number = bank.go_to_pay(scene.story.no, scene.applicant)
    with scene.story.later(days=8):
        bank.pay(number)
    scene.story.worked_off()


def _is_made(scene: Scene) -> None:
    scene.story.worked_off()
    scene.story.decided(scene.town.staff["cardmaker"], APPROVE)


def _is_fetched(scene: Scene) -> None:
    of_case = select(CardOrder.pickup_code).where(CardOrder.case_id == scene.story.case_id)
    fetched = {"result": "handed", "pickup_code": db.session.scalar(of_case)}
    collector = {"collector": scene.applicant.display_name}
    scene.story.decided(scene.town.staff["cardmaker"], fetched | collector, days=2)


def _is_kept_back(scene: Scene) -> None:
    scene.story.decided(scene.town.staff["cardmaker"], {"result": "void"}, days=8)


_cannot_be_made: Final = by_staff("cardmaker", refused("证件照分辨率不足，无法印制。"))
_RETURN: Final = returned(collector_name="受托人姓名与委托书不一致，请核对。")
_is_returned: Final = by_staff("cardmaker", _RETURN)


def _is_paid_back(scene: Scene) -> None:
    paid = select(Payment.id).join(CardOrder, CardOrder.id == Payment.order_id)
    of_case = paid.where(CardOrder.case_id == scene.story.case_id).scalar_subquery()
    refund_id = db.session.scalars(select(Refund.id).where(Refund.payment_id == of_case)).one()
    with scene.story.later():
        receipt_no = f"样本退{scene.number:05}"
        paying.record_refund_by_hand(refund_id, receipt_no, scene.town.staff["cashier"])


def _leaves_the_employer(scene: Scene) -> None:
    # Three days lie beyond any weekend, which would make it the day of the act before.
    leave(scene.town, scene.papers, scene.applicant, scene.story.ago - 3)
    scene.story.worked_off(days=5)


def _loses_the_card_unnoticed(scene: Scene) -> None:
    """Report the card lost in the hour before the maker returns the order.

    The order waits for no such news any more, so it is nobody's; a day later somebody of the
    association is shown it.
    """
    with scene.story.later():
        losses.report_lost(scene.applicant.account_id)
    scene.story.decided(scene.town.staff["cardmaker"], _RETURN, days=0)
    scene.story.worked_off()
    with scene.story.later(days=4):
        cases.give_up_on_messages()


@dataclass(frozen=True, slots=True)
class _Order:
    ago: int
    asked: dict[str, Any]
    acts: tuple[Act, ...] = ()
    lost: bool = False
    """The order is for a card that was reported lost."""


_NEEDS_A_CARD: Final = {_is_made, _leaves_the_employer, _loses_the_card_unnoticed}
_COLLECTED: Final = (_pays_at_counter, _is_made, _is_fetched)
_ORDERS: Final = (
    _Order(1, _AT_COUNTER),
    _Order(2, _AT_COUNTER),
    _Order(2, _ONLINE),
    _Order(1, _ONLINE, (_pays_too_little,)),
    _Order(12, _AT_COUNTER),
    _Order(20, _ONLINE, (_pays_too_late,)),
    _Order(15, _AT_COUNTER, (withdraws,)),
    _Order(2, _AT_COUNTER, (_pays_at_counter,)),
    _Order(3, _ONLINE, (_pays_online,)),
    _Order(9, _AT_COUNTER, (_pays_at_counter,)),
    _Order(8, _BY_OTHER, (_pays_at_counter, _is_returned)),
    _Order(10, _BY_OTHER, (_pays_at_counter, _loses_the_card_unnoticed)),
    _Order(4, _AT_COUNTER, (_pays_at_counter, _is_made)),
    _Order(24, _AT_COUNTER, (_pays_at_counter, _is_made)),
    _Order(38, _AT_COUNTER, _COLLECTED),
    _Order(31, _ONLINE, (_pays_online, _is_made, _is_fetched)),
    _Order(27, _AT_COUNTER, (_pays_at_counter, _is_made, _is_kept_back)),
    _Order(5, _AT_COUNTER, (_pays_at_counter, withdraws)),
    _Order(23, _AT_COUNTER, (_pays_at_counter, _cannot_be_made, _is_paid_back)),
    _Order(18, _ONLINE, (_pays_online, withdraws)),
    _Order(7, _AT_COUNTER, (_pays_at_counter, _leaves_the_employer)),
    _Order(14, _AT_COUNTER, (_pays_at_counter, _is_made, _leaves_the_employer)),
    _Order(1, _AT_COUNTER, lost=True),
    _Order(19, _AT_COUNTER, _COLLECTED, lost=True),
)


def tell_of_cards(town: Town, papers: Papers) -> None:
    """Let people order their cards, and lose some."""
    for number, order in enumerate(_ORDERS):
        if order.asked["pay_by"] == "counter" or bank.is_open():
            _tell(town, papers, order, number)
    _somebody_whose_card_is_lost(town, 2)


def order_and_fetch(town: Town, papers: Papers, person: Actor, ago: int) -> None:
    """Let somebody order a card, pay at the counter and fetch it."""
    _go_on(town, papers, person, _Order(ago, _AT_COUNTER, _COLLECTED), len(_ORDERS))


def _tell(town: Town, papers: Papers, order: _Order, number: int) -> None:
    drawn = not _NEEDS_A_CARD.isdisjoint(order.acts)
    person = (
        _somebody_whose_card_is_lost(town, order.ago)
        if order.lost
        else town.meet(order.ago, Wants.DRAWN_CARD if drawn else Wants.CARD).actor
    )
    _go_on(town, papers, person, order, number)


def _go_on(town: Town, papers: Papers, person: Actor, order: _Order, number: int) -> None:
    story = Story(PROCEDURE, person, order.asked, order.ago)
    Scene(town, papers, story, person, number=number).go_on(order.acts)


def _somebody_whose_card_is_lost(town: Town, ago: int) -> Actor:
    person = town.meet(ago, Wants.DRAWN_CARD).actor
    with at(day(ago, 8)):
        losses.report_lost(person.account_id)
    return person
