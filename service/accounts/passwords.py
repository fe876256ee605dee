"""Passwords: what is demanded of them, how they are kept and compared."""

import re
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forms import N_, FieldError

SHORTEST: Final = 8
LONGEST: Final = 128
"""More would let one request keep a core busy."""
_CLASSES: Final = ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")

# The second of the settings that OWASP recommends: 19 MiB, two passes, one lane.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY: Final = _hasher.hash("nobody signs in with this")


def find_weakness(password: str, *, key: str = "password") -> FieldError | None:
    """Say what a new password lacks: eight characters, three of four classes (domain.md §8)."""
    if not password:
        return FieldError(key, "password_missing", N_("请设置密码。"))
    if len(password) > LONGEST:
        return FieldError(
            key, "password_too_long", N_("密码太长，请不超过 %(max)s 位。"), {"max": LONGEST}
        )
    classes = sum(re.search(one, password) is not None for one in _CLASSES)
    if len(password) < SHORTEST or classes < 3:
        return FieldError(
            key,
            "password_weak",
            N_("密码太简单。请用至少 %(min)s 位，包含大写字母、小写字母、数字、符号中的三种。"),
            {"min": SHORTEST},
        )
    return None


def hash_password(password: str) -> str:
    """Give the argon2id hash under which a password is kept."""
    return _hasher.hash(password)


def is_password(password: str, password_hash: str) -> bool:
    """Whether this is the password of that hash; takes about 17 ms either way."""
    try:
        return _hasher.verify(password_hash, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def compare_with_nobody(password: str) -> None:
    """Take the time of a comparison, so that an unknown name answers no sooner than a known."""
    is_password(password, _NOBODY)


def needs_new_hash(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)
