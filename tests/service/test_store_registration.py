"""门店登记: a filed store is confirmed by its agency, any other by the association before that."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from forms import FormErrors
from service import cases
from service.actors import Actor
from service.extensions import db
from service.failures import AlreadyHandled
from service.models import (
    Case,
    Invitation,
    InvitationStatus,
    Organisation,
    OrganisationKind,
    Registration,
    Review,
)
from service.ports import ports
from service.queries.organisations import search_organisations
from service.refusals import Refused, WhoCanFix
from service.reviewing.page import read_task_page
from tests.conftest import Clock
from tests.people import OTHER_USCC, People
from tests.stories import case_of, correct, decide, notices_in, send_back, submit, task_of, tasks_of
from tests.worker import work_off

PROCEDURE = "store_registration"
NAME = "安居环翠店"
UNREGISTERED = "威海新港房地产经纪有限公司"
CONTACT = "15400000077"
YESTERDAY = date(2026, 11, 22)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def other(people: People) -> Organisation:
    return people.agency("威海海悦房地产经纪有限公司")


@pytest.fixture
def unfiled(people: People) -> Actor:
    return people.draft_store()


@pytest.fixture
def filed(people: People, agency: Organisation) -> Actor:
    return people.draft_store(people.store_filing(parent_name=agency.name))


@pytest.fixture
def later(clock: Clock) -> Callable[[int], None]:
    """Let days pass, one by one, as the worker would see them."""

    def pass_days(days: int) -> None:
        for _ in range(days):
            clock.now += timedelta(days=1)
            for case_id in list(cases.list_due_cases()):
                cases.wake(case_id)

    return pass_days


def register(people: People, store: Actor, parent: Organisation, **answers) -> Case:
    return submit(people, store, procedure=PROCEDURE, parent=str(parent.id), **answers)


def inviting(people: People, store: Actor, name: str = UNREGISTERED, **answers) -> Case:
    """Register a store whose agency is not registered; the worker then sends the invitation."""
    named = {"parent_registered": "no", "parent_name": name, "parent_mobile": CONTACT, **answers}
    return submit(people, store, procedure=PROCEDURE, **named)


def confirmed_by_the_association(people: People, store: Actor, parent: Organisation) -> Case:
    return decide(register(people, store, parent), people.reviewer(), "approve")


def organisation_of(actor: Actor) -> Organisation:
    query = select(Organisation).where(Organisation.id == actor.organisation_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def desk_of(case: Case) -> str:
    return task_of(case).pool


def pool_of(organisation: Organisation) -> str:
    return f"organisation:{organisation.id}"


def disable(organisation: Organisation) -> None:
    organisation.enabled = False
    db.session.commit()


def choose(case: Case, store: Actor, parent: Organisation) -> Case:
    """Choose another agency on the form that asks for it."""
    return correct(case, store, parent_registered="yes", parent=str(parent.id))


# -- the two ways ---------------------------------------------------------------------------


def test_filed_store_waits_for_its_agency_alone(people: People, filed: Actor, agency):
    case = register(people, filed, agency)

    assert (case.milestone, desk_of(case)) == ("待机构确认", pool_of(agency))


def test_filed_store_is_registered_when_its_agency_agrees(people: People, filed: Actor, agency):
    case = decide(register(people, filed, agency), people.desk(agency), "approve")

    store = organisation_of(filed)
    assert (case.milestone, tasks_of(case)) == ("已通过", [])
    assert store.registration is Registration.APPROVED
    assert (store.parent_id, store.registered_by_case) == (agency.id, case.id)


def test_unfiled_store_is_seen_by_the_association_and_then_by_its_agency(
    people: People, unfiled: Actor, agency
):
    case = register(people, unfiled, agency)
    assert (case.milestone, desk_of(case)) == ("待协会审核", "post:association_reviewer")
    assert case.agency_id is None, "The agency reads nothing before it has to decide."

    case = decide(case, people.reviewer(), "approve")
    assert (case.milestone, desk_of(case)) == ("待机构确认", pool_of(agency))

    assert decide(case, people.desk(agency), "approve").milestone == "已通过"


def test_store_whose_filing_has_lapsed_goes_the_way_of_an_unfiled_one(people: People, agency):
    store = people.draft_store(people.store_filing(valid_to=YESTERDAY))

    case = register(people, store, agency)

    assert case.milestone == "待协会审核"
    assert decide(case, people.reviewer(), "approve").milestone == "待机构确认"


def test_store_is_found_under_its_agency_only_once_it_is_registered(
    people: People, filed: Actor, agency
):
    case = register(people, filed, agency)
    assert search_organisations("环翠") == []

    decide(case, people.desk(agency), "approve")

    (found,) = search_organisations("环翠")
    assert (found.name, found.kind, found.agency_name) == (
        NAME,
        OrganisationKind.STORE,
        agency.name,
    )


def test_registered_store_decides_on_whoever_chooses_it(people: People, filed: Actor, agency):
    decide(register(people, filed, agency), people.desk(agency), "approve")

    case = submit(people, people.practitioner(agency=agency, store=organisation_of(filed)))

    assert desk_of(case) == pool_of(organisation_of(filed))


def test_registered_store_is_told_where_to_sign_in(people: People, filed: Actor, agency):
    decide(register(people, filed, agency), people.desk(agency), "approve")

    told = [one.text for one in notices_in(f"account:{filed.account_id}")]
    assert any("管理后台" in text for text in told)


# -- which agency ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts", [{"enabled": False}, {"registration": Registration.PENDING}], ids=["off", "pending"]
)
def test_agency_that_is_not_registered_cannot_be_chosen(people: People, unfiled: Actor, facts):
    unfit = people.agency(**facts)

    with pytest.raises(FormErrors) as errors:
        register(people, unfiled, unfit)

    assert errors.value.keys == {"parent"}
    assert organisation_of(unfiled).registration is Registration.DRAFT


def test_store_cannot_be_chosen_as_the_agency_of_a_store(people: People, unfiled: Actor, agency):
    with pytest.raises(FormErrors) as errors:
        register(people, unfiled, people.store(agency, "安居高区店"))

    assert errors.value.keys == {"parent"}


def test_frozen_agency_is_refused_where_it_was_chosen(people: People, filed: Actor, agency):
    agency.frozen_at = ports().clock()
    db.session.commit()

    with pytest.raises(Refused) as refused:
        register(people, filed, agency)

    assert (refused.value.code, refused.value.field) == ("parent_unavailable", "parent")


def test_account_of_an_agency_cannot_register_a_store(people: People, agency):
    with pytest.raises(Refused) as refused:
        register(people, people.draft(name="威海别家房地产经纪有限公司"), agency)

    assert refused.value.code == "only_stores"


def test_agency_that_refuses_lets_the_store_choose_another_without_a_second_review(
    people: People, unfiled: Actor, agency, other
):
    case = confirmed_by_the_association(people, unfiled, agency)

    case = decide(case, people.desk(agency), "refuse", opinion="不是本公司门店")
    assert (case.milestone, task_of(case).form) == ("待另选机构", "other_parent")

    case = choose(case, unfiled, other)
    assert (case.milestone, desk_of(case)) == ("待机构确认", pool_of(other))
    assert decide(case, people.desk(other), "approve").milestone == "已通过"
    assert organisation_of(unfiled).parent_id == other.id


def test_filed_store_too_chooses_another_agency_after_a_refusal(
    people: People, filed: Actor, agency, other
):
    case = decide(
        register(people, filed, agency), people.desk(agency), "refuse", opinion="不是本公司门店"
    )

    assert desk_of(choose(case, filed, other)) == pool_of(other)


def test_agency_chosen_after_a_refusal_stays_chosen_through_a_correction(
    people: People, unfiled: Actor, agency, other
):
    case = confirmed_by_the_association(people, unfiled, agency)
    case = decide(case, people.desk(agency), "refuse", opinion="不是本公司门店")
    case = send_back(choose(case, unfiled, other), people.desk(other), region="请核对")

    case = correct(case, unfiled, region="371082")
    case = decide(case, people.reviewer(name="另一位审核员"), "approve")

    assert desk_of(case) == pool_of(other)


def test_store_that_chooses_no_other_agency_in_thirty_days_gives_its_name_back(
    people: People, filed: Actor, agency, later
):
    case = register(people, filed, agency)
    case = decide(case, people.desk(agency), "refuse", opinion="不是本公司门店")

    later(31)

    case = case_of(case.no)
    assert (case.milestone, tasks_of(case)) == ("不通过", [])
    assert organisation_of(filed).registration is Registration.REFUSED


def test_agency_disabled_while_the_association_looks_sends_the_store_to_another(
    people: People, unfiled: Actor, agency, other
):
    case = register(people, unfiled, agency)
    disable(agency)

    case = decide(case, people.reviewer(), "approve")

    assert task_of(case).form == "other_parent"
    assert desk_of(choose(case, unfiled, other)) == pool_of(other)


def test_agency_disabled_before_it_agrees_cannot_take_the_store(
    people: People, filed: Actor, agency
):
    case, desk = register(people, filed, agency), people.desk(agency)
    disable(agency)

    with pytest.raises(Refused) as refused:
        decide(case, desk, "approve")

    assert refused.value.code == "parent_cannot_confirm"
    assert refused.value.who_can_fix is WhoCanFix.REVIEWER
    assert organisation_of(filed).registration is Registration.PENDING


# -- an agency that is not registered yet ----------------------------------------------------


def test_store_whose_agency_is_not_registered_waits_for_it(
    app: Flask, people: People, filed: Actor
):
    case = inviting(people, filed)
    work_off(app)

    assert (case_of(case.no).milestone, tasks_of(case)) == ("待机构登记", [])
    assert case_of(case.no).awaited == ["employer_registered"]
    (sent,) = ports().notifications.texts
    assert sent.mobile == CONTACT and NAME in sent.text and UNREGISTERED in sent.text


def test_invited_agency_confirms_the_store_once_it_is_registered(
    app: Flask, people: People, filed: Actor
):
    case = inviting(people, filed)
    work_off(app)

    desk = people.draft(people.filing(UNREGISTERED))
    submit(people, desk, procedure="agency_registration")
    work_off(app)

    case = case_of(case.no)
    assert (case.milestone, desk_of(case)) == ("待机构确认", f"organisation:{desk.organisation_id}")
    decide(case, desk, "approve")
    assert organisation_of(filed).parent_id == desk.organisation_id


def test_unfiled_store_invites_its_agency_only_when_the_association_approved(
    app: Flask, people: People, unfiled: Actor
):
    case = inviting(people, unfiled)
    work_off(app)
    assert db.session.scalars(select(Invitation)).all() == []

    decide(case, people.reviewer(), "approve")
    work_off(app)

    assert case_of(case.no).milestone == "待机构登记"


def test_store_chooses_another_agency_when_nobody_follows_the_invitation_in_thirty_days(
    app: Flask, people: People, filed: Actor, other, later
):
    case = inviting(people, filed)
    work_off(app)

    later(31)

    case = case_of(case.no)
    assert task_of(case).form == "other_parent"
    assert db.session.scalars(select(Invitation.status)).all() == [InvitationStatus.LAPSED]
    assert desk_of(choose(case, filed, other)) == pool_of(other)


def test_store_may_invite_another_agency_after_a_refusal(
    app: Flask, people: People, filed: Actor, agency
):
    case = register(people, filed, agency)
    case = decide(case, people.desk(agency), "refuse", opinion="不是本公司门店")

    named = {"parent_name": UNREGISTERED, "parent_mobile": CONTACT}
    correct(case, filed, parent_registered="no", **named)
    work_off(app)

    assert case_of(case.no).milestone == "待机构登记"


def test_agency_that_is_registered_is_asked_though_its_name_was_written(
    people: People, filed: Actor, agency
):
    case = inviting(people, filed, name=agency.name)

    assert desk_of(case) == pool_of(agency)


def test_withdrawn_store_drops_its_invitation(app: Flask, people: People, filed: Actor):
    case = inviting(people, filed)
    work_off(app)

    cases.withdraw(case.no, filed, uuid4())

    assert db.session.scalars(select(Invitation.status)).all() == [InvitationStatus.DROPPED]


def test_nobody_is_texted_twice_a_day_and_the_store_is_told_to_call(
    app: Flask, people: People, filed: Actor
):
    case = inviting(people, filed)
    work_off(app)
    cases.withdraw(case.no, filed, uuid4())

    inviting(people, filed)
    work_off(app)

    assert len(ports().notifications.texts) == 1
    assert any("没有发出" in one.text for one in notices_in(f"account:{filed.account_id}"))


def test_of_two_stores_that_name_one_mobile_the_first_is_texted_though_neither_was_yet(
    app: Flask, people: People, filed: Actor, clock: Clock
):
    other = people.draft_store(people.store_filing("安居荣成店", uscc=OTHER_USCC))

    first = inviting(people, filed)
    clock.advance(seconds=1)
    inviting(people, other)
    work_off(app)

    (sent,) = ports().notifications.texts
    invited = select(Invitation.id).where(Invitation.invited_by_case == first.id)
    assert str(db.session.scalars(invited).one()) in sent.text


# -- what the directory says -----------------------------------------------------------------


def test_agency_other_than_the_directorys_is_shown_on_the_confirmation(
    people: People, agency, other
):
    store = people.draft_store(people.store_filing(parent_name=other.name))

    case = register(people, store, agency)

    assert warning_on(case, people.desk(agency)) == other.name


def test_both_agencies_stand_beside_each_other_on_the_review_page(people: People, agency, other):
    store = people.draft_store(people.store_filing(parent_name=other.name))
    case = register(people, store, agency)

    with current_app.test_request_context():
        page = read_task_page(task_of(case).id, people.desk(agency))

    shown = [(one.label, one.value, one.note) for one in page.applicant]
    assert ("所属机构", agency.name, "") in shown
    assert ("备案目录中的所属机构", other.name, "与申请不一致") in shown


def test_agency_as_in_the_directory_is_confirmed_without_a_warning(
    people: People, filed: Actor, agency
):
    case = register(people, filed, agency)

    assert warning_on(case, people.desk(agency)) is None


def test_name_of_the_directorys_agency_is_compared_as_names_are(people: People):
    agency = people.agency("威海安居（环翠）房产")
    store = people.draft_store(people.store_filing(parent_name="威海安居(环翠) 房产"))

    assert warning_on(register(people, store, agency), people.desk(agency)) is None


def warning_on(case: Case, desk: Actor) -> str | None:
    """Give the agency of the directory that the page of the confirmation warns about."""
    with current_app.test_request_context():
        page = read_task_page(task_of(case).id, desk)
    shown = [one for one in page.form.fields if one["kind"] == "paragraph" and not one["hidden"]]
    return shown[0]["places"]["{{filed_parent}}"] if shown else None


# -- return, withdraw, time ------------------------------------------------------------------


def test_association_gets_back_what_it_returned(people: People, unfiled: Actor, agency):
    case = send_back(register(people, unfiled, agency), people.reviewer(), uscc="与执照不一致")
    assert case.milestone == "已退回"

    case = correct(case, unfiled, uscc=OTHER_USCC)

    assert (case.milestone, case.round) == ("待协会审核", 2)
    assert organisation_of(unfiled).uscc == OTHER_USCC


def test_agency_gets_back_the_choice_of_the_agency_that_it_returned(
    people: People, unfiled: Actor, agency, other
):
    case = confirmed_by_the_association(people, unfiled, agency)
    case = send_back(case, people.desk(agency), parent="请选总公司")

    case = correct(case, unfiled, parent=str(other.id))

    assert (case.milestone, desk_of(case)) == ("待机构确认", pool_of(other))


def test_what_the_association_approved_is_shown_to_it_again_once_it_changed(
    people: People, unfiled: Actor, agency
):
    case = confirmed_by_the_association(people, unfiled, agency)
    case = send_back(case, people.desk(agency), uscc="不是这张执照")

    case = correct(case, unfiled, uscc=OTHER_USCC)

    assert case.milestone == "待协会审核"


def test_filed_store_returned_by_its_agency_comes_back_to_it(people: People, filed: Actor, agency):
    case = send_back(register(people, filed, agency), people.desk(agency), region="请核对")

    case = correct(case, filed, region="371082")

    assert desk_of(case) == pool_of(agency)


@pytest.mark.parametrize("key", ["name", "uscc"])
def test_what_the_directory_fixed_cannot_be_returned(people: People, filed: Actor, agency, key):
    case = register(people, filed, agency)

    with pytest.raises(FormErrors):
        send_back(case, people.desk(agency), **{key: "请改"})
    with current_app.test_request_context():
        assert key not in read_task_page(task_of(case).id, people.desk(agency)).returnable


@pytest.mark.parametrize("asked", ["association", "agency"])
def test_store_withdraws_until_the_last_decision_and_its_name_is_free(
    people: People, unfiled: Actor, agency, asked
):
    case = register(people, unfiled, agency)
    if asked == "agency":
        decide(case, people.reviewer(), "approve")

    cases.withdraw(case.no, unfiled, uuid4())

    store = organisation_of(unfiled)
    assert case_of(case.no).milestone == "已撤回"
    assert (store.registration, store.parent_id) == (Registration.DRAFT, None)


def test_registered_store_cannot_be_withdrawn(people: People, filed: Actor, agency):
    case = decide(register(people, filed, agency), people.desk(agency), "approve")

    with pytest.raises(AlreadyHandled):
        cases.withdraw(case.no, filed, uuid4())


def test_store_refused_by_the_association_may_apply_again(people: People, unfiled: Actor, agency):
    case = register(people, unfiled, agency)
    case = decide(case, people.reviewer(), "refuse", opinion="执照已注销")
    assert case.milestone == "不通过"

    assert register(people, unfiled, agency).milestone == "待协会审核"


def test_second_of_two_stores_of_one_name_is_refused_at_submit(people: People, agency):
    register(people, people.draft_store(), agency)

    with pytest.raises(Refused) as refused:
        register(
            people, people.draft(kind=OrganisationKind.STORE, name=NAME, uscc=OTHER_USCC), agency
        )

    assert (refused.value.code, refused.value.field) == ("organisation_registered", "name")


@pytest.mark.parametrize(("days", "reminders"), [(3, 0), (5, 1), (8, 2)])
def test_silent_agency_is_reminded_after_three_and_five_working_days(
    people: People, filed: Actor, agency, later, days, reminders
):
    register(people, filed, agency)

    later(days)

    assert len(reminders_in(pool_of(agency))) == reminders


def test_silent_association_is_reminded_too(people: People, unfiled: Actor, agency, later):
    register(people, unfiled, agency)

    later(8)

    assert len(reminders_in("post:association_reviewer")) == 2


def test_association_confirms_for_an_agency_silent_for_ten_working_days(
    people: People, unfiled: Actor, agency, later
):
    case = confirmed_by_the_association(people, unfiled, agency)

    later(16)

    case = case_of(case.no)
    assert (case.milestone, desk_of(case)) == ("待协会代为确认", "post:association_reviewer")
    assert decide(case, people.reviewer(name="另一位审核员"), "approve").milestone == "已通过"


def test_association_that_stands_in_is_due_and_reminded_too(
    people: People, filed: Actor, agency, later
):
    case = register(people, filed, agency)
    later(16)
    assert task_of(case).due_at is not None

    later(9)

    assert len(reminders_in("post:association_reviewer")) == 2


def test_another_agency_has_its_whole_time_after_a_silent_one(
    people: People, filed: Actor, agency, other, later
):
    case = register(people, filed, agency)
    later(16)
    case = decide(case_of(case.no), people.reviewer(), "refuse", opinion="联系不上该机构")
    choose(case, filed, other)

    later(8)

    assert desk_of(case_of(case.no)) == pool_of(other)


def test_association_that_stands_in_keeps_the_case_through_a_correction(
    people: People, filed: Actor, agency, later
):
    case = register(people, filed, agency)
    later(16)
    case = send_back(case_of(case.no), people.reviewer(), region="请核对")

    assert correct(case, filed, region="371082").milestone == "待协会代为确认"


def test_association_that_stands_in_may_send_the_store_to_another_agency(
    people: People, filed: Actor, agency, other, later
):
    case = register(people, filed, agency)
    later(16)
    case = decide(case_of(case.no), people.reviewer(), "refuse", opinion="联系不上该机构")

    assert desk_of(choose(case, filed, other)) == pool_of(other)


def test_each_decision_is_kept_with_who_made_it(people: People, unfiled: Actor, agency):
    case = confirmed_by_the_association(people, unfiled, agency)
    decide(case, people.desk(agency), "approve")

    reviews = db.session.scalars(select(Review).order_by(Review.decided_at))
    assert [(one.node, one.decision) for one in reviews] == [
        ("association_review", "approve"),
        ("parent_confirmation", "approve"),
    ]


def reminders_in(pool: str) -> list[str]:
    return [one.text for one in notices_in(pool) if "等待办理" in one.text]
