"""The command line as an administrator of the machine types it: a process, its exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from processes.trial import Act, ActKind, Script
from service.database import newest_revision
from service.editions import edition_in_force, parsed
from service.extensions import db
from service.launcher import EmbeddedPostgres
from service.models import Account, Artifact, Case, Edition, Post
from service.publishing import SHIPPED_DIAGRAMS, publish
from service.publishing.trials import keep_test
from service.publishing.tried_facts import facts_chosen
from tests.conftest import environment_of
from tests.people import People
from tests.procedures import THIRD_FORM, THIRD_POST, reviewed_by_both_at_once, shipped, write_third
from tests.stories import PROCEDURE, submit

HOUSE = Path(__file__).parents[2]
Mingpai = Callable[..., CompletedProcess[str]]


def run(environment: dict[str, str], *words: str, typed: str = "") -> CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *words],
        cwd=HOUSE,
        env=os.environ | environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def mingpai(app: Flask, database_url: str, tmp_path: Path) -> Mingpai:
    """Run a command against the database of the test."""

    def mingpai(*words: str, typed: str = "") -> CompletedProcess[str]:
        db.session.commit()
        done = run(environment_of(database_url, tmp_path), *words, typed=typed)
        db.session.expire_all()
        return done

    return mingpai


@pytest.fixture
def check() -> Mingpai:
    """Check a diagram; needs neither a database nor a setting."""
    return lambda *words: run({}, "check", *words)


def spoiled(folder: Path, *changes: tuple[str, str]) -> str:
    """Write the shipped diagram with some text changed."""
    xml = shipped().diagram.decode()
    for before, after in changes:
        assert before in xml
        xml = xml.replace(before, after)
    path = folder / f"{PROCEDURE}.bpmn"
    path.write_text(xml, encoding="utf-8")
    return str(path)


def test_the_shipped_diagrams_pass_the_check(check: Mingpai):
    done = check(*map(str, SHIPPED_DIAGRAMS.glob("*.bpmn")))

    assert done.returncode == 0
    assert "没有发现问题" in done.stdout


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('mp:form="employer_review"', 'mp:form="no_form"'), "no_form"),
        (('mp:role="association_reviewer"', 'mp:role="nobody"'), "nobody"),
        (("register.check_employer", "register.no_such"), "register.no_such"),
    ],
)
def test_an_unknown_form_role_or_operation_is_named_in_a_sentence(
    check: Mingpai, tmp_path: Path, change: tuple[str, str], told: str
):
    done = check(spoiled(tmp_path, change))

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_every_problem_is_told_at_once(check: Mingpai, tmp_path: Path):
    path = spoiled(
        tmp_path,
        ("register.check_employer", "register.no_such"),
        ('mp:form="association_review"', 'mp:form="no_form"'),
    )

    told = check(path).stderr

    assert "1. 错误" in told and "2. 错误" in told


@pytest.mark.parametrize(
    "content", [b"", b"not xml", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"]
)
def test_a_file_that_is_no_diagram_is_a_sentence(check: Mingpai, tmp_path: Path, content: bytes):
    path = tmp_path / "some.bpmn"
    path.write_bytes(content)

    done = check(str(path))

    assert done.returncode == 1
    assert "错误" in done.stderr and "Traceback" not in done.stderr


def test_a_form_that_is_no_form_is_a_sentence(check: Mingpai, tmp_path: Path):
    (tmp_path / "employer_review.form").write_text("no form")

    done = check(spoiled(tmp_path))

    assert done.returncode == 1
    assert "employer_review" in done.stderr and "Traceback" not in done.stderr


def test_a_third_reviewer_is_published_with_its_post_by_one_command(
    mingpai: Mingpai, tmp_path: Path
):
    folder = tmp_path / "changed"
    folder.mkdir()
    path = write_third(folder)

    refused = mingpai("publish", str(path))
    done = mingpai("publish", str(path), "--post", f"{THIRD_POST}=诚信委员会", "--note", "三审")

    assert (refused.returncode, done.returncode) == (1, 0), done.stderr
    assert THIRD_POST in refused.stderr
    assert "第 2 版已发布" in done.stdout
    of_it = select(Edition).where(Edition.in_force, Edition.procedure == PROCEDURE)
    edition = db.session.scalars(of_it).one()
    assert (edition.number, edition.note, THIRD_FORM in edition.forms) == (2, "三审", True)
    assert db.session.get_one(Post, THIRD_POST).name == "诚信委员会"


def test_a_file_that_breaks_a_test_beside_the_diagram_is_not_published(
    mingpai: Mingpai, tmp_path: Path, people: People
):
    version = parsed(edition_in_force(PROCEDURE).id)
    given = facts_chosen({})
    start = version.forms[PROCEDURE].sample(given=given | {"certificate_required": True})
    script = Script(
        datetime.now(UTC),
        given,
        (
            Act(ActKind.COMPLETE, "submit", start),
            Act(ActKind.FINISH, "claim", {"employer_kind": "store"}),
            Act(ActKind.COMPLETE, "store_review", {"decision": "approve"}),
            Act(ActKind.COMPLETE, "association_review", {"decision": "approve"}),
        ),
    )
    keep_test(PROCEDURE, "两级同意", version, script, people.reviewer().account_id)

    done = mingpai("publish", str(write_third(tmp_path)), "--post", f"{THIRD_POST}=诚信委员会")

    assert done.returncode == 1
    assert "测试“两级同意”：第 4 步（办理“协会审核”）之后" in done.stderr
    assert edition_in_force(PROCEDURE).number == 1


@pytest.mark.parametrize("post", ["ethics", "=无名", "Ethics!=诚信", "ethics="])
def test_a_post_that_is_not_code_and_name_is_refused(mingpai: Mingpai, post: str):
    path = SHIPPED_DIAGRAMS / f"{PROCEDURE}.bpmn"

    done = mingpai("publish", str(path), "--post", post)

    assert done.returncode == 2
    assert "CODE=NAME" in done.stderr


def test_the_database_is_upgraded_and_the_shipped_procedures_are_published_once(
    postgres: EmbeddedPostgres, tmp_path: Path
):
    url = postgres.create_database("empty_for_the_command")
    try:
        first = run(environment_of(url, tmp_path), "db", "upgrade")
        second = run(environment_of(url, tmp_path), "db", "upgrade")
    finally:
        postgres.drop_database("empty_for_the_command")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert newest_revision() in first.stdout


def test_an_upgrade_publishes_no_second_edition(mingpai: Mingpai):
    publish(reviewed_by_both_at_once())

    assert mingpai("db", "upgrade").returncode == 0

    numbers = select(Edition.number).where(Edition.procedure == PROCEDURE).order_by(Edition.number)
    assert db.session.scalars(numbers).all() == [1, 2]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("diagram", "register.check_employer", "register.ask_the_old_way"),
        ("form", '"kind": "resident_id"', '"kind": "resident_id_15"'),
        ("diagram", 'mp:onWithdraw="register.release_claim"', 'mp:onWithdraw="register.let_go"'),
    ],
)
def test_code_that_lacks_a_name_of_an_open_case_does_not_start(
    mingpai: Mingpai, people: People, kind: str, before: str, after: str
):
    case = submit(people, people.practitioner(agency=people.agency()))
    _as_an_older_code_wrote_it(kind, before, after)

    done = mingpai("db", "upgrade")

    assert done.returncode == 1
    assert after.split('"')[-2 if '"' in after else 0] in done.stderr
    assert case.no in done.stderr
    assert "第 1 版" in done.stderr and "Traceback" not in done.stderr


def test_a_missing_name_that_only_closed_cases_used_is_no_hindrance(
    mingpai: Mingpai, people: People
):
    case = submit(people, people.practitioner(agency=people.agency()))
    _as_an_older_code_wrote_it("diagram", "register.check_employer", "register.ask_the_old_way")
    db.session.execute(
        update(Case).where(Case.id == case.id).values(status="completed", closed_at=func.now())
    )

    assert mingpai("db", "upgrade").returncode == 0


def test_the_first_administrator_is_made_with_a_totp_secret_shown_once(mingpai: Mingpai):
    typed = "Mingpai-2026-admin\nMingpai-2026-admin\n"

    done = mingpai("create-admin", "admin", "--name", "管理员", typed=typed)
    again = mingpai("create-admin", "admin", "--name", "管理员", typed=typed)

    assert done.returncode == 0, done.stderr
    assert "otpauth://totp/" in done.stdout
    assert again.returncode == 1 and "登录名" in again.stderr
    account = db.session.scalars(select(Account).where(Account.login_name == "admin")).one()
    assert account.display_name == "管理员"


def test_demo_data_are_seeded_once(mingpai: Mingpai):
    first = mingpai("seed", "--demo")
    made = db.session.scalar(select(func.count()).select_from(Account))
    second = mingpai("seed", "--demo")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "already" in second.stdout
    assert db.session.scalar(select(func.count()).select_from(Account)) == made


def test_staff_of_the_association_are_made_with_their_posts(mingpai: Mingpai):
    words = ("create-staff", "ethics", "--name", "诚信委员", "--post", "association_reviewer")
    typed = "Mingpai-2026\n" * 2

    unknown = mingpai(*words, "--post", "nobody", typed=typed)
    done = mingpai(*words, "--post", "cashier", typed=typed)

    assert unknown.returncode == 1
    assert "no post 'nobody'" in unknown.stderr
    assert done.returncode == 0, done.stderr
    (account,) = db.session.scalars(select(Account)).all()
    assert {held.post_code for held in account.posts} == {"association_reviewer", "cashier"}
    assert account.must_change_password


def _as_an_older_code_wrote_it(kind: str, before: str, after: str) -> None:
    """Change what is stored; nothing of ours can, so the bytes are written by hand."""
    found = 0
    for artifact in db.session.scalars(select(Artifact).where(Artifact.kind == kind)):
        content = artifact.content.decode()
        found += before in content
        changed = content.replace(before, after).encode()
        sql = text("UPDATE artifacts SET content = :content WHERE sha256 = :sha256")
        db.session.execute(sql, {"content": changed, "sha256": artifact.sha256})
    assert found


def test_help_is_given_without_any_setting():
    done = run({}, "--help")

    assert done.returncode == 0
    assert "publish" in done.stdout
    assert done.stderr == ""
