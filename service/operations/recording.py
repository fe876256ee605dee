"""Writes the history of the register: each detail with its old and its new value."""

from datetime import date
from typing import Final
from uuid import uuid4

from service.extensions import db
from service.models import Detail, Organisation, Practitioner, RegisterChange
from service.operations.contract import OperationContext

SECRET: Final = frozenset({Detail.MOBILE, Detail.LEGAL_ID, Detail.AGENT_MOBILE})
"""Details that are kept sealed."""


def record(
    context: OperationContext,
    subject: Practitioner | Organisation,
    detail: Detail,
    old: str | date | None,
    new: str | date | None,
) -> None:
    """Record that a detail changes in this case; nothing is written of one that stays."""
    before, after = _text(old), _text(new)
    if before == after:
        return
    row = RegisterChange(id=uuid4(), detail=detail, case_id=context.case.id, at=context.now)
    if isinstance(subject, Practitioner):
        row.practitioner_id = subject.id
    else:
        row.organisation_id = subject.id
    if detail in SECRET:
        row.old_secret = _sealed(context, before, f"register_changes.old:{row.id}")
        row.new_secret = _sealed(context, after, f"register_changes.new:{row.id}")
    else:
        row.old, row.new = before, after
    db.session.add(row)


def _text(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _sealed(context: OperationContext, plain: str | None, place: str) -> bytes | None:
    return context.personal_data.seal(plain, of=place) if plain is not None else None
