"""An agency registers: one of the directory at once, another with the association's review."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect
from stdnum.cn import uscc

from tests.journeys import files
from tests.journeys.applying import attach, submit
from tests.journeys.arranging import Employer, reviewer
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import CAPTCHA, House
from tests.journeys.reviewing import (
    AGENCY_DESK,
    ASSOCIATION_DESK,
    decide,
    open_task,
    sign_in_at_association,
    sign_in_at_desk,
)
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, People


@pytest.mark.branch("agency_registration", "needs_review>approve", "approved")
def test_an_agency_of_the_directory_passes_at_once_and_may_be_chosen(
    house: House, welcome: Welcome, strangers: Strangers
):
    name, number = strangers.company(), licence_number(strangers)
    house.arrange(lambda: People().filing(name, uscc=number).id)
    agency, passer_by = welcome(), welcome(PHONE)
    assert not is_found(passer_by, name)

    pick_from_directory(agency, name)
    expect(agency.field("营业执照号码")).to_have_value(number)
    agency.page.get_by_label("已对照营业执照，确认是本公司执照号").check()
    finish_sign_up(agency)
    agency.press("现在开始")
    fill_in_filed(agency, strangers.new())
    submit(agency)

    assert agency.sees("已通过")
    assert is_found(passer_by, name)


@pytest.mark.branch(
    "agency_registration", "needs_review>association_review", "opinion>correct", "opinion>approve"
)
def test_an_agency_that_is_not_filed_is_returned_once_and_passes_with_the_association(
    house: House, welcome: Welcome, strangers: Strangers
):
    name, person = strangers.company(), strangers.new()
    agency, association, passer_by = welcome(), welcome(), welcome()
    sign_up_typed(agency, name, licence_number(strangers))
    begin(agency)
    fill_in_unfiled(agency, person)
    case_no = submit(agency)

    sign_in_at_association(association, reviewer(house))
    open_task(association, ASSOCIATION_DESK, name)
    assert person.id_number not in association.text()
    decide(association, "return", returned={"经营地址": "请写到门牌号。"})
    agency.visit(f"/cases/{case_no}")
    assert agency.sees("请写到门牌号。")
    agency.follow("现在修改")
    expect(agency.page.get_by_role("textbox")).to_have_count(1)
    agency.fill("经营地址", "威海市环翠区新威路 18 号 2 楼")
    agency.press("提交修改")
    assert not is_found(passer_by, name), "nobody may choose it before it has passed"

    open_task(association, ASSOCIATION_DESK, name)
    decide(association, "approve")
    agency.visit(f"/cases/{case_no}")
    assert agency.sees("已通过")
    assert is_found(passer_by, name)
    desk = welcome()
    sign_in_at_desk(desk, Employer(None, name))
    assert desk.path().startswith(AGENCY_DESK)


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(
            "refused", marks=pytest.mark.branch("agency_registration", "opinion>refuse", "refused")
        ),
        pytest.param("withdrawn", marks=pytest.mark.branch("agency_registration", "withdrawn")),
    ],
)
def test_a_name_is_free_again_when_its_registration_came_to_nothing(
    house: House, welcome: Welcome, strangers: Strangers, ending: str
):
    name, number = strangers.company(), licence_number(strangers)
    agency = welcome()
    sign_up_typed(agency, name, number)
    begin(agency)
    fill_in_unfiled(agency, strangers.new())
    case_no = submit(agency)

    if ending == "refused":
        association = welcome()
        sign_in_at_association(association, reviewer(house))
        open_task(association, ASSOCIATION_DESK, name)
        decide(association, "refuse", opinion="执照照片与名称不符。")
        agency.visit(f"/cases/{case_no}")
        assert agency.sees("执照照片与名称不符。")
    else:
        agency.visit(f"/cases/{case_no}")
        agency.follow("撤回申请")
        agency.press("确定撤回")
        assert agency.sees("已撤回")

    another = welcome()
    sign_up_typed(another, name, number)
    assert another.path() == "/start/agency_registration"


def test_a_typed_number_that_the_directory_knows_is_offered_the_filed_way(
    house: House, welcome: Welcome, strangers: Strangers
):
    filed, number = strangers.company(), licence_number(strangers)
    house.arrange(lambda: People().filing(filed, uscc=number).id)
    agency = welcome()

    fill_in_sign_up(agency, strangers.company(), number)
    agency.press("注册并继续", 422)
    assert agency.sees("该执照号在备案目录中")
    agency.press("按已备案机构注册")

    assert agency.sees(filed)
    expect(agency.field("营业执照号码")).to_have_value(number)


def test_a_number_of_the_directory_typed_in_the_form_loses_nothing_that_was_typed(
    house: House, welcome: Welcome, strangers: Strangers
):
    filed, number = strangers.company(), licence_number(strangers)
    house.arrange(lambda: People().filing(filed, uscc=number).id)
    agency, person = welcome(PHONE), strangers.new()
    sign_up_typed(agency, strangers.company(), licence_number(strangers))
    begin(agency)
    fill_in_identity(agency)
    fill_in_agent(agency, person)
    agency.follow("全部步骤")
    agency.follow("单位信息")

    agency.fill("营业执照号码", number)
    agency.press("下一步", 422)
    assert agency.sees("该号码在备案目录中")
    agency.press("是本单位，按备案办理")

    expect(agency.field("公司名称")).to_have_value(filed)
    agency.press("下一步")
    expect(agency.field("经办人姓名")).to_have_value(person.name)
    agency.press("下一步")
    attach(agency, "公司委托书", files.photo("letter.jpg"))
    agency.press("下一步")
    agency.page.get_by_role("checkbox", name="经办人本人同意").check()
    agency.press("保存并检查")
    submit(agency)
    assert agency.sees("已通过")


def test_an_agency_whose_licence_has_another_number_is_looked_at(
    house: House, welcome: Welcome, strangers: Strangers
):
    name, directorys, licences = strangers.company(), *(licence_number(strangers) for _ in "12")
    house.arrange(lambda: People().filing(name, uscc=directorys).id)
    agency, association, person = welcome(), welcome(), strangers.new()
    pick_from_directory(agency, name)
    agency.page.get_by_role("checkbox", name="号码不符").check()
    finish_sign_up(agency)
    agency.press("现在开始")
    agency.follow("单位信息")

    agency.fill("营业执照上的号码", licences)
    fill_in_identity(agency)
    fill_in_agent(agency, person)
    fill_in_papers(agency, person)
    submit(agency)

    sign_in_at_association(association, reviewer(house))
    open_task(association, ASSOCIATION_DESK, name)
    assert association.sees(directorys)
    assert association.sees(licences)
    decide(association, "approve")
    assert is_found(welcome(), name)


def test_the_letter_comes_filled_in_with_what_was_typed_and_blank(
    welcome: Welcome, strangers: Strangers
):
    name, person = strangers.company(), strangers.new()
    agency = welcome()
    sign_up_typed(agency, name, licence_number(strangers))
    begin(agency)
    fill_in_identity(agency)
    fill_in_agent(agency, person)

    filled, blank = (letter(agency, which) for which in ("点击下载公司委托书样板", "空白样板"))

    assert name in filled
    assert person.name in filled
    assert name not in blank


def licence_number(strangers: Strangers) -> str:
    """Give a unified social credit code that nobody has."""
    number = f"91371002XX{int(strangers.new().mobile[4:]):07}"
    return number + uscc.calc_check_digit(number)


def pick_from_directory(visitor: Visitor, name: str) -> None:
    """Begin 机构注册 and choose a name from the filing directory."""
    visitor.visit("/register")
    visitor.follow(re.compile("房地产经纪机构"))
    visitor.page.get_by_role("searchbox").press_sequentially(name[2:6])
    visitor.page.get_by_role("button", name=re.compile(name)).click()
    expect(visitor.page.get_by_text("已备案", exact=True)).to_be_visible()


def fill_in_sign_up(visitor: Visitor, name: str, number: str) -> None:
    """Fill in 机构注册 for an agency that is not in the directory."""
    visitor.visit("/register/agency")
    visitor.fill("公司名称", name)
    visitor.fill("营业执照号码", number)
    visitor.fill("设置密码", PASSWORD)
    visitor.fill("验证码", CAPTCHA)


def sign_up_typed(visitor: Visitor, name: str, number: str) -> None:
    """Sign up an agency that is not in the directory."""
    fill_in_sign_up(visitor, name, number)
    visitor.press("注册并继续")


def finish_sign_up(visitor: Visitor) -> None:
    """Set a password and go on."""
    visitor.fill("设置密码", PASSWORD)
    visitor.fill("验证码", CAPTCHA)
    visitor.press("注册并继续")


def begin(visitor: Visitor) -> None:
    """Begin the form and open its first topic."""
    visitor.press("现在开始")
    visitor.follow("继续填写：单位信息")


def fill_in_identity(visitor: Visitor) -> None:
    """Answer 单位信息, of which the account knows the rest."""
    visitor.field("所在区域").select_option("371002")
    visitor.press("下一步")


def fill_in_agent(visitor: Visitor, person: Stranger) -> None:
    """Answer 经办人."""
    visitor.fill("经办人姓名", person.name)
    visitor.fill("经办人手机", person.mobile)
    visitor.press("下一步")


def fill_in_filed(visitor: Visitor, person: Stranger) -> None:
    """Answer what an agency of the directory is asked; the directory knows 单位信息."""
    visitor.follow("继续填写：经办人")
    fill_in_agent(visitor, person)
    attach(visitor, "公司委托书", files.photo("letter.jpg"))
    visitor.press("下一步")
    visitor.page.get_by_role("checkbox", name="经办人本人同意").check()
    visitor.press("保存并检查")


def fill_in_unfiled(visitor: Visitor, person: Stranger) -> None:
    """Answer what any other agency is asked, up to 检查并提交."""
    fill_in_identity(visitor)
    fill_in_agent(visitor, person)
    fill_in_papers(visitor, person)


def fill_in_papers(visitor: Visitor, person: Stranger) -> None:
    """Answer what follows 经办人, for whoever is not in the directory."""
    attach(visitor, "公司委托书", files.photo("letter.jpg"))
    visitor.press("下一步")
    visitor.fill("经营地址", "威海市环翠区新威路")
    visitor.fill("法人姓名", person.name)
    visitor.fill("法人身份证号", person.id_number)
    for paper in ("营业执照照片", "法人身份证人像面", "法人身份证国徽面"):
        attach(visitor, paper, files.photo(f"{paper}.jpg"))
    visitor.press("下一步")
    for words in ("经办人本人同意", "法人本人单独同意"):
        visitor.page.get_by_role("checkbox", name=words).check()
    visitor.press("保存并检查")


def letter(visitor: Visitor, link: str) -> str:
    """Download a 公司委托书 and give its words."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name=re.compile(link)).first.click()
    return str(pypdfium2.PdfDocument(download.value.path())[0].get_textpage().get_text_range())


def is_found(visitor: Visitor, name: str) -> bool:
    """Whether somebody who registers may choose this employer."""
    visitor.visit("/register")
    visitor.page.get_by_role("searchbox").press_sequentially(name[2:6])
    visitor.page.wait_for_timeout(600)
    return visitor.page.get_by_label(name, exact=True).count() == 1
