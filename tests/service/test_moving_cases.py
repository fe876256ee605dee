"""Open cases move to a new edition: tried first, each whole or not at all, and back again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from processes.working_time import SHANGHAI
from service import cases, publishing
from service.actors import Actor
from service.extensions import db
from service.models import (
    Case,
    Edition,
    Event,
    MigratedCase,
    MigrationRun,
    Organisation,
    Reach,
)
from service.publishing import Plan, Procedure, publish
from service.publishing.drafts import begin_from_files, open_revision, save_draft
from service.queries.case_way import read_way
from service.queries.impact import read_impact
from service.queries.unmoved import list_unmoved
from service.refusals import Refused
from tests.conftest import Clock
from tests.people import OTHER_ID_NUMBER, People
from tests.procedures import drawn, registration
from tests.stories import APPROVE, PROCEDURE, case_of, decide, submit, task_of, tasks_of
from tests.worker import jobs_of

UNFINISHED = b'{"type": "default", "components": [{"type": "unheard_of"}]}'


def reviewed_twice(first: str = "store_or_agency") -> Procedure:
    """The agency reviews, under this id, and then the association."""
    return drawn(
        registration()
        .user(first, form="employer_review", role="agency", milestone="待初审")
        .user("association", form="association_review", role="association_reviewer")
        .path("claim", first, "association", "over")
    )


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def author(people: People) -> Actor:
    return people.reviewer("administrator", name="编写人")


@pytest.fixture
def second(people: People) -> Actor:
    return people.reviewer("administrator", name="批准人")


@pytest.fixture
def case(people: People, agency: Organisation) -> Case:
    publish(reviewed_twice())
    return submit(people, people.practitioner(agency=agency))


def moved(run_id: UUID) -> dict[str, Any]:
    """Do a run and give what became of its cases: outcome → how many."""
    publishing.run_migration(run_id)
    rows = db.session.scalars(select(MigratedCase).where(MigratedCase.run_id == run_id))
    outcomes = [row.outcome.value for row in rows]
    return {outcome: outcomes.count(outcome) for outcome in set(outcomes)}


def move(edition: Edition, author: Actor, **which: Any) -> UUID:
    mapping = edition.mapping
    return publishing.begin_migration(PROCEDURE, edition.id, mapping, which, author.account_id)


def reasons(run_id: UUID) -> list[str]:
    query = select(MigratedCase.reasons).where(MigratedCase.run_id == run_id)
    return [reason["code"] for row in db.session.scalars(query) for reason in row]


def draft_of(procedure: Procedure, author: Actor) -> UUID:
    """Keep a procedure as a draft that nobody has proposed yet."""
    files = publishing.only_named(procedure)
    return begin_from_files(PROCEDURE, "草稿", None, files, author.account_id)


def test_a_case_moves_with_its_inbox_row_and_its_history_says_so(case: Case, author: Actor):
    task = task_of(case)
    edition = publish(reviewed_twice("first"), plan=Plan(mapping={"store_or_agency": "first"}))

    assert moved(move(edition, author)) == {"mapped": 1}

    assert case_of(case.no).edition_id == edition.id
    assert (task_of(case).id, task_of(case).node) == (task.id, "first")
    assert task_of(case).opened_at == task.opened_at
    kinds = db.session.scalars(select(Event.kind).where(Event.case_id == case.id))
    assert "case_migrated" in list(kinds)


def test_a_moved_case_goes_on_by_the_new_diagram(
    case: Case, author: Actor, people: People, agency: Organisation
):
    moved(move(publish(reviewed_twice()), author))

    decide(case, people.desk(agency), "approve")

    assert task_of(case).node == "association"


def test_a_case_that_cannot_move_stays_and_says_why_and_can_be_tried_again(
    case: Case, author: Actor, second: Actor
):
    first = case_of(case.no).edition_id
    edition = publish(reviewed_twice("first"))
    run = move(edition, author)

    assert (moved(run), reasons(run)) == ({"refused": 1}, ["gone"])
    assert case_of(case.no).edition_id == first

    mapped = move_to_first(edition, author)
    publishing.approve_run(mapped, second.account_id)
    assert moved(mapped) == {"mapped": 1}


def test_a_mapping_that_nobody_else_has_seen_moves_no_case_until_a_second_person_agrees(
    case: Case, author: Actor, second: Actor, people: People
):
    run = move_to_first(publish(reviewed_twice("first")), author)

    assert moved(run) == {}
    with pytest.raises(Refused, match="second_person_moves"):
        publishing.approve_run(run, author.account_id)
    for _click in "12":
        publishing.approve_run(run, second.account_id)
    assert [job["args"] for job in jobs_of("run_migration")] == [{"run_id": str(run)}]
    assert moved(run) == {"mapped": 1}
    with pytest.raises(Refused, match="run_not_proposed"):
        publishing.approve_run(run, people.reviewer("administrator").account_id)


def test_the_database_too_lets_nobody_move_cases_by_a_mapping_of_their_own(
    case: Case, author: Actor
):
    run = move_to_first(publish(reviewed_twice("first")), author)

    with pytest.raises(IntegrityError, match="mapping_by_two"):
        db.session.execute(update(MigrationRun).values(status="running"))
    db.session.rollback()
    assert moved(run) == {}


def test_a_case_of_which_nothing_can_be_made_stays_and_does_not_keep_the_others(
    case: Case, author: Actor, people: People
):
    other = submit(
        people,
        people.practitioner(agency=people.agency("威海另一家机构")),
        id_number=OTHER_ID_NUMBER,
    )
    damaged = update(Case).where(Case.no == min(case.no, other.no)).values(state=b"{}")
    db.session.execute(damaged)
    db.session.commit()

    assert moved(move(publish(reviewed_twice()), author)) == {"moved": 1, "refused": 1}


def test_a_run_that_the_system_could_not_do_says_why_and_goes_on_when_it_is_told_to(
    case: Case, author: Actor
):
    run = move(publish(reviewed_twice()), author)
    publishing.fail_run(run, "存储暂时不可用")
    assert moved(run) == {}
    assert db.session.get_one(MigrationRun, run).failure == "存储暂时不可用"

    for _click in "12":
        publishing.resume_run(run)

    assert moved(run) == {"moved": 1}
    with pytest.raises(Refused, match="run_not_failed"):
        publishing.resume_run(run)


def test_only_a_move_that_is_over_is_tried_again_or_put_back_and_two_clicks_are_one(
    case: Case, author: Actor
):
    preview = publishing.begin_preview(draft_of(reviewed_twice(), author), {}, author.account_id)
    run = move(publish(reviewed_twice("first")), author)
    for begin in (publishing.begin_retry, publishing.begin_reverting):
        for one in (preview, run):
            with pytest.raises(Refused, match="run_not_over"):
                begin(one, author.account_id)

    moved(run)

    for begin in (publishing.begin_retry, publishing.begin_reverting):
        assert begin(run, author.account_id) == begin(run, author.account_id)


def test_a_case_without_a_store_is_moved_to_no_task_of_a_store(case: Case, author: Actor):
    of_store = drawn(
        registration()
        .user("store_or_agency", form="employer_review", role="store")
        .path("claim", "store_or_agency", "over")
    )
    preview = publishing.begin_preview(draft_of(of_store, author), {}, author.account_id)
    run = move(publish(of_store), author)

    for one in (preview, run):
        assert (moved(one), reasons(one)) == ({"refused": 1}, ["no_desk"])


def move_to_first(edition: Edition, author: Actor) -> UUID:
    """Move to an edition whose agency reviews under another id, which its plan does not say."""
    mapping = {"store_or_agency": "first"}
    return publishing.begin_migration(PROCEDURE, edition.id, mapping, {}, author.account_id)


def test_a_preview_of_a_draft_says_what_would_happen_and_changes_nothing(case: Case, author: Actor):
    state = case_of(case.no).state
    draft = draft_of(reviewed_twice("first"), author)

    preview = publishing.begin_preview(draft, {}, author.account_id)
    mapped = publishing.begin_preview(draft, {"store_or_agency": "first"}, author.account_id)

    assert (moved(preview), moved(mapped)) == ({"refused": 1}, {"mapped": 1})
    assert case_of(case.no).state == state
    run = db.session.get_one(MigrationRun, mapped)
    assert (run.total, run.done, run.status) == (1, 1, "done")


def test_a_run_goes_back_until_a_case_takes_its_next_step(
    case: Case, author: Actor, people: People, agency: Organisation
):
    first, state = case_of(case.no).edition_id, case_of(case.no).state
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    acted_on = submit(people, other, id_number=OTHER_ID_NUMBER)
    edition = publish(reviewed_twice("first"), plan=Plan(mapping={"store_or_agency": "first"}))
    run = move(edition, author)
    moved(run)
    decide(acted_on, people.desk(agency), "approve")

    back = publishing.begin_reverting(run, author.account_id)

    assert moved(back) == {"reverted": 1, "refused": 1}
    assert reasons(back) == ["moved_on"]
    assert (case_of(case.no).edition_id, case_of(case.no).state) == (first, state)
    assert task_of(case).node == "store_or_agency"
    assert case_of(acted_on.no).edition_id == edition.id


def reviewed_by_some(*, second_joins: bool) -> Procedure:
    """Two review side by side; the register is asked once those have decided who can still come."""
    diagram = (
        registration()
        .inclusive("some")
        .user("first", form="employer_review", role="agency", milestone="待初审")
        .user("second", form="association_review", role="association_reviewer")
        .inclusive("joined")
        .service("check", "register.check_employer")
        .user("third", form="association_review", role="association_reviewer")
        .path("claim", "some")
        .flow("some", "first", when='employer_kind = "agency"')
        .flow("some", "second", when='employer_kind != "store"')
        .flow("some", "joined", default=True)
        .path("first", "joined", "check", "third", "over")
    )
    if second_joins:
        return drawn(diagram.path("second", "joined"))
    return drawn(diagram.end("aside").path("second", "aside"))


def test_a_case_in_which_the_system_acted_when_it_moved_is_not_put_back(
    people: People, agency: Organisation, author: Actor
):
    publish(reviewed_by_some(second_joins=True))
    case = submit(people, people.practitioner(agency=agency))
    (first,) = [task for task in tasks_of(case) if task.node == "first"]
    cases.complete(first.id, APPROVE, people.desk(agency), uuid4())
    run = move(publish(reviewed_by_some(second_joins=False)), author)
    assert moved(run) == {"moved": 1}
    assert {task.node for task in tasks_of(case)} == {"second", "third"}

    assert moved(publishing.begin_reverting(run, author.account_id)) == {"refused": 1}
    assert {task.node for task in tasks_of(case)} == {"second", "third"}


def test_a_run_moves_only_the_cases_of_its_filter(
    case: Case, author: Actor, people: People, agency: Organisation
):
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    submit(people, other, id_number=OTHER_ID_NUMBER)
    edition = publish(reviewed_twice())

    assert moved(move(edition, author, cases=[str(case.id)])) == {"moved": 1}
    assert moved(move(edition, author, node="association")) == {}
    assert moved(move(edition, author)) == {"moved": 1}


def test_a_run_that_was_killed_goes_on_and_counts_nobody_twice(
    case: Case, author: Actor, monkeypatch: pytest.MonkeyPatch
):
    run = move(publish(reviewed_twice()), author)
    with monkeypatch.context() as killed:
        killed.setattr("service.publishing.migrating._report", _killed)
        with pytest.raises(KeyboardInterrupt):
            publishing.run_migration(run)

    assert moved(run) == {"moved": 1}
    assert (
        db.session.get_one(MigrationRun, run).done,
        db.session.get_one(MigrationRun, run).total,
    ) == (1, 1)


def _killed(*_: object) -> bool:
    raise KeyboardInterrupt


def test_a_stopped_run_moves_nobody_any_more(case: Case, author: Actor):
    run = move(publish(reviewed_twice()), author)
    publishing.stop_run(run)

    assert moved(run) == {}
    assert db.session.get_one(MigrationRun, run).status == "stopped"


# -- which cases a new edition reaches ------------------------------------------------------


def test_an_edition_for_the_next_human_step_takes_a_case_when_somebody_acts(
    case: Case, people: People, agency: Organisation
):
    plan = Plan(reach=Reach.NEXT_HUMAN_STEP)
    edition = publish(reviewed_twice(), plan=plan)
    assert case_of(case.no).edition_id != edition.id

    decide(case, people.desk(agency), "approve")

    assert case_of(case.no).edition_id == edition.id
    assert task_of(case).node == "association"


def test_the_way_of_a_step_is_kept_when_the_case_then_follows_a_newer_edition(
    case: Case, people: People, agency: Organisation
):
    publish(reviewed_twice(), plan=Plan(reach=Reach.NEXT_HUMAN_STEP))

    decide(case, people.desk(agency), "approve")

    assert ("store_or_agency", "association") in ways_of(case)


def ways_of(case: Case) -> list[tuple[str, str]]:
    """Give the ends of the flows that a case has gone, as its page tells them."""
    return [(gone.source, gone.target) for gone in read_way(case_of(case.no)).flows]


def test_a_case_that_cannot_follow_is_decided_all_the_same(
    case: Case, people: People, agency: Organisation
):
    elsewhere = drawn(
        registration()
        .user("agency", form="employer_review", role="agency", milestone="待初审")
        .path("claim", "agency", "over")
    )
    publish(elsewhere, plan=Plan(reach=Reach.NEXT_HUMAN_STEP))

    decide(case, people.desk(agency), "approve")

    assert task_of(case).node == "association"


def test_an_edition_for_now_begins_to_move_open_cases_when_it_is_published(
    case: Case, author: Actor, second: Actor
):
    plan = Plan(author.account_id, second.account_id, reach=Reach.NOW)
    edition = publish(reviewed_twice(), plan=plan)

    (run,) = db.session.scalars(select(MigrationRun))
    assert moved(run.id) == {"moved": 1}
    assert case_of(case.no).edition_id == edition.id


def test_an_edition_waits_for_its_day_and_then_is_in_force(case: Case, clock: Clock):
    day = clock().astimezone(SHANGHAI).date() + timedelta(days=2)
    edition = publish(reviewed_twice(), plan=Plan(effective_on=day))
    publishing.put_in_force()
    assert not edition.in_force

    clock.now = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    publishing.put_in_force()

    assert [one.in_force for one in editions()] == [False, False, True]


def test_a_second_edition_is_refused_while_one_waits_for_its_day_until_that_is_called_off(
    case: Case, author: Actor, clock: Clock
):
    later = clock().astimezone(SHANGHAI).date() + timedelta(days=2)
    waiting = publish(reviewed_twice(), plan=Plan(effective_on=later))
    with pytest.raises(Refused, match="edition_waiting"):
        publish(reviewed_twice("first"))

    publishing.call_off(waiting, author.account_id)

    assert publish(reviewed_twice("first")).in_force
    for one in editions():
        with pytest.raises(Refused, match="edition_in_force"):
            publishing.call_off(one, author.account_id)


def test_no_case_is_moved_to_a_version_that_waits_or_was_called_off(
    case: Case, author: Actor, clock: Clock
):
    later = clock().astimezone(SHANGHAI).date() + timedelta(days=2)
    edition = publish(reviewed_twice(), plan=Plan(effective_on=later))
    with pytest.raises(Refused, match="edition_not_begun"):
        move(edition, author)

    publishing.call_off(edition, author.account_id)
    publish(reviewed_twice())

    with pytest.raises(Refused, match="edition_not_begun"):
        move(edition, author)
    assert edition.effective_on == later, "what was approved stays on record"


def test_nobody_approves_a_version_of_their_own(case: Case, author: Actor):
    for approver in (author.account_id, None):
        with pytest.raises(Refused, match="second_person_approves"):
            publish(reviewed_twice(), plan=Plan(author.account_id, approver))


def editions() -> list[Edition]:
    query = select(Edition).where(Edition.procedure == PROCEDURE).order_by(Edition.number)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


# -- what a run came to ----------------------------------------------------------------------


def test_a_preview_tells_whose_inbox_grows_and_which_new_step_will_be_reached(
    case: Case, author: Actor
):
    draft = drawn(
        registration()
        .user("store_or_agency", form="association_review", role="association_reviewer")
        .user("second_look", form="association_review", role="second_reviewer")
        .path("claim", "store_or_agency", "second_look", "over")
    )
    run = publishing.begin_preview(draft_of(draft, author), {}, author.account_id)
    moved(run)

    impact = read_impact(run)

    assert (impact.moved, impact.refused) == (1, 0)
    assert [(one.role, one.now, one.then) for one in impact.growth] == [
        ("agency", 1, 0),
        ("association_reviewer", 0, 1),
    ]
    assert [(one.node, one.role, one.cases) for one in impact.coming] == [
        ("second_look", "second_reviewer", 1)
    ]


def test_a_preview_tells_of_the_draft_as_it_was_then(case: Case, author: Actor):
    draft = draft_of(reviewed_twice(), author)
    run = publishing.begin_preview(draft, {}, author.account_id)
    moved(run)

    seen = open_revision(draft).saved.seen
    save_draft(draft, seen, publishing.only_named(reviewed_twice("first")), author.account_id)

    assert (read_impact(run).moved, read_impact(run).growth) == (1, ())
    assert open_revision(draft).saved.revision == 2, "what was tried stays as it was tried"


def test_a_draft_that_cannot_run_is_not_tried_on_cases(case: Case, author: Actor):
    whole = reviewed_twice()
    broken = Procedure(whole.diagram.replace(b"employer_review", b"no_form"), whole.forms, {})

    with pytest.raises(publishing.NotPublishable):
        publishing.begin_preview(draft_of(broken, author), {}, author.account_id)


def test_a_form_that_is_not_finished_and_that_nothing_names_is_in_nobodys_way(
    case: Case, author: Actor
):
    whole = publishing.only_named(reviewed_twice())
    begun = Procedure(whole.diagram, {**whole.forms, "unfinished": UNFINISHED}, whole.tables)
    draft = begin_from_files(PROCEDURE, "草稿", None, begun, author.account_id)

    assert moved(publishing.begin_preview(draft, {}, author.account_id)) == {"moved": 1}


def test_a_preview_tells_why_cases_stay_with_their_numbers(case: Case, author: Actor):
    draft = draft_of(reviewed_twice("first"), author)
    run = publishing.begin_preview(draft, {}, author.account_id)
    moved(run)

    (reason,) = read_impact(run).reasons

    assert (reason.cases, reason.examples) == (1, (case.no,))
    (unmoved,) = list_unmoved(run).rows
    assert (unmoved.no, unmoved.problems) == (case.no, [reason.problem])
    assert reason.problem.sentence == ("步骤“store_or_agency”在新版本里没有，请指定它对应哪一步。")
