"""A new post of the association, made where a lane's role is chosen."""

from uuid import UUID

from flask import Response, jsonify

from service.publishing.posts import create_post
from service.refusals import Refused
from service.studio.door import administrators, blueprint
from service.studio.posted import posted_json


@blueprint.post("/posts")
@administrators
def new_post() -> Response:
    """Make a post with the staff who hold it."""
    asked = posted_json()
    try:
        staff = [UUID(one) for one in asked["staff"]]
        code, name = str(asked["code"]), str(asked["name"])
    except (KeyError, TypeError, ValueError):
        raise Refused("post_needs_staff") from None
    create_post(code, name, staff)
    return jsonify(code=code, name=name)
