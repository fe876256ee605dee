"""门店登记 beside the straight way: returns, refusals, agencies that are silent or cannot."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from service import cases
from service.actors import Actor
from tests.changes import do_jobs
from tests.journeys.arranging import Employer, agency, disable, wake
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.insiders import come_in, handed_in, of_association, of_desk
from tests.journeys.reviewing import AGENCY_DESK, ASSOCIATION_DESK, decide, open_task
from tests.journeys.strangers import Strangers
from tests.journeys.test_agency_registration import is_found, licence_number
from tests.journeys.test_store_registration import choose_parent, store_name
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.stories import case_of
from tests.stories import decide as decide_on

REASON = "请更正。"


@dataclass(frozen=True, slots=True)
class Applying:
    """A store that has handed its registration in."""

    name: str
    account: Actor
    case_no: str


def apply(
    house: House,
    strangers: Strangers,
    parent: Employer | None,
    *,
    filed: bool = False,
    earlier: timedelta = timedelta(0),
) -> Applying:
    """Hand a store's registration in; without a parent, one is invited that nobody knows."""
    name, number = store_name(strangers), licence_number(strangers)

    def sign_up() -> Actor:
        filing = People().store_filing(name, uscc=number) if filed else None
        return People().draft_store(filing, name, uscc=number)

    account = house.arrange(sign_up, earlier=earlier)
    unknown = {"parent_name": strangers.company(), "parent_mobile": strangers.new().mobile}
    asked = {"parent": str(parent.id)} if parent else {"parent_registered": "no", **unknown}
    case_no = handed_in(house, "store_registration", account, earlier=earlier, **asked)
    return Applying(name, account, case_no)


def correct(visitor: Visitor, store: Applying, label: str, value: str) -> None:
    """Read why it came back, and answer it anew."""
    visitor.visit(f"/cases/{store.case_no}")
    assert visitor.sees(REASON)
    visitor.follow("现在修改")
    visitor.fill(label, value)
    visitor.press("提交修改")


@pytest.mark.branch(
    "store_registration",
    "association_opinion>correct_for_association",
    "review_again>association_review",
    "association_opinion>release",
    "refused",
)
def test_what_the_association_has_seen_it_sees_again_when_the_agency_had_it_changed(
    house: House, welcome: Welcome, strangers: Strangers
):
    parent = agency(house, strangers.company())
    store = apply(house, strangers, parent)
    applicant, desk, association = welcome(), welcome(), welcome()
    come_in(applicant, store.account)
    come_in(desk, of_desk(house, parent))
    come_in(association, of_association(house))
    open_task(association, ASSOCIATION_DESK, store.name)
    decide(association, "return", returned={"经营地址": REASON})
    correct(applicant, store, "经营地址", "威海市环翠区新威路 18 号")
    open_task(association, ASSOCIATION_DESK, store.name)
    decide(association, "approve")
    open_task(desk, AGENCY_DESK, store.name)
    decide(desk, "return", returned={"经办人手机": REASON})
    correct(applicant, store, "经办人手机", strangers.new().mobile)

    open_task(association, ASSOCIATION_DESK, store.name)
    decide(association, "refuse", opinion="执照已注销。")

    applicant.visit(f"/cases/{store.case_no}")
    assert applicant.sees("执照已注销。")
    desk.visit(AGENCY_DESK)
    assert not desk.sees(store.name)
    assert not is_found(applicant, store.name)


@pytest.mark.branch(
    "store_registration",
    "parent_reminder_3",
    "parent_reminder_5",
    "parent_silent",
    "parent_state>association_confirms",
    "confirmation_reminder_3",
    "confirmation_reminder_5",
)
def test_the_association_confirms_for_an_agency_that_is_silent(
    house: House, welcome: Welcome, strangers: Strangers
):
    silent, long_ago = agency(house, strangers.company()), timedelta(days=60)
    store = apply(house, strangers, silent, filed=True, earlier=long_ago)
    house.arrange(lambda: cases.wake(case_of(store.case_no).id), earlier=timedelta(days=30))
    applicant, desk, association = welcome(), welcome(), welcome()
    come_in(applicant, store.account)
    come_in(desk, of_desk(house, silent))
    come_in(association, of_association(house))
    waits = f"{store.name}的申请（办件号 {store.case_no}）正在等待办理"

    wake(house, store.case_no)
    association.visit("/notices")
    association.reload_until(lambda: association.sees(f"{waits}：协会代为确认"))
    desk.visit("/notices")
    assert desk.sees(f"{waits}：所属机构确认")
    open_task(association, ASSOCIATION_DESK, store.name)
    decide(association, "return", returned={"经办人手机": REASON})
    correct(applicant, store, "经办人手机", strangers.new().mobile)
    open_task(association, ASSOCIATION_DESK, store.name)
    decide(association, "approve")

    applicant.visit(f"/cases/{store.case_no}")
    assert applicant.sees("已通过")
    assert is_found(applicant, store.name)


@pytest.mark.branch("store_registration", "invitation_lapsed")
def test_a_store_whose_invitation_lapsed_chooses_an_agency_that_is_registered(
    house: House, welcome: Welcome, strangers: Strangers
):
    taking, long_ago = agency(house, strangers.company()), timedelta(days=31)
    with house.while_the_worker_rests():
        store = apply(house, strangers, None, filed=True, earlier=long_ago)
        house.arrange(lambda: do_jobs(case_of(store.case_no)), earlier=long_ago)
    applicant, desk = welcome(), welcome()
    come_in(applicant, store.account)

    wake(house, store.case_no)
    applicant.visit(f"/cases/{store.case_no}")
    applicant.reload_until(lambda: applicant.sees("待另选机构"))
    applicant.follow("现在填写")
    choose_parent(applicant, taking)
    applicant.press("提交修改")
    come_in(desk, of_desk(house, taking))
    open_task(desk, AGENCY_DESK, store.name)
    decide(desk, "approve")

    assert is_found(applicant, store.name)


@pytest.mark.branch("store_registration", "parent_state>other_parent", "lapse")
def test_a_store_whose_agency_was_disabled_meanwhile_and_that_chooses_no_other_is_nobody(
    house: House, welcome: Welcome, strangers: Strangers
):
    disabled, long_ago = agency(house, strangers.company()), timedelta(days=31)
    store = apply(house, strangers, disabled, earlier=long_ago)
    disable(house, disabled)
    house.arrange(
        lambda: decide_on(case_of(store.case_no), People().reviewer(), "approve"), earlier=long_ago
    )
    applicant = welcome()
    come_in(applicant, store.account)

    wake(house, store.case_no)
    applicant.visit(f"/cases/{store.case_no}")
    applicant.reload_until(lambda: applicant.sees("办理已结束"))

    assert not is_found(applicant, store.name)


@pytest.mark.branch("store_registration", "withdrawn")
def test_a_store_that_takes_its_registration_back_is_asked_about_nowhere(
    house: House, welcome: Welcome, strangers: Strangers
):
    parent = agency(house, strangers.company())
    store = apply(house, strangers, parent, filed=True)
    applicant, desk = welcome(), welcome()
    come_in(applicant, store.account)

    applicant.visit(f"/cases/{store.case_no}/withdraw")
    applicant.press("确定撤回")

    assert applicant.sees("已撤回")
    come_in(desk, of_desk(house, parent))
    desk.visit(AGENCY_DESK)
    assert not desk.sees(store.name)
    assert not is_found(applicant, store.name)
