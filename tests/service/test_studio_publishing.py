"""The studio's pages from a draft to moved cases: what changes, who approves, what moves."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.actors import Actor
from service.extensions import db
from service.models import Account, Case, Edition, MigrationRun
from service.publishing import Plan, Procedure, only_named, publish, run_migration
from service.publishing.drafts import begin_draft, begin_from_files, open_revision, save_draft
from tests.people import People
from tests.procedures import drawn, registration
from tests.service.browsing import Browser
from tests.service.desks import browser_of
from tests.stories import PROCEDURE, case_of, submit


def reviewed(first: str = "first", *more: str) -> Procedure:
    """The agency reviews, then these posts of the association."""
    diagram = registration().user(first, form="employer_review", role="agency", milestone="初审")
    for step in more:
        diagram.user(step, form="association_review", role="association_reviewer")
    return drawn(diagram.path("claim", first, *more, "over"))


@pytest.fixture
def author(app: Flask, people: People) -> Browser:
    return browser_of(app, people.reviewer("administrator", name="编写人"))


@pytest.fixture
def second(app: Flask, people: People) -> Browser:
    return browser_of(app, people.reviewer("administrator", name="批准人"))


@pytest.fixture
def case(people: People) -> Case:
    publish(reviewed())
    return submit(people, people.practitioner(agency=people.agency()))


def draft_of(procedure: Procedure) -> UUID:
    """Keep a procedure as a draft of somebody's."""
    somebody = db.session.scalars(select(Account.id).limit(1)).one()
    return begin_from_files(PROCEDURE, "草稿", None, only_named(procedure), somebody)


def done(page: Browser) -> Browser:
    """Do the run whose page is shown, as the worker does, and look again."""
    run_migration(UUID(page.address.rsplit("/", 1)[1]))
    return page.open(page.address)


def test_a_draft_says_what_it_changes(case: Case, author: Browser):
    draft = draft_of(reviewed("first", "second"))

    page = author.open(f"/studio/drafts/{draft}/publish")

    assert (
        "新增 新增人工任务“second”，在“first”之后、“over”之前，由协会审核岗办理，"
        "填写表单“association_review”。"
    ) in page.texts("//section[@aria-labelledby='changes']//li/p")
    assert page.page.xpath("//*[@id='draft-diagram']/@data-added") == ["second"]


def test_a_changed_rule_of_a_table_is_told_and_marked_where_the_diagram_uses_it(
    case: Case, author: Browser
):
    files = reviewed()
    tables = {
        name: table.replace(b"<text>true</text>", b"<text>false</text>", 1)
        for name, table in files.tables.items()
    }
    draft = draft_of(replace(files, tables=tables))

    page = author.open(f"/studio/drafts/{draft}/publish")

    assert page.texts("//section[@aria-labelledby='changes']//li/p") == [
        '修改 决策表“从业人员实名登记所需材料”第 1 条规则（注册身份为 "broker"）：'
        "必须提交资格证书由 true 改为 false。"
    ]
    assert page.page.xpath("//*[@id='draft-diagram']/@data-changed") == ["documents"]
    assert page.page.xpath("//@data-diagram-show") == ["documents"]


def test_a_preview_asks_for_the_step_that_is_gone_and_shows_what_would_move(
    case: Case, author: Browser
):
    draft = draft_of(reviewed("other"))
    page = author.open(f"/studio/drafts/{draft}/publish")
    assert page.texts("//label[@for='map-first']") == ["正停在“first”的在办件，改到"]

    refused = done(page.press("预览影响"))
    assert "步骤“first”在新版本里没有，请指定它对应哪一步。" in refused.text()
    assert case.no in refused.text()

    moved = done(
        author.open(f"/studio/drafts/{draft}/publish").press("预览影响", **{"map-first": "other"})
    )
    assert "按指定步骤迁移 1" in moved.text()
    assert case_of(case.no).version == 1


