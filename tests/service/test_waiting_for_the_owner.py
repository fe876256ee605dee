"""What an upheld objection kept waits for its owner: it registers, or it never does."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Case, Employment, Message, Organisation
from service.queries.cards import get_public_card
from tests.claims import NAME, Claims, fates
from tests.employed import cards_of, employed
from tests.people import People
from tests.service.desks import browser_of, card_of
from tests.stories import case_of, decide, notices_in, submit
from tests.worker import work_off


@dataclass
class Kept:
    """A squatted agency of which a broker and a store were kept, and the owner's open case."""

    squatted: Organisation
    owner: Actor
    broker: Actor
    card_code: str
    store: Actor
    case: Case


@pytest.fixture
def story(people: People) -> Claims:
    return Claims(people)


@pytest.fixture
def kept(story: Claims, people: People) -> Kept:
    squatted, owner = story.squat(), story.owner()
    broker = employed(people, squatted)
    store = people.desk(people.store(squatted))
    case = story.object(owner)
    case = decide(case, people.reviewer(), "approve", affected=fates(case, "keep"))
    return Kept(squatted, owner, broker, cards_of(broker)[0].code, store, case)


def register(story: Claims, owner: Actor) -> None:
    story.approve(db.session.get_one(Organisation, owner.organisation_id))


def give_up(kept: Kept, clock) -> Case:
    clock.advance(days=30)
    cases.wake(kept.case.id)
    return case_of(kept.case.no)


def told(actor: Actor) -> str:
    return notices_in(f"account:{actor.account_id}")[-1].text


def test_an_upheld_objection_that_kept_something_waits_and_asks_its_owner_to_register(kept: Kept):
    assert kept.case.milestone == "异议成立，待单位登记"
    assert "请在 30 天内完成" in told(kept.owner)


def test_an_upheld_objection_that_kept_nothing_is_over(story: Claims, people: People):
    squatted = story.squat()
    card_of(people, people.practitioner(agency=squatted), people.desk(squatted))
    case = story.object(story.owner())

    case = decide(case, people.reviewer(), "approve", affected=fates(case, "reverse"))

    assert (case.milestone, case.status) == ("异议成立", "completed")


def test_the_owners_registration_ends_the_waiting_and_the_kept_are_told(
    app: Flask, story: Claims, kept: Kept
):
    register(story, kept.owner)
    work_off(app)

    assert case_of(kept.case.no).milestone == "异议成立"
    assert "已转到" in told(kept.broker)
    assert "已转到" in told(kept.store)
    assert get_public_card(kept.card_code).standing == "valid"


def test_an_owner_that_does_not_register_is_given_up_after_thirty_days(kept: Kept, clock):
    clock.advance(days=29)
    cases.wake(kept.case.id)
    assert case_of(kept.case.no).status == "open"

    clock.advance(days=1)
    cases.wake(kept.case.id)

    assert case_of(kept.case.no).milestone == "异议成立，单位未登记"


def test_an_owner_is_reminded_ten_days_before_the_waiting_is_over(kept: Kept, clock):
    clock.advance(days=20)
    cases.wake(kept.case.id)
    cases.wake(kept.case.id)

    (_asked, reminded) = notices_in(f"account:{kept.owner.account_id}")
    assert "还没有完成登记" in reminded.text
    assert reminded.params == {"name": NAME, "day": "2026-12-23"}


def test_the_owners_page_says_the_same_day_after_the_reminder(app: Flask, kept: Kept, clock):
    clock.advance(days=20)
    cases.wake(kept.case.id)

    assert (
        "请在 2026年12月23日" in browser_of(app, kept.owner).open(f"/cases/{kept.case.no}").text()
    )


def test_whoever_was_kept_the_owner_and_the_association_hear_that_nobody_came(kept: Kept, clock):
    give_up(kept, clock)

    assert "可以办理离职，再入职其他单位" in told(kept.broker)
    assert "改属其他机构" in told(kept.store)
    assert "协会不再等待" in " ".join(
        one.text for one in notices_in(f"account:{kept.owner.account_id}")
    )
    assert notices_in("post:association_reviewer")[-1].params == {"name": NAME}


def test_whose_application_still_waits_at_the_desk_hears_that_nobody_came(
    story: Claims, people: People, clock
):
    squatted = story.squat()
    broker = people.practitioner(agency=squatted)
    waiting = submit(people, broker)
    case = story.object(story.owner())
    case = decide(case, people.reviewer(), "approve", affected=fates(case, "keep"))
    clock.advance(days=30)

    cases.wake(case.id)

    (notice,) = notices_in(f"account:{broker.account_id}")
    assert notice.params == {"name": NAME, "no": waiting.no}
    assert "撤回后另选单位" in notice.text


def test_whoever_has_left_meanwhile_is_not_told(kept: Kept, people: People, clock):
    decide(submit(people, kept.broker, procedure="resignation"), people.reviewer(), "approve")
    before = len(notices_in(f"account:{kept.broker.account_id}"))

    give_up(kept, clock)

    assert len(notices_in(f"account:{kept.broker.account_id}")) == before


def test_an_owner_that_comes_after_thirty_days_still_takes_over_what_is_left(
    app: Flask, story: Claims, kept: Kept, clock
):
    give_up(kept, clock)

    register(story, kept.owner)
    work_off(app)

    employment = db.session.execute(select(Employment)).scalar_one()
    assert employment.agency_id == kept.owner.organisation_id
    assert db.session.scalar(select(Message).where(Message.case_id == kept.case.id)) is None


def test_a_worker_that_wakes_the_case_twice_tells_once(kept: Kept, clock):
    give_up(kept, clock)

    cases.wake(kept.case.id)

    assert len(notices_in(f"account:{kept.store.account_id}")) == 1


# -- on the pages --------------------------------------------------------------------------


def test_the_owners_page_says_until_when_to_register_and_leads_there(app: Flask, kept: Kept):
    page = browser_of(app, kept.owner).open(f"/cases/{kept.case.no}")

    assert "请在 2026年12月23日" in page.text()
    assert page.links()["去登记"] == "/start/agency_registration"


def test_the_owner_reads_the_decision_in_the_words_of_whoever_decided(app: Flask, kept: Kept):
    page = browser_of(app, kept.owner).open(f"/cases/{kept.case.no}")

    assert "核实异议：异议成立" in page.text()


def test_the_diagram_marks_what_the_case_waits_for(app: Flask, kept: Kept):
    page = browser_of(app, kept.owner).open(f"/cases/{kept.case.no}")

    (diagram,) = page.page.xpath("//*[@data-diagram]")
    assert diagram.get("data-active") == "waiting"


def test_the_owner_may_begin_its_registration_while_the_objection_waits(app: Flask, kept: Kept):
    page = browser_of(app, kept.owner).open("/start/agency_registration")

    page.press("现在开始")

    assert "单位信息" in page.text()


def test_the_desk_reads_what_the_case_waits_for(app: Flask, kept: Kept, people: People):
    page = browser_of(app, people.reviewer()).open(f"/association/cases/{kept.case.no}")

    assert "等待单位登记" in page.text()
