"""自审: whoever answers for an employer, as its legal person or its agent, is no judge of himself.

Said in one place, of rows in hand and in SQL, so that the way a case takes and the flag that its
reviewer reads agree.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_

from service.models import Organisation


def answers_for(
    number: bytes | None, mobile: bytes | None, *employers: Organisation | None
) -> bool:
    """Whether somebody answers for one of these; `number` and `mobile` are keyed hashes.

    What is not known of somebody is nobody's.
    """
    return any(
        (number is not None and one.legal_id_hash == number)
        or (mobile is not None and one.agent_mobile_hash == mobile)
        for one in employers
        if one is not None
    )


def is_answered_for(numbers: Select[Any], mobile: bytes | None) -> ColumnElement[bool]:
    """Say the same of the organisation of a query, of whoever has one of these numbers."""
    as_legal_person = Organisation.legal_id_hash.in_(numbers)
    if mobile is None:
        return as_legal_person
    return or_(as_legal_person, Organisation.agent_mobile_hash == mobile)
