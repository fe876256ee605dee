"""Whether the process lives, whether it can work, and its figures for a monitor."""

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from service.database import newest_revision
from service.extensions import db
from service.front_door import ANYONE, enter

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@enter(ANYONE)
def alive() -> str:
    """Answer as long as the process can."""
    return "ok"


@blueprint.get("/readyz")
@enter(ANYONE)
def ready() -> Response:
    """Answer 200 when the database is there and migrated, else 503."""
    try:
        found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError:
        found = None  # An empty database: not one migration has run.
    except OperationalError:
        return Response("database does not answer", status=503)
    if found != newest_revision():
        return Response("database not migrated", status=503)
    return Response("ok")


@blueprint.get("/metrics")
@enter(ANYONE)
def metrics() -> Response:
    """Give the process's figures in Prometheus's format; nobody's data are in them."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
