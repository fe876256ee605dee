"""What people and the public read of 入职 and 离职."""

import pytest

from service.extensions import db
from service.models import Account, AccountStatus, Invitation
from tests.employed import cards_of, employed, invite, join, resign, resigned
from tests.service.browsing import Browser
from tests.service.card_job import draw_card
from tests.stories import decide, send_back


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def visitor(client):
    return Browser(client)


def disable(actor, reason="被投诉"):
    account = db.session.get_one(Account, actor.account_id)
    account.status, account.disabled_reason = AccountStatus.DISABLED, reason
    db.session.commit()


def test_the_card_of_somebody_who_left_says_so_with_the_day(people, agency, visitor):
    broker = resigned(people, agency)
    (card,) = cards_of(broker)

    visitor.open(f"/v/{card.code}")

    assert visitor.texts("//h1") == ["已离职"]
    assert "离职日期：2026-11-23" in visitor.text()
    assert "张伟" not in visitor.text()


def test_after_joining_again_the_new_card_is_valid_and_the_old_one_replaced(
    people, agency, visitor
):
    broker = resigned(people, agency)
    case = decide(join(people, broker, agency), people.desk(agency), "approve")
    draw_card(decide(case, people.reviewer(), "approve"))
    old, new = cards_of(broker)

    assert visitor.open(f"/v/{old.code}").texts("//h1") == ["该卡已换发"]
    assert visitor.open(f"/v/{new.code}").texts("//h1") == ["有效"]


def test_the_menu_says_where_somebody_stands(people, agency, visitor):
    broker = employed(people, agency)
    visitor.sign_in().open("/management")
    assert visitor.text().count("在职") == 2

    case = resign(people, broker)
    assert "离职审核中" in visitor.open("/management").text()

    decide(case, people.reviewer(), "approve")
    assert visitor.open("/management").text().count("已离职") == 2
    join(people, broker, agency)
    assert "入职待机构确认" in visitor.open("/management").text()


def test_whoever_never_registered_is_told_before_anything_is_filled_in(people, agency, visitor):
    people.practitioner(agency=agency)

    for procedure in ("resignation", "onboarding"):
        visitor.sign_in().open(f"/start/{procedure}")
        assert "请先办理实名登记" in visitor.text()
        assert "现在开始" not in visitor.text()


def test_whoever_is_employed_is_told_to_resign_before_anything_is_filled_in(
    people, agency, visitor
):
    employed(people, agency)

    visitor.sign_in().open("/start/onboarding")

    assert "请先办理离职" in visitor.text()
    assert "现在开始" not in visitor.text()


@pytest.mark.parametrize("procedure", ["card_making", "change_of_details"])
def test_what_needs_the_register_is_not_begun_without(people, agency, visitor, procedure):
    people.practitioner(agency=agency)

    visitor.sign_in().open(f"/start/{procedure}")

    assert "请先办理实名登记" in visitor.text()
    assert "现在开始" not in visitor.text()


def test_whoever_has_left_has_no_card_to_order(people, agency, visitor):
    resigned(people, agency)

    visitor.sign_in().open("/start/card_making")

    assert "您目前没有可以制作的信息卡" in visitor.text()


def test_the_papers_that_depend_on_an_answer_are_named_before_one_begins(people, agency, visitor):
    employed(people, agency)

    visitor.sign_in().open("/start/resignation")

    (hint,) = visitor.texts("//li[.//strong='按所选事项需要的材料']//*[@class='materials-hint']")
    assert "离职证明" in hint


def test_a_card_that_is_not_in_force_is_not_offered_for_printing(people, agency, visitor):
    resigned(people, agency)

    visitor.sign_in().open("/my-card")

    assert not visitor.page.xpath("//a[@download]")
    assert "请不要打印或佩戴" in visitor.text()


def test_the_button_reads_what_the_manual_says(people, agency, visitor):
    employed(people, agency)
    visitor.sign_in().open("/start/resignation").press("现在开始")

    visitor.open("/apply/resignation/check")

    assert "确认离职" in visitor.texts("//button")


def test_the_inviter_reads_the_link_and_the_invited_what_it_is_about(people, agency, visitor):
    case = invite(people, resigned(people, agency), "威海新居房地产经纪有限公司")

    visitor.sign_in().open(f"/cases/{case.no}/submitted")
    assert "现在：待单位登记。" in visitor.text()
    visitor.open(f"/cases/{case.no}")
    (link,) = visitor.page.xpath("//input[@id='invitation-link']/@value")
    invitation = db.session.scalars(db.select(Invitation)).one()
    assert link.endswith(f"/invitations/{invitation.id}")
    (words,) = visitor.texts("//textarea[@id='invitation-text']")
    assert "张伟申请入职“威海新居房地产经纪有限公司”" in words and words.endswith(link)
    assert visitor.texts("//button[@data-copy]") == ["复制文字", "复制链接"]

    stranger = Browser(visitor.client.application.test_client()).open(
        f"/invitations/{invitation.id}"
    )
    assert "威海新居房地产经纪有限公司" in stranger.text()
    assert "张伟" not in stranger.text()


def test_a_disabled_person_reaches_leaving_and_nothing_else(people, agency, visitor):
    disable(employed(people, agency))

    visitor.sign_in().open("/management")

    assert visitor.address == "/start/resignation"
    assert "原因：被投诉" in visitor.text()
    for closed in ("/my-card", "/start/onboarding", "/cases", "/account/mobile", "/notices"):
        assert visitor.open(closed).address == "/start/resignation"
    visitor.open("/start/resignation").press("现在开始")
    assert visitor.address.startswith("/apply/resignation")


def test_a_disabled_person_hands_in_corrects_and_sees_only_that_case(people, agency, visitor):
    broker = employed(people, agency)
    disable(broker)
    visitor.sign_in()
    case = resign(people, broker)
    assert visitor.open(f"/cases/{case.no}").address == f"/cases/{case.no}"

    send_back(case, people.reviewer(), leaving_certificate="没有盖章")

    assert visitor.open(f"/cases/{case.no}/correct").address == f"/cases/{case.no}/correct"
    earlier = db.session.scalars(
        db.text("SELECT no FROM cases WHERE procedure = 'practitioner_registration'")
    ).one()
    assert visitor.open(f"/cases/{earlier}").address == f"/cases/{case.no}"


def test_disabling_somebody_ends_the_sessions_that_were_open(people, agency, visitor):
    broker = employed(people, agency)
    visitor.sign_in().open("/management")

    disable(broker)

    assert visitor.open("/start/resignation").address == "/sign-in"


def test_a_disabled_person_without_an_employer_cannot_sign_in(people, agency, visitor):
    disable(resigned(people, agency))

    visitor.sign_in()

    assert visitor.open("/start/resignation").address == "/sign-in"
