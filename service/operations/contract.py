"""What an operation is: something that a diagram may ask for by name.

An operation never commits and never sees a request. One that reaches outside is a job: its
work runs outside any transaction, and its `record` writes the answer in the case's own step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from service.models import Account, Case
from service.notifications import Notifications
from service.personal_data import PersonalData
from service.settings import Settings
from service.storage import Storage

Results = Mapping[str, Any]
Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OperationContext:
    """What an operation may know: the case, who acts, the clock, the latest round, the keys.

    `answers` gives the applicant's latest complete round in plain text, read when first asked.
    `about` is the open task at whose boundary a timer or message led here, if one did.
    """

    case: Case
    applicant: Account
    actor_id: UUID | None
    now: datetime
    answers: Callable[[], Mapping[str, Any]]
    settings: Settings
    personal_data: PersonalData
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job may know: the case it works for, the outside, and a key that repeats with it."""

    case_id: UUID
    key: str
    settings: Settings
    storage: Storage
    personal_data: PersonalData
    notifications: Notifications


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
    results: frozenset[str] = frozenset()
