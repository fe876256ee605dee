"""A case as its applicant follows it: where it is, what was returned, taking it back."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from service import cases
from service.actors import Actor
from service.models import Case
from tests.conftest import Clock
from tests.people import OTHER_ID_NUMBER, People
from tests.service.browsing import PROCEDURE, Browser
from tests.service.card_job import admit, draw_card
from tests.stories import case_of, decide, send_back, submit, task_of

REASON = "与证书照片不一致，请核对"


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def broker(people: People, agency) -> Actor:
    return people.practitioner(agency=agency)


@pytest.fixture
def desk(people: People, agency) -> Actor:
    return people.desk(agency)


@pytest.fixture
def visitor(client: FlaskClient, broker: Actor) -> Browser:
    return Browser(client).sign_in()


@pytest.fixture
def returned(people: People, broker: Actor, desk: Actor) -> Case:
    return send_back(submit(people, broker), desk, certificate_number=REASON)


def trail(page: Browser) -> list[str]:
    return page.texts("//ol[@class='trail']/li/*[@class='trail-title']")


def marks(page: Browser) -> dict[str, str]:
    names = page.texts("//*[@class='waymark-name']")
    return dict(zip(names, page.texts("//*[@class='waymark-state']"), strict=True))


def page_of(visitor: Browser, case: Case) -> Browser:
    return visitor.open(f"/cases/{case.no}")


def test_the_case_says_who_has_it_since_when_and_until_when(
    visitor: Browser, broker: Actor, people: People, agency
):
    page = page_of(visitor, submit(people, broker))

    (now,) = page.texts("//section[@class='case-now']/p[contains(@class,'phrases')]")
    assert f"由{agency.name}办理" in now
    assert "自 11月23日 09:00" in now
    assert "应在 2026年12月7日 前完成" in now


def test_the_case_tells_what_came_before_and_what_comes_next(
    visitor: Browser, broker: Actor, people: People, desk: Actor
):
    case = decide(submit(people, broker), desk, "approve")

    page = page_of(visitor, case)

    assert trail(page) == ["已提交申请", "机构审核：通过", "协会审核", "已实名"]
    assert marks(page) == {
        "提交实名登记": "已完成",
        "机构审核": "已完成",
        "协会审核": "进行中",
        "已实名": "未开始",
    }


def test_a_reminder_that_went_out_is_part_of_the_story(
    visitor: Browser, broker: Actor, people: People, clock: Clock
):
    case = submit(people, broker)
    clock.advance(days=4)
    cases.wake(case.id)

    assert "满3个工作日未审" in trail(page_of(visitor.sign_in(), case))


def test_the_diagram_is_given_with_what_is_done_and_what_is_active(
    visitor: Browser, broker: Actor, people: People
):
    case = submit(people, broker)
    (box,) = page_of(visitor, case).page.xpath("//*[@data-diagram]")

    diagram = visitor.client.get(box.get("data-diagram"))

    assert diagram.mimetype == "application/xml"
    assert b"practitioner_registration" in diagram.data
    assert box.get("data-active") == "agency_review"
    assert "submit" in box.get("data-done").split(",")


def test_the_diagram_speaks_the_readers_language(visitor: Browser, broker: Actor, people: People):
    case = submit(people, broker)
    visitor.client.set_cookie("mingpai_language", "en")
    (box,) = page_of(visitor, case).page.xpath("//*[@data-diagram]")

    drawn = etree.fromstring(visitor.client.get(box.get("data-diagram")).data)

    names = [element.get("name", "") for element in drawn.iter("{*}userTask")]
    assert "Association review" in names
    assert not [name for name in names if not name.isascii()]


def test_what_was_returned_stands_first_with_its_reason(visitor: Browser, returned: Case):
    page = page_of(visitor, returned)

    assert "已退回" in page.text()
    assert page.texts("//*[@class='reasons']/div")[0] == f"证书编号{REASON}"
    assert page.links()["现在修改"] == f"/cases/{returned.no}/correct"


def test_only_what_was_returned_can_be_written_in_a_correction(visitor: Browser, returned: Case):
    page = visitor.open(f"/cases/{returned.no}/correct")

    visible = page.page.xpath("//form[@data-autosave]//input[not(@type='hidden')]/@name")
    assert visible == ["certificate_number"]
    assert page.texts("//*[@class='field-reason']") == [f"退回原因：{REASON}"]
    assert page.page.xpath("//input[@name='certificate_number']/@value") == ["30620260000000000001"]


def test_a_correction_goes_back_to_whoever_returned_it(
    visitor: Browser, returned: Case, desk: Actor
):
    page = visitor.open(f"/cases/{returned.no}/correct").press(
        "提交修改", certificate_number="30620260000000000002"
    )

    assert page.address == f"/cases/{returned.no}/submitted"
    assert task_of(returned).pool in desk.pools
    assert trail(page_of(visitor, returned)) == [
        "已提交申请",
        "机构审核：退回修改",
        "提交修改（第 2 次提交）",
        "机构审核",
        "协会审核",
        "已实名",
    ]


def test_a_wrong_correction_keeps_what_was_typed_and_stays_open(visitor: Browser, returned: Case):
    page = visitor.open(f"/cases/{returned.no}/correct").press("提交修改", certificate_number="！")

    assert page.status == 422
    assert page.error_of("certificate_number")
    assert page.page.xpath("//input[@name='certificate_number']/@value") == ["！"]
    assert case_of(returned.no).milestone == "已退回"


def test_a_field_posted_that_was_not_returned_is_refused_with_a_sentence(
    visitor: Browser, returned: Case
):
    page = visitor.open(f"/cases/{returned.no}/correct")

    answer = visitor.client.post(
        page.address,
        data={
            "version": page.page.xpath("//input[@name='version']")[0].get("value"),
            "certificate_number": "30620260000000000002",
            "id_number": OTHER_ID_NUMBER,
            "next": "1",
        },
    )

    assert answer.status_code == 422
    assert "身份证号没有被退回，不能修改" in answer.text
    assert OTHER_ID_NUMBER not in answer.text
    assert case_of(returned.no).round == 1


def test_a_correction_that_was_saved_is_there_on_the_next_visit(visitor: Browser, returned: Case):
    visitor.open(f"/cases/{returned.no}/correct").press("先保存", certificate_number="3062")

    page = visitor.open(f"/cases/{returned.no}/correct")

    assert page.page.xpath("//input[@name='certificate_number']/@value") == ["3062"]
    assert case_of(returned.no).milestone == "已退回"


def test_a_correction_is_saved_while_it_is_written(visitor: Browser, returned: Case):
    version = visitor.open(f"/cases/{returned.no}/correct").page.xpath(
        "//input[@name='version']/@value"
    )[0]

    saved = visitor.client.post(
        f"/cases/{returned.no}/correct/autosave",
        data={"version": version, "certificate_number": "30", "id_number": OTHER_ID_NUMBER},
    ).get_json()

    page = visitor.open(f"/cases/{returned.no}/correct")
    assert saved["version"] == int(version) + 1
    assert page.page.xpath("//input[@name='certificate_number']/@value") == ["30"]
    assert OTHER_ID_NUMBER not in page.text()


def test_a_second_click_on_a_correction_reads_that_it_was_sent(visitor: Browser, returned: Case):
    page = visitor.open(f"/cases/{returned.no}/correct")
    form = {
        **dict(page.page.xpath("//form[@data-autosave]")[0].form_values()),
        "certificate_number": "30620260000000000002",
        "next": "1",
    }
    visitor.client.post(f"/cases/{returned.no}/correct", data=form)

    second = visitor.client.post(f"/cases/{returned.no}/correct", data=form)

    assert second.location == f"/cases/{returned.no}"
    assert "已经提交" in visitor.open(second.location).text()
    assert case_of(returned.no).round == 2


def test_the_applicant_takes_a_case_back_after_being_asked(
    visitor: Browser, broker: Actor, people: People
):
    case = submit(people, broker)

    asked = visitor.open(f"/cases/{case.no}/withdraw")
    assert "占用的证件号码会释放，之后可以重新申请。" in asked.text()
    page = asked.press("确定撤回")

    assert page.address == f"/cases/{case.no}"
    assert case_of(case.no).milestone == "已撤回"
    assert trail(page) == ["已提交申请", "申请人撤回"]
    assert "撤回申请" not in page.links()


def test_whoever_applies_again_finds_the_words_but_not_the_consents(
    visitor: Browser, broker: Actor, people: People
):
    case = submit(people, broker)
    visitor.open(f"/cases/{case.no}/withdraw").press("确定撤回")

    visitor.open(f"/start/{PROCEDURE}").press("现在开始")

    filling = cases.find_filling(PROCEDURE, broker)
    assert filling is not None
    assert filling.answers["certificate_number"] == "30620260000000000001"
    assert not filling.answers.keys() & {"id_front", "consent_identity"}


def test_after_the_last_decision_nothing_can_be_taken_back(
    visitor: Browser, broker: Actor, people: People, desk: Actor
):
    case = admit(people, broker, desk)

    assert "撤回申请" not in page_of(visitor, case).links()
    assert visitor.open(f"/cases/{case.no}/withdraw").address == f"/cases/{case.no}"
    late = visitor.client.post(f"/cases/{case.no}/withdraw", data={})
    assert late.status_code == 409


def test_a_refusal_says_why_and_lets_one_apply_again(
    visitor: Browser, broker: Actor, people: People, desk: Actor
):
    case = decide(submit(people, broker), desk, "approve")
    case = decide(case, people.reviewer(), "refuse", opinion="证书已注销")

    page = page_of(visitor, case)

    assert "意见：证书已注销" in page.text()
    assert page.links()["重新申请"] == f"/start/{PROCEDURE}"
    assert marks(page)["不通过"] == "已结束"


def test_nobody_opens_the_case_of_another(
    visitor: Browser, broker: Actor, people: People, client: FlaskClient
):
    case = submit(people, broker)
    people.practitioner("李娜", mobile="15400000002")
    stranger = Browser(client.application.test_client()).sign_in("15400000002")

    for address in ("", "/answers", "/diagram.bpmn", "/withdraw", "/correct", "/submitted"):
        assert stranger.client.get(f"/cases/{case.no}{address}").status_code == 404, address


def test_the_list_shows_drafts_and_cases_with_their_milestones(
    visitor: Browser, broker: Actor, people: People
):
    assert "还没有办件" in visitor.open("/cases").text()
    visitor.open(f"/start/{PROCEDURE}").press("现在开始")
    assert "未提交" in visitor.open("/cases").text()

    case = submit(people, broker)

    page = visitor.open("/cases")
    assert case.no in page.text()
    assert "待机构（门店）审核" in page.text()


def test_what_was_handed_in_can_be_read_again_with_the_number_masked(
    visitor: Browser, broker: Actor, people: People
):
    case = submit(people, broker)

    page = visitor.open(f"/cases/{case.no}/answers")

    assert "371003**********17" in page.text()
    assert "中国房地产估价师与房地产经纪人学会" in page.text()


def test_the_applicant_is_told_of_a_return_once_and_the_count_goes_away_when_read(
    visitor: Browser, returned: Case
):
    assert visitor.open("/management").texts("//*[@class='notices-count']") == ["1 条未读"]

    page = visitor.open("/notices")

    assert f"您的申请（办件号 {returned.no}）需要您办理" in page.text()
    assert f"/cases/{returned.no}" in page.links().values()
    assert visitor.open("/management").texts("//*[@class='notices-count']") == []


def test_nobody_without_notices_is_left_before_an_empty_page(visitor: Browser):
    assert "还没有通知" in visitor.open("/notices").text()


def test_the_card_is_said_to_be_drawn_until_it_is_there(
    visitor: Browser, broker: Actor, people: People, desk: Actor
):
    assert "还没有信息卡" in visitor.open("/my-card").text()
    case = admit(people, broker, desk)
    assert "正在制作" in visitor.open("/my-card").text()
    assert visitor.client.get("/my-card/front.png").status_code == 404

    card = draw_card(case)

    page = visitor.open("/my-card")
    assert card.card_no in page.text()
    assert card.code in page.text()
    assert [visitor.client.get(address).mimetype for address in pictures(page)] == [
        "image/png",
        "image/png",
    ]


def test_whoever_did_not_agree_to_be_shown_reads_that_they_have_no_card_and_why(
    visitor: Browser, broker: Actor, people: People, desk: Actor
):
    case = submit(people, broker, consent_publication=False)
    for reviewer in (desk, people.reviewer()):
        decide(case, reviewer, "approve")

    page = visitor.open("/my-card")

    assert "没有同意在核验页上公开信息" in page.text()
    assert "办理实名登记" not in page.text()
    assert "可查看" not in visitor.open("/management").text()


def test_the_card_is_downloaded_under_its_number(
    visitor: Browser, broker: Actor, people: People, desk: Actor
):
    card = draw_card(admit(people, broker, desk))

    answer = visitor.client.get("/my-card/back.png?download=1")

    assert answer.headers["Content-Disposition"] == f"attachment; filename={card.card_no}-back.png"
    assert answer.data.startswith(b"\x89PNG")


def pictures(page: Browser) -> list[Any]:
    return list(page.page.xpath("//figure/img/@src"))


def test_every_page_of_a_case_is_kept_out_of_caches(
    visitor: Browser, broker: Actor, people: People
):
    case = submit(people, broker)

    assert visitor.client.get(f"/cases/{case.no}").headers["Cache-Control"] == "no-store"


def test_whoever_withdraws_too_late_is_led_to_what_was_decided(
    visitor: Browser, broker: Actor, people: People, desk: Actor
):
    case = submit(people, broker)
    asked = visitor.open(f"/cases/{case.no}/withdraw")
    decide(case, desk, "approve")
    decide(case, people.reviewer(), "approve")

    page = asked.press("确定撤回")
    assert page.status == 409
    assert "已实名" in page.open(page.links()["查看办件"]).text()


def test_whoever_chooses_another_employer_reads_why_and_is_not_told_to_correct(
    people: People, broker: Actor, desk: Actor, visitor: Browser
):
    case = decide(submit(people, broker), desk, "refuse", opinion="不是本单位员工")

    assert "机构审核：不通过。意见：不是本单位员工" in visitor.open(f"/cases/{case.no}").text()
    visitor.open(f"/cases/{case.no}/correct")
    assert visitor.texts("//h1") == ["另选单位"]
    assert "退回" not in visitor.texts("//p[@class='lead']")[0]
