"""What is the same for every case that moves between two editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from processes.checker.problem import Problem
    from processes.editions import Edition
    from processes.migration.soundness import Soundness


class MigrationRefused(Exception):
    """A case cannot move; `problems` says why, each naming an element of the old diagram.

    `at` are the elements of the old diagram where the case stands.
    """

    def __init__(self, problems: Iterable[Problem], at: Iterable[str]) -> None:
        self.problems = tuple(problems)
        self.at = tuple(at)
        super().__init__("; ".join(problem.sentence for problem in self.problems))


@dataclass(frozen=True, slots=True, eq=False)
class Migration:
    """From `before` to `after`; `mapping` names the steps that have another id there.

    Made once (`plan_migration`) and shared by all cases and threads: `soundness` remembers
    how each marking of the new diagram plays on.
    """

    before: Edition
    after: Edition
    mapping: Mapping[str, str]
    soundness: Soundness
    main_line_before: frozenset[str]

    def target_of(self, element: str) -> str:
        """Give the id that an element of the old diagram has on the new one."""
        return self.mapping.get(element, element)

    def source_of(self, element: str) -> str:
        """Give the id that an element of the new diagram had on the old one."""
        return next((old for old, new in self.mapping.items() if new == element), element)

    def was_on_main_line(self, element: str) -> bool:
        """Say whether a case passes an element of the old diagram without any reminder."""
        return element in self.main_line_before


def named(edition: Edition, element: str) -> str:
    """Give what a person calls an element of the diagram."""
    node = edition.nodes.get(element)
    return node.name if node else element
