"""What answers of one form say of each other, whatever form they stand in.

The gender and the birth date follow from an ID number; one upload answers one question.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from forms import resident_id
from forms.contract import N_
from forms.field import Field
from forms.kinds import Problem
from forms.kinds.documents import Document
from forms.kinds.identity import ResidentId


def companions(fields: Iterable[Field]) -> dict[str, frozenset[str]]:
    """Say which fields follow from which: their keys, each with the keys that decide it."""
    return {
        follower: frozenset({field.key})
        for field in fields
        if isinstance(field.kind, ResidentId)
        for follower in (field.kind.gender_field, field.kind.birth_field)
    }


def follow_id_numbers(
    fields: Iterable[Field], answers: Mapping[str, Any], kept: Container[str]
) -> dict[str, Any]:
    """Let the birth date beside an ID number that is only a sample be the one in it.

    `kept` names the answers that are no samples.
    """
    followed = dict(answers)
    for field in fields:
        if not isinstance(field.kind, ResidentId) or field.key in kept:
            continue
        key, number = field.kind.birth_field, answers.get(field.key)
        born = resident_id.birth_date(number) if number else None
        if key in answers and born is not None:
            followed[key] = born.isoformat()
    return followed


def find_disagreements(
    fields: Iterable[Field], answers: Mapping[str, Any]
) -> Iterator[tuple[str, Problem]]:
    """Name each field whose answer contradicts another, with the problem."""
    shown = [field for field in fields if field.key in answers]
    for field in shown:
        if isinstance(field.kind, ResidentId):
            yield from _against_id(field.kind, answers[field.key], answers)
    yield from _used_twice(shown, answers)


def _against_id(
    kind: ResidentId, number: str, answers: Mapping[str, Any]
) -> Iterator[tuple[str, Problem]]:
    gender, birth = answers.get(kind.gender_field), answers.get(kind.birth_field)
    # A tuple, for the field of that name may hold a list: it need not be ours.
    if gender in ("male", "female") and gender != resident_id.gender(number):
        yield (
            kind.gender_field,
            kind.problem("contradicts_id", N_("所选性别与%(label)s不符。请核对性别和%(label)s。")),
        )
    born = resident_id.birth_date(number)
    if birth and born and birth != born.isoformat():
        yield (
            kind.birth_field,
            kind.problem(
                "contradicts_id", N_("出生日期与%(label)s不符。请核对出生日期和%(label)s。")
            ),
        )


def _used_twice(
    shown: Iterable[Field], answers: Mapping[str, Any]
) -> Iterator[tuple[str, Problem]]:
    used: set[str] = set()
    for field in shown:
        if isinstance(field.kind, Document):
            if used.intersection(answers[field.key]):
                yield (
                    field.key,
                    field.kind.problem(
                        "used_twice", N_("%(label)s与另一项是同一个文件。请分别上传。")
                    ),
                )
            used.update(answers[field.key])
