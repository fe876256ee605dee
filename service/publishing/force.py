"""When an edition comes into force (施行), and what that does to open cases."""

from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import aliased

from processes.working_time import SHANGHAI
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Edition, MigrationKind, Reach, StudioEventKind
from service.ports import ports
from service.publishing.migration_runs import add_run
from service.publishing.studio_events import note_of_procedure
from service.refusals import Refused


def today() -> date:
    """Give the day that it is in Asia/Shanghai."""
    return ports().clock().astimezone(SHANGHAI).date()


def put_in_force() -> None:
    """Put each edition in force whose day has come, the oldest first."""
    for edition_id in list(db.session.scalars(_waiting().where(Edition.effective_on <= today()))):
        with transaction():
            edition = db.session.get_one(Edition, edition_id, with_for_update=True)
            if not edition.in_force:
                come_into_force(edition)


def come_into_force(edition: Edition) -> None:
    """Retire the edition before; begin to move open cases, if this one asks for it now."""
    others = update(Edition).where(Edition.procedure == edition.procedure, Edition.in_force)
    db.session.execute(others.values(in_force=False))
    edition.in_force = True
    db.session.flush()  # One edition is in force, and the index is asked at once.
    if edition.reach is Reach.NOW and edition.published_by is not None:
        add_run(
            edition.procedure,
            edition.published_by,
            kind=MigrationKind.MOVE,
            to_edition=edition.id,
            mapping=edition.mapping,
        )


def call_off(edition: Edition, actor_id: UUID) -> None:
    """Take back the day of an edition that is not in force yet; it never will be.

    Raises:
        Refused: it does not wait: it is in force, or was (`edition_in_force`).
    """
    with transaction():
        db.session.refresh(edition, with_for_update=True)
        if db.session.scalar(_waiting().where(Edition.id == edition.id)) is None:
            raise Refused("edition_in_force")
        edition.called_off_at = ports().clock()
        said = str(edition.number)
        note_of_procedure(edition.procedure, StudioEventKind.VERSION_CALLED_OFF, actor_id, said)


def refuse_if_another_waits(edition: Edition) -> None:
    """Refuse a second edition while one waits for its day: the later would never come.

    Raises:
        Refused: `edition_waiting`.
    """
    if db.session.scalar(_waiting().where(Edition.procedure == edition.procedure)):
        raise Refused("edition_waiting")


def _waiting() -> Select[UUID]:
    newer = aliased(Edition)
    in_force = select(newer.number).where(newer.procedure == Edition.procedure, newer.in_force)
    reached = func.coalesce(in_force.scalar_subquery(), 0)
    return (
        select(Edition.id)
        .where(Edition.effective_on.is_not(None), Edition.in_force.is_(False))
        .where(Edition.called_off_at.is_(None))
        .where(Edition.number > reached)
        .order_by(Edition.number)
    )
