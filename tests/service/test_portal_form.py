"""The real-name form as its applicant meets it, without JavaScript."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from service import cases
from service.actors import Actor
from tests.people import ID_NUMBER, People
from tests.service.browsing import PROCEDURE, Browser
from tests.stories import submit

FORM = f"/apply/{PROCEDURE}"
IDENTITY = f"{FORM}/Group_identity"


@pytest.fixture
def broker(people: People) -> Actor:
    return people.practitioner(agency=people.agency())


@pytest.fixture
def visitor(client: FlaskClient, broker: Actor) -> Browser:
    return Browser(client).sign_in()


@pytest.fixture
def begun(visitor: Browser) -> Browser:
    return visitor.open(f"/start/{PROCEDURE}").press("现在开始")


def draft_of(actor: Actor) -> dict:
    filling = cases.find_filling(PROCEDURE, actor)
    assert filling is not None
    return dict(filling.answers)


def test_the_start_page_names_every_document_before_anything_is_asked(visitor: Browser):
    page = visitor.open(f"/start/{PROCEDURE}")

    for document in ("身份证人像面", "身份证国徽面", "个人形象照", "劳动合同", "资格证书"):
        assert document in page.text()
    assert page.texts("//ol[contains(@class,'marks')]/li") == [
        "提交实名登记",
        "机构审核",
        "协会审核",
        "已实名",
    ]


def test_looking_at_the_start_page_begins_nothing(visitor: Browser, broker: Actor):
    visitor.open(f"/start/{PROCEDURE}")

    assert cases.find_filling(PROCEDURE, broker) is None


def test_an_old_start_page_begins_no_second_form_beside_a_running_case(
    visitor: Browser, broker: Actor, people: People
):
    old = visitor.open(f"/start/{PROCEDURE}")
    case = submit(people, broker)

    page = old.press("现在开始")

    assert page.address == f"/cases/{case.no}"
    assert cases.find_filling(PROCEDURE, broker) is None


def test_what_the_account_knows_is_not_asked_again(begun: Browser):
    page = begun.open(IDENTITY)

    assert "真实姓名" not in page.texts("//label")
    assert not page.page.xpath("//*[@name='real_name']")


def test_every_question_says_why_it_is_asked(begun: Browser):
    page = begun.open(IDENTITY)

    assert "确认您是本人" in page.texts("//*[@id='field-id_number-why']")[0]


def test_the_list_of_topics_starts_with_nothing_done(begun: Browser):
    assert begun.address == FORM
    assert (
        begun.texts("//ol[@class='topic-list']//*[contains(@class,'status-word')]") == ["未填"] * 5
    )


def test_next_saves_and_goes_on_to_the_next_topic(begun: Browser, broker: Actor, people: People):
    ids = {key: people.document(broker, key) for key in ("id_front", "id_back")}

    page = begun.open(IDENTITY).press("下一步", gender="male", id_number=ID_NUMBER, **ids)

    assert page.address == f"{FORM}/Group_employer"
    assert draft_of(broker)["id_number"] == ID_NUMBER


def test_a_wrong_answer_is_said_beside_the_field_and_everything_typed_is_kept(
    begun: Browser, broker: Actor
):
    page = begun.open(IDENTITY).press("下一步", gender="male", id_number="371003199003071118")

    assert page.status == 422
    assert "校验" in page.error_of("id_number")
    assert page.page.xpath("//input[@name='id_number']/@value") == ["371003199003071118"]
    assert page.page.xpath("//*[@data-error-summary]//a[@href='#field-id_number']")
    assert draft_of(broker)["id_number"] == "371003199003071118"


def test_save_draft_judges_nothing_and_another_device_goes_on_from_there(
    begun: Browser, broker: Actor, client: FlaskClient
):
    page = begun.open(IDENTITY).press("保存草稿", id_number="3710")

    assert "草稿已保存" in page.text()
    phone = Browser(client.application.test_client()).sign_in().open(IDENTITY)
    assert phone.page.xpath("//input[@name='id_number']/@value") == ["3710"]


def test_a_page_that_another_device_overtook_overwrites_nothing_and_loses_nothing(
    begun: Browser, broker: Actor, client: FlaskClient
):
    old = begun.open(IDENTITY)
    Browser(client.application.test_client()).sign_in().open(IDENTITY).press(
        "保存草稿", id_number="111"
    )

    page = old.press("保存草稿", id_number="222")

    assert page.status == 409
    assert "已在其他设备或页面上更新" in page.text()
    assert draft_of(broker)["id_number"] == "111"
    assert page.page.xpath("//input[@name='id_number']/@value") == ["222"]
    page.press("保存草稿")
    assert draft_of(broker)["id_number"] == "222"


def test_autosave_answers_with_the_time_and_the_new_version(begun: Browser, broker: Actor):
    version = begun.open(IDENTITY).page.xpath("//input[@name='version']/@value")[0]

    saved = begun.client.post(
        f"{IDENTITY}/autosave", data={"version": version, "id_number": "37"}
    ).get_json()

    assert saved["version"] == int(version) + 1
    assert saved["said"] == "已保存 09:00"
    assert draft_of(broker)["id_number"] == "37"


def test_a_stale_autosave_overwrites_nothing(begun: Browser, broker: Actor):
    begun.client.post(f"{IDENTITY}/autosave", data={"version": "1", "id_number": "37"})

    stale = begun.client.post(
        f"{IDENTITY}/autosave",
        data={"version": "1", "id_number": "99"},
        headers={"Accept": "application/json"},
    )

    assert stale.status_code == 409
    assert stale.get_json()["title"] == "草稿已在其他设备上更新"
    assert draft_of(broker)["id_number"] == "37"


def test_consents_are_separate_and_unticked(begun: Browser):
    page = begun.open(f"{FORM}/Group_consent")

    boxes = page.page.xpath("//input[@type='checkbox']")
    assert [box.get("name") for box in boxes] == [
        "consent_identity",
        "consent_portrait",
        "consent_publication",
    ]
    assert not any(box.get("checked") is not None for box in boxes)


def test_unticking_a_consent_takes_it_back(begun: Browser, broker: Actor):
    page = begun.open(f"{FORM}/Group_consent").press("保存草稿", consent_identity="true")
    assert draft_of(broker)["consent_identity"] == "true"

    page.open(f"{FORM}/Group_consent").press("保存草稿", consent_identity=None)

    assert "consent_identity" not in draft_of(broker)


def test_a_person_without_employer_searches_one_without_javascript(
    client: FlaskClient, people: People
):
    agency = people.agency()
    actor = people.practitioner(agency=None)
    visitor = Browser(client).sign_in().open(f"/start/{PROCEDURE}").press("现在开始")

    page = visitor.open(f"{FORM}/Group_employer").press("查找", agency_search="安居")

    assert page.page.xpath("//input[@name='agency']/@value") == [str(agency.id)]
    page.press("下一步", agency=str(agency.id))
    assert draft_of(actor)["agency"] == str(agency.id)


def test_somebody_with_a_running_case_is_led_to_it(visitor: Browser, broker: Actor, people: People):
    cases.open_draft(PROCEDURE, broker)
    done = cases.submit(PROCEDURE, people.registration(broker), broker, uuid4())

    assert visitor.open(f"/start/{PROCEDURE}").address == f"/cases/{done.case_no}"
    assert visitor.open(FORM).address == f"/cases/{done.case_no}"


def test_a_form_that_was_never_begun_leads_to_its_start(visitor: Browser):
    assert visitor.open(IDENTITY).address == f"/start/{PROCEDURE}"


def test_an_unknown_topic_or_procedure_is_not_found(begun: Browser):
    assert begun.open(f"{FORM}/nothing").status == 404
    assert begun.open("/start/nothing").status == 404
