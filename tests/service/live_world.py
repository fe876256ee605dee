"""A small procedure with many applicants, for the tests of the live diagram."""

from dataclasses import dataclass, field

from service.models import Case, Organisation
from service.publishing import Procedure
from service.seeding import fictitious
from tests.people import People
from tests.procedures import drawn, registration
from tests.stories import PROCEDURE, submit


def reviewed(first: str = "first") -> Procedure:
    """Draw a procedure in which an agency reviews, under this id, and then the association.

    After two working days the agency is reminded; it may send the case back.
    """
    return drawn(
        registration()
        .user(first, form="employer_review", role="agency", milestone="待初审")
        .boundary_timer("late", first, days=2, interrupting=False)
        .service("remind", "notices.remind")
        .end("reminded")
        .exclusive("opinion")
        .user("correct", form=PROCEDURE, milestone="已退回")
        .user("second", form="association_review", role="association_reviewer")
        .path("claim", first, "opinion")
        .flow("opinion", "correct", when='decision = "return"')
        .flow("opinion", "second", default=True)
        .path("correct", first)
        .path("second", "over")
        .path("late", "remind", "reminded")
    )


def reviewed_once() -> Procedure:
    """Draw the procedure without the review of the agency."""
    return drawn(
        registration()
        .user("second", form="association_review", role="association_reviewer")
        .path("claim", "second", "over")
    )


@dataclass
class Crowd:
    """Applicants of one agency, as many as are asked for, each with a name of their own."""

    people: People
    agency: Organisation
    cases: list[Case] = field(default_factory=list)

    def submit(self, count: int = 1) -> list[Case]:
        """Let so many more hand in their registration."""
        return [self._submit_one() for _ in range(count)]

    def _submit_one(self) -> Case:
        number = len(self.cases)
        mobile = f"154000001{number:02}"
        name = fictitious.name(number)
        person = self.people.practitioner(name, agency=self.agency, mobile=mobile)
        id_number = fictitious.id_number(number, "male")
        self.cases.append(submit(self.people, person, id_number=id_number))
        return self.cases[-1]
