"""What every block draws with: dice, a sheet, limits, conditions, gateways."""

from dataclasses import dataclass, replace
from random import Random

from .drawing import Limit, Loose, Sheet
from .questions import CHOICES

RELEASE = "claims.release"


@dataclass(frozen=True)
class Scope:
    """Where a block stands: the names written on the way to it, and what goes on beside it.

    `beside`: in an open parallel or inclusive branch; `side`: in what a reminder started;
    `again`: in a loop.
    """

    own: tuple[str, ...] = ()
    beside: bool = False
    side: bool = False
    again: bool = False
    depth: int = 0

    def deeper(self) -> "Scope":
        """Return the scope of a block inside this one."""
        return replace(self, depth=self.depth + 1)

    def alone(self) -> bool:
        """Say whether no other token is about but those of reminders."""
        return not (self.beside or self.side)


class Pen:
    """A sheet and the dice that decide what comes on it."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.sheet = Sheet(f"generated_{seed}", RELEASE if self._chance(0.5) else None)
        self.asked: list[str] = []

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _merged(self, ends: list[Loose]) -> list[Loose]:
        """Sometimes draw the merging gateway, sometimes let the flows meet at the next node."""
        return [self._one(ends)] if self._chance(0.6) else ends

    def _one(self, ends: list[Loose]) -> Loose:
        return ends[0] if len(ends) == 1 else Loose(self._gateway("exclusive", ends))

    def _form(self) -> str:
        """Return the name of a form, of an old one or the next of three."""
        name = str(self.dice.randint(1, min(3, len(self.asked) + 1)))
        self.asked += [] if name in self.asked else [name]
        return name

    def _gateway(self, kind: str, ends: list[Loose]) -> str:
        node = self.sheet.id("gateway")
        getattr(self.sheet.diagram, kind)(node)
        return self.sheet.connect(ends, node)

    def _milestone(self, scope: Scope) -> str | None:
        """Two milestones in one step would hang on an order, so only a lone token sets one."""
        return f"进度 {self.sheet.number()}" if scope.alone() and self._chance(0.5) else None

    def _clock(self) -> str | None:
        return self.dice.choice(["review", "desk"]) if self._chance(0.4) else None

    def _name(self, scope: Scope) -> str:
        """Return a name that may be read here: a form's, or one written on this way."""
        name = self.dice.choice(self.asked)
        return self.dice.choice([f"choice_{name}", f"level_{name}", *scope.own])

    def _condition(self, scope: Scope) -> str:
        dice, name = self.dice, self.dice.choice(self.asked)
        simple = [
            f'choice_{name} = "{dice.choice(CHOICES)}"',
            f'choice_{name} != "{dice.choice(CHOICES)}"',
            f"level_{name} {dice.choice(['<', '>='])} {dice.randint(1, 4)}",
            f'choice_{name} in ["a", "{dice.choice(CHOICES)}"]',
            dice.choice([f'more_{name} = "x"', f"more_{name} = null"]),
            f'"{dice.choice(["note", "more"])}_{name}" in changed_fields',
            *(f'{own} = "yes"' for own in scope.own[-2:]),
        ]
        first, second = dice.choice(simple), dice.choice(simple)
        shapes = [first, first, f"not({first})", f"{first} and {second}", f"{first} or {second}"]
        return dice.choice(shapes)

    def _limit(self, scope: Scope, shortest: int, longest: int, cycles: bool = False) -> Limit:
        """Return a timer of so many days; odd minutes keep two of them from being due at once.

        A date that has passed would drive a loop round for ever, so in a loop there is none.
        """
        days, minutes = self.dice.randint(shortest, longest), self.sheet.number()
        kind = self.dice.random()
        if kind < 0.5:
            return Limit(days=days)
        if cycles and kind < 0.7:
            return Limit(every=f"R{self.dice.randint(1, 3)}/P{days}DT{minutes}M")
        if kind < 0.95 or cycles or scope.again:
            return Limit(after=f"P{days}DT{minutes}M")
        return Limit(at=f"2026-04-{10 + days}T08:{minutes % 60:02}:00+08:00")
