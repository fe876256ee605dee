"""How the register's numbers are made (domain.md §5)."""

from typing import Final

# GB 32100 leaves out I, O, S, V and Z, which are misread; its checks are modulo 31.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CATEGORY_LETTERS: Final = {"broker": "J", "assistant": "X", "staff": "C"}


def check_character(body: str) -> str:
    """Give the GB 32100 check character of `body`; ValueError if one is not in its alphabet."""
    if not set(body) <= set(ALPHABET):
        raise ValueError(f"{body} has characters that are misread: only {ALPHABET} are used")
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


def practice_number(prefix: str, sequence: int) -> str:
    """Give the 从业编号: prefix, six digits of `sequence`, check character; permanent."""
    body = f"{prefix}{sequence:06d}"
    return body + check_character(body)


def card_number(practice_no: str, category: str, issue: int) -> str:
    """Give the 卡号: 从业编号, letter of the category, number of the issue: WH000123X-J-02."""
    return f"{practice_no}-{CATEGORY_LETTERS[category]}-{issue:02d}"
