"""People who do not exist, as many as one likes."""

from datetime import date, timedelta
from itertools import product
from typing import Final

from stdnum.cn import ric
from stdnum.cn import uscc as credit_code

# An area of 2014 with births long before: valid numbers that hardly anybody has (domain.md §10).
_AREA: Final = "371003"
_FIRST_BIRTHDAY: Final = date(1970, 1, 1)
_DAYS: Final = 13_000
# The numbers that demo and tests write out have sequences below this one.
_FIRST_SEQUENCE: Final = 500
# Whose ID number is which: each kind of person of the demo has a stretch of its own.
APPLICANTS: Final = 20_000
LEGAL_PERSONS: Final = 40_000
NEW_LEGAL_PERSONS: Final = 45_000
COPIES: Final = 100_000
"""Copies (`bulk.py`) come last, for there may be any number of them."""
_ORGANISATION: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN: Final = ("伟", "娜", "强", "静", "磊", "丽", "洋", "艳", "勇", "敏", "秀英", "建国", "晓明")
_NAMES: Final = [surname + given for given, surname in product(_GIVEN, _SURNAMES)]


def name(which: int) -> str:
    """Give the name of one of them; names come round again, as they do."""
    return _NAMES[which % len(_NAMES)]


def id_number(which: int, gender: str) -> str:
    """Give the valid resident ID of one of them; another `which` is another number.

    Each of three million (250 sequences a day) comes once for "male" and once for "female".
    """
    sequence, day = divmod(which, _DAYS)
    born = _FIRST_BIRTHDAY + timedelta(days=day)
    own = _FIRST_SEQUENCE + 2 * sequence + (gender == "male")
    digits = f"{_AREA}{born:%Y%m%d}{own:03d}"
    return digits + str(ric.calc_check_digit(digits + "0"))


def uscc(which: int) -> str:
    """Give the valid credit code of a company that does not exist; another `which`, another code.

    Its organisation part begins with XX, a series that was never issued (domain.md §10).
    """
    body = f"XX{which + 1000:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(w * _ORGANISATION.index(digit) for w, digit in zip(weights, body, strict=True))
    check = "0123456789X0"[11 - total % 11]
    code = f"91371000{body}{check}"
    return code + str(credit_code.calc_check_digit(code))
