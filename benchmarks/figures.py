"""The figures of a run: collected, judged by their limits, written and printed."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.limits import LIMITS
from benchmarks.measure import Timing

LATEST: Final = Path(__file__).with_name("latest.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """One entry of latest.json; `ratio` is `value` divided by that of the figure `against`."""

    name: str
    value: float | str
    unit: str
    ratio: float | None = None
    against: str | None = None
    p95: float | None = None

    @property
    def limit(self) -> str:
        """The limit in words, empty where there is none."""
        limit = LIMITS.get(self.name)
        return str(limit or "")

    @property
    def is_over(self) -> bool:
        """Whether it is outside its limit."""
        limit = LIMITS.get(self.name)
        return limit is not None and limit.is_broken_by(getattr(self, limit.of))


def timed(name: str, timing: Timing, unit: str = "ms") -> Figure:
    """Give the figure of something that is measured against nothing."""
    return Figure(name, round(timing.median, 3), unit, p95=round(timing.p95, 3))


def compared(name: str, timing: Timing, against: str, other: Timing, unit: str = "ms") -> Figure:
    """Give a figure with its ratio to another one that was measured in turn with it."""
    ratio = round(timing.median / other.median, 3)
    return Figure(name, round(timing.median, 3), unit, ratio, against, round(timing.p95, 3))


def save(figures: Iterable[Figure], file: Path = LATEST) -> None:
    """Write latest.json, one figure a line."""
    lines = (json.dumps(asdict(figure), ensure_ascii=False) for figure in figures)
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def table(figures: Iterable[Figure]) -> str:
    """Give the figures as a table for people."""
    head = ("name", "value", "unit", "p95", "ratio", "against", "limit", "")
    rows = [head, *map(_row, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _row(figure: Figure) -> tuple[str, str, str, str, str, str, str, str]:
    return (
        figure.name,
        _text(figure.value),
        figure.unit,
        _text(figure.p95),
        _text(figure.ratio),
        figure.against or "",
        figure.limit,
        "OVER" if figure.is_over else "",
    )


def _text(value: float | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,.3f}".rstrip("0").rstrip(".")
