"""问题: what a machine could not do, its cause, and trying it again."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import cases
from service.actors import post_pool
from service.association_desk.door import DESK, blueprint
from service.failures import NotFound
from service.front_door import ASSOCIATION, enter
from service.queries.incidents import get_open_incident, read_incidents
from service.sign_in import current_actor

POSTS = ("administrator", "association_reviewer")


@blueprint.get("/incidents")
@enter(ASSOCIATION, posts=POSTS)
def incidents() -> str:
    """List what still has to be put right."""
    after = request.args.get("after")
    page = read_incidents(after)
    return render_template(
        "association_desk/incidents.html",
        desk=DESK,
        list=page,
        after=after,
        may_treat=current_actor().works(post_pool("administrator")),
    )


@blueprint.post("/incidents/<uuid:incident_id>/retry")
@enter(ASSOCIATION, posts=POSTS)
def retry(incident_id: UUID) -> Response:
    """Have it tried once more."""
    try:
        cases.retry_incident(get_open_incident(incident_id).id, current_actor().account_id)
        flash(_("已重新排队，稍后刷新查看结果。成功后该问题会自动消失。"))
    except NotFound:
        flash(_("该问题已经解决，无需重试。"))
    return redirect(url_for("association_desk.incidents"))
