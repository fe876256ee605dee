"""How a case ends, and what the same person may do afterwards."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from service import cases
from service.actors import Actor
from service.extensions import db
from service.failures import AlreadyHandled, NotFound
from service.models import Card, Case, Event, IdentityClaim, OpenTask, Practitioner
from service.refusals import Refused
from tests.people import ID_NUMBER, OTHER_ID_NUMBER, People
from tests.stories import case_of, decide, send_back, submit, task_of

REFUSAL = "不是本公司员工"


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def broker(people: People, agency) -> Actor:
    return people.practitioner(agency=agency)


def how_many(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_withdrawn_case_says_so_and_frees_the_id_number(people: People, broker: Actor):
    case = submit(people, broker)

    done = cases.withdraw(case.no, broker, uuid4())

    case = case_of(case.no)
    assert (done.milestone, case.status, case.milestone) == ("已撤回", "withdrawn", "已撤回")
    assert case.closed_at is not None and case.next_wake_at is None
    assert (how_many(IdentityClaim), how_many(OpenTask)) == (0, 0)


def test_a_withdrawal_is_told_among_the_events(people: People, broker: Actor):
    case = submit(people, broker)
    cases.withdraw(case.no, broker, uuid4())

    told = db.session.scalars(select(Event.kind).where(Event.account_id == broker.account_id))
    assert "case_withdrawn" in set(told)


@pytest.mark.parametrize("rounds", [0, 1])
def test_a_case_may_be_withdrawn_until_the_last_decision(
    people: People, agency, broker: Actor, rounds: int
):
    case = submit(people, broker)
    if rounds:
        send_back(case, people.desk(agency), certificate_issuer="请写全称")

    assert cases.withdraw(case.no, broker, uuid4()).milestone == "已撤回"


def test_after_the_last_decision_nothing_is_withdrawn(people: People, agency, broker: Actor):
    case = submit(people, broker)
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")

    with pytest.raises(AlreadyHandled):
        cases.withdraw(case.no, broker, uuid4())

    assert how_many(Practitioner) == 1


def test_withdrawing_twice_with_one_key_gives_the_first_answer(people: People, broker: Actor):
    case, key = submit(people, broker), uuid4()
    cases.withdraw(case.no, broker, key)

    with pytest.raises(cases.Repeated):
        cases.withdraw(case.no, broker, key)
    with pytest.raises(AlreadyHandled):
        cases.withdraw(case.no, broker, uuid4())


def test_nobody_withdraws_somebody_elses_case(people: People, agency, broker: Actor):
    case = submit(people, broker)
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")

    for stranger in (other, people.desk(agency), people.reviewer()):
        with pytest.raises(NotFound):
            cases.withdraw(case.no, stranger, uuid4())


def test_a_reviewer_of_a_withdrawn_case_reads_that_it_is_over(
    people: People, agency, broker: Actor
):
    case = submit(people, broker)
    task = task_of(case).id
    cases.withdraw(case.no, broker, uuid4())

    with pytest.raises(AlreadyHandled) as handled:
        cases.complete(task, {"decision": "approve"}, people.desk(agency), uuid4())

    assert (handled.value.case_no, handled.value.by) == (case.no, None)


def test_one_open_case_of_a_procedure_is_enough(people: People, broker: Actor):
    submit(people, broker)

    with pytest.raises(Refused) as refused:
        submit(people, broker, id_number=OTHER_ID_NUMBER)

    assert refused.value.code == "case_already_open"


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_after_a_case_without_success_the_person_may_begin_again(
    people: People, agency, broker: Actor, end: str
):
    first = submit(people, broker)
    if end == "refused":
        decide(first, people.desk(agency), "approve")
        decide(first, people.reviewer(), "refuse", opinion=REFUSAL)
    else:
        cases.withdraw(first.no, broker, uuid4())

    second = submit(people, broker)

    assert (second.status, second.no != first.no) == ("open", True)
    assert db.session.scalars(select(IdentityClaim)).one().case_id == second.id


def test_a_registered_person_learns_at_submit_that_it_is_done(
    people: People, agency, broker: Actor
):
    case = submit(people, broker, consent_publication=False)
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")

    with pytest.raises(Refused) as refused:
        submit(people, broker, id_number=OTHER_ID_NUMBER)

    assert refused.value.code == "already_registered"


def test_the_id_number_of_a_registered_person_is_taken(people: People, agency, broker: Actor):
    case = submit(people, broker)
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")

    with pytest.raises(Refused) as refused:
        submit(people, other, id_number=ID_NUMBER)

    assert refused.value.code == "identity_claimed"


def test_without_consent_to_publication_there_is_no_card_and_the_case_ends(
    people: People, agency, broker: Actor
):
    case = submit(people, broker, consent_publication=False)
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")

    assert (how_many(Card), how_many(Practitioner)) == (0, 1)
    assert (case_of(case.no).status, case_of(case.no).milestone) == ("completed", "已实名")


def test_a_returned_number_may_be_changed_to_a_free_one_and_not_to_a_taken_one(
    people: People, agency, broker: Actor
):
    desk = people.desk(agency)
    case = submit(people, broker)
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    submit(people, other, id_number=OTHER_ID_NUMBER)
    send_back(case, desk, id_number="与证件照片不一致")
    task = task_of(case).id

    with pytest.raises(Refused) as refused:
        cases.complete(task, {"id_number": OTHER_ID_NUMBER}, broker, uuid4())
    assert (refused.value.code, refused.value.field) == ("identity_claimed", "id_number")
    cases.complete(task, {"id_number": "371071199205122011"}, broker, uuid4())

    claims = db.session.scalars(select(IdentityClaim.case_id)).all()
    assert sorted(map(str, claims)) == sorted(
        str(one) for one in db.session.scalars(select(Case.id))
    )
