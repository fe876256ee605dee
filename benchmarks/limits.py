"""What is promised: the figures of latest.json by name, and how large they may be."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on a figure's value, or on its ratio to what it is measured against."""

    most: float
    of: str = "ratio"


LIMITS: Final[dict[str, Limit]] = {
    "http.submit_form": Limit(3.5),
    "http.decide_review": Limit(3.5),
    "http.admit": Limit(4.5),
    "sql.submit_form": Limit(12, of="value"),
    "sql.decide_review": Limit(12, of="value"),
    "sql.admit": Limit(18, of="value"),
    "http.inbox_100k": Limit(1.2),
    "http.directory_search_100k": Limit(3),
    "case.state_bytes": Limit(4096, of="value"),
    "engine.step_after_100_corrections": Limit(1.2),
    "card.draw": Limit(1.6),
}
UNLIMITED: Final = ("floor.http_read", "floor.http_write", "http.inbox_1k")
PROMISED: Final = frozenset({*LIMITS, *UNLIMITED})
"""What every run leaves in latest.json, besides the figures `run.…` that describe it."""
