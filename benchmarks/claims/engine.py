"""`engine.step_after_100_corrections`: a case that was sent back a hundred times is no slower.

The processor time of one whole step (restore, complete, run, prune, dump) of the shipped
registration, at the agency's review, on a case without and with a hundred corrections behind it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from benchmarks.figures import Figure, compared, timed
from benchmarks.measure import Effort, Trial, cpu_seconds, in_turn
from forms import DocumentFacts, OrganisationFacts
from processes import editions, engine
from processes.editions import Edition
from processes.step import WAITS, Call, Context, Step, Submission, Values, Waits
from processes.working_time import WorkingCalendar
from service.publishing import SHIPPED_DIAGRAMS, only_named, read_procedure

CORRECTIONS: Final = 100
CLAIM: Final = "engine.step_after_100_corrections"
FLOOR: Final = "engine.step_after_0_corrections"
ANSWERS: Final = {
    "gender": "male",
    "id_number": "371003199003071117",
    "id_front": ["00000000-0000-4000-8000-000000000001"],
    "id_back": ["00000000-0000-4000-8000-000000000002"],
    "portrait": ["00000000-0000-4000-8000-000000000003"],
    "labour_contract": ["00000000-0000-4000-8000-000000000004"],
    "certificate": ["00000000-0000-4000-8000-000000000005"],
    "certificate_number": "30620260000000000001",
    "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
    "consent_identity": True,
    "consent_portrait": True,
    "consent_publication": True,
}
GIVEN: Final = {
    "category": "broker",
    "account_has_name": True,
    "account_has_agency": True,
    "account_has_store": True,
}


class _World:
    """Every upload is a good photo."""

    def document(self, id: str) -> DocumentFacts:  # noqa: A002, ARG002 - the contract's
        return DocumentFacts("ready", 1, "image/jpeg", 1000, 1400, 200_000, None)

    def organisation(self, id: str) -> OrganisationFacts | None:  # noqa: A002, ARG002 - as above
        return None

    def returnable(self) -> Mapping[str, str]:
        return {"certificate_number": "证书编号"}

    def affected(self) -> Mapping[str, str]:
        return {}


def measure(effort: Effort) -> list[Figure]:
    """Measure the same step with and without the corrections behind it."""
    edition, context = _edition(), _context()
    fresh = engine.start(edition, {}, context, Submission(ANSWERS))
    corrected = fresh
    for number in range(CORRECTIONS):
        corrected = _corrected(edition, corrected, context, f"3062026{number:013d}")
    steps = {FLOOR: fresh, CLAIM: corrected}
    timings = in_turn({name: _approval(edition, steps[name], context) for name in steps}, effort)
    return [
        timed(FLOOR, timings[FLOOR], "ms CPU"),
        compared(CLAIM, timings[CLAIM], FLOOR, timings[FLOOR], "ms CPU"),
    ]


def _approval(edition: Edition, before: Step, context: Context) -> Trial:
    task_id = _task(before)

    def approve() -> float:
        return cpu_seconds(
            lambda: _expect(
                "association_review",
                engine.complete(
                    edition, before.state, task_id, Submission({"decision": "approve"}), context
                ),
            )
        )

    return approve


def _corrected(edition: Edition, before: Step, context: Context, number: str) -> Step:
    sent_back = {"decision": "return", "returned_fields": {"certificate_number": "与证书不一致"}}
    returned = engine.complete(edition, before.state, _task(before), Submission(sent_back), context)
    _expect("correct_for_employer", returned)
    again = Submission({"certificate_number": number}, ANSWERS, frozenset({"certificate_number"}))
    step = engine.complete(edition, returned.state, _task(returned), again, context)
    return _expect("agency_review", step)


def _task(step: Step) -> str:
    (task,) = step.open_tasks
    return task.id


def _expect(node: str, step: Step) -> Step:
    """Make sure that the step has led where it should."""
    assert [task.node for task in step.open_tasks] == [node], step.open_tasks
    return step


def _edition() -> Edition:
    procedure = only_named(read_procedure(SHIPPED_DIAGRAMS / "practitioner_registration.bpmn"))
    return editions.load(procedure.diagram, procedure.forms, procedure.tables)


def _context() -> Context:
    return Context(
        now=datetime(2026, 11, 23, 1, tzinfo=UTC),
        calendar=WorkingCalendar(),
        operate=_operate,
        lookups=_World(),
        given=GIVEN,
    )


def _operate(call: Call) -> Values | Waits:
    if call.operation == "cards.draw_card":
        return WAITS
    return {"employer_kind": "agency"} if call.operation == "register.claim_registration" else {}
