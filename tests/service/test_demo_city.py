"""The demo is a city in the middle of its work: every list has something real to show."""

from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from processes.step import CaseStatus
from service import cases
from service.calendar import read_calendar
from service.extensions import db
from service.launcher import EmbeddedPostgres
from service.models import (
    Account,
    Card,
    CardOrder,
    CardStatus,
    Case,
    ClaimObjection,
    ClaimProtection,
    Draft,
    Employment,
    Event,
    Incident,
    Invitation,
    InvitationStatus,
    Message,
    Notice,
    ObjectionOutcome,
    OpenTask,
    OrderStatus,
    Organisation,
    OrganisationKind,
    Practitioner,
    Registration,
)
from service.names import name_key
from service.operations.details_of_organisations import filing_valid_to
from service.personal_data import mobile_place
from service.ports import ports
from service.queries.applications import usual_time
from service.queries.cards import get_public_card
from service.queries.filings import search_filings
from service.queries.inbox import read_inbox
from service.queries.incidents import read_incidents
from service.queries.orders import (
    list_moved_not_paid,
    list_odd_notices,
    list_paid_not_moved,
    list_refunds_to_settle,
)
from service.queries.review_page import read_done
from service.refusals import Refused
from service.seeding import DEMO_ACCOUNTS, FREE_FILINGS, find_case_to_copy, seed_city, seed_demo
from service.seeding.demo import AGENCY, DISABLED, REGISTERED, RESIGNED, STORE, STORES, TWICE
from service.seeding.life.agencies import agency_name
from service.seeding.life.fixtures import TWELVE
from service.seeding.life.town import desk_of
from service.seeding.making import actor_of
from service.seeding.past import staff
from service.settings import read_settings
from service.wiring import create_app
from tests.conftest import Clock, environment_of

STATES = {
    "practitioner_registration": {
        *("待机构（门店）审核", "待协会审核", "已退回", "不通过", "已撤回", "已实名"),
    },
    "agency_registration": {"待协会审核", "已退回", "不通过", "已通过"},
    "claim_objection": {"待协会核实", "异议成立", "异议不成立"},
    "store_registration": {
        *("待协会审核", "待机构确认", "待协会代为确认", "待机构登记", "待另选机构"),
        *("已退回", "不通过", "已撤回", "已通过"),
    },
    "onboarding": {
        *("入职待机构确认", "入职待协会审核", "待单位登记", "待另选单位"),
        *("已退回", "不通过", "已撤回", "在职"),
    },
    "resignation": {"离职审核中", "已退回", "不通过", "已撤回", "已离职"},
    "card_making": {
        *("待支付", "制作中", "待领取", "已领取", "已取消", "作废", "已退回", "已撤回"),
    },
    "change_of_details": {
        *("待机构审核", "待协会审核", "已退回", "不通过", "已撤回", "已变更"),
    },
}
ON_ITS_WAY = {OrderStatus.PAID}
"""An order is 已支付 only until its case has heard of it."""


