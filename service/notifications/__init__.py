"""Messages that leave the house: the contract, and which adapter the settings name."""

from collections.abc import Callable, Mapping
from typing import Final

from service.notifications.base import Notifications, NotSentError
from service.notifications.console import ConsoleNotifications
from service.notifications.off import NoNotifications

__all__ = [
    "ConsoleNotifications",
    "NoNotifications",
    "NotSentError",
    "Notifications",
    "open_notifications",
]

_ADAPTERS: Final[Mapping[str, Callable[[str], Notifications]]] = {
    "console": ConsoleNotifications,
    "off": lambda _signature: NoNotifications(),
}


def open_notifications(name: str, *, signature: str) -> Notifications:
    """Give the adapter that `MINGPAI_SMS` names; it signs with the name of the association.

    Raises:
        ValueError: there is none of that name; the text lists those that exist.
    """
    if name not in _ADAPTERS:
        raise ValueError(f"MINGPAI_SMS is {name!r}; it must be one of {', '.join(_ADAPTERS)}.")
    return _ADAPTERS[name](signature)
