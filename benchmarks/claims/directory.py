"""`http.directory_search_100k`: a keystroke in the agency search, any part of the name."""

from random import Random
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4

from benchmarks.browser import Wire
from benchmarks.figures import Figure, compared
from benchmarks.measure import Effort, Trial, in_turn
from service.extensions import db
from service.models import Filing, OrganisationKind
from service.names import name_key, pinyin_key
from service.rows import add_rows
from service.seeding.fictitious import uscc

CLAIM: Final = "http.directory_search_100k"
FLOOR: Final = "floor.http_read"
FULL: Final = 100_000
RARE, COMMON, ABSENT, SINGLE = "稀罕阁", "房地产", "魑魅", "居"
_LETTERS: Final = "安居乐业海信达鲁中金城宏图伟业兴盛泰和福满堂嘉禾瑞祥德润华夏东方明珠"
_BATCH: Final = 5_000
_SHOWN: Final = {RARE: 1, COMMON: 20, ABSENT: 0, SINGLE: 20}
"""How many entries each search shows."""


def fill_directory(size: int = FULL) -> None:
    """Put so many filed agencies into the directory; one has the rare name. Commits."""
    dice = Random(1)  # The same directory in every run.
    for start in range(0, size, _BATCH):
        add_rows(Filing, *(_entry(n, dice) for n in range(start, min(start + _BATCH, size))))
        db.session.commit()


def measure(wire: Wire, floor_wire: Wire, effort: Effort) -> list[Figure]:
    """Measure each kind of search beside the floor, and give the slowest."""
    trials = {term: _search(wire, term) for term in _SHOWN}
    floor = {FLOOR: _floor(floor_wire)}
    timings = in_turn({**trials, **floor}, effort)
    slowest = max(_SHOWN, key=lambda term: timings[term].median)
    return [compared(CLAIM, timings[slowest], FLOOR, timings[FLOOR])]


def _search(wire: Wire, term: str) -> Trial:
    path = f"/directory/agency?directory_search={quote(term)}"

    def search() -> float:
        answer = wire.send("GET", path).shows()
        shown = answer.body.count('name="pick"')
        assert shown == _SHOWN[term], f"{term}: {shown} shown"
        return answer.seconds

    return search


def _floor(wire: Wire) -> Trial:
    def read() -> float:
        return wire.send("GET", "/read/1").shows("ok").seconds

    return read


def _entry(number: int, dice: Random) -> dict[str, Any]:
    own = RARE if number == 0 else "".join(dice.choices(_LETTERS, k=4))
    name = f"威海{own}{COMMON if number % 10 else '不动产'}经纪有限公司"
    return {
        "kind": OrganisationKind.AGENCY.value,
        "id": uuid4(),
        "name": name,
        "name_key": name_key(name),
        "pinyin_key": pinyin_key(name),
        "uscc": uscc(number),
        "filing_no": f"样本备{number:06d}",
        "region": "371002",
    }
