"""From the registration to the card in public: everybody at their own screen."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.journeys import files
from tests.journeys.acts import register
from tests.journeys.applying import attach, fill_in, submit
from tests.journeys.arranging import agency, reviewer
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import (
    AGENCY_DESK,
    ASSOCIATION_DESK,
    decide,
    expect_papers_beside_data,
    open_task,
    sign_in_at_association,
    sign_in_at_desk,
)
from tests.journeys.strangers import Strangers
from tests.journeys.visitor import Visitor

REASONS = {
    "证书编号": "与证书照片上的编号不一致，请核对。",
    "个人形象照": "照片太暗，请重新拍摄。",
}


@pytest.mark.branch(
    "practitioner_registration",
    "which_employer>agency_review",
    "employer_opinion>correct_for_employer",
    "employer_opinion>check_employer",
    "association_opinion>admit",
    "publication_agreed>draw_card",
    "registered",
)
def test_a_broker_is_returned_once_approved_twice_and_gets_a_card_anyone_can_check(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer, staff = strangers.new(), agency(house, strangers.company()), reviewer(house)
    applicant, desk, association, passer_by = welcome(), welcome(), welcome(), welcome()
    register(applicant, person, employer.name)
    fill_in(applicant, person)
    case_no = submit(applicant)

    sign_in_at_desk(desk, employer)
    open_task(desk, AGENCY_DESK, person)
    expect_papers_beside_data(desk, person)
    assert person.id_number not in desk.text()
    decide(desk, "return", returned=REASONS)

    applicant.visit(f"/cases/{case_no}")
    for reason in REASONS.values():
        assert applicant.sees(reason)
    applicant.follow("现在修改")
    expect(applicant.page.get_by_role("textbox")).to_have_count(1)
    expect(applicant.page.locator("input[type=file]")).to_have_count(1)
    applicant.fill("证书编号", "30620260000000999999")
    attach(applicant, "个人形象照", files.portrait("new.png"))
    applicant.press("提交修改")

    open_task(desk, AGENCY_DESK, person)
    assert desk.sees("本轮修改了 2 项")
    assert desk.sees(person.certificate_number), "what was written before is shown beside"
    decide(desk, "approve")

    sign_in_at_association(association, staff)
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")

    front = _card(applicant)
    assert front.size == (638, 1011)
    (printed,) = zxingcpp.read_barcodes(front)
    code = printed.text.removeprefix(f"{house.url}/v/")
    assert applicant.page.get_by_text(code, exact=True).is_visible()

    passer_by.visit(f"/v/{code}")
    assert passer_by.page.get_by_role("heading", level=1).inner_text() == "有效"
    assert passer_by.sees(person.name)
    assert passer_by.sees(employer.name)
    assert person.mobile not in passer_by.page.content()
    assert person.id_number not in passer_by.page.content()


def _card(applicant: Visitor) -> Image.Image:
    """Wait until the worker has drawn the card, and download its front."""
    applicant.visit("/my-card")
    expect(applicant.page.get_by_role("img", name="信息卡正面")).to_be_visible(timeout=30_000)
    applicant.reload()
    with applicant.page.expect_download() as download:
        applicant.page.get_by_role("link", name="下载正面图片").click()
    return Image.open(Path(download.value.path()))
