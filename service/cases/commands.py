"""An act counts once: a repeat of its key finds what the first one did."""

from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.actors import Actor
from service.extensions import db
from service.failures import NotAllowed
from service.models import Case, Command
from service.rows import table_of

_COMMANDS: Final = table_of(Command)
_TAKE: Final = insert(_COMMANDS).on_conflict_do_nothing().returning(_COMMANDS.c.key)


class Repeated(Exception):
    """This very act was already carried out; `case_no` is where its answer is."""

    def __init__(self, case_no: str) -> None:
        super().__init__(case_no)
        self.case_no = case_no


def take(key: UUID, actor: Actor, case_id: UUID) -> None:
    """Keep `key` for an act of `actor` on a case, in the transaction of the act.

    A second request with the same key waits here for the first one's commit.

    Raises:
        Repeated: the act was carried out before.
        NotAllowed: somebody else used that key.
    """
    row = {"key": key, "account_id": actor.account_id, "case_id": case_id}
    if db.session.execute(_TAKE, row).first() is None:
        answer_again(key, actor)


def answer_again(key: UUID, actor: Actor) -> None:
    """Give the first answer again if `key` was already used; else do nothing.

    Raises:
        Repeated: the act was carried out before.
        NotAllowed: somebody else used that key.
    """
    found = db.session.execute(
        select(Command.account_id, Case.no)
        .join(Case, Case.id == Command.case_id)
        .where(Command.key == key)
    ).first()
    if found is None:
        return
    if found.account_id != actor.account_id:
        raise NotAllowed
    raise Repeated(found.no)
