"""Thousands of cases from one: what lists, searches and benchmarks are tried with.

A copy is a case of its own: another applicant with a name and an ID number of his own, his
uploads (whose pages are the original's pictures), his round, his open task. It can be opened
and decided as the original can.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    cast,
    func,
    insert,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from forms import Form
from service.cases.rounds import list_rounds, opened_round, round_place, seal_answers
from service.cases.transaction import transaction
from service.editions import parsed
from service.extensions import db
from service.models import (
    Account,
    Case,
    Document,
    Event,
    IdentityClaim,
    OpenTask,
    SubmittedRound,
)
from service.ports import ports
from service.seeding import fictitious
from service.seeding.registering import PROCEDURE

Differing = Mapping[str, ColumnElement[Any]]

_BATCH: Final = 10_000
_COPIES: Final = Table(
    "copies",
    MetaData(),
    Column("account_id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("task_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("sealed", JSONB, nullable=False),
    Column("id_hash", LargeBinary, nullable=False),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
_COPY: Final = _COPIES.c


@dataclass(frozen=True, slots=True)
class _Original:
    case: Case
    task_id: UUID
    round: SubmittedRound
    form: Form
    answers: dict[str, Any] = field(repr=False)


def copy_case(case: Case, times: int) -> None:
    """Add so many copies of an open case that waits for its first review, and commit."""
    original = _original(case)
    first = db.session.scalar(select(func.count()).where(Account.seeded)) or 0
    for begin in range(first, first + times, _BATCH):
        with transaction():
            _copy(original, range(begin, min(begin + _BATCH, first + times)))


def find_case_to_copy() -> Case | None:
    """Find the oldest registration of the demo that waits for its agency's first look."""
    waiting = (
        select(Case)
        .join(Account, Account.id == Case.account_id)
        .join(OpenTask, OpenTask.case_id == Case.id)
        .where(Case.procedure == PROCEDURE, Account.seeded, Case.round == 1)
        .where(OpenTask.pool.startswith("organisation:"))
    )
    return db.session.scalars(waiting.order_by(Case.no).limit(1)).one_or_none()


def _original(case: Case) -> _Original:
    task_id = db.session.scalars(select(OpenTask.id).where(OpenTask.case_id == case.id)).one()
    (submitted,) = list_rounds(case.id)
    form = parsed(case.edition_id).forms[submitted.form]
    return _Original(case, task_id, submitted, form, opened_round(submitted))


def _copy(original: _Original, which: range) -> None:
    connection = db.session.connection()
    _COPIES.create(connection)
    connection.execute(insert(_COPIES), [_own(original, number) for number in which])
    for model, of, differing in _rows(original):
        _insert(model.__table__, of, differing)


def _own(original: _Original, which: int) -> dict[str, Any]:
    """Give what only Python can make: the secrets of a copy, and the ids they are bound to."""
    number = fictitious.id_number(which + fictitious.COPIES, original.answers["gender"])
    case_id, answers = uuid4(), {**original.answers, "id_number": number}
    stored = seal_answers(answers, original.form, round_place(case_id, original.round.round))
    return {
        "account_id": uuid4(),
        "case_id": case_id,
        "task_id": uuid4(),
        "name": fictitious.name(which),
        "sealed": {key: value for key, value in stored.items() if value != answers[key]},
        "id_hash": ports().personal_data.hash(number),
    }


def _rows(original: _Original) -> Iterator[tuple[Any, ColumnElement[bool], Differing]]:
    """Say which rows are copied, in the order of their keys, and what differs in each table."""
    case_id = original.case.id
    whose: Differing = {"case_id": _COPY.case_id, "account_id": _COPY.account_id}
    yield Account, Account.id == original.case.account_id, _account()
    yield Case, Case.id == case_id, _case(original)
    document_id = {"id": _derived_id(cast(Document.id, Text))}
    yield Document, Document.case_id == case_id, {**whose, **document_id}
    answers = {"id": func.gen_random_uuid(), "answers": _answers(original)}
    yield SubmittedRound, SubmittedRound.case_id == case_id, {**whose, **answers}
    task = {"id": _COPY.task_id, "case_id": _COPY.case_id, "subject_name": _COPY.name}
    yield OpenTask, OpenTask.case_id == case_id, task
    claim = {"id_hash": _COPY.id_hash, "case_id": _COPY.case_id}
    yield IdentityClaim, IdentityClaim.case_id == case_id, claim
    yield Event, Event.case_id == case_id, whose


def _account() -> Differing:
    return {
        "id": _COPY.account_id,
        "display_name": _COPY.name,
        "real_name": _COPY.name,
        # Nobody signs in as a copy; a number is one person's.
        "mobile": null(),
        "mobile_hash": null(),
        "mobile_verified_at": null(),
        "seeded": true(),
    }


def _case(original: _Original) -> Differing:
    state = func.convert_from(Case.state, "UTF8")
    own = func.replace(state, str(original.task_id), cast(_COPY.task_id, Text))
    return {
        "id": _COPY.case_id,
        "no": func.mp_case_no(),
        "account_id": _COPY.account_id,
        "subject_name": _COPY.name,
        "state": func.convert_to(own, "UTF8"),
    }


def _answers(original: _Original) -> ColumnElement[Any]:
    """Give the round with the copy's own uploads and its own secrets."""
    answers: ColumnElement[Any] = SubmittedRound.answers.expression
    for asked in original.form.fields:
        if asked.kind.name == "document" and asked.key in original.answers:
            ids = map(_derived_id, original.answers[asked.key])
            own = func.jsonb_build_object(asked.key, func.jsonb_build_array(*ids))
            answers = answers.op("||")(own)
    return answers.op("||")(_COPY.sealed)


def _derived_id(document_id: Any) -> ColumnElement[Any]:
    """Give the id of a copy's upload, the same wherever it is named."""
    return cast(func.md5(func.concat(_COPY.case_id, document_id)), Uuid)


def _insert(table: Any, of: ColumnElement[bool], differing: Differing) -> None:
    """Insert the original's rows once for each copy; what the database computes, it computes."""
    values = {
        column.name: differing.get(column.name, column)
        for column in table.columns
        if column.computed is None and column.identity is None
    }
    rows = select(*values.values()).select_from(table.join(_COPIES, true())).where(of)
    db.session.execute(insert(table).from_select(list(values), rows))
