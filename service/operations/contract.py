"""What an operation is: something that a diagram may ask for by name.

An operation never commits and never sees a request. One that reaches outside is a job: its
work runs outside any transaction, and its `record` writes the answer in the case's own step.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from service.models import Account, Case
from service.notifications import Notifications
from service.personal_data import PersonalData
from service.settings import Settings
from service.storage import Storage

Results = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OperationContext:
    """What an operation may know: the case, who acts, the clock, the latest round, the keys.

    `answers` gives the applicant's latest complete round in plain text, read when first asked.
    `about` is the open task at whose boundary a timer or message led here, if one did.
    `keep` has a row of a model written together with the step, once the case itself is there.
    """

    case: Case
    applicant: Account
    actor_id: UUID | None
    now: datetime
    answers: Callable[[], Mapping[str, Any]]
    settings: Settings
    personal_data: PersonalData
    keep: Callable[[type[Any], Mapping[str, Any]], None]
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job may know: the case it works for, and the outside."""

    case_id: UUID
    settings: Settings
    storage: Storage
    personal_data: PersonalData
    notifications: Notifications


class ParamKind(StrEnum):
    """What somebody who draws gives a parameter; the studio asks for each in its own way."""

    VALUE = "value"
    """FEEL over the values of the case."""
    TEXT = "text"
    """Words for people, in which places such as 【办件号】 are filled in."""
    READER = "reader"
    """Who is told: the applicant, a desk of the case, or the code of a post."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of the registry: `params` explains each parameter, `results` names what it adds.

    `outside` is None for an operation that only writes the register.
    """

    name: str
    summary: str
    record: Callable[..., Results]
    outside: Callable[..., Results] | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    kinds: Mapping[str, ParamKind] = field(default_factory=dict)
    """Of each parameter that is no plain value."""
    places: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Of each parameter that is a text: what it may leave open."""
    amounts: frozenset[str] = frozenset()
    """The parameters that are money in fen, as `processes.rules.amounts` has it."""
    results: frozenset[str] = frozenset()
    released: str = ""
    """What an applicant reads before a withdrawal runs it (`mp:onWithdraw`): a msgid."""
