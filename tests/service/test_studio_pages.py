"""The studio's pages: only administrators come in, and a draft lives through them."""

from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import select

from processes.trial import Script
from service.editions import edition_in_force
from service.extensions import db
from service.models import Account, AccountStatus, Post, PostHolder
from service.publishing.drafts import begin_draft, open_revision
from service.publishing.posts import create_post
from service.publishing.trials import drop_test, keep_test, list_tests
from service.publishing.tried import draft_to_try
from service.publishing.tried_facts import facts_chosen
from service.queries.studio import list_staff
from service.refusals import Refused
from tests.processes.test_checker_soundness import two_branches
from tests.rivals import kinds, of_kind, race
from tests.service.desks import browser_of, post
from tests.stories import PROCEDURE


@pytest.fixture
def author(people):
    return people.reviewer("administrator", name="张敏")


@pytest.fixture
def browser(app, author):
    return browser_of(app, author)


@pytest.fixture
def draft(author):
    return begin_draft(edition_in_force(PROCEDURE).id, author.account_id)


def content(draft, **changes):
    opened = open_revision(draft)
    files = opened.files
    return {
        "seen": opened.saved.seen,
        "diagram": files.diagram.decode(),
        "forms": {name: one.decode() for name, one in files.forms.items()},
        "tables": {name: one.decode() for name, one in files.tables.items()},
        **changes,
    }


def ask(browser, draft, what="", **sent):
    return browser.client.post(
        f"/studio/drafts/{draft}{what}", json=sent, headers={"Accept": "application/json"}
    )


def test_a_reviewer_does_not_get_in(app, people):
    assert browser_of(app, people.reviewer()).open("/studio/").status == 403


def test_the_list_names_every_procedure_and_its_version(browser):
    page = browser.open("/studio/")

    assert page.status == 200
    assert "从业人员实名登记" in page.text()
    assert "现行第 1 版" in page.text()


def test_a_draft_begins_with_a_button_and_opens_in_the_editor(browser):
    page = browser.open(f"/studio/procedures/{PROCEDURE}").press("从第 1 版开始新草稿")

    assert page.address.startswith(f"/studio/procedures/{PROCEDURE}") or page.status == 200
    assert page.page.xpath("//*[@data-studio-canvas]")


def test_a_version_is_drawn_and_its_diagram_can_be_read(browser):
    edition = edition_in_force(PROCEDURE)
    page = browser.open(f"/studio/versions/{edition.id}")

    (address,) = page.page.xpath("//@data-diagram")
    assert b"association_review" in browser.client.get(address).data


def test_a_save_is_answered_with_what_the_next_one_names(browser, draft):
    changed = content(draft)["diagram"].replace('name="协会审核"', 'name="协会复核"')
    answer = ask(browser, draft, **content(draft, diagram=changed))

    assert answer.status_code == 200
    assert answer.json["seen"] == open_revision(draft).saved.seen


def test_a_save_over_a_newer_state_answers_409_with_who_and_what(app, people, browser, draft):
    old = content(draft)
    changed = old["diagram"].replace('name="协会审核"', 'name="协会复核"')
    other = browser_of(app, people.reviewer("administrator", name="李强"))
    ask(other, draft, **content(draft, diagram=changed))

    answer = ask(browser, draft, **old)

    assert answer.status_code == 409
    assert answer.json["by"] == "李强"
    assert answer.json["elements"] == {"association_review": "协会复核"}
    kept = ask(browser, draft, "/copy", **old)
    assert open_revision(UUID(kept.json["address"].split("/")[-1])).files.diagram


def test_the_check_names_the_element_that_lacks_a_form(browser, draft):
    faulty = content(draft)["diagram"].replace(' mp:form="association_review"', "")

    found = ask(browser, draft, "/check", **content(draft, diagram=faulty)).json["problems"]

    assert "association_review" in {one["element"] for one in found}


def test_the_check_says_how_much_of_what_can_happen_was_played(browser, draft, people):
    people.reviewer()
    sound = ask(browser, draft, "/check", **content(draft)).json
    assert sound["problems"] == []
    assert sound["played"]["complete"] is True
    assert sound["played"]["states"] > 20

    faulty = content(draft)["diagram"].replace(' mp:form="association_review"', "")
    assert ask(browser, draft, "/check", **content(draft, diagram=faulty)).json["played"] is None


def test_the_check_names_the_step_that_nobody_active_can_do(browser, draft, people):
    def steps() -> list[str]:
        found = ask(browser, draft, "/check", **content(draft)).json["problems"]
        return [one["element"] for one in found if "没有在岗的人" in one["sentence"]]

    assert "association_review" in steps()
    holder = db.session.get_one(Account, people.reviewer().account_id)
    assert steps() == []
    holder.status = AccountStatus.DISABLED
    db.session.commit()
    assert "association_review" in steps()
    shown = browser.open(f"/studio/drafts/{draft}/publish").text()
    assert "没有在岗的人担任“协会审核岗”" in shown


def test_the_check_gives_the_way_that_a_case_takes_into_a_problem(browser, draft):
    drawing = two_branches("parallel", "exclusive").xml().decode()
    drawing = drawing.replace('id="p"', f'id="{PROCEDURE}"')

    problems = ask(browser, draft, "/check", **content(draft, diagram=drawing)).json["problems"]

    (found,) = [one for one in problems if one["severity"] == "error"]
    assert found["element"] == "meet"
    assert found["path"][:3] == ["begin", "flow_3", "fork"]


def test_the_second_editor_is_told_who_is_in_the_draft(app, people, browser, draft):
    ask(browser, draft, "/here", element="association_review")
    other = browser_of(app, people.reviewer("administrator", name="李强"))

    assert ask(other, draft, "/here").json == {
        "others": [{"name": "张敏", "element": "association_review"}]
    }


