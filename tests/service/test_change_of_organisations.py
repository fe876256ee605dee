"""An agency or store asks for a change of what the register says of it."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service import cases
from service.accounts.changing import disable_account
from service.actors import Actor
from service.extensions import db
from service.models import (
    Account,
    Employment,
    EndReason,
    Organisation,
    RegisterChange,
    Registration,
)
from service.ports import ports
from service.queries.cards import get_public_card
from service.queries.own_organisation import read_own_organisation
from service.queries.register_details import details_on_record
from service.refusals import Refused
from tests.changes import ask, cards_of, register
from tests.people import OTHER_ID_NUMBER, People
from tests.stories import case_of, correct, decide, send_back, task_of

NEW_NAME = "威海新安居房地产经纪有限公司"
ASSOCIATION = "post:association_reviewer"


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency(uscc="91371002XX00000190")


@pytest.fixture
def desk(people: People, agency: Organisation) -> Actor:
    return people.desk(agency)


@pytest.fixture
def store(people: People, agency: Organisation) -> Organisation:
    return people.store(agency)


def now(organisation: Organisation) -> Organisation:
    return db.session.get_one(Organisation, organisation.id, populate_existing=True)


def history_of(organisation: Organisation) -> list[tuple[str, str | None, str | None]]:
    rows = select(RegisterChange).where(RegisterChange.organisation_id == organisation.id)
    return sorted((row.detail.value, row.old, row.new) for row in db.session.scalars(rows))


def test_an_agencys_new_name_is_decided_by_the_association_alone(
    people: People, agency: Organisation, desk: Actor
):
    case = ask(people, desk, "name")
    assert task_of(case).pool == ASSOCIATION

    decide(case, people.reviewer(), "approve")

    assert case_of(case.no).milestone == "已变更"
    assert now(agency).name == NEW_NAME
    assert history_of(agency) == [("name", "威海安居房地产经纪有限公司", NEW_NAME)]


def test_after_a_rename_the_public_page_of_a_card_says_the_new_name(
    people: People, agency: Organisation, desk: Actor
):
    broker = people.practitioner(agency=agency)
    register(people, broker, desk)
    decide(ask(people, desk, "name"), people.reviewer(), "approve")

    (card,) = cards_of(broker)
    public = get_public_card(card.code)
    assert (public.standing, public.agency) == ("valid", NEW_NAME)


def test_a_name_that_somebody_has_is_refused_at_submit(people: People, desk: Actor):
    people.agency(NEW_NAME)

    with pytest.raises(Refused) as refused:
        ask(people, desk, "name")

    assert (refused.value.code, refused.value.field) == ("name_taken", "name")


def test_a_name_that_somebody_asked_for_is_refused_to_the_next(people: People, desk: Actor):
    ask(people, desk, "name")
    other = people.desk(people.agency("威海别家房地产经纪有限公司"))

    with pytest.raises(Refused) as refused:
        ask(people, other, "name", name="威海新安居 房地产经纪有限公司")

    assert refused.value.code == "name_taken"


def test_nobody_registers_a_name_that_a_change_has_asked_for(people: People, desk: Actor):
    ask(people, desk, "name")

    with pytest.raises(IntegrityError, match="claimed by a change"):
        people.agency(NEW_NAME)
    db.session.rollback()


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_a_change_that_comes_to_nothing_frees_the_name(people: People, desk: Actor, end: str):
    case = ask(people, desk, "name")
    if end == "refuse":
        decide(case, people.reviewer(), "refuse", opinion="与执照不符")
    else:
        cases.withdraw(case.no, desk, uuid4())

    assert people.agency(NEW_NAME).name == NEW_NAME


def test_a_corrected_name_frees_the_one_before(people: People, desk: Actor):
    case = send_back(ask(people, desk, "name"), people.reviewer(), name="少写两个字")

    correct(case, desk, name="威海新安居家园房地产经纪有限公司")

    assert people.agency(NEW_NAME).name == NEW_NAME


def test_an_agencys_new_licence_number_is_decided_by_the_association(
    people: People, agency: Organisation, desk: Actor
):
    decide(ask(people, desk, "licence"), people.reviewer(), "approve")

    assert now(agency).uscc == "91371082XX0000035H"


def test_a_licence_number_in_use_is_refused(people: People, desk: Actor):
    people.agency("威海别家房地产经纪有限公司", uscc="91371082XX0000035H")

    with pytest.raises(Refused) as refused:
        ask(people, desk, "licence")

    assert (refused.value.code, refused.value.field) == ("licence_taken", "uscc")


def test_an_address_changes_with_nobodys_review(people: People, agency: Organisation, desk: Actor):
    case = ask(people, desk, "address")

    assert case_of(case.no).milestone == "已变更"
    assert now(agency).address == "乳山市商业街 18 号"
    assert [one[0] for one in history_of(agency)] == ["address", "region"]


def test_a_new_legal_person_is_sealed_in_the_register_and_in_its_history(
    people: People, agency: Organisation, desk: Actor
):
    decide(ask(people, desk, "legal"), people.reviewer(), "approve")

    sealed, place = now(agency).legal_id, f"organisations.legal_id:{agency.id}"
    assert ports().personal_data.open(sealed or b"", of=place) == OTHER_ID_NUMBER
    assert ("legal_id", None, None) in history_of(agency)


def test_a_new_agent_is_decided_by_the_association(
    people: People, agency: Organisation, desk: Actor
):
    case = ask(people, desk, "agent")
    assert task_of(case).pool == ASSOCIATION

    decide(case, people.reviewer(), "approve")

    assert now(agency).agent_name == "赵敏"


def test_a_renewed_licence_is_on_record_until_its_new_day(people: People, desk: Actor):
    decide(ask(people, desk, "licence_renewal"), people.reviewer(), "approve")

    with pytest.raises(Refused) as refused:
        ask(people, desk, "licence_renewal")
    assert refused.value.code == "not_later"


def test_a_renewed_filing_counts_beside_the_directory(people: People):
    filing = people.filing(valid_to=date(2026, 12, 31))
    agency = people.agency(filing_id=filing.id)
    desk = people.desk(agency)

    decide(ask(people, desk, "filing_renewal"), people.reviewer(), "approve")

    known = details_on_record(_account(desk))
    assert known["organisation_filing_valid_to"] == "2029-06-30"
    assert known["organisation_filing_no"] == "威房经备2026001"


def test_a_renewed_filing_counts_where_the_directory_names_no_day(people: People):
    agency = people.agency(filing_id=people.filing().id)
    desk = people.desk(agency)

    decide(ask(people, desk, "filing_renewal"), people.reviewer(), "approve")

    own = read_own_organisation(agency.id, date(2026, 12, 1))
    assert own.filing and own.filing.ends_on == date(2029, 6, 30)


def test_whoever_was_never_filed_has_no_filing_to_renew(people: People, desk: Actor):
    with pytest.raises(Refused) as refused:
        ask(people, desk, "filing_renewal")

    assert refused.value.code == "not_filed"


def test_an_organisation_that_is_not_registered_has_nothing_to_change(people: People):
    draft = people.desk(people.agency(registration=Registration.DRAFT))

    with pytest.raises(Refused) as refused:
        ask(people, draft, "address")

    assert refused.value.code == "change_not_registered"


# -- a store's parent ----------------------------------------------------------------------


def test_a_store_in_the_register_has_an_agency(store: Organisation):
    store.parent_id = None

    with pytest.raises(IntegrityError, match="registered_store_has_parent"):
        db.session.flush()


@pytest.fixture
def other(people: People) -> Organisation:
    return people.agency("威海别家房地产经纪有限公司")


def test_a_new_parent_confirms_before_the_association_decides(
    people: People, store: Organisation, other: Organisation
):
    case = ask(people, people.desk(store), "parent", parent=str(other.id))
    assert task_of(case).pool == f"organisation:{other.id}"

    case = decide(case, people.desk(other), "approve")
    assert task_of(case).pool == ASSOCIATION
    decide(case, people.reviewer(), "approve")

    assert now(store).parent_id == other.id
    assert history_of(store) == [("parent", "威海安居房地产经纪有限公司", other.name)]


def test_whoever_works_in_the_store_moves_with_it(
    people: People, agency: Organisation, store: Organisation, other: Organisation
):
    broker = people.practitioner(agency=agency, store=store)
    person = register(people, broker, people.desk(store))
    case = ask(people, people.desk(store), "parent", parent=str(other.id))
    decide(decide(case, people.desk(other), "approve"), people.reviewer(), "approve")

    employments = select(Employment).where(Employment.practitioner_id == person.id)
    rows = {row.agency_id: row for row in db.session.scalars(employments)}
    before, now_on = rows[agency.id], rows[other.id]
    assert (before.ended_reason, before.ended_by_case) == (EndReason.MOVED, case.id)
    assert (now_on.ended_on, now_on.started_by_case) == (None, case.id)
    assert get_public_card(cards_of(broker)[0].code).agency == other.name


def test_what_the_old_agency_disabled_is_enabled_when_the_store_has_moved(
    people: People, agency: Organisation, store: Organisation, other: Organisation
):
    broker = people.practitioner(agency=agency, store=store)
    register(people, broker, people.desk(store))
    disable_account(broker.account_id, "被投诉", by=agency.id)
    case = ask(people, people.desk(store), "parent", parent=str(other.id))

    decide(decide(case, people.desk(other), "approve"), people.reviewer(), "approve")

    account = db.session.get_one(Account, broker.account_id, populate_existing=True)
    assert account.status == "active"


def test_a_parent_that_refuses_leaves_the_store_where_it_is(
    people: People, agency: Organisation, store: Organisation, other: Organisation
):
    case = ask(people, people.desk(store), "parent", parent=str(other.id))

    decide(case, people.desk(other), "refuse", opinion="没有签过协议")

    assert now(store).parent_id == agency.id


def test_another_parent_in_a_correction_has_to_confirm_too(
    people: People, store: Organisation, other: Organisation
):
    third = people.agency("威海第三家房地产经纪有限公司")
    owner = people.desk(store)
    case = ask(people, owner, "parent", parent=str(other.id))
    case = decide(case, people.desk(other), "approve")
    case = send_back(case, people.reviewer(), parent="协议上是另一家")

    case = correct(case, owner, parent=str(third.id))

    assert task_of(case).pool == f"organisation:{third.id}"


def test_the_agency_that_a_store_has_already_is_no_change(
    people: People, agency: Organisation, store: Organisation
):
    with pytest.raises(Refused) as refused:
        ask(people, people.desk(store), "parent", parent=str(agency.id))

    assert (refused.value.code, refused.value.field) == ("same_parent", "parent")


def test_a_parent_that_was_frozen_meanwhile_takes_no_store(
    people: People, store: Organisation, other: Organisation
):
    case = ask(people, people.desk(store), "parent", parent=str(other.id))
    case = decide(case, people.desk(other), "approve")
    now(other).frozen_at = ports().clock()
    db.session.commit()

    with pytest.raises(Refused) as refused:
        decide(case, people.reviewer(), "approve")

    assert (refused.value.code, refused.value.field) == ("parent_unavailable", "parent")


def _account(actor: Actor):
    return db.session.get_one(Account, actor.account_id)
