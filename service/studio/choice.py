"""Which cases an administrator wants to move, and to which version, as the page says it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from werkzeug.exceptions import BadRequest

from service.failures import NotFound
from service.models import Edition
from service.publishing.choosing import (
    Filter,
    StandingStep,
    count_cases,
    gone_steps,
    human_steps,
    standing_steps,
)
from service.refusals import Refused
from service.templating import Problem, problems_of

MAPS = "map-"
"""Before the id of a step in the name of the field that says what takes its place."""
_BETWEEN_NUMBERS = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, what it comes to, and what has to be asked besides."""

    to: Edition
    which: Filter
    mapping: Mapping[str, str]
    steps: Sequence[StandingStep]
    """Where the cases of the procedure stand that are not there already."""
    gone: Sequence[StandingStep]
    targets: Sequence[tuple[str, str]]
    cases: int
    problems: Sequence[Problem] = ()


def read_choice(procedure: str, versions: Sequence[Edition], asked: Mapping[str, str]) -> Choice:
    """Read the page's fields; without any, all open cases go to the version in force.

    Raises:
        NotFound: the procedure has no such version.
    """
    target, which = _target(versions, asked), _filter(asked)
    cases, problems = 0, []
    try:
        cases = count_cases(procedure, target.id, which)
    except Refused as refusal:
        problems = problems_of(refusal)
    standing = [] if problems else standing_steps(procedure, target.id, which)
    gone = gone_steps(standing, target.id)
    targets = human_steps(target.id)
    return Choice(
        to=target,
        which=which,
        mapping=_mapping(target, gone, dict(targets), asked),
        steps=standing_steps(procedure, target.id, {}),
        gone=gone,
        targets=targets,
        cases=cases,
        problems=problems,
    )


def mapping_in(asked: Mapping[str, str]) -> dict[str, str]:
    """Give step → step of the fields that name one."""
    return {
        name.removeprefix(MAPS): to for name, to in asked.items() if name.startswith(MAPS) and to
    }


def _mapping(
    target: Edition,
    gone: Sequence[StandingStep],
    targets: Mapping[str, str],
    asked: Mapping[str, str],
) -> dict[str, str]:
    """Give the edition's own mapping with what was chosen for each step that it lacks.

    A step that is still there is never mapped: that would take a case past it.
    """
    mapping = dict(target.mapping)
    for step in gone:
        chosen = asked.get(MAPS + step.node, mapping.get(step.node, ""))
        if chosen and chosen not in targets:
            raise BadRequest
        mapping[step.node] = chosen
    return {step: to for step, to in mapping.items() if to}


def _target(versions: Sequence[Edition], asked: Mapping[str, str]) -> Edition:
    wanted = asked.get("to")
    found = [one for one in versions if (str(one.id) == wanted if wanted else one.in_force)]
    if not found:
        raise NotFound
    return found[0]


def _filter(asked: Mapping[str, str]) -> Filter:
    which: dict[str, object] = {}
    try:
        if asked.get("from"):
            which["edition"] = str(UUID(asked["from"]))
    except ValueError:
        raise BadRequest from None
    if asked.get("node"):
        which["node"] = asked["node"]
    typed = unicodedata.normalize("NFKC", asked.get("numbers", ""))
    # Whatever was typed stays in the filter: what is no number names no case, rather than all.
    numbers = [one for one in _BETWEEN_NUMBERS.split(typed) if one]
    return {**which, "numbers": numbers} if numbers else which
