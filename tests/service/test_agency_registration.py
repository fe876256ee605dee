"""机构实名登记: a filed agency passes at once, any other is looked at by the association."""

from datetime import date, timedelta

import pypdfium2
import pytest
from sqlalchemy import select

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Account, Case, Organisation, Registration
from service.ports import ports
from service.queries.organisations import search_organisations
from service.refusals import Refused
from tests.people import OTHER_USCC, USCC, People
from tests.service.desks import browser_of
from tests.stories import case_of, correct, decide, notices_in, send_back, submit, task_of, tasks_of

PROCEDURE = "agency_registration"
NAME = "威海安居房地产经纪有限公司"
LAPSED = date(2026, 11, 22)
TODAY = date(2026, 11, 23)

pytestmark = pytest.mark.usefixtures("app")


def register(people: People, actor: Actor, **answers) -> Case:
    return submit(people, actor, procedure=PROCEDURE, **answers)


def organisation_of(actor: Actor) -> Organisation:
    query = select(Organisation).where(Organisation.id == actor.organisation_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def found(text: str) -> list[str]:
    return [one.name for one in search_organisations(text)]


def test_filed_agency_passes_at_once_with_nobodys_review(people: People):
    desk = people.draft(people.filing(valid_to=TODAY))

    case = register(people, desk)

    assert (case.milestone, tasks_of(case)) == ("已通过", [])
    assert organisation_of(desk).registration is Registration.APPROVED
    assert found("安居") == [NAME]
    assert organisation_of(desk).registered_by_case == case.id


def test_filed_agency_reads_that_nobody_has_to_review_and_where_to_go_on(app, people: People):
    desk = people.draft(people.filing())
    case = register(people, desk)

    page = browser_of(app, desk).open(f"/cases/{case.no}/submitted")
    assert "没有需要等待的审核" in page.text()
    assert "正在处理" not in page.text()
    assert page.texts("//h1") == ["已通过"]
    assert page.links()["进入管理后台"] == "/app_admin/"
    page.open(f"/cases/{case.no}")
    onwards = page.texts("//section[@aria-labelledby='now']//a")
    assert onwards == ["返回本单位信息"], "An agency has no card."


def test_unfiled_agency_waits_for_the_association_and_passes_with_it(people: People):
    desk = people.draft()

    case = register(people, desk)
    assert case.milestone == "待协会审核"
    assert organisation_of(desk).registration is Registration.PENDING
    assert found("安居") == [], "Nobody can choose an agency that is still being looked at."

    decided = decide(case, people.reviewer(), "approve")
    assert decided.milestone == "已通过"
    assert found("安居") == [NAME]


def test_agency_whose_filing_has_lapsed_is_looked_at(people: People):
    case = register(people, people.draft(people.filing(valid_to=LAPSED)))

    assert case.milestone == "待协会审核"
    assert decide(case, people.reviewer(), "approve").milestone == "已通过"


def test_agency_whose_filing_has_lapsed_is_asked_for_the_real_name_form(app, people: People):
    lapsed = browser_of(app, people.draft(people.filing(valid_to=LAPSED)))
    valid = browser_of(
        app, people.draft(people.filing("威海同福房地产经纪有限公司", uscc=OTHER_USCC))
    )

    for page in (lapsed, valid):
        page.open(f"/start/{PROCEDURE}").press("现在开始")

    assert "实名登记" in lapsed.texts("//main//a")
    assert "实名登记" not in valid.texts("//main//a")


# -- 号码不符 ------------------------------------------------------------------------------


def differing(people: People, desk: Actor, **answers) -> Case:
    said = {"uscc_differs": True, "licence_uscc": OTHER_USCC, **answers}
    return register(people, desk, **said)


def test_agency_whose_licence_has_another_number_than_the_directory_goes_the_manual_way(
    people: People,
):
    desk = people.draft(people.filing())

    case = differing(people, desk)

    assert case.milestone == "待协会审核"
    claimed = organisation_of(desk)
    assert (claimed.name, claimed.uscc, claimed.number_differs) == (NAME, OTHER_USCC, True)


def test_association_sees_both_numbers_and_the_one_of_the_licence_is_registered(
    app, people: People
):
    desk = people.draft(people.filing())
    case = differing(people, desk)

    page = browser_of(app, people.reviewer()).open(f"/association/tasks/{task_of(case).id}")
    assert "号码不符" in page.text()
    assert USCC in page.text()
    assert OTHER_USCC in page.text()
    decide(case, people.reviewer(), "approve")

    assert (organisation_of(desk).uscc, found("安居")) == (OTHER_USCC, [NAME])


def test_number_that_is_the_directorys_after_all_does_not_differ(people: People):
    desk = people.draft(people.filing())

    with pytest.raises(Refused) as refused:
        differing(people, desk, licence_uscc=USCC)

    assert (refused.value.code, refused.value.field) == ("number_does_not_differ", "licence_uscc")


def test_differing_number_that_another_agency_has_is_refused(people: People):
    people.agency("威海同福房地产经纪有限公司", uscc=OTHER_USCC)

    with pytest.raises(Refused) as refused:
        differing(people, people.draft(people.filing()))

    assert refused.value.code == "organisation_registered"


def test_association_returns_the_number_of_the_licence_alone(people: People):
    desk = people.draft(people.filing())
    case = send_back(differing(people, desk), people.reviewer(), licence_uscc="照片上是另一个号码")

    case = correct(case, desk, licence_uscc="91371083XX0000043T")

    assert case.milestone == "待协会审核"
    assert organisation_of(desk).uscc == "91371083XX0000043T"


def test_what_was_approved_stands_in_the_register_with_its_secrets_sealed(people: People):
    desk = people.draft()
    decide(register(people, desk), people.reviewer(), "approve")

    kept, secrets = organisation_of(desk), ports().personal_data
    assert (kept.region, kept.address) == ("371002", "威海市环翠区新威路 1 号")
    assert (kept.legal_name, kept.agent_name) == ("李建国", "王芳")
    mobile = secrets.open(kept.agent_mobile, of=f"organisations.agent_mobile:{kept.id}")
    legal_id = secrets.open(kept.legal_id, of=f"organisations.legal_id:{kept.id}")
    assert (mobile, legal_id) == ("15400000009", "371003199506153333")
    assert kept.legal_id_hash == secrets.hash(legal_id)


def test_registered_agency_is_told_where_to_sign_in(people: People):
    desk = people.draft(people.filing())
    register(people, desk)

    (told,) = notices_in(f"account:{desk.account_id}")
    assert "管理后台" in told.text
    assert told.params == {"name": NAME}


@pytest.mark.parametrize(
    ("field", "written"), [("name", "威海别家房地产经纪有限公司"), ("uscc", OTHER_USCC)]
)
def test_filed_agency_cannot_hand_in_another_name_or_number(people: People, field, written):
    desk = people.draft(people.filing())

    with pytest.raises(Refused) as refused:
        register(people, desk, **{field: written})

    assert (refused.value.code, refused.value.field) == ("filing_differs", field)
    assert organisation_of(desk).registration is Registration.DRAFT


def test_filed_agency_is_registered_as_the_directory_writes_it(people: People):
    desk = people.draft(people.filing("威海安居（环翠）房产"))

    register(people, desk, name="威海安居(环翠)房产")

    assert organisation_of(desk).name == "威海安居（环翠）房产"


def test_name_that_another_agency_registered_is_refused_at_submit(people: People):
    people.agency(NAME)

    with pytest.raises(Refused) as refused:
        register(people, people.draft())

    assert (refused.value.code, refused.value.field) == ("organisation_registered", "name")


def test_licence_number_that_another_agency_registered_is_refused_at_submit(people: People):
    people.agency("威海别家", uscc=USCC)

    with pytest.raises(Refused) as refused:
        register(people, people.draft())

    assert (refused.value.code, refused.value.field) == ("organisation_registered", "uscc")


def test_an_account_that_never_handed_in_keeps_nobody_from_the_name(people: People):
    people.draft()

    assert register(people, people.draft()).milestone == "待协会审核"


def test_withdrawn_application_frees_the_name(people: People):
    desk = people.draft()
    case = register(people, desk)

    cases.withdraw(case.no, desk, case.id)

    assert organisation_of(desk).registration is Registration.DRAFT
    assert register(people, people.draft()).milestone == "待协会审核"


def test_refused_application_frees_the_name_and_may_be_made_again(people: People):
    desk = people.draft()
    decide(register(people, desk), people.reviewer(), "refuse", opinion="执照已注销")

    assert organisation_of(desk).registration is Registration.REFUSED
    assert register(people, desk).milestone == "待协会审核"


def test_returned_name_is_corrected_and_seen_by_the_association_again(people: People):
    desk, reviewer = people.draft(), people.reviewer()
    case = register(people, desk)
    send_back(case, reviewer, name="与营业执照不一致")

    correct(case, desk, name="威海安居不动产经纪有限公司")
    assert task_of(case).pool in reviewer.pools
    decide(case, reviewer, "approve")

    assert found("不动产") == ["威海安居不动产经纪有限公司"]
    assert db.session.get_one(Account, desk.account_id).display_name == "威海安居不动产经纪有限公司"


def test_returned_agency_whose_filing_was_renewed_goes_back_to_whoever_returned_it(people: People):
    filing = people.filing(valid_to=LAPSED)
    desk = people.draft(filing)
    case = register(people, desk)
    send_back(case, people.reviewer(), agent_name="与委托书不一致")
    filing.valid_to = TODAY
    db.session.commit()

    correct(case, desk, agent_name="王方")

    assert case_of(case.no).milestone == "待协会审核"


def test_registered_agency_cannot_register_again(people: People):
    desk = people.draft(people.filing())
    register(people, desk)

    with pytest.raises(Refused, match="already_registered"):
        register(people, desk)


def test_person_cannot_register_an_agency(people: People):
    broker = people.practitioner()
    somebody = people.draft()

    with pytest.raises(Refused, match="only_organisations"):
        cases.open_draft(PROCEDURE, broker)
        answers = people.agency_registration(somebody)
        documents = ("authorisation", "licence", "legal_id_front", "legal_id_back")
        answers |= {key: [people.document(broker, key)] for key in documents}
        cases.submit(PROCEDURE, answers, broker, somebody.account_id)


def test_the_association_is_reminded_of_an_agency_on_the_third_and_fifth_day(people: People, clock):
    case = register(people, people.draft())
    pass_days(clock, 8)

    reminders = notices_in("post:association_reviewer")
    assert len(reminders) == 2
    assert reminders[0].params["no"] == case.no


def test_the_associations_days_run_on_after_the_agency_has_corrected(people: People, clock):
    desk, reviewer = people.draft(), people.reviewer()
    case = register(people, desk)
    pass_days(clock, 2)
    case = send_back(case_of(case.no), reviewer, address="请写到门牌号")
    pass_days(clock, 14)
    assert notices_in("post:association_reviewer") == [], "the agency has it"

    correct(case_of(case.no), desk, address="威海市环翠区新威路 18 号")
    pass_days(clock, 2)

    assert len(notices_in("post:association_reviewer")) == 1


WAY_OF_THE_DOUBTED = ["提交机构登记", "协会审核", "已通过"]


def test_filed_agency_reads_before_it_begins_that_it_passes_at_once(app, people: People):
    page = browser_of(app, people.draft(people.filing())).open(f"/start/{PROCEDURE}")

    assert page.texts("//ol//li") == ["提交机构登记", "已通过"]
    assert "提交后当场办结" in page.text()
    assert "号码不符" not in page.text(), "A tick is nothing to prepare."


def test_agency_whose_filing_has_lapsed_reads_that_the_association_looks_at_it(app, people: People):
    lapsed = people.draft(people.filing(valid_to=LAPSED))

    page = browser_of(app, lapsed).open(f"/start/{PROCEDURE}")

    assert page.texts("//ol//li") == WAY_OF_THE_DOUBTED


def test_agency_whose_number_differs_reads_who_looks_at_it_and_which_papers(app, people: People):
    differing = people.draft(people.filing(), number_differs=True)

    page = browser_of(app, differing).open(f"/start/{PROCEDURE}")

    assert page.texts("//ol//li") == WAY_OF_THE_DOUBTED
    assert "营业执照照片" in page.text()


def test_agency_that_has_not_passed_is_led_from_the_desk_to_its_registration(app, people: People):
    draft, registered = people.draft(), people.desk(people.agency("威海海悦房地产经纪有限公司"))

    answer = browser_of(app, draft).client.get("/app_admin/")
    assert (answer.status_code, answer.location) == (302, "/organisation")
    assert f"/start/{PROCEDURE}" in browser_of(app, draft).client.get("/organisation").text

    assert browser_of(app, registered).client.get("/app_admin/").status_code == 200


def pass_days(clock, days: int) -> None:
    """Let days pass, one by one, as the worker would see them."""
    for _ in range(days):
        clock.now += timedelta(days=1)
        for case_id in list(cases.list_due_cases()):
            cases.wake(case_id)


def test_the_letter_of_authorisation_comes_filled_in_and_blank(app, people: People):
    browser = browser_of(app, people.draft(people.filing()))
    browser.open("/start/agency_registration").press("现在开始")
    browser.open("/apply/agency_registration/Group_authorisation")
    links = browser.links()

    letters = [
        browser.client.get(links[text]) for text in ("点击下载公司委托书样板", "下载空白样板")
    ]

    filled, blank = (_words_of(letter.data) for letter in letters)
    assert NAME in filled and USCC in filled
    assert f"我单位 {NAME}" in filled, "The name goes on in the line."
    assert NAME not in blank and "公司委托书" in blank


def test_no_browser_keeps_the_letter_of_authorisation(app, people: People):
    browser = browser_of(app, people.draft(people.filing()))
    browser.open("/start/agency_registration").press("现在开始")

    letter = browser.client.get("/apply/agency_registration/template/authorisation.pdf")

    assert letter.headers["Cache-Control"] == "private, no-store"


def _words_of(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    return page.get_text_bounded().replace("\r\n", "")
