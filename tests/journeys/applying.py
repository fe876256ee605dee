"""What an applicant does with the real-name form."""

from dataclasses import dataclass, field

from playwright.sync_api import FilePayload, Locator, expect

from tests.journeys import files
from tests.journeys.strangers import Stranger
from tests.journeys.visitor import ARRIVAL_MS, Visitor

START = "/start/practitioner_registration"
ISSUER = "中国房地产估价师与房地产经纪人学会"


@dataclass(frozen=True)
class Papers:
    """The files that somebody hands in; small ones unless a journey is about them."""

    id_front: FilePayload = field(default_factory=files.small_photo)
    id_back: FilePayload = field(default_factory=files.small_photo)
    contract: tuple[FilePayload, ...] = field(default_factory=lambda: (files.contract(1),))
    portrait: FilePayload = field(default_factory=files.portrait)
    certificate: FilePayload = field(default_factory=files.small_photo)


AS_PHONES_MAKE_THEM = Papers(
    files.photo("身份证正面.jpg"),
    files.iphone_photo(),
    (files.contract(), files.photo("contract-4.jpg")),
    files.portrait(),
    files.photo("certificate.jpg"),
)


def begin(visitor: Visitor) -> None:
    """Begin the form and open its first topic."""
    visitor.visit(START)
    visitor.press("现在开始")
    visitor.follow("继续填写：本人身份")


def fill_in_identity(visitor: Visitor, person: Stranger, papers: Papers) -> None:
    """Answer 本人身份."""
    visitor.page.get_by_label(person.gender, exact=True).check()
    visitor.fill("身份证号", person.id_number)
    attach(visitor, "身份证人像面", papers.id_front)
    attach(visitor, "身份证国徽面", papers.id_back)


def fill_in_qualification(visitor: Visitor, person: Stranger) -> None:
    """Answer 职业资格."""
    visitor.fill("证书编号", person.certificate_number)
    visitor.fill("证书机构名称", ISSUER)


def agree(visitor: Visitor) -> None:
    """Tick the three consents, each on its own."""
    for words in ("核对身份", "形象照办理登记", "公众核验页上公开"):
        box = visitor.page.get_by_role("checkbox", name=words)
        assert not box.is_checked()
        box.check()


def fill_in_the_rest(visitor: Visitor, person: Stranger, papers: Papers) -> None:
    """Answer everything after 本人身份 and go on to 检查并提交."""
    attach(visitor, "劳动合同", *papers.contract)
    visitor.press("下一步")
    attach(visitor, "个人形象照", papers.portrait)
    attach(visitor, "资格证书", papers.certificate)
    visitor.press("下一步")
    fill_in_qualification(visitor, person)
    visitor.press("下一步")
    agree(visitor)
    visitor.press("保存并检查")


def fill_in(visitor: Visitor, person: Stranger, papers: Papers | None = None) -> None:
    """Fill in the whole form, from its start to 检查并提交."""
    papers = papers or Papers()
    begin(visitor)
    fill_in_identity(visitor, person, papers)
    visitor.press("下一步")
    fill_in_the_rest(visitor, person, papers)


def submit(visitor: Visitor) -> str:
    """Hand the checked form in, and give the 办件号."""
    visitor.press("提交申请")
    return case_number(visitor)


def case_number(visitor: Visitor) -> str:
    """Give the 办件号 that the page after the submit names."""
    return visitor.path().split("/")[2]


def attach(visitor: Visitor, label: str, *chosen: FilePayload) -> None:
    """Choose files for a field and wait until all are ready."""
    choose_files(visitor, label, *chosen)
    ready = files_of(visitor, label).get_by_text("已就绪")
    expect(ready).to_have_count(len(chosen), timeout=ARRIVAL_MS)


def choose_files(visitor: Visitor, label: str, *chosen: FilePayload) -> None:
    """Choose files for a field."""
    files_of(visitor, label).get_by_label("或拍照").set_input_files(list(chosen))


def files_of(visitor: Visitor, label: str) -> Locator:
    """Find the field that takes those files."""
    return visitor.page.get_by_role("group", name=label)
