"""The lock-out: whoever fails five times may not try again for ten minutes, at any door."""

from datetime import datetime, timedelta
from typing import Final

from service.models import Account

MOST_FAILURES: Final = 5
LOCK: Final = timedelta(minutes=10)


def is_locked(account: Account, now: datetime) -> bool:
    """Whether the account takes no password now, not even the right one."""
    return account.locked_until is not None and account.locked_until > now


def count_failure(account: Account, now: datetime) -> None:
    """Count a wrong password; the caller has locked the row, so that five are five."""
    account.failed_sign_ins += 1
    if account.failed_sign_ins >= MOST_FAILURES:
        account.failed_sign_ins = 0
        account.locked_until = now + LOCK