def test_two_administrators_publish_and_open_cases_move_and_go_back(
    case: Case, author: Browser, second: Browser
):
    first = case.edition_id
    draft = draft_of(reviewed("first", "second"))
    summary = {"summary": "增加复核", "reach": "now"}
    proposed = author.open(f"/studio/drafts/{draft}/publish").press("提交批准", **summary)
    assert "请编写人以外的另一位管理员打开本页批准。" in proposed.text()

    published = second.open(f"/studio/drafts/{draft}/publish").press("批准并发布")
    assert "编写：编写人 · 批准：批准人" in published.text()

    (run,) = db.session.scalars(select(MigrationRun.id))
    run_migration(run)
    assert case_of(case.no).edition_id != first
    back = done(author.open(f"/studio/migrations/{run}").press("退回原版本"))
    assert "已退回原版本 1" in back.text()
    assert "退回原版本" not in author.open(f"/studio/migrations/{run}").texts("//button")
    assert case_of(case.no).edition_id == first


def test_what_is_missing_is_said_and_what_was_typed_stays(case: Case, author: Browser):
    draft = draft_of(reviewed("first", "second"))

    page = author.open(f"/studio/drafts/{draft}/publish").press(
        "提交批准", summary=" ", notice_number="12号", effective_on="2026-01-01"
    )

    assert page.status == 422
    assert "请写明这一版改了什么" in page.text()
    assert page.page.xpath("//*[@name='notice_number']/@value") == ["12号"]


def test_a_proposal_is_sent_back_with_a_reason(case: Case, author: Browser, second: Browser):
    draft = draft_of(reviewed("first", "second"))
    author.open(f"/studio/drafts/{draft}/publish").press("提交批准", summary="增加复核")

    second.open(f"/studio/drafts/{draft}/publish").press("退回编写人", reason="请写明条件")

    assert "请写明条件" in author.open(f"/studio/drafts/{draft}/publish").text()


def test_open_cases_are_moved_from_the_page_of_migrations(case: Case, author: Browser):
    edition = publish(reviewed("first", "second"))

    page = done(author.open(f"/studio/procedures/{PROCEDURE}/migrations").press("开始迁移"))

    assert "直接迁移 1" in page.text()
    assert case_of(case.no).edition_id == edition.id


def test_one_case_is_moved_by_its_number_and_the_others_stay(
    case: Case, author: Browser, people: People
):
    worker = people.practitioner(agency=people.agency("威海另一家机构"))
    other = submit(people, worker, id_number="371003199506153333")
    edition = publish(reviewed("first", "second"))
    page = author.open(f"/studio/procedures/{PROCEDURE}/migrations?numbers={other.no}")

    assert "1 件在办件迁移到第 3 版" in page.text()
    done(page.press("开始迁移"))

    assert case_of(other.no).edition_id == edition.id
    assert case_of(case.no).edition_id != edition.id


@pytest.mark.parametrize("typed", ["20200101000001", "abc", "12345", "{no}，2020-0101-0001"])
def test_a_number_of_no_open_case_is_said_and_nothing_can_be_begun(
    case: Case, author: Browser, typed: str
):
    page = author.open(
        f"/studio/procedures/{PROCEDURE}/migrations?numbers={typed.format(no=case.no)}"
    )

    assert page.status == 422
    assert f"没有这样的在办件：{typed.removeprefix('{no}，')}" in page.text()
    assert "开始迁移" not in page.texts("//button")


def test_a_case_that_closes_between_page_and_click_moves_nobody(case: Case, author: Browser):
    publish(reviewed("first", "second"))
    page = author.open(f"/studio/procedures/{PROCEDURE}/migrations?numbers={case.no}")
    db.session.execute(update(Case).values(status="withdrawn", closed_at=case.opened_at))
    db.session.commit()

    assert page.press("开始迁移").status == 422
    assert db.session.scalars(select(MigrationRun)).all() == []


def test_a_step_that_is_still_there_is_never_mapped(case: Case, author: Browser):
    edition = publish(reviewed("first", "second"))

    page = author.open(f"/studio/procedures/{PROCEDURE}/migrations?map-first=second")
    done(page.press("开始迁移"))

    moved_case = case_of(case.no)
    assert (moved_case.edition_id, moved_case.standing) == (edition.id, ["first"])


def test_cases_of_a_step_may_be_left_on_their_version_though_the_plan_moves_them(
    case: Case, author: Browser
):
    edition = publish(reviewed("other"), plan=Plan(mapping={"first": "other"}))
    page = author.open(f"/studio/procedures/{PROCEDURE}/migrations")

    done(page.press("开始迁移", **{"map-first": ""}))

    assert case_of(case.no).edition_id != edition.id


