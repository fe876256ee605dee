"""What is promised: the figures of latest.json by name, and how large they may be."""

import math
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on a figure's value, or on its ratio to what it is measured against.

    `most` is how large it may be, `least` how small, as for a rate.
    """

    most: float = math.inf
    of: str = "ratio"
    least: float = -math.inf

    def __str__(self) -> str:
        """Give the limit in words."""
        if self.least > -math.inf:
            return f"{self.of} ≥ {self.least:g}"
        return f"{self.of} ≤ {self.most:g}"

    def is_broken_by(self, measured: float | None) -> bool:
        """Whether this is outside, or was not measured."""
        return measured is None or not self.least <= measured <= self.most


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
    "check.60_nodes": Limit(3),
    # 20,000 states, after which the check gives up, are then passed before its two seconds are.
    "check.state_space": Limit(of="value", least=10_000),
    "studio.open": Limit(3, of="value"),
    "migration.preview_10k": Limit(of="value", least=300),
    "migration.move_10k": Limit(of="value", least=100),
}
UNLIMITED: Final = ("floor.http_read", "floor.http_write", "http.inbox_1k")
PROMISED: Final = frozenset({*LIMITS, *UNLIMITED})
"""What every run leaves in latest.json, besides the figures `run.…` that describe it."""
