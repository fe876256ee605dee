"""Nobody of the association judges a case alone, and nobody an employer's own case."""

from uuid import uuid4

import pytest
from sqlalchemy import inspect

from service.actors import Actor
from service.extensions import db
from service.failures import SecondPairOfEyes
from service.models import OpenTask, Organisation
from service.ports import ports
from service.queries.inbox import PAGE, find_next_task, read_inbox
from tests.conftest import Clock
from tests.people import ID_NUMBER, OTHER_ID_NUMBER, People
from tests.service.desks import browser_of
from tests.stories import case_of, correct, decide, send_back, submit, task_of


@pytest.fixture
def own_agency(people: People) -> Organisation:
    """An agency whose legal person applies."""
    return people.agency(legal_id_hash=ports().personal_data.hash(ID_NUMBER))


def copy_often(task: OpenTask) -> None:
    """Put as many tasks like this one into the inbox as a page has."""
    columns = {one.key: getattr(task, one.key) for one in inspect(OpenTask).columns}
    db.session.add_all(OpenTask(**columns | {"id": uuid4()}) for _ in range(PAGE))
    db.session.commit()


@pytest.fixture
def owner(people: People, own_agency: Organisation) -> Actor:
    return people.practitioner(agency=own_agency)


def test_whoever_owns_the_employer_is_judged_by_the_association_in_its_place(people, owner):
    case = submit(people, owner)

    assert (task_of(case).node, task_of(case).pool) == (
        "stand_in_review",
        "post:association_reviewer",
    )


def test_whoever_answers_for_the_employer_by_its_mobile_is_no_judge_of_himself(people: People):
    mobile = "15400000009"
    agency = people.agency(agent_mobile_hash=ports().personal_data.hash(mobile))

    case = submit(people, people.practitioner(agency=agency, mobile=mobile))

    assert task_of(case).node == "stand_in_review"


def test_one_person_of_the_association_does_not_decide_both_steps(people: People, owner):
    first, second = people.reviewer(), people.reviewer(name="协会复核员")
    case = submit(people, owner)
    decide(case, first, "approve")

    with pytest.raises(SecondPairOfEyes):
        decide(case, first, "approve")

    decide(case, second, "approve")
    assert case_of(case.no).final


def test_an_approval_that_still_stands_binds_after_a_correction_too(people: People, owner):
    first, second = people.reviewer(), people.reviewer(name="协会复核员")
    case = submit(people, owner)
    decide(case, first, "approve")
    send_back(case, second, certificate_issuer="请写全称")
    correct(case, owner, certificate_issuer="中国房地产估价师与房地产经纪人学会（全称）")

    with pytest.raises(SecondPairOfEyes):
        decide(case, first, "approve")


def test_a_task_that_one_may_not_do_is_marked_in_the_list_and_passed_over(people, owner):
    first, second = people.reviewer(), people.reviewer(name="协会复核员")
    case = submit(people, owner)
    decide(case, first, "approve")

    assert [row.barred for row in read_inbox(first.pools, reader=first.account_id).rows] == [True]
    assert find_next_task(first.pools, reader=first.account_id) is None
    assert find_next_task(second.pools, reader=second.account_id) == task_of(case).id


def test_behind_a_whole_page_that_one_may_not_do_the_next_task_is_found(
    people: People, owner: Actor, own_agency: Organisation, clock: Clock
):
    first = people.reviewer()
    case = decide(submit(people, owner), first, "approve")
    copy_often(task_of(case))
    clock.advance(hours=1)
    other = people.practitioner("李娜", agency=own_agency, mobile="15400000002")
    later = submit(people, other, id_number=OTHER_ID_NUMBER)
    later = decide(later, people.desk(own_agency), "approve")

    assert find_next_task(first.pools, reader=first.account_id) == task_of(later).id


def test_opening_or_posting_such_a_task_says_who_has_to_do_it(app, people: People, owner):
    first = people.reviewer()
    case = submit(people, owner)
    decide(case, first, "approve")
    desk = browser_of(app, first).open("/association/")

    assert "须由他人复核" in desk.text()
    page = desk.open(f"/association/tasks/{task_of(case).id}")
    assert page.status == 403
    assert "该件上一环节由您办理，请由其他人员复核。" in page.text()


def test_the_cases_own_page_offers_the_task_to_others_alone(app, people: People, owner):
    first, second = people.reviewer(), people.reviewer(name="协会复核员")
    case = submit(people, owner)
    decide(case, first, "approve")
    address = f"/association/cases/{case.no}"

    assert "去办理" in browser_of(app, second).open(address).links()
    page = browser_of(app, first).open(address)
    assert "去办理" not in page.links()
    assert "须由他人复核" in page.text()
