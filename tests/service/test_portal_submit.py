"""检查并提交, and the case that comes of it, as the applicant sees them."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Case, DocumentStatus
from tests.people import ID_NUMBER, People
from tests.service.browsing import PROCEDURE, Browser
from tests.service.card_job import admit, draw_card
from tests.stories import submit

FORM = f"/apply/{PROCEDURE}"
CHECK = f"{FORM}/check"


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def broker(people: People, agency) -> Actor:
    return people.practitioner(agency=agency)


@pytest.fixture
def visitor(client: FlaskClient, broker: Actor) -> Browser:
    return Browser(client).sign_in()


def fill_in(people: People, actor: Actor, **answers: Any) -> None:
    filling = cases.begin_filling(PROCEDURE, actor)
    complete = people.registration(actor, **answers)
    cases.save_filling(filling.with_answers(complete.keys(), complete), actor)


def how_many_cases() -> int:
    return db.session.scalar(select(func.count()).select_from(Case)) or 0


def test_the_id_number_is_masked_before_it_is_handed_in(
    visitor: Browser, broker: Actor, people: People
):
    fill_in(people, broker)

    page = visitor.open(CHECK)

    assert ID_NUMBER not in page.text()
    assert "371003**********17" in page.text()


def test_submitting_says_the_number_who_has_it_and_what_comes_next(
    visitor: Browser, broker: Actor, people: People, agency
):
    fill_in(people, broker)

    page = visitor.open(CHECK).press("提交申请")

    case = db.session.execute(select(Case)).scalar_one()
    assert page.address == f"/cases/{case.no}/submitted"
    assert case.no in page.text()
    assert f"由{agency.name}办理" in page.text()
    assert page.texts("//*[@class='waymark-name']") == [
        "提交实名登记",
        "机构审核",
        "协会审核",
        "已实名",
    ]


def test_what_is_missing_is_summed_up_and_links_to_where_it_is_changed(
    visitor: Browser, broker: Actor, people: People
):
    fill_in(people, broker, certificate_number="", consent_identity=False)

    page = visitor.open(CHECK).press("提交申请")

    assert page.status == 422
    assert page.page.xpath("//*[@data-error-summary]//a/@href") == [
        "#field-certificate_number",
        "#field-consent_identity",
    ]
    assert page.links()["去修改"].startswith(f"{FORM}/Group_")
    assert how_many_cases() == 0


def test_an_id_number_registered_elsewhere_is_refused_beside_the_field_and_all_is_kept(
    visitor: Browser, broker: Actor, people: People, agency
):
    fill_in(people, broker)
    submit(people, people.practitioner("李娜", agency=agency, mobile="15400000002"))

    page = visitor.open(CHECK).press("提交申请")

    assert page.status == 422
    assert "该证件已登记" in page.error_of("id_number")
    assert agency.name not in page.error_of("id_number")
    filling = cases.find_filling(PROCEDURE, broker)
    assert filling is not None
    assert filling.answers["id_number"] == ID_NUMBER


def test_a_second_click_makes_no_second_case(visitor: Browser, broker: Actor, people: People):
    fill_in(people, broker)
    checked = visitor.open(CHECK)
    form = dict(checked.page.forms[-1].form_values())

    first = checked.press("提交申请").address
    second = visitor.client.post(CHECK, data=form)

    assert second.location == first
    assert how_many_cases() == 1


def test_an_old_page_sent_after_the_submit_leads_to_the_case(
    visitor: Browser, broker: Actor, people: People
):
    fill_in(people, broker)
    old = dict(visitor.open(CHECK).page.forms[-1].form_values())
    number = visitor.press("提交申请").address.split("/")[2]
    old["key"] = "00000000-0000-4000-8000-000000000000"

    answer = visitor.client.post(CHECK, data=old)

    assert answer.location == f"/cases/{number}"
    assert "已经提交过了" in visitor.open(answer.location).text()


def test_nothing_is_handed_in_that_was_changed_elsewhere_after_it_was_read(
    visitor: Browser, broker: Actor, people: People
):
    fill_in(people, broker)
    read = visitor.open(CHECK)
    filling = cases.find_filling(PROCEDURE, broker)
    assert filling is not None
    cases.save_filling(
        filling.with_answers(["certificate_number"], {"certificate_number": "12345678"}), broker
    )

    page = read.press("提交申请")

    assert page.status == 409
    assert "还没有提交" in page.text()
    assert "12345678" in page.text()
    assert how_many_cases() == 0
    assert page.press("提交申请").status == 200


def test_a_file_still_being_checked_is_said_and_can_be_waited_for(
    visitor: Browser, broker: Actor, people: People
):
    waiting = people.document(broker, status=DocumentStatus.QUARANTINED, pages=[])
    fill_in(people, broker, id_front=[waiting])

    page = visitor.open(CHECK)

    assert "还有 1 个文件正在检查" in page.text()
    assert page.press("提交申请").status == 422
    assert "请稍候再提交" in page.error_of("id_front")


def test_a_file_still_being_checked_is_not_called_a_mistake_before_anything_was_sent(
    visitor: Browser, broker: Actor, people: People
):
    waiting = people.document(broker, status=DocumentStatus.QUARANTINED, pages=[])
    fill_in(people, broker, id_front=[waiting])

    page = visitor.open(CHECK)

    assert "需要修改" not in page.text()
    assert page.error_of("id_front") == ""


def test_an_agency_disabled_meanwhile_is_said_when_it_is_handed_in(
    visitor: Browser, broker: Actor, people: People, agency
):
    fill_in(people, broker)
    read = visitor.open(CHECK)
    agency.enabled = False
    db.session.commit()

    page = read.press("提交申请")

    assert page.status == 422
    assert f"所选单位“{agency.name}”目前不能接收申请" in page.error_of("agency")
    assert how_many_cases() == 0


def test_nobody_hands_in_twice_what_the_register_already_has(
    visitor: Browser, broker: Actor, people: People, agency
):
    draw_card(admit(people, broker, people.desk(agency)))

    page = visitor.open(f"/start/{PROCEDURE}")

    assert "您已完成实名登记" in page.text()
    assert "现在开始" not in page.texts("//button")
