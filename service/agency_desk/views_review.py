"""Reviewing at the desk of agencies and stores."""

from uuid import UUID

from werkzeug.wrappers import Response

from service.agency_desk.door import DESK, blueprint
from service.front_door import DESKS, enter
from service.reviewing import deciding, lists


@blueprint.get("/tasks/<uuid:task_id>")
@enter(DESKS)
def task(task_id: UUID) -> deciding.Answer:
    """Show an open task: the papers beside the data, and what there is to decide."""
    return deciding.show_task(DESK, task_id)


@blueprint.post("/tasks/<uuid:task_id>")
@enter(DESKS)
def decide(task_id: UUID) -> deciding.Answer:
    """Approve, refuse or return, and go on to the next task."""
    return deciding.decide(DESK, task_id)


@blueprint.get("/tasks/next")
@enter(DESKS)
def next_task() -> Response:
    """Go to the task that comes next."""
    return lists.go_to_next_task(DESK)


@blueprint.post("/tasks/<uuid:task_id>/questions")
@enter(DESKS)
def tell_hidden(task_id: UUID) -> Response:
    """Say which of the task's questions are not asked, for what has been answered so far."""
    return deciding.tell_hidden(task_id)


@blueprint.post("/tasks/<uuid:task_id>/full/<key>")
@enter(DESKS)
def look_at(task_id: UUID, key: str) -> deciding.Answer:
    """Show a masked value in full, once, with a reason that is kept."""
    return deciding.look_at(DESK, task_id, key)


@blueprint.get("/documents/<uuid:document_id>/<int:number>.jpg")
@enter(DESKS)
def document_page(document_id: UUID, number: int) -> Response:
    """Show one page of an applicant's paper."""
    return lists.send_page_image(document_id, number)
