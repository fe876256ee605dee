"""Employers that are disabled while somebody applies to them."""

import pytest

from forms import FormErrors
from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Organisation, Registration
from service.refusals import Refused, WhoCanFix
from tests.people import People
from tests.stories import PROCEDURE, case_of, correct, decide, send_back, submit, task_of


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def broker(people: People, agency: Organisation) -> Actor:
    return people.practitioner(agency=agency)


def disable(organisation: Organisation) -> None:
    organisation.enabled = False
    db.session.commit()


def test_an_employer_disabled_before_the_form_is_asked_for_anew(
    people: People, agency: Organisation, broker: Actor
):
    disable(agency)
    cases.open_draft(PROCEDURE, broker)

    with pytest.raises(FormErrors) as errors:
        submit(people, broker)

    assert "agency" in errors.value.keys


def test_another_employer_chosen_instead_reviews_the_case(
    people: People, agency: Organisation, broker: Actor
):
    disable(agency)
    other = people.agency("威海海悦房地产经纪有限公司")

    case = submit(people, broker, agency=str(other.id))

    assert task_of(case).pool == f"organisation:{other.id}"


@pytest.mark.parametrize(
    "facts", [{"enabled": False}, {"registration": Registration.PENDING}], ids=["off", "pending"]
)
def test_an_employer_that_may_not_employ_cannot_be_chosen(people: People, facts: dict):
    broker = people.practitioner()
    unfit = people.agency("威海海悦房地产经纪有限公司", **facts)

    with pytest.raises(FormErrors) as errors:
        submit(people, broker, agency=str(unfit.id))

    assert errors.value.keys == {"agency"}


def test_a_decision_about_a_disabled_employer_is_refused_and_offers_a_return(
    people: People, agency: Organisation, broker: Actor
):
    case = submit(people, broker)
    desk, task = people.desk(agency), task_of(case).id
    disable(agency)

    with pytest.raises(Refused) as refused:
        decide(case, desk, "approve")

    assert (refused.value.code, refused.value.field) == ("employer_unavailable", "agency")
    assert refused.value.who_can_fix is WhoCanFix.APPLICANT
    assert refused.value.params == {"name": agency.name}
    assert (task_of(case).id, case_of(case.no).version) == (task, case.version)
    assert "agency" in cases.returnable_of(case, case.account)


def test_the_association_may_return_a_case_whose_employer_was_disabled_to_another_one(
    people: People, agency: Organisation, broker: Actor
):
    case, reviewer = submit(people, broker), people.reviewer()
    decide(case, people.desk(agency), "approve")
    disable(agency)
    with pytest.raises(Refused):
        decide(case, reviewer, "approve")
    other = people.agency("威海海悦房地产经纪有限公司")

    send_back(case, reviewer, agency="该机构已停用，请另选单位")
    correct(case, broker, agency=str(other.id))

    # The employer changed, so the new one sees the case before the association does.
    assert task_of(case).pool == f"organisation:{other.id}"
    decide(case, people.desk(other), "approve")
    decide(case, reviewer, "approve")
    assert case_of(case.no).milestone == "已实名"


@pytest.mark.parametrize("at_the_store", [True, False])
def test_a_new_agency_with_stores_may_be_given_with_a_store_of_its_though_nobody_returned_it(
    people: People, agency: Organisation, broker: Actor, at_the_store: bool
):
    case, reviewer = submit(people, broker), people.reviewer()
    decide(case, people.desk(agency), "approve")
    other = people.agency("威海海悦房地产经纪有限公司")
    store = people.store(other, "海悦文登店")
    chosen = store if at_the_store else other
    disable(agency)
    send_back(case, reviewer, agency="该机构已停用，请另选单位")

    correct(case, broker, agency=str(other.id), store=str(store.id) if at_the_store else None)

    assert task_of(case).pool == f"organisation:{chosen.id}"


def test_a_store_disabled_meanwhile_keeps_the_association_from_admitting(
    people: People, agency: Organisation
):
    store = people.store(agency)
    case = submit(people, people.practitioner(agency=agency, store=store))
    decide(case, people.desk(store), "approve")
    disable(store)

    with pytest.raises(Refused) as refused:
        decide(case, people.reviewer(), "approve")

    assert refused.value.code == "employer_unavailable"
    assert refused.value.params == {"name": store.name}


def test_a_reviewer_may_refuse_or_return_whatever_became_of_the_employer(
    people: People, agency: Organisation, broker: Actor
):
    case, desk = submit(people, broker), people.desk(agency)
    disable(agency)

    decide(case, desk, "refuse", opinion="不是本公司员工")

    assert case_of(case.no).milestone == "待另选单位"
