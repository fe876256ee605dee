"""One change between two versions, as a sentence and as a mark on the diagram."""

from dataclasses import dataclass
from enum import StrEnum

from processes.sentences import Words


class ChangeKind(StrEnum):
    """How the diagram marks it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `element` is its id, on the old diagram if it was removed, else on the new.

    A change of a form or table alone has the id of each step that uses it in `also`, and
    "" as its element.
    """

    kind: ChangeKind
    element: str
    sentence: Words
    also: tuple[str, ...] = ()

    @property
    def marked(self) -> tuple[str, ...]:
        """The ids of all that the diagram marks for it."""
        return (self.element, *self.also) if self.element else self.also