@pytest.fixture(scope="module")
def city(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The demo, seeded once; tests leave it as it is."""
    url = postgres.create_database("city", template=template)
    settings = read_settings(environment_of(url, tmp_path_factory.mktemp("city")))
    app = create_app(settings, clock=Clock())
    with app.app_context():
        seed_demo()
        seed_city()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()
    postgres.drop_database("city")


@pytest.fixture
def seeded(city: Flask) -> Iterator[None]:
    """The application of the seeded demo, in its context; what a test writes is undone."""
    with city.app_context():
        yield
        db.session.rollback()
        db.session.remove()


pytestmark = pytest.mark.usefixtures("seeded")


def count(model: type, *which: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0


def milestones_of(procedure: str) -> Counter[str]:
    return Counter(db.session.scalars(select(Case.milestone).where(Case.procedure == procedure)))


def organisation(name: str) -> Organisation:
    named = Organisation.name_key == name_key(name)
    return db.session.scalars(select(Organisation).where(named)).one()


def account_of(mobile: str) -> Account:
    number = ports().personal_data.hash(mobile)
    return db.session.scalars(select(Account).where(Account.mobile_hash == number)).one()


def person_of(mobile: str) -> Practitioner:
    account_id = account_of(mobile).id
    mine = select(Practitioner).where(Practitioner.account_id == account_id)
    return db.session.scalars(mine).one()


def card_of(mobile: str) -> Card:
    mine = select(Card).where(Card.practitioner_id == person_of(mobile).id)
    return db.session.scalars(mine).one()


def test_thirty_agencies_eighty_stores_and_six_hundred_people_live_there():
    approved = Organisation.registration == Registration.APPROVED
    assert count(Organisation, Organisation.kind == OrganisationKind.AGENCY, approved) > 30
    assert count(Organisation, Organisation.kind == OrganisationKind.STORE, approved) > 80
    assert count(Account, Account.category.is_not(None)) >= 600
    assert count(Employment, Employment.ended_on.is_(None)) > 400
    assert count(Draft) >= 20
    assert count(Case, Case.status == CaseStatus.OPEN) > 100


@pytest.mark.parametrize("procedure", STATES)
def test_there_is_a_case_in_every_state_of_every_procedure(procedure: str):
    assert milestones_of(procedure).keys() == STATES[procedure]
    assert usual_time(procedure) is not None, "An applicant reads how long it usually takes."


def test_nothing_happens_tomorrow():
    assert count(Event, Event.at > ports().clock()) == 0
    assert count(Notice, Notice.sent_at > ports().clock()) == 0


def test_nothing_of_the_past_is_left_for_the_worker():
    assert count(Case, Case.next_wake_at <= ports().clock()) == 0
    assert count(Message, Message.delivered_at.is_(None)) == 1, "But the one that nobody awaits."
    waiting = text("SELECT DISTINCT task_name FROM procrastinate_jobs WHERE status = 'todo'")
    assert [*db.session.scalars(waiting)] == ["perform_operation"], "Cards are yet to be drawn."


def test_tasks_that_are_late_were_reminded_of():
    overdue = list(db.session.scalars(select(OpenTask).where(OpenTask.due_at < ports().clock())))

    assert 3 <= len(overdue) < 20
    for task in overdue:
        who_has_it = Notice.key.startswith(f"reminder:{task.id}:")
        collector = Notice.key.startswith("card_order_reminder:")
        told = who_has_it | (collector & (Notice.case_id == task.case_id))
        assert count(Notice, told), task.name


def test_invitations_are_open_accepted_lapsed_and_dropped():
    assert {*db.session.scalars(select(Invitation.status))} == {*InvitationStatus}


def test_orders_and_cards_are_in_every_state():
    orders = {*db.session.scalars(select(CardOrder.status))}
    assert orders == {*OrderStatus} - ON_ITS_WAY
    assert {*db.session.scalars(select(Card.status))} == {*CardStatus}


def test_the_cashier_has_refunds_and_an_odd_callback_and_no_money_that_fits_no_order():
    assert list_refunds_to_settle(ports().clock())
    assert list_odd_notices()
    assert list_paid_not_moved(ports().clock()) == []
    assert list_moved_not_paid() == []


def test_a_card_that_cannot_be_drawn_and_a_message_that_nobody_awaits_are_incidents():
    card, message = sorted(row.render(str) for row in read_incidents().rows)
    assert "U+2EBEF" in card
    assert "办件没有等待它" in message


def test_no_other_message_becomes_an_incident():
    cases.give_up_on_messages()

    assert count(Incident) == 2


def test_a_filed_agency_has_two_stores_and_a_third_that_is_disabled():
    agency, theirs = organisation(AGENCY), [organisation(name) for name in STORES]
    assert agency.filing is not None and agency.may_employ
    assert {one.parent_id for one in theirs} == {agency.id}
    assert [one.name for one in theirs if not one.may_employ] == [DISABLED]


def test_an_agency_that_is_not_filed_was_let_in_by_the_association():
    agency = organisation(agency_name("晨光"))
    assert (agency.filing_id, agency.registration) == (None, Registration.APPROVED)


def test_the_filing_of_one_agency_has_lapsed_and_another_comes_with_a_lapsed_one():
    registered, coming = organisation(agency_name("福临")), organisation(agency_name("旧城"))
    for agency in (registered, coming):
        valid_to = filing_valid_to(agency)
        assert valid_to is not None and valid_to < ports().clock().date()
    assert registered.registration is Registration.APPROVED
    assert coming.registration is Registration.PENDING


def test_a_filed_agency_is_within_the_days_for_objections():
    agency = organisation(agency_name("松涛"))
    mine = select(ClaimProtection).where(ClaimProtection.organisation_id == agency.id)
    protection = db.session.scalars(mine).one()

    assert protection.ends_at(read_calendar()) > ports().clock()
    assert agency.frozen_at is None


def test_an_account_is_frozen_by_an_objection():
    frozen = Organisation.frozen_at.is_not(None)
    approved = Organisation.registration == Registration.APPROVED
    claimed = db.session.scalars(select(Organisation).where(frozen, approved)).one()
    objection = select(ClaimObjection).where(ClaimObjection.organisation_id == claimed.id)

    assert claimed.name == agency_name("四季")
    assert db.session.scalars(objection).one().outcome is ObjectionOutcome.OPEN


def test_somebody_has_left_and_the_public_page_of_their_card_says_so():
    assert count(Employment, Employment.practitioner_id == person_of(RESIGNED.mobile).id) == 1
    assert get_public_card(card_of(RESIGNED.mobile).code).standing == "resigned"


def test_a_rare_character_is_printed_on_a_card_that_was_fetched():
    card = card_of(REGISTERED.mobile)
    ordered = select(CardOrder.status).where(CardOrder.card_id == card.id)

    assert card.snapshot["name"] == "高𬭎"
    assert get_public_card(card.code).standing == "valid"
    assert db.session.scalars(ordered).one() is OrderStatus.COLLECTED


def test_a_minority_name_is_in_the_register_with_its_dot():
    assert person_of("15400000005").name == "阿卜杜热合曼·吐尔逊"


def test_an_id_number_that_ends_with_x_waits_for_its_agency():
    mine = select(Case).where(Case.account_id == account_of("15400000002").id)
    case = db.session.scalars(mine).one()

    assert case.milestone == "待机构（门店）审核"
    assert cases.read_latest_answers(case)["id_number"].endswith("X")


def test_whoever_comes_with_the_number_of_somebody_else_is_refused_and_keeps_the_form():
    again = actor_of(account_of(TWICE.mobile))
    draft = cases.open_draft("practitioner_registration", again)
    assert draft.answers["id_number"] == TWICE.id_number

    with pytest.raises(Refused, match="identity_claimed"):
        cases.submit("practitioner_registration", draft.answers, again, uuid4())


def test_a_company_has_a_name_of_twelve_characters():
    name = organisation(TWELVE).name
    assert len(name.removesuffix("（样本）")) == 12


def test_a_visitor_finds_filed_agencies_and_a_store_that_nobody_has_registered():
    for one in FREE_FILINGS:
        (found,) = search_filings(one.name, one.kind)
        assert (found.name, found.is_taken) == (one.name, False)


def test_every_number_is_fictitious():
    secrets = ports().personal_data
    for person in db.session.scalars(select(Practitioner)):
        number = secrets.open(person.id_number, of=f"practitioners.id_number:{person.id}")
        assert number.startswith(("371003", "371071")) and int(number[6:10]) < 2007
    for account in db.session.scalars(select(Account).where(Account.mobile.is_not(None))):
        assert secrets.open(account.mobile, of=mobile_place(account.id)).startswith("154")


def test_copies_are_made_of_registrations_alone():
    registrations = update(Case).where(Case.procedure == "practitioner_registration")
    db.session.execute(registrations.values(round=2))

    assert find_case_to_copy() is None


PEOPLE = ("15400000001", REGISTERED.mobile, RESIGNED.mobile)
POSTS = ("reviewer", "reviewer2", "cashier", "cardmaker", "admin")
DESKS = (AGENCY, STORE)


def test_the_accounts_that_are_printed_are_those_that_these_tests_know():
    assert {one.name for one in DEMO_ACCOUNTS} == {*PEOPLE, *DESKS, *POSTS}


@pytest.mark.parametrize("name", [*DESKS, *POSTS])
def test_every_desk_has_something_to_do_and_has_done_something(name: str):
    actor = desk_of(organisation(name)) if name in DESKS else staff(name)
    assert read_inbox(actor.pools).total > 0
    assert read_done(actor.account_id).rows


@pytest.mark.parametrize("name", [*PEOPLE[1:], *DESKS])
def test_every_applicant_has_cases_and_news(name: str):
    actor = desk_of(organisation(name)) if name in DESKS else actor_of(account_of(name))
    assert count(Case, Case.account_id == actor.account_id) > 0
    assert count(Notice, Notice.pool.in_(actor.pools)) > 0


def test_the_agency_has_every_kind_of_task():
    shares = read_inbox(desk_of(organisation(AGENCY)).pools).shares
    assert {one.procedure for one in shares} == {
        *("practitioner_registration", "store_registration", "onboarding", "change_of_details"),
    }
