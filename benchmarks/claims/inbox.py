"""`http.inbox_1k` and `http.inbox_100k`: an inbox is as quick however much waits in it."""

import re
from collections.abc import Mapping
from typing import Final

from benchmarks.browser import Person
from benchmarks.figures import Figure, compared, timed
from benchmarks.measure import Effort, Trial, in_turn
from service.queries.inbox import PAGE

CLAIM: Final = "http.inbox_100k"
FLOOR: Final = "http.inbox_1k"
FEW: Final = 1_000
FULL: Final = 100_000
_TASK: Final = re.compile(r"/app_admin/tasks/([0-9a-f-]{36})")


def measure(desks: Mapping[str, Person], tasks: int, effort: Effort) -> list[Figure]:
    """Measure the first page of each desk's inbox; `tasks` are in the full one."""
    shown = {FLOOR: f">{FEW}<", CLAIM: ">1,000+<" if tasks > FEW else f">{tasks}<"}
    timings = in_turn({name: _trial(desk, shown[name]) for name, desk in desks.items()}, effort)
    return [timed(FLOOR, timings[FLOOR]), compared(CLAIM, timings[CLAIM], FLOOR, timings[FLOOR])]


def _trial(desk: Person, count: str) -> Trial:
    def look() -> float:
        answer = desk.get("/app_admin/").shows(count)
        assert len(set(_TASK.findall(answer.body))) == PAGE
        return answer.seconds

    return look
