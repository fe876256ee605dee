"""`python -m benchmarks`: measure every claim, print the table, write latest.json.

Exits with 1 when a figure is over its limit (benchmarks/limits.py). `--rounds 30 --tasks 5000`
gives a first impression in a minute; such a run writes nothing.
"""

import argparse
import sys
from typing import Final

from benchmarks.claims import card, checking, engine, inbox
from benchmarks.figures import LATEST, save, table
from benchmarks.limits import PROMISED
from benchmarks.measure import Effort
from benchmarks.served import measure_served

FULL: Final = Effort()
# To draw a card takes as long as hundreds of engine steps.
CARDS: Final = Effort(rounds=60, warm_ups=10)


def main() -> int:
    """Measure as the command line says, and give the exit code."""
    rounds, tasks = _asked()
    effort = Effort(rounds, warm_ups=rounds // 6)
    figures = [
        *measure_served(effort, tasks),
        *engine.measure(effort),
        *checking.measure(effort),
        *card.measure(CARDS),
    ]
    print(table(figures))
    missing = PROMISED - {figure.name for figure in figures}
    assert not missing, f"not measured: {missing}"
    if effort == FULL and tasks == inbox.FULL:
        save(figures)
        print(f"\nWritten to {LATEST}.")
    return 1 if any(figure.is_over for figure in figures) else 0


def _asked() -> tuple[int, int]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=FULL.rounds, help="requests of each kind")
    parser.add_argument("--tasks", type=int, default=inbox.FULL, help="tasks in the full inbox")
    asked = parser.parse_args()
    return asked.rounds, asked.tasks


if __name__ == "__main__":
    sys.exit(main())
