"""Remedies for stuck cases: shown before, done by two people, undone where that is possible."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from processes.sentences import Words
from service import cases
from service.actors import Actor
from service.cases.remedies import (
    Cure,
    NoSuchCure,
    carry_out_remedy,
    decline_remedy,
    preview_remedy,
    propose_remedy,
    undo_remedy,
)
from service.extensions import db
from service.failures import NotFound
from service.models import Case, Event, Incident, Organisation, RemedyKind
from service.publishing import publish
from service.queries.doctor import list_remedies_of
from service.refusals import Refused
from tests.people import People
from tests.procedures import (
    asked_of_the_register_again,
    drawing_before_the_end,
    drawn,
    registration,
)
from tests.stories import case_of, decide, submit, task_of, tasks_of
from tests.worker import jobs_of

SKIP = Cure(RemedyKind.SKIP, "first", values={"decision": "approve"})


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def one(people: People) -> Actor:
    return people.reviewer("administrator", name="提出人")


@pytest.fixture
def two(people: People) -> Actor:
    return people.reviewer("administrator", name="复核人")


@pytest.fixture
def case(people: People, agency: Organisation) -> Case:
    publish(
        drawn(
            registration()
            .user("first", form="employer_review", role="agency", milestone="待初审")
            .user("second", form="association_review", role="association_reviewer")
            .path("claim", "first", "second", "over")
        )
    )
    return submit(people, people.practitioner(agency=agency))


@pytest.fixture
def propose(case: Case, one: Actor) -> Callable[[Cure], UUID]:
    def proposed(cure: Cure) -> UUID:
        return propose_remedy(case.id, case_of(case.no).version, cure, "机构已注销", one)

    return proposed


def kinds_of(case: Case) -> list[str]:
    return list(db.session.scalars(select(Event.kind).where(Event.case_id == case.id)))


def test_a_preview_shows_what_would_happen_and_does_nothing(case: Case):
    state = case_of(case.no).state

    preview = preview_remedy(case.id, SKIP)

    assert [task.node for task in preview.before.open_tasks] == ["first"]
    assert [task.node for task in preview.after.open_tasks] == ["second"]
    assert case_of(case.no).state == state


def test_what_one_proposes_a_second_carries_out(case: Case, two: Actor, propose):
    remedy = propose(SKIP)
    assert task_of(case).node == "first"

    carry_out_remedy(remedy, two)

    assert task_of(case).node == "second"
    assert "step_skipped" in kinds_of(case)
    ((row, *_),) = list_remedies_of(case.id)
    assert (row.reason, row.decided_by) == ("机构已注销", two.account_id)


def test_nobody_carries_out_what_they_proposed(case: Case, one: Actor, propose):
    with pytest.raises(Refused, match="second_person_decides"):
        carry_out_remedy(propose(SKIP), one)
    assert task_of(case).node == "first"


@pytest.mark.parametrize("field", ["element", "target"])
def test_a_step_that_no_diagram_could_name_is_refused_in_words(field: str, propose):
    with pytest.raises(Refused, match="text_too_long"):
        propose(Cure(RemedyKind.WITHDRAW, **{field: "x" * 65}))


def test_a_case_that_went_on_is_looked_at_again(
    case: Case, two: Actor, propose, people: People, agency: Organisation
):
    remedy = propose(SKIP)
    decide(case, people.desk(agency), "approve")

    with pytest.raises(Refused, match="case_went_on"):
        carry_out_remedy(remedy, two)


def test_one_remedy_waits_at_a_time_until_it_is_declined(case: Case, two: Actor, propose):
    first = propose(SKIP)
    with pytest.raises(Refused, match="remedy_waits"):
        propose(Cure(RemedyKind.WITHDRAW))

    decline_remedy(first, two)

    assert propose(Cure(RemedyKind.WITHDRAW))
    with pytest.raises(Refused, match="remedy_over"):
        carry_out_remedy(first, two)


def test_a_move_is_undone_until_the_case_goes_on(case: Case, two: Actor, propose):
    remedy = propose(Cure(RemedyKind.MOVE, "first", "second"))
    carry_out_remedy(remedy, two)
    assert task_of(case).node == "second"

    undo_remedy(remedy, two)

    assert task_of(case).node == "first"
    with pytest.raises(Refused, match="remedy_over"):
        undo_remedy(remedy, two)


def test_what_the_case_went_on_from_is_not_undone(case: Case, two: Actor, propose, people: People):
    remedy = propose(SKIP)
    carry_out_remedy(remedy, two)
    decide(case, people.reviewer("association_reviewer"), "approve")

    with pytest.raises(Refused, match="case_went_on"):
        undo_remedy(remedy, two)


def test_a_withdrawal_by_the_association_closes_the_case_and_is_not_undone(
    case: Case, two: Actor, propose
):
    remedy = propose(Cure(RemedyKind.WITHDRAW))
    carry_out_remedy(remedy, two)

    assert (case_of(case.no).status, case_of(case.no).milestone) == ("withdrawn", "已撤回")
    with pytest.raises(Refused, match="remedy_over"):
        undo_remedy(remedy, two)


def test_a_step_after_which_the_system_acts_is_shown_with_its_operations_and_not_undone(
    people: People, agency: Organisation, one: Actor, two: Actor
):
    publish(drawing_before_the_end())
    case = submit(people, people.practitioner(agency=agency))
    cure = Cure(RemedyKind.SKIP, "review", values={"decision": "approve"})

    calls = [call.operation for call in preview_remedy(case.id, cure).calls]
    remedy = propose_remedy(case.id, case.version, cure, "机构已注销", one)
    carry_out_remedy(remedy, two)

    assert calls == ["register.admit_practitioner", "cards.draw_card"]
    assert tasks_of(case) == []
    with pytest.raises(Refused, match="remedy_over"):
        undo_remedy(remedy, two)


def test_a_preview_stands_where_the_deed_will_while_work_outside_is_not_done(
    people: People, agency: Organisation, one: Actor, two: Actor
):
    publish(drawing_before_the_end())
    case = submit(people, people.practitioner(agency=agency))
    cure = Cure(RemedyKind.SKIP, "review", values={"decision": "approve"})

    preview = preview_remedy(case.id, cure)
    carry_out_remedy(propose_remedy(case.id, case.version, cure, "机构已注销", one), two)

    assert (preview.after.status, preview.after.standing, preview.unknown) == (
        "open",
        ("draw",),
        (),
    )
    assert case_of(case.no).standing == ["draw"]


def test_a_preview_names_what_is_decided_by_an_answer_that_nobody_knows_beforehand(
    people: People, agency: Organisation
):
    publish(asked_of_the_register_again())
    case = submit(people, people.practitioner(agency=agency))

    unknown = [call.node for call in preview_remedy(case.id, SKIP).unknown]

    assert unknown == ["again"]


@pytest.fixture
def drawing(people: People, agency: Organisation) -> Case:
    """A case whose card could not be drawn, before somebody has the last word."""
    publish(
        drawn(
            registration()
            .service("draw", "cards.draw_card")
            .user("second", form="association_review", role="association_reviewer")
            .path("claim", "draw", "second", "over")
        )
    )
    case = submit(people, people.practitioner(agency=agency))
    (job,) = jobs_of("perform_operation")
    cases.raise_incident(case.id, UUID(job["args"]["task_id"]), Words("照片文件已损坏"))
    return case


def is_open(case: Case) -> bool:
    query = select(Incident.status).where(Incident.case_id == case.id)
    return db.session.scalars(query).one() == "open"


def test_what_failed_is_no_trouble_any_more_once_its_step_is_skipped(
    drawing: Case, one: Actor, two: Actor
):
    cure = Cure(RemedyKind.SKIP, "draw")
    remedy = propose_remedy(drawing.id, drawing.version, cure, "另行制作", one)
    carry_out_remedy(remedy, two)

    assert (task_of(drawing).node, is_open(drawing)) == ("second", False)


def test_a_job_is_tried_again_when_its_step_was_skipped_and_that_is_undone(
    drawing: Case, one: Actor, two: Actor
):
    cure = Cure(RemedyKind.SKIP, "draw")
    remedy = propose_remedy(drawing.id, drawing.version, cure, "另行制作", one)
    carry_out_remedy(remedy, two)
    before = len(jobs_of("perform_operation"))

    undo_remedy(remedy, one)

    assert len(jobs_of("perform_operation")) == before + 1
    ((row, *_),) = list_remedies_of(drawing.id)
    assert row.undone_by == one.account_id
    assert "remedy_undone" in kinds_of(drawing)


def test_a_cure_that_cannot_be_is_refused_in_words(case: Case, one: Actor):
    with pytest.raises(NoSuchCure, match="不能是现在这一步"):
        propose_remedy(case.id, case.version, Cure(RemedyKind.MOVE, "first", "first"), "x", one)
    with pytest.raises(NotFound):
        preview_remedy(uuid4(), SKIP)


def test_a_case_that_nobody_can_read_is_cured_by_nobody(case: Case, two: Actor, propose):
    remedy = propose(SKIP)
    db.session.execute(update(Case).where(Case.id == case.id).values(state=b"not a state"))
    db.session.commit()

    with pytest.raises(NoSuchCure, match="无法读取"):
        preview_remedy(case.id, SKIP)
    with pytest.raises(NoSuchCure, match="无法读取"):
        carry_out_remedy(remedy, two)
