"""The form that somebody has in hand, found by what a page says it is."""

from uuid import UUID

from service.actors import Actor
from service.cases import Filling, begin_correction, find_filling
from service.failures import NotFound
from service.queries.case_page import get_open_task


def filling_of(subject: str, actor: Actor) -> Filling:
    """Find a form by the subject of its draft: `procedure:<stem>` or `task:<id>`.

    Raises:
        NotFound: the actor has no such form in hand (it was submitted, or was never theirs).
    """
    kind, _, name = subject.partition(":")
    filling = None
    if kind == "procedure":
        filling = find_filling(name, actor)
    elif kind == "task":
        filling = find_correction(name, actor)
    if filling is None:
        raise NotFound
    return filling


def find_correction(task_id: str, actor: Actor) -> Filling | None:
    """Find the correction that an open task of this person asks for."""
    try:
        found = get_open_task(UUID(task_id), actor)
    except ValueError:
        return None
    return begin_correction(*found, actor) if found else None
