"""紧急停办: no new case of a procedure begins; open cases go on."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from service.cases.transaction import transaction
from service.editions import edition_in_force
from service.extensions import db
from service.models import ProcedureStop, StudioEventKind
from service.ports import ports
from service.publishing.studio_events import note_of_procedure
from service.refusals import Refused


def stop_procedure(procedure: str, sentence: str, actor_id: UUID) -> None:
    """Stop new applications; `sentence` is what applicants read. A repeat changes the sentence.

    Who did it and why stays among the procedure's events, whatever becomes of the stop.

    Raises:
        ProcedureNotFound: there is no such procedure.
        Refused: nothing says why.
    """
    if not sentence.strip():
        raise Refused("stop_without_sentence", "sentence")
    edition_in_force(procedure)
    now = {"sentence": sentence.strip(), "stopped_by": actor_id, "stopped_at": ports().clock()}
    row = insert(ProcedureStop).values(procedure=procedure, **now)
    with transaction():
        db.session.execute(row.on_conflict_do_update(index_elements=["procedure"], set_=now))
        stopped = StudioEventKind.PROCEDURE_STOPPED
        note_of_procedure(procedure, stopped, actor_id, sentence.strip())


def lift_stop(procedure: str, actor_id: UUID) -> None:
    """Take new applications again; of two who do so at once, one is noted."""
    with transaction():
        stop = db.session.get(ProcedureStop, procedure, with_for_update=True)
        if stop is not None:
            db.session.delete(stop)
            note_of_procedure(procedure, StudioEventKind.STOP_LIFTED, actor_id)