def test_a_new_post_has_its_staff_at_once(browser, author):
    sent = {"code": "auditor", "name": "复核岗", "staff": [str(author.account_id)]}

    assert browser.client.post("/studio/posts", json=sent).status_code == 200
    assert db.session.get(Post, "auditor").name == "复核岗"
    assert db.session.scalar(select(PostHolder.account_id).filter_by(post_code="auditor"))


def test_somebody_who_left_is_offered_no_post_and_holds_none(browser, draft, people):
    left = people.reviewer("administrator", name="离职者").account_id
    db.session.get_one(Account, left).status = AccountStatus.DISABLED
    db.session.commit()
    assert "离职者" not in [name for _id, name in list_staff()]

    with pytest.raises(Refused, match="post_needs_staff"):
        create_post("auditor", "审计岗", [left])
    assert db.session.get(Post, "auditor") is None


def test_of_two_who_make_one_post_at_once_the_second_is_told(app, author, database_url):
    lock = "LOCK TABLE posts IN SHARE MODE"
    make = partial(create_post, "auditor", "审计岗", [author.account_id])

    outcomes = race(app, database_url, lock, make, make)

    assert kinds(outcomes) == {"NoneType", "Refused"}
    assert of_kind(Refused, outcomes).code == "post_known"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("复核岗", "复核", "代码“复核”不能用"), (" ", "auditor", "请填写岗位名称。")],
)
def test_a_post_without_name_or_code_says_which(browser, author, name, code, said):
    sent = {"name": name, "code": code, "staff": [str(author.account_id)]}

    headers = {"Accept": "application/json"}
    answer = browser.client.post("/studio/posts", json=sent, headers=headers)

    assert (answer.status_code, said in answer.json["detail"]) == (422, True)


def test_drafts_of_one_day_are_told_apart_where_tests_are_played(browser, draft, author, clock):
    clock.now += timedelta(minutes=7)
    begin_draft(edition_in_force(PROCEDURE).id, author.account_id)

    page = browser.open(f"/studio/procedures/{PROCEDURE}/tests")

    offered = page.texts("//select[@name='on']/option")
    assert len(offered) == len(set(offered)) == 3


def test_a_draft_is_discarded_and_taken_back(browser, draft):
    page = browser.open(f"/studio/procedures/{PROCEDURE}").press("删除 从业人员实名登记")
    assert "已删除" in page.text()

    page.press("恢复 从业人员实名登记")

    assert page.page.xpath("//*[@data-studio-canvas]")


def test_stopping_and_lifting_by_the_page(browser):
    page = browser.open(f"/studio/procedures/{PROCEDURE}").press("停办", sentence="系统检修。")
    assert "系统检修。" in page.text()

    assert "已恢复受理" in page.press("恢复受理").text()


def test_a_procedure_goes_out_and_comes_in_as_one_file(browser, draft):
    package = browser.client.get(f"/studio/drafts/{draft}.zip").data
    before = open_revision(draft).files

    answer = post(browser, "/studio/import", package=_file(package))

    again = UUID(answer.location.split("/")[-1])
    assert open_revision(again).files == before


def test_the_tests_beside_a_procedure_go_out_and_come_in_with_it(browser, draft, author):
    keep_start(draft, author)
    package = browser.client.get(f"/studio/drafts/{draft}.zip").data
    (before,) = list_tests(PROCEDURE)
    script = before.script
    drop_test(before.id)

    answer = post(browser, "/studio/import", package=_file(package))

    (again,) = list_tests(PROCEDURE)
    assert (again.name, again.script) == (before.name, script)
    assert "已带入 1 个流程测试。" in browser.open(answer.location).text()


def test_a_test_of_the_same_name_stays_when_a_package_comes_in(browser, draft, author):
    keep_start(draft, author)
    (before,) = list_tests(PROCEDURE)
    package = browser.client.get(f"/studio/drafts/{draft}.zip").data

    answer = post(browser, "/studio/import", package=_file(package))

    assert [one.id for one in list_tests(PROCEDURE)] == [before.id]
    assert "有 1 个同名的测试已经在了" in browser.open(answer.location).text()


def test_a_foreign_diagram_comes_in_unharmed_and_what_cannot_run_is_named(browser):
    foreign = (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="urn:vendor">'
        b'<process id="Process_1" name="Elsewhere"><startEvent id="s"/>'
        b'<scriptTask id="script" name="Run" v:colour="red"/>'
        b'<sequenceFlow id="f" sourceRef="s" targetRef="script"/></process></definitions>'
    )

    answer = post(browser, "/studio/import", package=_file(foreign))

    draft = UUID(answer.location.split("/")[-1])
    assert open_revision(draft).files.diagram == foreign
    found = ask(browser, draft, "/check", **content(draft)).json["problems"]
    assert "script" in {one["element"] for one in found}


@pytest.mark.parametrize(
    "content", [b"", b"<a/>", b"PK\x03\x04 no zip", b"hello", b"<!DOCTYPE a><a/>"]
)
def test_what_is_no_procedure_is_refused_with_a_sentence(browser, content):
    answer = post(browser, "/studio/import", package=_file(content))

    assert answer.status_code == 422


def test_a_zip_bomb_is_refused_unopened(browser):
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        package.writestr("a.bpmn", b" " * 3_900_000)

    assert post(browser, "/studio/import", package=_file(packed.getvalue())).status_code == 422


def keep_start(draft, author):
    """Keep a test of what comes first."""
    script = Script(datetime(2026, 3, 2, 9, tzinfo=UTC), facts_chosen({}))
    tried = draft_to_try(draft)
    keep_test(PROCEDURE, "先填表", tried.edition, script, author.account_id)


def _file(content):
    return BytesIO(content), "procedure.zip"
