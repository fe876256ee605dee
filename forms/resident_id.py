"""What an 18-digit identity number says of itself (GB 11643).

The county code is not looked up: python-stdnum's list lacks codes that are in use
(371071 and 371072 are statistical codes of Weihai's zones), and counties come and go. The
province is checked; residence permits for Hong Kong, Macau and Taiwan use 81, 82 and 83.
"""

import re
from datetime import date
from typing import Literal

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


def has_shape(number: str) -> bool:
    """Say whether it is 17 digits and a digit or X."""
    return _SHAPE.fullmatch(number) is not None


def has_known_province(number: str) -> bool:
    """Say whether the first two digits are a province's, or a residence permit's."""
    return _PROVINCES.match(number) is not None


def has_right_check_digit(number: str) -> bool:
    """Say whether the last character follows from the others."""
    return bool(ric.calc_check_digit(number) == number[-1])


def with_check_digit(body: str) -> str:
    """Give the whole number of its first 17 digits."""
    return body + str(ric.calc_check_digit(body + "0"))


def birth_date(number: str) -> date | None:
    """Give the birth date in the number, or None when there is no such day."""
    try:
        day = ric.get_birth_date(number)
    except (ValidationError, ValueError):
        return None
    return day if isinstance(day, date) else None


def gender(number: str) -> Literal["male", "female"]:
    """Give the gender that the 17th digit says: odd is male."""
    return "male" if int(number[16]) % 2 else "female"


def age(born: date, today: date) -> int:
    """Give the age in whole years on `today`."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def is_resident_id(number: str) -> bool:
    """Say whether the whole number stands: shape, province, birth date, check digit."""
    return (
        has_shape(number)
        and has_known_province(number)
        and birth_date(number) is not None
        and has_right_check_digit(number)
    )
