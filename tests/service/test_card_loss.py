"""A card is lost, and found again or issued anew."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from service import cases, losses
from service.actors import Actor
from service.extensions import db
from service.failures import AlreadyHandled
from service.models import Card, CardStatus, Document, Employment
from service.ports import ports
from service.refusals import Refused
from tests import photos
from tests.employed import end
from tests.orders import collect_fee, made, newest_card, order_card, take_back
from tests.people import People
from tests.service.browsing import Browser
from tests.service.desks import browser_of, card_of
from tests.stories import case_of, task_of
from tests.worker import work_off


class Owner:
    """A broker with a card in force."""

    def __init__(self, people: People) -> None:
        agency = people.agency()
        self.broker: Actor = people.practitioner(agency=agency)
        self.card: Card = card_of(people, self.broker, people.desk(agency))
        self.cashier, self.maker = people.reviewer("cashier"), people.reviewer("card_maker")
        portrait = db.session.get_one(Document, self.card.snapshot["portrait"])
        ports().storage.put(portrait.pages[0]["key"], photos.portrait_jpeg(), "image/jpeg")

    @property
    def status(self) -> CardStatus:
        db.session.refresh(self.card)
        return self.card.status


@pytest.fixture
def owner(people: People) -> Owner:
    return Owner(people)


def public_word(app: Flask, card: Card) -> str:
    (word,) = Browser(app.test_client()).open(f"/v/{card.code}").texts("//h1")
    return word


def test_a_lost_card_is_lost_for_the_public_at_once(app: Flask, owner: Owner):
    browser = browser_of(app, owner.broker).open("/my-card")
    assert public_word(app, owner.card) == "有效"

    browser.open(browser.links()["挂失"]).press("确定挂失")

    assert public_word(app, owner.card) == "已挂失"
    assert "已挂失" in browser.text()


def test_a_card_that_was_found_again_is_in_force_again(app: Flask, owner: Owner):
    losses.report_lost(owner.broker.account_id)

    browser = browser_of(app, owner.broker).open("/my-card").press("解除挂失")

    assert owner.status is CardStatus.VALID
    assert "已解除挂失" in browser.text()


def test_once_a_new_card_is_ordered_the_lost_one_stays_lost(app: Flask, owner: Owner):
    losses.report_lost(owner.broker.account_id)
    case = order_card(owner.broker)

    assert "解除挂失" not in browser_of(app, owner.broker).open("/my-card").texts("//button")
    with pytest.raises(Refused, match="card_not_findable"):
        losses.undo_loss(owner.broker.account_id)

    take_back(case, owner.broker)
    losses.undo_loss(owner.broker.account_id)
    assert owner.status is CardStatus.VALID


def test_a_lost_card_is_issued_anew_with_the_next_number(app: Flask, owner: Owner):
    losses.report_lost(owner.broker.account_id)
    case = collect_fee(order_card(owner.broker), owner.cashier)
    work_off(app)  # The new card is drawn before the maker gets it.

    made(case, owner.maker)

    new = newest_card(case)
    assert (new.issue, new.status, new.card_no[-2:]) == (2, CardStatus.VALID, "02")
    assert public_word(app, new) == "有效"
    assert public_word(app, owner.card) == "已挂失"


def test_a_card_lost_while_its_order_waits_for_money_is_issued_anew(app: Flask, owner: Owner):
    case = order_card(owner.broker)
    losses.report_lost(owner.broker.account_id)

    collect_fee(case, owner.cashier)
    work_off(app)

    assert newest_card(case).issue == 2
    assert case_of(case.no).milestone == "制作中"


def test_a_card_lost_while_it_is_being_made_is_issued_anew_as_often_as_that_happens(
    app: Flask, owner: Owner
):
    case = collect_fee(order_card(owner.broker), owner.cashier)
    first = task_of(case).id
    for issue in (2, 3):
        losses.report_lost(owner.broker.account_id)
        work_off(app)
        assert newest_card(case).issue == issue

    with pytest.raises(AlreadyHandled):
        cases.complete(first, {"decision": "approve"}, owner.maker, uuid4())
    made(case, owner.maker)

    assert newest_card(case).status is CardStatus.VALID


def test_a_card_that_is_not_in_force_is_not_laid_ready(app: Flask, owner: Owner):
    case = collect_fee(order_card(owner.broker), owner.cashier)
    losses.report_lost(owner.broker.account_id)  # The message is still under way.

    with pytest.raises(Refused, match="card_not_printable"):
        made(case, owner.maker)


def test_only_a_card_in_force_can_be_lost(owner: Owner):
    losses.report_lost(owner.broker.account_id)

    with pytest.raises(Refused, match="card_not_losable"):
        losses.report_lost(owner.broker.account_id)


def test_whoever_has_left_cannot_bring_a_lost_card_back(owner: Owner):
    losses.report_lost(owner.broker.account_id)
    employment = db.session.scalars(select(Employment)).one()
    end(employment, employment.started_on)
    db.session.commit()

    with pytest.raises(Refused, match="card_not_findable"):
        losses.undo_loss(owner.broker.account_id)


def test_an_old_page_that_reports_a_loss_twice_is_told_so(app: Flask, owner: Owner):
    browser = browser_of(app, owner.broker).open("/my-card/lost")
    losses.report_lost(owner.broker.account_id)

    browser.press("确定挂失")

    assert "只有有效的信息卡才能挂失" in browser.text()


def test_the_form_says_that_a_lost_card_gets_a_new_number(app: Flask, owner: Owner):
    losses.report_lost(owner.broker.account_id)
    browser = browser_of(app, owner.broker).open("/start/card_making").press("现在开始")

    browser.open("/apply/card_making/Group_fee")

    assert "您的卡已挂失：制作时换发新卡" in browser.text()
