"""Medians of things done in turn, so that a noisy minute falls on all of them alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Trial = Callable[[], float]
"""Does the thing once and gives how long it took, in seconds; raises if it went wrong."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each thing is done: `warm_ups` times for nothing, then `rounds` that count."""

    rounds: int = 300
    warm_ups: int = 50

    @property
    def total(self) -> int:
        """How often each thing is done in all."""
        return self.rounds + self.warm_ups


@dataclass(frozen=True, slots=True)
class Timing:
    """Median and 95th percentile, in milliseconds."""

    median: float
    p95: float


def in_turn(trials: Mapping[str, Trial], effort: Effort) -> dict[str, Timing]:
    """Do all trials in turn, as often as `effort` says, and give the timing of each."""
    taken: dict[str, list[float]] = {name: [] for name in trials}
    for _ in range(effort.total):
        for name, trial in trials.items():
            taken[name].append(trial())
    return {name: _timing(seconds[effort.warm_ups :]) for name, seconds in taken.items()}


def cpu_seconds(act: Callable[[], object]) -> float:
    """Do `act` and give the processor time that this thread spent on it."""
    begin = time.thread_time()
    act()
    return time.thread_time() - begin


def _timing(seconds: list[float]) -> Timing:
    milliseconds = [1000 * one for one in seconds]
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    return Timing(statistics.median(milliseconds), p95)
