"""What the running software holds on to: settings, keys and the adapters of the outside."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from service.clock import Clock
from service.notifications import Notifications
from service.payments import Payments
from service.personal_data import PersonalData
from service.settings import Settings
from service.storage import Storage

EXTENSION = "mingpai"


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that `service/wiring.py` decided once for this process."""

    settings: Settings
    personal_data: PersonalData
    storage: Storage
    notifications: Notifications
    clock: Clock
    payments: Payments | None = None
    """Through whom people pay online; None where nobody does."""


def ports() -> Ports:
    """Give the ports of the application that is running."""
    return cast(Ports, current_app.extensions[EXTENSION])
