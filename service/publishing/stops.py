"""紧急停办: no new case of a procedure begins; open cases go on."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from service.cases.transaction import transaction
from service.editions import edition_in_force
from service.extensions import db
from service.models import ProcedureStop
from service.ports import ports
from service.refusals import Refused


def stop_procedure(procedure: str, sentence: str, actor_id: UUID) -> None:
    """Stop new applications; `sentence` is what applicants read. A repeat changes the sentence.

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


def lift_stop(procedure: str) -> None:
    """Take new applications again."""
    with transaction():
        stop = db.session.get(ProcedureStop, procedure)
        if stop is not None:
            db.session.delete(stop)
