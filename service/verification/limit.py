"""How often one network address may ask: enough for a queue at a counter, not for harvesting.

Counted in each web process by itself. What is guarded is a load of requests and idle
curiosity, not a secret: ten characters out of 31 are too many to be tried.
"""

import ipaddress
from typing import Any, Final

from flask import current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

EXTENSION: Final = "mingpai_public_limit"
A_MINUTE: Final = 60
"""Pages and pictures; many people of one office or one mobile network share an address."""
_IPV6_NETWORK: Final = 64


def init_app(extensions: dict[str, Any]) -> None:
    """Give an application, by its extensions, a counter of its own."""
    extensions[EXTENSION] = MovingWindowRateLimiter(MemoryStorage())


def spend_one() -> None:
    """Count this request.

    Raises:
        TooManyRequests: its address has asked too often within a minute.
    """
    limiter: MovingWindowRateLimiter = current_app.extensions[EXTENSION]
    if not limiter.hit(RateLimitItemPerMinute(A_MINUTE), "verification", _asker()):
        raise TooManyRequests


def _asker() -> str:
    address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - no socket
    if address.version == 4:
        return str(address)
    # One household has a whole network of IPv6 addresses.
    return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
