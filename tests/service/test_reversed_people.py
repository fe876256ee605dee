"""Whoever was put out of the register and registered again is one person: the one of today."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from service import losses
from service.actors import Actor
from service.extensions import db
from service.models import (
    Account,
    Card,
    CardStatus,
    Category,
    Employment,
    EndReason,
    IdentityClaim,
    Practitioner,
)
from service.ports import ports
from service.queries.applications import is_registered
from service.queries.cards import find_my_card
from service.queries.register_details import details_on_record
from service.queries.register_history import list_changes
from service.refusals import Refused
from tests.changes import ask, draw, register
from tests.employed import end
from tests.orders import order_card, order_of
from tests.people import People
from tests.service.card_job import admit
from tests.stories import decide


@pytest.fixture
def reversed_broker(people: People) -> Actor:
    """Somebody whose registration was reversed, after a change of the name."""
    agency = people.agency()
    broker = people.practitioner(agency=agency, category=Category.ASSISTANT)
    desk = people.desk(agency)
    person = register(people, broker, desk)
    case = decide(ask(people, broker, "certificate"), desk, "approve")
    draw(decide(case, people.reviewer(), "approve"))
    _reverse(person)
    return broker


@pytest.fixture
def back(people: People, reversed_broker: Actor) -> Actor:
    """The same person, in the register again by the same account."""
    account = db.session.get_one(Account, reversed_broker.account_id)
    assert account.agency is not None
    account.category = Category.BROKER
    db.session.commit()
    draw(admit(people, reversed_broker, people.desk(account.agency)))
    return reversed_broker


def _reverse(person: Practitioner) -> None:
    """Do what an upheld objection does to whom it reverses."""
    person.revoked_at = ports().clock()
    mine = Employment.practitioner_id == person.id
    for employment in db.session.scalars(select(Employment).where(mine)):
        end(employment, date(2026, 11, 23), EndReason.REVERSED)
    for card in db.session.scalars(select(Card).where(Card.practitioner_id == person.id)):
        card.status = CardStatus.VOID
    claim = IdentityClaim.practitioner_id == person.id
    db.session.execute(delete(IdentityClaim).where(claim))
    db.session.commit()


def test_a_change_is_written_to_the_registration_of_today(people: People, back: Actor):
    before, today = _people_of(back)
    agency = db.session.get_one(Account, back.account_id).agency
    case = decide(ask(people, back, "name"), people.desk(agency), "approve")

    decide(case, people.reviewer(), "approve")

    db.session.expire_all()
    assert (before.name, today.name) == ("张伟", "张伟明")


def test_whose_registration_was_reversed_has_nothing_to_change(
    people: People, reversed_broker: Actor
):
    with pytest.raises(Refused) as refused:
        ask(people, reversed_broker, "name")

    assert refused.value.code == "change_not_registered"


def test_a_card_is_ordered_for_the_registration_of_today(back: Actor):
    order = order_of(order_card(back))

    assert order.practitioner_id == _today(back).id


def test_whose_registration_was_reversed_orders_no_card(reversed_broker: Actor):
    with pytest.raises(Refused) as refused:
        order_card(reversed_broker)

    assert refused.value.code == "no_card_to_print"


def test_the_card_of_today_is_reported_lost(back: Actor):
    losses.report_lost(back.account_id)

    lost = db.session.scalars(select(Card).where(Card.status == CardStatus.LOST)).one()
    assert lost.practitioner_id == _today(back).id


def test_the_own_card_is_that_of_today(back: Actor):
    card = find_my_card(back.account_id)

    assert card is not None
    assert card.practitioner_id == _today(back).id


def test_a_form_says_what_the_register_says_today(back: Actor):
    account = db.session.get_one(Account, back.account_id)

    assert details_on_record(account)["practitioner_category"] == "经纪人"


def test_a_form_says_nothing_of_a_registration_that_was_reversed(reversed_broker: Actor):
    account = db.session.get_one(Account, reversed_broker.account_id)

    assert "practitioner_category" not in details_on_record(account)


def test_the_history_is_that_of_the_registration_of_today(back: Actor):
    assert list_changes(db.session.get_one(Account, back.account_id)) == []


def test_whose_registration_was_reversed_is_not_registered(reversed_broker: Actor):
    assert not is_registered(reversed_broker.account_id)


def _people_of(actor: Actor) -> list[Practitioner]:
    mine = select(Practitioner).where(Practitioner.account_id == actor.account_id)
    return list(db.session.scalars(mine.order_by(Practitioner.revoked_at.nulls_last())))


def _today(actor: Actor) -> Practitioner:
    return _people_of(actor)[-1]
