"""`http.*` and `sql.*` of the three acts, and `case.state_bytes`.

One applicant after another hands in his draft, his agency approves, the association admits him:
each act posted as the page before it asked, and each looked for in the database afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from benchmarks.browser import Answer, Person, Wire
from benchmarks.figures import Figure, compared, timed
from benchmarks.measure import Effort, Trial, in_turn
from benchmarks.statements import StatementLog
from benchmarks.town import PROCEDURE, Applicant
from benchmarks.witness import SeenCase, Witness
from service.sign_in import COOKIE

FLOOR_READ: Final = "floor.http_read"
FLOOR_WRITE: Final = "floor.http_write"
ACTS: Final = ("submit_form", "decide_review", "admit")
CHECK: Final = f"/apply/{PROCEDURE}/check"


@dataclass(slots=True)
class Story:
    """The applicant whose turn it is, and who decides on him."""

    applicants: Iterator[Applicant]
    desk: Person
    reviewer: Person
    witness: Witness
    case_no: str = ""
    state_bytes: int = 0
    """The largest state that a case has had at the association's review."""
    log: StatementLog | None = None
    counted: dict[str, list[int]] = field(default_factory=dict)

    def submit_form(self) -> float:
        """Hand in the next applicant's draft from the page where he has checked it."""
        applicant = next(self.applicants)
        person = Person(self.desk.wire, {COOKIE: applicant.token})
        page = person.get(CHECK).shows(applicant.answers["certificate_number"])
        answer = self._post(person, CHECK, page, {})
        self.case_no = answer.redirects_to("/cases/").split("/")[2]
        seen = self._see("待机构（门店）审核")
        assert seen.pool is not None and seen.pool.startswith("organisation:"), seen
        return answer.seconds

    def decide_review(self) -> float:
        """Approve as the employer."""
        answer = self._approve(self.desk, "/app_admin")
        seen = self._see("待协会审核")
        assert seen.pool == "post:association_reviewer", seen
        self.state_bytes = max(self.state_bytes, seen.state_bytes)
        return answer.seconds

    def admit(self) -> float:
        """Approve as the association: the person is registered and the card will be drawn."""
        answer = self._approve(self.reviewer, "/association")
        seen = self.witness.case(self.case_no)
        assert seen.final and seen.is_registered and seen.has_card_job, seen
        assert seen.task_id is None, seen
        return answer.seconds

    def _approve(self, person: Person, desk: str) -> Answer:
        task = f"{desk}/tasks/{self.witness.case(self.case_no).task_id}"
        page = person.get(task).shows(self.case_no)
        answer = self._post(person, task, page, {"decision": "approve"})
        answer.redirects_to(f"{desk}/tasks/next")
        return answer

    def _post(self, person: Person, path: str, page: Answer, fields: dict[str, str]) -> Answer:
        UUID(page.hidden_fields(path)["key"])
        if self.log is not None:
            self.log.forget()
        return person.post(path, **page.hidden_fields(path), **fields)

    def _see(self, milestone: str) -> SeenCase:
        seen = self.witness.case(self.case_no)
        assert seen.milestone == milestone, seen
        return seen


def time_acts(story: Story, floor: Wire, effort: Effort) -> list[Figure]:
    """Give the latencies of the acts and of both floors, one of each in every turn."""
    number = iter(range(effort.total))

    def floor_read() -> float:
        return _of_floor(floor.send("GET", "/read/1"))

    def floor_write() -> float:
        return _of_floor(floor.send("POST", f"/write/{next(number)}"))

    acts: dict[str, Trial] = {f"http.{act}": getattr(story, act) for act in ACTS}
    floors: dict[str, Trial] = {FLOOR_READ: floor_read, FLOOR_WRITE: floor_write}
    timings = in_turn(floors | acts, effort)
    assert story.witness.count("floor.events") == effort.total
    against = timings[FLOOR_WRITE]
    return [
        *(timed(name, timings[name]) for name in floors),
        *(compared(name, timings[name], FLOOR_WRITE, against) for name in acts),
        Figure("case.state_bytes", story.state_bytes, "bytes"),
    ]


def count_statements(story: Story, log: StatementLog, turns: int = 5) -> list[Figure]:
    """Give how many statements each act sends; the first turns only warm the caches up."""
    story.log = log
    most = dict.fromkeys(ACTS, 0)
    for turn in range(2 * turns):
        for act in ACTS:
            getattr(story, act)()
            (transaction,) = log.transactions()
            assert transaction.committed, transaction
            if turn >= turns:
                most[act] = max(most[act], len(transaction.statements))
    story.log = None
    return [Figure(f"sql.{act}", count, "statements") for act, count in most.items()]


def _of_floor(answer: Answer) -> float:
    assert (answer.status, answer.body) == (200, "ok"), answer
    return answer.seconds
