"""What happens in a story: who meets, and the acts that most procedures have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.actors import Actor
from service.models import Organisation
from service.seeding.life.telling import Papers, Story
from service.seeding.life.town import Town, desk_of
from service.seeding.past import APPROVE


@dataclass(frozen=True, slots=True)
class Scene:
    """Who meets in the story of one case; `number` tells those of one procedure apart."""

    town: Town
    papers: Papers
    story: Story
    applicant: Actor
    agency: Organisation | None = None
    """The one that has a say, where one has."""
    number: int = 0

    def go_on(self, acts: tuple["Act", ...]) -> None:
        """Let all that happen, a day after each other."""
        for act in acts:
            act(self)


Act = Callable[[Scene], None]


def by_agency(answers: dict[str, Any]) -> Act:
    """Let the agency decide."""

    def act(scene: Scene) -> None:
        assert scene.agency is not None
        scene.story.decided(desk_of(scene.agency), answers)

    return act


def by_staff(login_name: str, answers: dict[str, Any]) -> Act:
    """Let somebody of the association decide."""
    return lambda scene: scene.story.decided(scene.town.staff[login_name], answers)


def corrects(*papers: str) -> Act:
    """Let the applicant upload anew what was returned."""
    return lambda scene: scene.story.decided(
        scene.applicant, scene.papers.of(scene.applicant, *papers)
    )


def withdraws(scene: Scene) -> None:
    """Let the applicant take the case back, and the worker do what follows."""
    scene.story.withdrawn()
    scene.story.worked_off()


def urges(scene: Scene) -> None:
    """Let the applicant ask, after some days, for the case to go on."""
    scene.story.urged(days=3)


agency_agrees = by_agency(APPROVE)
association_agrees = by_staff("reviewer", APPROVE)