def test_a_step_that_is_gone_is_mapped_tried_and_approved_before_the_cases_move(
    case: Case, author: Browser, second: Browser
):
    edition = publish(reviewed("other"))
    chosen = author.open(f"/studio/procedures/{PROCEDURE}/migrations?node=first")
    assert chosen.texts("//label[@for='map-first']") == ["第 3 版没有“first”。停在那里的 1 件改到"]

    tried = done(chosen.press("预览影响", **{"map-first": "other"}))
    assert "按指定步骤迁移 1" in tried.text()
    assert case_of(case.no).edition_id != edition.id
    proposed = tried.press("开始迁移")
    assert "“first”改到“other”" in proposed.text()
    assert "批准并开始迁移" not in proposed.texts("//button")
    done(second.open(proposed.address).press("批准并开始迁移"))

    assert case_of(case.no).edition_id == edition.id


def test_the_plan_stays_when_the_author_looks_at_the_impact(case: Case, author: Browser):
    draft = draft_of(reviewed("other"))
    page = author.open(f"/studio/drafts/{draft}/publish")
    typed = {"map-first": "other", "summary": "改步骤", "notice_number": "12号", "reach": "now"}

    page.press("预览影响", **typed)

    page = author.open(f"/studio/drafts/{draft}/publish")
    assert page.page.xpath("//*[@name='notice_number']/@value") == ["12号"]
    assert page.texts("//textarea[@name='summary']") == ["改步骤"]
    assert page.page.xpath("//*[@name='reach'][@checked]/@value") == ["now"]
    assert page.page.xpath("//*[@name='map-first']/option[@selected]/@value") == ["other"]


def test_the_second_person_reads_the_mapping_and_looks_at_the_impact(
    case: Case, author: Browser, second: Browser
):
    draft = draft_of(reviewed("other"))
    page = author.open(f"/studio/drafts/{draft}/publish")
    page.press("提交批准", **{"map-first": "other", "summary": "改步骤", "reach": "now"})

    page = second.open(f"/studio/drafts/{draft}/publish")
    assert "“first”改到“other”" in page.text()
    assert "按指定步骤迁移 1" in done(page.press("预览影响")).text()


def test_a_page_tells_of_a_preview_though_the_draft_cannot_run_any_more(
    case: Case, author: Browser
):
    draft = draft_of(reviewed("first", "second"))
    done(author.open(f"/studio/drafts/{draft}/publish").press("预览影响"))
    broken = reviewed("first").diagram.replace(b"employer_review", b"no_form")
    opened = open_revision(draft)
    somebody = db.session.scalars(select(Account.id).limit(1)).one()
    save_draft(draft, opened.saved.seen, Procedure(broken, opened.files.forms, {}), somebody)

    page = author.open(f"/studio/drafts/{draft}/publish")

    assert "预览之后草稿或对应步骤又改过，请重新预览。" in page.text()


def test_a_version_that_waits_for_its_day_is_called_off(case: Case, author: Browser):
    publish(reviewed("first", "second"), plan=Plan(effective_on=date(2027, 1, 1)))
    page = author.open(f"/studio/procedures/{PROCEDURE}")
    assert "待施行" in page.text()

    page = page.press("撤回施行 第 3 版")

    assert "已撤回第 3 版的施行" in page.text()
    assert "撤回施行 第 3 版 编写人" in page.text()
    assert "待施行" not in page.text()


def test_a_draft_of_an_older_version_says_what_it_would_take_back(case: Case, author: Browser):
    old = db.session.scalars(
        select(Edition).where(Edition.in_force, Edition.procedure == PROCEDURE)
    )
    draft = begin_draft(old.one().id, db.session.scalars(select(Account.id).limit(1)).one())
    assert "现行版本已经换成" not in author.open(f"/studio/drafts/{draft}/publish").text()

    publish(reviewed("first", "second"))

    assert "现行版本已经换成第 3 版" in author.open(f"/studio/drafts/{draft}/publish").text()


def test_only_an_administrator_comes_in(app: Flask, case: Case, people: People):
    reviewer: Actor = people.reviewer("association_reviewer", name="审核员")
    page = browser_of(app, reviewer).open(f"/studio/procedures/{PROCEDURE}/migrations")
    assert page.status == 403
