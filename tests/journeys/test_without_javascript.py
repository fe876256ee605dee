"""The main path in a browser that runs no scripts."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests import photos
from tests.journeys import files
from tests.journeys.acts import fill_in_registration_but_the_employer
from tests.journeys.applying import START, agree, files_of, fill_in_qualification
from tests.journeys.arranging import agency
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.strangers import Strangers
from tests.journeys.visitor import Visitor


def test_a_broker_registers_and_applies_without_javascript(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    visitor = welcome(javascript=False)

    visitor.visit("/register")
    fill_in_registration_but_the_employer(visitor, person)
    visitor.page.get_by_role("searchbox").fill(employer.name[2:6])
    visitor.press("查找")
    visitor.page.get_by_label(employer.name, exact=True).check()
    visitor.fill("设置密码", "Mingpai-2026")  # A browser is never sent a password back.
    visitor.press("注册并继续")

    visitor.visit(START)
    visitor.press("现在开始")
    visitor.follow("继续填写：本人身份")
    visitor.page.get_by_label(person.gender, exact=True).check()
    visitor.fill("身份证号", person.id_number)
    _upload(visitor, "身份证人像面", files.photo())
    _upload(visitor, "身份证国徽面", files.iphone_photo())
    visitor.press("下一步")
    _upload(visitor, "劳动合同", files.contract(2))
    visitor.press("下一步")
    _upload(visitor, "个人形象照", files.portrait())
    _upload(visitor, "资格证书", files.small_photo())
    visitor.press("下一步")
    fill_in_qualification(visitor, person)
    visitor.press("下一步")
    agree(visitor)
    visitor.press("保存并检查")
    visitor.reload_until(lambda: not visitor.sees("正在检查"))
    _expect_nothing_of_the_phone(visitor)
    visitor.press_twice("提交申请", to="/submitted")

    visitor.visit("/cases")
    listed = visitor.page.get_by_role("link", name="从业人员实名登记", exact=True)
    expect(listed).to_have_count(1)


def _upload(visitor: Visitor, label: str, chosen: FilePayload) -> None:
    box = files_of(visitor, label)
    box.get_by_label("或拍照").set_input_files([chosen])
    with visitor.arriving(), visitor.page.expect_navigation():
        box.get_by_role("button", name="上传", exact=True).click()


def _expect_nothing_of_the_phone(visitor: Visitor) -> None:
    """See that pictures stand upright and say neither where nor with what they were taken."""
    for link in visitor.page.get_by_role("figure").get_by_role("link").all():
        answer = visitor.context.request.get(visitor.house.url + str(link.get_attribute("href")))
        picture = Image.open(BytesIO(answer.body()))
        assert not picture.getexif()
        assert photos.PLACE not in answer.body()
        assert picture.height > picture.width
