"""A person asks for a change of what the register says; who looks at it is a decision table."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, ProgrammingError

from forms import FormErrors
from service import cases
from service.accounts import new_mobile
from service.actors import Actor
from service.extensions import db
from service.models import Account, Category, Certificate, Detail, RegisterChange
from service.ports import ports
from service.queries.cards import get_public_card
from service.refusals import Refused
from tests.changes import NEW_MOBILE, answers_for, ask, cards_of, do_jobs, draw, person_of, register
from tests.employed import employed, resign
from tests.people import ID_NUMBER, MOBILE, PASSWORD, People
from tests.stories import case_of, correct, decide, notices_in, send_back, submit, task_of


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def desk(people: People, agency) -> Actor:
    return people.desk(agency)


@pytest.fixture
def broker(people: People, agency, desk: Actor) -> Actor:
    broker = people.practitioner(agency=agency)
    register(people, broker, desk)
    return broker


@pytest.fixture
def assistant(people: People, agency, desk: Actor) -> Actor:
    assistant = people.practitioner(agency=agency, category=Category.ASSISTANT)
    register(people, assistant, desk)
    return assistant


def stay_silent(case, clock) -> None:
    for _ in range(5):
        clock.now += timedelta(days=4)
        cases.wake(case.id)


def owns(organisation, **hashes: bytes) -> None:
    for name, value in hashes.items():
        setattr(organisation, name, value)
    db.session.commit()


def own_pool(actor: Actor) -> str:
    return f"account:{actor.account_id}"


def history_of(case) -> dict[str, tuple[str | None, str | None]]:
    rows = db.session.scalars(select(RegisterChange).where(RegisterChange.case_id == case.id))
    return {row.detail.value: (row.old, row.new) for row in rows}


def test_a_new_name_is_seen_by_the_employer_first_and_then_by_the_association(
    people: People, agency, desk: Actor, broker: Actor
):
    case = ask(people, broker, "name")
    assert task_of(case).pool == f"organisation:{agency.id}"

    case = decide(case, desk, "approve")

    assert task_of(case).pool == "post:association_reviewer"
    assert person_of(broker).name == "张伟"


def test_an_approved_name_is_in_the_register_on_the_account_and_on_a_new_card(
    people: People, desk: Actor, broker: Actor
):
    case = decide(ask(people, broker, "name"), desk, "approve")
    case = decide(case, people.reviewer(), "approve")
    draw(case)

    first, second = cards_of(broker)
    assert (case_of(case.no).milestone, person_of(broker).name) == ("已变更", "张伟明")
    assert db.session.get_one(Account, broker.account_id).real_name == "张伟明"
    assert (first.status, second.status) == ("superseded", "valid")
    assert second.snapshot["name"] == "张伟明"


def test_the_old_card_says_that_it_was_replaced_and_the_new_one_the_new_name(
    people: People, desk: Actor, broker: Actor
):
    case = decide(ask(people, broker, "name"), desk, "approve")
    draw(decide(case, people.reviewer(), "approve"))

    first, second = cards_of(broker)
    assert get_public_card(first.code).standing == "superseded"
    assert get_public_card(second.code).name == "张伟明"


def test_a_change_leaves_old_and_new_in_the_history(people: People, desk: Actor, broker: Actor):
    case = decide(ask(people, broker, "name"), desk, "approve")
    decide(case, people.reviewer(), "approve")

    assert history_of(case) == {"name": ("张伟", "张伟明")}


def test_the_history_cannot_be_changed(people: People, desk: Actor, broker: Actor):
    case = decide(ask(people, broker, "name"), desk, "approve")
    decide(case, people.reviewer(), "approve")

    with pytest.raises(ProgrammingError, match="append-only"):
        db.session.execute(db.text("UPDATE register_changes SET old = '别的'"))
    db.session.rollback()


def test_a_new_certificate_takes_the_place_of_the_old_one(
    people: People, desk: Actor, broker: Actor
):
    case = decide(ask(people, broker, "certificate"), desk, "approve")
    case = decide(case, people.reviewer(), "approve")

    held = db.session.scalars(select(Certificate)).one()
    assert held.number == "30620260000000000777"
    assert cards_of(broker)[-1].snapshot["certificate_no"] == held.number
    assert history_of(case) == {
        "certificate_number": ("30620260000000000001", "30620260000000000777")
    }


def test_nobody_has_two_certificates(broker: Actor):
    db.session.add(
        Certificate(practitioner_id=person_of(broker).id, number="2", issuer="", documents=[])
    )
    with pytest.raises(IntegrityError, match="uq_certificates_practitioner_id"):
        db.session.flush()


def test_an_upgrade_keeps_the_practice_number_and_gives_a_card_of_the_new_category(
    people: People, desk: Actor, assistant: Actor
):
    before = person_of(assistant).practice_no
    case = decide(ask(people, assistant, "upgrade"), desk, "approve")
    draw(decide(case, people.reviewer(), "approve"))

    person, card = person_of(assistant), cards_of(assistant)[-1]
    assert (person.practice_no, person.category) == (before, Category.BROKER)
    assert card.card_no == f"{before}-J-02"
    assert get_public_card(card.code).category == "broker"


@pytest.mark.parametrize("category", ["assistant", "broker"])
def test_a_category_only_goes_up(people: People, broker: Actor, category: str):
    with pytest.raises(Refused) as refused:
        ask(people, broker, "upgrade", new_category=category)

    assert (refused.value.code, refused.value.field) == ("not_an_upgrade", "new_category")


def test_whoever_is_not_registered_has_nothing_to_change(people: People, agency):
    with pytest.raises(Refused) as refused:
        ask(people, people.practitioner(agency=agency), "name")

    assert refused.value.code == "change_not_registered"


def test_the_name_that_the_register_has_already_is_no_change(people: People, broker: Actor):
    with pytest.raises(Refused) as refused:
        ask(people, broker, "name", new_name="张伟")

    assert (refused.value.code, refused.value.field) == ("nothing_changed", "new_name")


def test_a_second_change_waits_until_the_first_is_decided(people: People, broker: Actor):
    ask(people, broker, "name")

    with pytest.raises(Refused) as refused:
        ask(people, broker, "certificate")

    assert refused.value.code == "case_already_open"


def test_a_refused_change_leaves_the_register_as_it_was(people: People, desk: Actor, broker: Actor):
    case = decide(ask(people, broker, "name"), desk, "refuse", opinion="与户口簿不符")

    assert case_of(case.no).milestone == "不通过"
    assert person_of(broker).name == "张伟"
    assert len(cards_of(broker)) == 1


def test_a_withdrawn_change_leaves_the_register_as_it_was(people: People, broker: Actor):
    case = ask(people, broker, "name")

    cases.withdraw(case.no, broker, uuid4())

    assert case_of(case.no).milestone == "已撤回"
    assert person_of(broker).name == "张伟"


def test_what_the_employer_returned_comes_back_to_the_employer(
    people: People, agency, desk: Actor, broker: Actor
):
    case = send_back(ask(people, broker, "name"), desk, name_proof="看不清")

    case = correct(case, broker, name_proof=[people.document(broker, "name_proof")])

    assert task_of(case).pool == f"organisation:{agency.id}"


def test_what_the_association_returned_comes_back_to_the_association(
    people: People, desk: Actor, broker: Actor
):
    case = decide(ask(people, broker, "name"), desk, "approve")
    case = send_back(case, people.reviewer(), new_name="与证件不一致")

    case = correct(case, broker, new_name="张伟民")

    assert task_of(case).pool == "post:association_reviewer"


def test_another_change_in_a_correction_is_seen_by_the_employer_again(
    people: People, agency, desk: Actor, broker: Actor
):
    case = decide(ask(people, broker, "name"), desk, "approve")
    case = send_back(case, people.reviewer(), person_change="请按证书变更办理")
    certificate = {
        "person_change": "certificate",
        "certificate": [people.document(broker, "certificate")],
        "certificate_number": "30620260000000000777",
        "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
    }

    case = correct(case, broker, **certificate)

    assert task_of(case).pool == f"organisation:{agency.id}"


def test_only_what_the_change_asked_can_be_returned(people: People, desk: Actor, broker: Actor):
    case = ask(people, broker, "name")

    fields = cases.returnable_of(case, db.session.get_one(Account, broker.account_id))

    assert set(fields) == {"person_change", "new_name", "name_proof", "new_id_front"}


def test_a_silent_employer_is_reminded_twice_and_then_the_association_takes_over(
    people: People, agency, broker: Actor, clock
):
    case = ask(people, broker, "name")

    stay_silent(case, clock)

    told = [one.text for one in notices_in(f"organisation:{agency.id}")]
    assert ["请尽快处理" in text for text in told] == [True, True, False]
    assert task_of(case).pool == "post:association_reviewer"


def test_employer_and_applicant_are_told_that_the_association_takes_over(
    people: People, agency, broker: Actor, clock
):
    case = ask(people, broker, "name")

    stay_silent(case, clock)

    told = [notices_in(pool)[-1] for pool in (f"organisation:{agency.id}", own_pool(broker))]
    assert ["已转由协会代审" in one.text for one in told] == [True, True]
    assert {one.case_id for one in told} == {case.id}


def test_a_silent_employer_is_not_asked_again_after_a_correction(
    people: People, broker: Actor, clock
):
    case = ask(people, broker, "name")
    stay_silent(case, clock)
    case = send_back(case, people.reviewer(), person_change="请按证书变更办理")

    case = correct(case, broker, **answers_for(people, broker, "certificate"))

    assert task_of(case).pool == "post:association_reviewer"


# -- four eyes -----------------------------------------------------------------------------


def test_whoever_owns_the_employer_has_a_change_judged_by_the_association_in_its_place(
    people: People, agency, broker: Actor
):
    owns(agency, legal_id_hash=ports().personal_data.hash(ID_NUMBER))

    case = ask(people, broker, "name")

    assert (task_of(case).node, task_of(case).pool) == (
        "association_review",
        "post:association_reviewer",
    )


def test_whoever_is_agent_of_their_store_is_no_judge_of_their_own_change(people: People, agency):
    store = people.store(agency)
    agent = employed(people, agency, store)
    owns(store, agent_mobile_hash=ports().personal_data.hash(MOBILE))

    assert task_of(ask(people, agent, "certificate")).pool == "post:association_reviewer"


# -- the mobile ----------------------------------------------------------------------------


def prove(broker: Actor, number: str = NEW_MOBILE) -> None:
    new_mobile.send_code_to(number, broker.account_id, PASSWORD, "192.0.2.1")
    new_mobile.prove(number, broker.account_id, ports().notifications.sent[-1].code)


def test_a_proven_mobile_is_changed_with_nobodys_review(people: People, broker: Actor):
    prove(broker)

    case = ask(people, broker, "mobile")

    account = db.session.get_one(Account, broker.account_id)
    assert case_of(case.no).milestone == "已变更"
    assert account.mobile_hash == ports().personal_data.hash(NEW_MOBILE)
    assert account.mobile_verified_at is not None


def test_the_old_number_is_told(people: People, broker: Actor):
    prove(broker)
    case = ask(people, broker, "mobile")

    do_jobs(case)

    told = ports().notifications.texts[-1]
    assert told.mobile == "15400000001"
    assert "尾号 0088" in told.text
    assert case_of(case.no).status == "completed"


def test_a_number_that_nobody_proved_is_refused_at_every_door(people: People, broker: Actor):
    with pytest.raises(Refused) as refused:
        ask(people, broker, "mobile")

    assert (refused.value.code, refused.value.field) == ("mobile_unproven", "mobile")


def test_the_history_keeps_numbers_sealed(people: People, broker: Actor):
    prove(broker)
    case = ask(people, broker, "mobile")

    row = db.session.scalars(select(RegisterChange)).one()
    opened = ports().personal_data.open(row.old_secret, of=f"register_changes.old:{row.id}")
    assert (row.detail, row.old, row.new, row.case_id) == (Detail.MOBILE, None, None, case.id)
    assert opened == "15400000001"


# -- consent to be shown in public, given later ----------------------------------------------


@pytest.fixture
def unseen(people: People, agency, desk: Actor) -> Actor:
    """Somebody in the register who did not agree to be shown, and so has no card."""
    unseen = people.practitioner(agency=agency)
    case = submit(people, unseen, consent_publication=False)
    for reviewer in (desk, people.reviewer()):
        case = decide(case, reviewer, "approve")
    assert cards_of(unseen) == []
    return unseen


def test_whoever_agrees_later_gets_a_card_with_nobodys_review(people: People, unseen: Actor):
    case = ask(people, unseen, "publication")
    draw(case)

    (card,) = cards_of(unseen)
    assert (card.issue, get_public_card(card.code).standing) == (1, "valid")
    assert case_of(case.no).milestone == "已变更"
    assert history_of(case) == {"publication": ("declined", "agreed")}


def test_whoever_works_nowhere_agrees_and_gets_the_card_with_the_next_employer(
    people: People, unseen: Actor
):
    decide(resign(people, unseen), people.reviewer(), "approve")

    case = ask(people, unseen, "publication")

    assert (case.milestone, cards_of(unseen)) == ("已变更", [])
    assert person_of(unseen).publication_consented


def test_whoever_has_agreed_already_has_nothing_to_agree_to(people: People, broker: Actor):
    with pytest.raises(Refused) as refused:
        ask(people, broker, "publication")

    assert refused.value.code == "public_already"


def test_without_the_tick_nobody_is_shown(people: People, unseen: Actor):
    with pytest.raises(FormErrors):
        ask(people, unseen, "publication", consent_publication=False)

    assert not person_of(unseen).publication_consented
