"""What counts as an amount of money, in fen (分)."""

from typing import Final

MOST: Final = 2_147_483_647
"""The database holds no larger one."""


def is_amount(value: object) -> bool:
    """Whether a value is a whole number of fen, not below zero."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST
