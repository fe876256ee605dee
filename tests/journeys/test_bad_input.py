"""Bad input gets a sentence beside the field, in both languages, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests import photos
from tests.journeys import files
from tests.journeys.acts import sign_in
from tests.journeys.applying import choose_files, files_of
from tests.journeys.arranging import account, agency, application, disable, draft
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.strangers import Stranger, Strangers, with_wrong_check_digit
from tests.journeys.visitor import ARRIVAL_MS, Visitor

CHECK = "/apply/practitioner_registration/check"
IDENTITY = "/apply/practitioner_registration/Group_identity"
EMPLOYER = "/apply/practitioner_registration/Group_employer"
CHINESE = re.compile("[一-鿿]")
TOO_LARGE = 21 * 1024 * 1024
FALSE_FILES = {
    "a photo of ten pixels": (
        lambda: files.file("tiny.jpg", "image/jpeg", photos.phone_jpeg(1, (10, 10))),
        "太小",
        "pixels",
    ),
    "a text that is called a photo": (
        lambda: files.file("letter.jpg", "image/jpeg", "这不是照片。".encode()),
        "文件内容不是图片",
        "neither a picture",
    ),
    "a picture of 200 megapixels": (
        lambda: files.file("wall.png", "image/png", photos.huge_png()),
        "200 百万像素",
        "megapixels",
    ),
}


@pytest.fixture
def employer(house: House, strangers: Strangers):
    return agency(house, strangers.company())


def test_a_wrong_check_digit_is_said_beside_the_field(
    house: House, welcome: Welcome, strangers: Strangers, employer
):
    person, visitor = strangers.new(), welcome()
    _at_identity(house, visitor, person, employer)
    wrong = with_wrong_check_digit(person.id_number)
    visitor.page.get_by_label(person.gender, exact=True).check()
    visitor.fill("身份证号", wrong)

    visitor.press("下一步", status=422)

    field = visitor.field("身份证号")
    expect(field).to_have_accessible_description(re.compile("校验码"))
    expect(field).to_have_value(wrong)
    expect(visitor.page.get_by_label(person.gender, exact=True)).to_be_checked()
    _read_in_english(visitor, IDENTITY)
    expect(_english_error(visitor)).to_contain_text("check digit")


@pytest.mark.parametrize("kind", FALSE_FILES)
def test_a_file_that_cannot_be_used_says_why_on_its_card(
    kind: str, house: House, welcome: Welcome, strangers: Strangers, employer
):
    make, chinese, english = FALSE_FILES[kind]
    person, visitor = strangers.new(), welcome()
    _at_identity(house, visitor, person, employer)
    visitor.fill("身份证号", person.id_number)

    choose_files(visitor, "身份证人像面", make())

    card = files_of(visitor, "身份证人像面").get_by_role("listitem")
    expect(card).to_contain_text(chinese, timeout=ARRIVAL_MS)
    expect(visitor.field("身份证号")).to_have_value(person.id_number)
    expect(visitor.page.get_by_text("已保存")).to_be_visible()
    _read_in_english(visitor, IDENTITY)
    card = visitor.page.get_by_role("listitem").filter(has_text=make()["name"])
    expect(card).to_contain_text(english)
    assert not CHINESE.search(card.inner_text())


def test_a_pdf_of_21_megabytes_is_refused_before_it_is_sent(
    house: House, welcome: Welcome, strangers: Strangers, employer
):
    person, visitor = strangers.new(), welcome()
    _at_identity(house, visitor, person, employer)
    visitor.visit(EMPLOYER)

    choose_files(visitor, "劳动合同", _pdf_of_21_megabytes())

    expect(files_of(visitor, "劳动合同")).to_contain_text("文件太大（21")


def test_a_pdf_of_21_megabytes_is_refused_without_javascript_too(
    house: House, welcome: Welcome, strangers: Strangers, employer
):
    person, visitor = strangers.new(), welcome(javascript=False)
    _at_identity(house, visitor, person, employer)
    visitor.visit(EMPLOYER)
    box = files_of(visitor, "劳动合同")
    box.get_by_label("或拍照").set_input_files([_pdf_of_21_megabytes()])

    with visitor.arriving(), visitor.page.expect_navigation():
        box.get_by_role("button", name="上传", exact=True).click()

    visitor.reload_until(lambda: not visitor.sees("正在检查"))
    expect(files_of(visitor, "劳动合同")).to_contain_text("文件太大（21")


def test_an_id_number_that_is_claimed_is_refused_without_naming_the_employer(
    house: House, welcome: Welcome, strangers: Strangers, employer
):
    first, visitor = strangers.new(), welcome()
    application(house, first, agency(house, strangers.company()))
    second = strangers.another_with_the_papers_of(first)
    draft(house, second, employer)
    sign_in(visitor, second)
    visitor.visit(CHECK)

    visitor.press("提交申请", status=422)

    assert visitor.sees("该证件已登记")
    _press_submit_in_english(house, visitor)
    expect(_english_error(visitor)).to_contain_text("already registered")
    assert visitor.sees(second.certificate_number)


def test_an_employer_that_was_disabled_meanwhile_is_named_with_what_to_do(
    house: House, welcome: Welcome, strangers: Strangers, employer
):
    person, visitor = strangers.new(), welcome()
    draft(house, person, employer)
    sign_in(visitor, person)
    visitor.visit(CHECK)
    disable(house, employer)

    visitor.press("提交申请", status=422)

    assert visitor.sees(f"所选单位“{employer.name}”目前不能接收申请")
    _press_submit_in_english(house, visitor)
    expect(_english_error(visitor)).to_contain_text("cannot take applications")


def _at_identity(house: House, visitor: Visitor, person: Stranger, employer) -> None:
    account(house, person, employer)
    sign_in(visitor, person)
    visitor.visit("/start/practitioner_registration")
    visitor.press("现在开始")
    visitor.visit(IDENTITY)


def _read_in_english(visitor: Visitor, path: str) -> None:
    visitor.visit(f"/language/en?next={path}%3Fcheck%3D1")


def _press_submit_in_english(house: House, visitor: Visitor) -> None:
    _read_in_english(visitor, CHECK)
    visitor.press(house.in_english("提交申请"), status=422)


def _english_error(visitor: Visitor) -> Locator:
    """Find the sum of what is wrong, which must be English through and through."""
    return visitor.page.get_by_role("alert")


def _pdf_of_21_megabytes() -> FilePayload:
    return files.file("contract.pdf", "application/pdf", photos.pdf().ljust(TOO_LARGE, b"\n"))
