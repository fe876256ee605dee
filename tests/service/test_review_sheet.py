"""What the page of a task says before anything else, and of whom and what it is about."""

from datetime import timedelta
from uuid import uuid4

import pytest

from service import cases
from service.extensions import db
from service.models import Account
from service.ports import ports
from tests.changes import ask, draw, register
from tests.employed import employed, join, resign, resigned
from tests.orders import order_card
from tests.people import ID_NUMBER
from tests.service.desks import browser_of
from tests.stories import decide, submit, task_of

SELF_REVIEW = "自审"


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def desk(people, agency):
    return people.desk(agency)


@pytest.fixture
def open_task(app):
    """Open the one open task of a case at somebody's desk."""

    def open_it(case, actor):
        door = "/app_admin" if actor.organisation_id else "/association"
        return browser_of(app, actor).open(f"{door}/tasks/{task_of(case).id}")

    return open_it


def pass_days(clock, days):
    """Let days pass, one by one, as the worker would see them."""
    for _ in range(days):
        clock.now += timedelta(days=1)
        for case_id in list(cases.list_due_cases()):
            cases.wake(case_id)


def facts_of(page):
    """Give the facts about the applicant by their words."""
    rows = "//section[@aria-labelledby='part-applicant']//*[@class='sheet-row']"
    return dict(zip(page.texts(f"{rows}/dt"), page.texts(f"{rows}/dd"), strict=True))


# ── 自审, 催办, reminders ──


def test_whoever_owns_the_employer_is_flagged(people, open_task):
    agency = people.agency(legal_id_hash=ports().personal_data.hash(ID_NUMBER))
    case = submit(people, people.practitioner(agency=agency))

    assert SELF_REVIEW in open_task(case, people.reviewer()).texts("//*[@class='task-flags']")[0]


def test_whoever_joins_an_employer_of_their_own_is_flagged_at_the_association_alone(
    people, open_task
):
    mobile = "15400000009"
    agency = people.agency(agent_mobile_hash=ports().personal_data.hash(mobile))
    other = people.agency("威海海悦房地产经纪有限公司")
    case = join(people, resigned(people, other, mobile=mobile), agency)

    assert task_of(case).pool == "post:association_reviewer"
    assert SELF_REVIEW in open_task(case, people.reviewer()).text()


def test_nobody_else_is_flagged(people, agency, desk, open_task):
    page = open_task(submit(people, people.practitioner(agency=agency)), desk)

    assert not page.texts("//*[@class='task-flags']")


def test_whoever_has_no_mobile_is_not_taken_for_an_agent_who_has_none(
    people, agency, desk, open_task
):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    db.session.get_one(Account, broker.account_id).mobile_hash = None
    db.session.commit()

    assert not open_task(case, desk).texts("//*[@class='task-flags']")


def test_a_task_says_how_often_it_was_urged_and_reminded(people, agency, desk, clock, open_task):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    cases.urge(case.no, broker, uuid4())
    pass_days(clock, 4)
    cases.urge(case.no, broker, uuid4())

    said = open_task(case, desk).texts("//*[@class='task-flags']")[0]

    assert "申请人催办 2 次" in said
    assert "系统提醒 1 次" in said


def test_the_next_desk_does_not_hear_what_the_one_before_was_urged(
    people, agency, desk, clock, open_task
):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    cases.urge(case.no, broker, uuid4())
    clock.advance(days=1)
    decide(case, desk, "approve")

    assert not open_task(case, people.reviewer()).texts("//*[@class='task-flags']")


# ── whom and what it is about ──


def test_a_store_that_changes_its_agency_shows_the_old_one_and_the_new_one(
    people, agency, desk, open_task
):
    old = people.agency("威海海悦房地产经纪有限公司")
    store = people.desk(people.store(old))
    case = ask(people, store, "parent", parent=str(agency.id))

    facts = facts_of(open_task(case, desk))

    assert facts["现所属机构"] == old.name
    assert facts["申请改属"] == agency.name
    assert "所属机构" not in facts


def test_whoever_joins_is_not_shown_as_if_employed_already(people, agency, desk, open_task):
    store = people.store(agency)
    other = people.agency("威海海悦房地产经纪有限公司")
    case = join(people, resigned(people, other), agency, store=str(store.id))

    facts = facts_of(open_task(case, desk))

    assert facts["申请入职"] == f"{agency.name} {store.name}"
    assert "所属机构" not in facts


def test_a_resignation_says_whom_they_leave_and_their_number_for_life(people, agency, open_task):
    case = resign(people, employed(people, agency))

    facts = facts_of(open_task(case, people.reviewer()))

    assert facts["现单位"] == agency.name
    assert facts["从业编号"].startswith("WH")


def test_a_change_shows_what_was_changed_before_to_the_association_alone(
    people, agency, desk, open_task
):
    broker = people.practitioner(agency=agency)
    register(people, broker, desk)
    before = decide(ask(people, broker, "name"), desk, "approve")
    draw(decide(before, people.reviewer(), "approve"))
    case = ask(people, broker, "name", new_name="张伟强")

    assert "变更历史" not in open_task(case, desk).texts("//h2")
    page = open_task(decide(case, desk, "approve"), people.reviewer())
    assert "变更历史" in page.texts("//h2")
    assert "原来 张伟" in page.text()


# ── the page itself ──


def test_a_task_without_papers_has_no_empty_stage(people, agency, open_task):
    case = order_card(employed(people, agency))

    page = open_task(case, people.reviewer("cashier"))

    assert page.status == 200
    assert not page.texts("//*[@data-viewer]")


def test_a_task_and_its_row_name_the_procedure(people, agency, open_task):
    case = resign(people, employed(people, agency))

    page = open_task(case, people.reviewer())

    assert page.texts("//h1/*[@class='task-step']") == ["离职登记 · 协会审核"]
    assert page.texts("//*[@class='task-row-step']") == ["离职登记 · 协会审核"]


def test_whoever_may_not_decide_is_led_to_the_next_task(app, people):
    agency = people.agency(legal_id_hash=ports().personal_data.hash(ID_NUMBER))
    case = submit(people, people.practitioner(agency=agency))
    first = people.reviewer()
    decide(case, first, "approve")

    links = browser_of(app, first).open(f"/association/tasks/{task_of(case).id}").links()

    assert links["下一件"].startswith("/association/tasks/next")
    assert links["查看办件"] == f"/association/cases/{case.no}"
    assert links["回到待办任务"] == "/association/"
