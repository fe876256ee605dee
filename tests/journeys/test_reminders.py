"""A case that the association lets lie, in any procedure: whoever has it is reminded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from service import cases
from tests.changes import answers_for
from tests.journeys.arranging import Employer, agency, application, wake
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.insiders import (
    come_in,
    handed_in,
    of_association,
    of_desk,
    of_person,
    office_of,
    registered,
)
from tests.journeys.leaving_and_joining import joining, left
from tests.journeys.strangers import Strangers
from tests.journeys.test_agency_registration import licence_number
from tests.journeys.test_card_orders_ended import ordered
from tests.journeys.test_claim_protection import objected
from tests.journeys.test_practitioner_branches import let_legal_person_be
from tests.journeys.test_store_branches import apply
from tests.people import People
from tests.stories import case_of, decide

LONG_AGO = timedelta(days=30)


def an_agency_registers(house: House, strangers: Strangers) -> str:
    """Hand in the registration of an agency that is not filed."""
    name, number = strangers.company(), licence_number(strangers)
    account = house.arrange(lambda: People().draft(name=name, uscc=number))
    return handed_in(house, "agency_registration", account, earlier=LONG_AGO)


def a_store_registers(house: House, strangers: Strangers) -> str:
    """Hand in the registration of a store that is not filed."""
    return apply(house, strangers, agency(house, strangers.company()), earlier=LONG_AGO).case_no


def somebody_registers(house: House, strangers: Strangers) -> str:
    """Hand in somebody's registration, which the agency approves."""
    employer = agency(house, strangers.company())
    case_no = application(house, strangers.new(), employer, earlier=LONG_AGO)
    return approved_by(house, employer, case_no)


def somebody_registers_with_their_own(house: House, strangers: Strangers) -> str:
    """Hand in the registration of whoever owns the employer, for whom the association stands in."""
    person, own = strangers.new(), agency(house, strangers.company())
    let_legal_person_be(house, own, person)
    return application(house, person, own, earlier=LONG_AGO)


def somebody_joins(house: House, strangers: Strangers) -> str:
    """Hand in somebody's 我要入职, which the agency confirms."""
    person, employer = strangers.new(), agency(house, strangers.company())
    left(house, person, agency(house, strangers.company()), earlier=LONG_AGO)
    case_no = joining(house, person, earlier=LONG_AGO, agency=str(employer.id))
    return approved_by(house, employer, case_no)


def somebody_leaves(house: House, strangers: Strangers) -> str:
    """Hand in somebody's 我要离职."""
    person = strangers.new()
    registered(house, person, agency(house, strangers.company()), earlier=LONG_AGO)
    return handed_in(house, "resignation", of_person(house, person), earlier=LONG_AGO)


def somebody_orders_a_card(house: House, strangers: Strangers) -> str:
    """Order a card that is paid for."""
    person = strangers.new()
    registered(house, person, agency(house, strangers.company()), earlier=LONG_AGO)
    return ordered(house, person, "paid", earlier=LONG_AGO)


def an_agency_changes(house: House, strangers: Strangers) -> str:
    """Ask for a new licence number of an agency."""
    desk = of_desk(house, agency(house, strangers.company()))
    number = licence_number(strangers)

    def complete(actor: Any) -> dict[str, Any]:
        return answers_for(People(), actor, "licence", uscc=number)

    return handed_in(house, "change_of_details", desk, earlier=LONG_AGO, complete=complete)


def an_agency_objects(house: House, strangers: Strangers) -> str:
    """Object to a registration under one's own name."""
    return objected(house, strangers, earlier=LONG_AGO).case_no


def an_owner_calls(house: House, strangers: Strangers) -> str:
    """Freeze a filed name on a call of its owner."""
    name, number = strangers.company(), licence_number(strangers)
    squatter = house.arrange(lambda: People().draft(People().filing(name, uscc=number)))
    handed_in(house, "agency_registration", squatter, earlier=LONG_AGO)
    call = {
        "caller_name": "王芳",
        "caller_mobile": strangers.new().mobile,
        "call_reason": "备案联系人来电，称从未注册。",
        "claimed": number,
    }

    def freeze() -> str:
        taker = People().reviewer()
        return cases.open_for_caller("claim_objection", call, taker, uuid4(), about=name).case_no

    return house.arrange(freeze, earlier=LONG_AGO)


def approved_by(house: House, employer: Employer, case_no: str) -> str:
    """Let the employer have approved a case at once."""
    house.arrange(
        lambda: decide(case_of(case_no), office_of(employer), "approve"), earlier=LONG_AGO
    )
    return case_no


@pytest.mark.parametrize(
    "somebody_applies",
    [
        pytest.param(
            an_agency_registers,
            marks=pytest.mark.branch("agency_registration", "reminder_3", "reminder_5"),
        ),
        pytest.param(
            a_store_registers,
            marks=pytest.mark.branch(
                "store_registration", "association_reminder_3", "association_reminder_5"
            ),
        ),
        pytest.param(
            somebody_registers,
            marks=pytest.mark.branch(
                "practitioner_registration", "association_reminder_3", "association_reminder_5"
            ),
        ),
        pytest.param(
            somebody_registers_with_their_own,
            marks=pytest.mark.branch(
                "practitioner_registration", "stand_in_reminder_3", "stand_in_reminder_5"
            ),
        ),
        pytest.param(
            somebody_joins,
            marks=pytest.mark.branch(
                "onboarding", "association_reminder_3", "association_reminder_5"
            ),
        ),
        pytest.param(
            somebody_leaves,
            marks=pytest.mark.branch(
                "resignation", "association_reminder_3", "association_reminder_5"
            ),
        ),
        pytest.param(
            somebody_orders_a_card,
            marks=pytest.mark.branch("card_making", "maker_reminder_3", "maker_reminder_5"),
        ),
        pytest.param(
            an_agency_changes,
            marks=pytest.mark.branch(
                "change_of_details", "association_reminder_3", "association_reminder_5"
            ),
        ),
        pytest.param(
            an_agency_objects,
            marks=pytest.mark.branch("claim_objection", "reminder_3", "reminder_5"),
        ),
        pytest.param(
            an_owner_calls,
            marks=pytest.mark.branch("claim_objection", "call_reminder_3", "call_reminder_5"),
        ),
    ],
)
def test_the_association_is_reminded_of_a_case_that_it_lets_lie(
    house: House,
    welcome: Welcome,
    strangers: Strangers,
    somebody_applies: Callable[[House, Strangers], str],
):
    case_no, association = somebody_applies(house, strangers), welcome()
    come_in(association, of_association(house, "association_reviewer", "card_maker"))

    wake(house, case_no)

    association.visit("/notices")
    association.reload_until(lambda: association.sees(f"（办件号 {case_no}）正在等待办理"))
