"""People and organisations that nobody has met: valid numbers, each used once in a run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from stdnum.cn import ric

AREA = "371003"
"""This area exists since 2014 and numbers are given at birth, so no adult has it."""
_OLDEST = date(1970, 1, 1)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN = "安平和顺宁康乐明远达诚信德仁义礼智勇"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody with everything that a registration asks for."""

    name: str
    gender: str
    """男 or 女, as the page says it."""
    id_number: str
    mobile: str
    certificate_number: str


class Strangers:
    """Gives a new one each time, and remembers what must never be seen in an address or log."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.secrets: set[str] = set()

    def new(self) -> Stranger:
        """Give somebody new."""
        number = next(self._numbers)
        person = Stranger(
            name=_name(number),
            gender="男" if number % 2 else "女",
            id_number=id_number(number),
            mobile=f"1540{number:07}",
            certificate_number=f"3062026{number:013}",
        )
        self.secrets |= {person.id_number, person.mobile}
        return person

    def another_with_the_papers_of(self, holder: Stranger) -> Stranger:
        """Give somebody new who claims to be `holder`."""
        return replace(self.new(), gender=holder.gender, id_number=holder.id_number)

    def company(self) -> str:
        """Give the name of an agency that does not exist yet."""
        return f"威海第{next(self._numbers)}房地产经纪有限公司"


def id_number(number: int) -> str:
    """Give the resident ID of the `number`th stranger: odd ones are men's."""
    born = _OLDEST + timedelta(days=7 * number % 13_000)
    body = f"{AREA}{born:%Y%m%d}{number % 1000:03}"
    return body + ric.calc_check_digit(body + "0")


def with_wrong_check_digit(number: str) -> str:
    """Give the same ID number with a last digit that cannot be."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def _name(number: int) -> str:
    parts: list[str] = [*_letters(number, _GIVEN)]
    return _SURNAMES[number % len(_SURNAMES)] + "".join(parts)


def _letters(number: int, alphabet: str) -> Iterator[str]:
    rest = number
    for _ in range(2):
        rest, index = divmod(rest, len(alphabet))
        yield alphabet[index]
