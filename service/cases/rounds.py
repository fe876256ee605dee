"""The rounds of a case: what was submitted, with sensitive values sealed where they lie."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from forms import Form
from service.editions import parsed
from service.extensions import db
from service.models import Case, SubmittedRound
from service.ports import ports
from service.rows import table_of

_SEALED: Final = "sealed"

_ROUNDS: Final = table_of(SubmittedRound).c
_LATEST: Final = (
    select(_ROUNDS.case_id, _ROUNDS.round, _ROUNDS.form, _ROUNDS.answers)
    .where(_ROUNDS.case_id == bindparam("case_id"), _ROUNDS.form != bindparam("but"))
    .ext(distinct_on(_ROUNDS.form))
    .order_by(_ROUNDS.form, _ROUNDS.round.desc())
)


def latest_round(case_id: UUID, form: str | None = None) -> SubmittedRound | None:
    """Find the newest round of a case, of one form if it is named."""
    query = select(SubmittedRound).where(SubmittedRound.case_id == case_id)
    if form is not None:
        query = query.where(SubmittedRound.form == form)
    newest = query.order_by(SubmittedRound.submitted_at.desc(), SubmittedRound.round.desc())
    return db.session.scalar(newest.limit(1))


def read_latest_answers(case: Case, but: str | None = None) -> dict[str, Any]:
    """Give what the applicant last submitted of each form, in plain text.

    A later form's answers stand over an earlier one's; `but` names a form to leave out.
    """
    newest = db.session.execute(_LATEST, {"case_id": case.id, "but": but or ""})
    forms = parsed(case.edition_id).forms
    answers: dict[str, Any] = {}
    for one in sorted(newest, key=lambda one: one.round):
        answers = lay_over(answers, forms[one.form], opened_round(one))
    return answers


def lay_over(
    answers: Mapping[str, Any], form: Form, submitted: Mapping[str, Any]
) -> dict[str, Any]:
    """Lay a round over what stood before; what its form asks and nobody answered is gone."""
    asked = {field.key for field in form.fields}
    return {key: value for key, value in answers.items() if key not in asked} | dict(submitted)


def read_previous(case: Case, form: Form) -> dict[str, Any] | None:
    """Give what stands of a form that was submitted before, whichever form it was last said on.

    None if the form was never submitted.
    """
    if latest_round(case.id, form.name) is None:
        return None
    asked = {field.key for field in form.fields}
    return {key: one for key, one in read_latest_answers(case).items() if key in asked}


def list_rounds(case_id: UUID) -> list[SubmittedRound]:
    """List all rounds of a case, the oldest first."""
    query = select(SubmittedRound).where(SubmittedRound.case_id == case_id)
    return list(db.session.scalars(query.order_by(SubmittedRound.submitted_at)))


def seal_answers(answers: Mapping[str, Any], form: Form, place: str) -> dict[str, Any]:
    """Seal the values of sensitive kinds, each bound to `place` and its field."""
    sealed = dict(answers)
    for key in _sensitive(form) & answers.keys():
        if isinstance(answers[key], str):
            secret = ports().personal_data.seal(answers[key], of=f"{place}:{key}")
            sealed[key] = {_SEALED: base64.b64encode(secret).decode()}
    return sealed


def open_answers(answers: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Open what `seal_answers` sealed at the same place."""
    return {key: _opened(key, value, place) for key, value in answers.items()}


def opened_round(submitted: SubmittedRound | Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """Give the answers of a stored round in plain text."""
    return open_answers(submitted.answers, round_place(submitted.case_id, submitted.round))


def round_place(case_id: UUID, number: int) -> str:
    """Name the place of a round's secrets, to which their ciphertexts are bound."""
    return f"submissions.answers:{case_id}:{number}"


def document_ids(answers: Mapping[str, Any], form: Form) -> list[UUID]:
    """List the uploads that the posted or cleaned answers name, skipping what is no id."""
    keys = [field.key for field in form.fields if field.kind.name == "document"]
    return list(ids_among(value for key in keys for value in _as_list(answers.get(key))))


def ids_among(values: Iterable[Any]) -> Iterable[UUID]:
    """Give the values that are ids: answers may hold anything before they are cleaned."""
    for value in values:
        try:
            yield UUID(str(value))
        except ValueError:
            continue


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _sensitive(form: Form) -> set[str]:
    return {field.key for field in form.fields if field.kind.sensitive}


def _opened(key: str, value: Any, place: str) -> Any:
    if isinstance(value, dict) and value.keys() == {_SEALED}:
        secret = base64.b64decode(value[_SEALED])
        return ports().personal_data.open(secret, of=f"{place}:{key}")
    return value
