"""Random diagrams with every admitted element, whole blocks nested in whole blocks.

A seed gives one `Sample`. The diagrams are sound by construction: what is split is joined,
loops go around whole blocks and never run across an open parallel branch, every loop has a
person in it. Names that an operation or a table writes are read only where no other token
may write them in the same step, so that the outcome never hangs on an order of evaluation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from .drawing import Limit, Loose, Sheet, decision_table
from .questions import CHOICES, question

ROLES = ("applicant", "agency", "store", "desk_reviewer", "second_reviewer")
RELEASE = "claims.release"


@dataclass
class Sample:
    """A diagram with everything that it names. `results` gives each operation its result."""

    seed: int
    xml: bytes
    forms: dict[str, bytes]
    tables: dict[str, bytes]
    results: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """Where a block stands: the names written on the way to it, and what goes on beside it.

    `beside`: in an open parallel or inclusive branch; `side`: in what a reminder started.
    """

    own: tuple[str, ...] = ()
    beside: bool = False
    side: bool = False
    depth: int = 0

    def deeper(self) -> "Scope":
        """Return the scope of a block inside this one."""
        return replace(self, depth=self.depth + 1)

    def alone(self) -> bool:
        """Say whether no other token is about but those of reminders."""
        return not (self.beside or self.side)


Drawn = tuple[list[Loose], Scope]


def generate(seed: int, size: int = 12) -> Sample:
    """Return the sample of this seed, with about `size` blocks."""
    return _Author(seed, size).write()


class _Author:
    """Draws one sheet; every block takes loose ends and returns new ones."""

    def __init__(self, seed: int, size: int) -> None:
        self.seed = seed
        self.dice = Random(seed)
        self.left = size
        self.sheet = Sheet(f"generated_{seed}", RELEASE if self._chance(0.5) else None)
        self.asked = [str(n) for n in range(1, self.dice.randint(2, 4))]
        self.tables: dict[str, bytes] = {}
        self.results: dict[str, str] = {}

    def write(self) -> Sample:
        """Draw the whole diagram: a first task, blocks, an end."""
        self.sheet.diagram.start("begin")
        ends, scope = self._sequence(*self._user([Loose("begin")], Scope()))
        if self._chance(0.6):
            ends, scope = self._user(ends, scope, final=True)
        self._end(ends)
        forms = {f"ask_{name}": question(name) for name in self.asked}
        xml = self.sheet.diagram.xml()
        return Sample(self.seed, xml, forms, self.tables, self.results)

    # -- sequences -------------------------------------------------------------------------

    def _sequence(self, ends: list[Loose], scope: Scope) -> Drawn:
        for _ in range(self.dice.randint(1, 2 if scope.depth else 5)):
            if self.left > 0:
                ends, scope = self._block(ends, scope)
        return ends, scope

    def _block(self, ends: list[Loose], scope: Scope) -> Drawn:
        self.left -= 1
        blocks: dict[Callable[[list[Loose], Scope], Drawn], int] = {
            self._user: 4,
            self._service: 2,
            self._rule: 1,
            self._receive: 1,
            self._catch: 1,
        }
        if scope.depth <= 2:
            loop = 3 if scope.alone() else 0
            blocks |= {self._exclusive: 2, self._parallel: 2, self._inclusive: 2}
            blocks |= {self._events: 2, self._loop: loop}
        [block] = self.dice.choices(list(blocks), list(blocks.values()))
        return block(ends, scope)

    # -- single nodes ----------------------------------------------------------------------

    def _user(self, ends: list[Loose], scope: Scope, final: bool = False) -> Drawn:
        clocked = scope.alone() and self._chance(0.4)
        task = self.sheet.id("task")
        self.sheet.diagram.user(
            task,
            form=f"ask_{self.dice.choice(self.asked)}",
            role=self.dice.choice(ROLES),
            milestone=self._milestone(scope),
            clock=self.dice.choice(["review", "desk"]) if clocked else None,
            final=final,
        )
        return self._with_borders(self.sheet.connect(ends, task), scope)

    def _service(self, ends: list[Loose], scope: Scope) -> Drawn:
        number = self.sheet.number()
        kind = self.dice.choice(["facts", "facts", "jobs", "perhaps"])
        operation, result = f"{kind}.run_{number}", f"result_{number}"
        self.results[operation] = result
        task = self.sheet.id("service")
        params = {"first": self._name(scope), "second": '"fixed"'}
        milestone = self._milestone(scope)
        self.sheet.diagram.service(task, operation, params, milestone=milestone)
        self.sheet.connect(ends, task)
        after = replace(scope, own=(*scope.own, result))
        return [Loose(task)], after

    def _rule(self, ends: list[Loose], scope: Scope) -> Drawn:
        number = self.sheet.number()
        table, output = f"table_{number}", f"verdict_{number}"
        asked = f"choice_{self.dice.choice(self.asked)}"
        wanted = self.dice.choice(['"a"', '"a", "b"', '"c"'])
        rules = [(wanted, '"yes"'), ("-", '"no"')]
        self.tables[table] = decision_table(table, asked, output, rules)
        task = self.sheet.id("rule")
        self.sheet.diagram.rule(task, table)
        self.sheet.connect(ends, task)
        return [Loose(task)], replace(scope, own=(*scope.own, output))

    def _receive(self, ends: list[Loose], scope: Scope) -> Drawn:
        return self._with_borders(self._received(ends, self._milestone(scope)), scope)

    def _received(self, ends: list[Loose], milestone: str | None = None) -> str:
        task = self.sheet.id("receive")
        self.sheet.diagram.receive(task, f"news_{task}", milestone=milestone)
        return self.sheet.connect(ends, task)

    def _catch(self, ends: list[Loose], scope: Scope) -> Drawn:
        limit = self._limit(1, 3) if self._chance(0.5) else None
        return [Loose(self.sheet.caught(ends, limit))], scope

    def _end(self, ends: list[Loose], terminate: bool = False) -> None:
        node = self.sheet.id("end")
        draw = self.sheet.diagram.terminate if terminate else self.sheet.diagram.end
        draw(node, milestone=f"结果 {node}" if self._chance(0.7) else None)
        self.sheet.connect(ends, node)

    # -- what happens on the border of a task ----------------------------------------------

    def _with_borders(self, task: str, scope: Scope) -> Drawn:
        """Return the task's own end and those of the ways around it."""
        ends = [Loose(task)]
        if self._chance(0.3):
            self._reminder(task, scope, self._limit(1, 2, cycles=True))
        if self._chance(0.12):
            self._reminder(task, scope, self._limit(3, 4))
        if self._chance(0.12):
            self._reminder(task, scope, None)
        if self._chance(0.22):
            ends += self._way_around(task, scope, self._limit(5, 7))
        if self._chance(0.15):
            ends += self._way_around(task, scope, None)
        return ends, scope

    def _reminder(self, task: str, scope: Scope, limit: Limit | None) -> None:
        event = self.sheet.boundary(task, limit, interrupting=False)
        inner = Scope(side=True, depth=scope.depth + 2)
        ends, inner = self._service([Loose(event)], inner)
        if self.left > 0 and self._chance(0.3):
            ends, inner = self._block(ends, inner)
        self.sheet.diagram.end(node := self.sheet.id("end"))
        self.sheet.connect(ends, node)

    def _way_around(self, task: str, scope: Scope, limit: Limit | None) -> list[Loose]:
        ends = [Loose(self.sheet.boundary(task, limit, interrupting=True))]
        return self._perhaps(self._block, ends, scope.deeper()) if self.left > 0 else ends

    def _limit(self, shortest: int, longest: int, cycles: bool = False) -> Limit:
        """Return a timer of so many days; odd minutes keep two of them from being due at once."""
        days, minutes = self.dice.randint(shortest, longest), self.sheet.number()
        kind = self.dice.random()
        if kind < 0.5:
            return Limit(days=days)
        if cycles and kind < 0.7:
            return Limit(every=f"R{self.dice.randint(1, 3)}/P{days}DT{minutes}M")
        if kind < 0.95 or cycles:
            return Limit(after=f"P{days}DT{minutes}M")
        return Limit(at=f"2026-04-{10 + days}T08:{minutes % 60:02}:00+08:00")

    # -- splits and joins ------------------------------------------------------------------

    def _exclusive(self, ends: list[Loose], scope: Scope) -> Drawn:
        gateway = self._gateway("exclusive", ends)
        out = self._perhaps(self._sequence, [Loose(gateway, default=True)], scope.deeper())
        for _ in range(self.dice.randint(1, 2)):
            branch = [Loose(gateway, self._condition(scope))]
            if scope.alone() and self._chance(0.15):
                self._end(branch, terminate=self._chance(0.4))
            else:
                out += self._perhaps(self._sequence, branch, scope.deeper())
        return self._merged(out), scope

    def _parallel(self, ends: list[Loose], scope: Scope) -> Drawn:
        split = self._gateway("parallel", ends)
        branches = [Loose(split) for _ in range(self.dice.randint(2, 3))]
        return self._joined("parallel", branches, scope)

    def _inclusive(self, ends: list[Loose], scope: Scope) -> Drawn:
        split = self._gateway("inclusive", ends)
        number = self.dice.randint(2, 3)
        branches = [Loose(split, self._condition(scope)) for _ in range(number)]
        return self._joined("inclusive", [*branches, Loose(split, default=True)], scope)

    def _joined(self, kind: str, branches: list[Loose], scope: Scope) -> Drawn:
        inner = replace(scope, beside=True, depth=scope.depth + 1)
        own, arrivals = list(scope.own), []
        for branch in branches:
            ends, after = self._branch(branch, inner)
            own += after.own[len(scope.own) :]
            arrivals.append(self._one(ends))
        join = self._gateway(kind, arrivals)
        return [Loose(join)], replace(scope, own=tuple(own))

    def _branch(self, branch: Loose, scope: Scope) -> Drawn:
        if branch.default and self._chance(0.5):
            return [branch], scope
        first = self._user if self._chance(0.7) else self._service
        ends, after = first([branch], scope)
        return self._sequence(ends, after) if self._chance(0.6) else (ends, after)

    def _events(self, ends: list[Loose], scope: Scope) -> Drawn:
        gateway = self._gateway("event_gateway", ends)
        targets = [self._target(gateway) for _ in range(self.dice.randint(1, 2))]
        if len(targets) == 1 or self._chance(0.6):
            targets.append(self.sheet.caught([Loose(gateway)], self._limit(1, 4)))
        out: list[Loose] = []
        for target in targets:
            out += self._perhaps(self._sequence, [Loose(target)], scope.deeper())
        return self._merged(out), scope

    def _target(self, gateway: str) -> str:
        if self._chance(0.4):
            return self._received([Loose(gateway)])
        return self.sheet.caught([Loose(gateway)], None)

    def _loop(self, ends: list[Loose], scope: Scope) -> Drawn:
        """A block, a person's decision on it, and the way back, perhaps with a correction."""
        top = self._gateway("exclusive", ends)
        ends, after = self._sequence([Loose(top)], scope.deeper())
        ends, after = self._user(ends, after)
        gateway = self._gateway("exclusive", ends)
        again = " or ".join(f'choice_{name} = "a"' for name in self.asked[:2])
        back = [Loose(gateway, again)]
        if self._chance(0.7):
            back, _ = self._user(back, after)
        if self._chance(0.4):
            back, _ = self._service(back, after)
        self.sheet.connect(back, top)
        return [Loose(gateway, default=True)], replace(scope, own=after.own)

    # -- small things ----------------------------------------------------------------------

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _perhaps(
        self,
        block: Callable[[list[Loose], Scope], Drawn],
        ends: list[Loose],
        scope: Scope,
    ) -> list[Loose]:
        return block(ends, scope)[0] if self._chance(0.8) else ends

    def _merged(self, ends: list[Loose]) -> list[Loose]:
        """Sometimes draw the merging gateway, sometimes let the flows meet at the next node."""
        return [self._one(ends)] if self._chance(0.6) else ends

    def _one(self, ends: list[Loose]) -> Loose:
        return ends[0] if len(ends) == 1 else Loose(self._gateway("exclusive", ends))

    def _gateway(self, kind: str, ends: list[Loose]) -> str:
        node = self.sheet.id("gateway")
        getattr(self.sheet.diagram, kind)(node)
        return self.sheet.connect(ends, node)

    def _milestone(self, scope: Scope) -> str | None:
        """Two milestones in one step would hang on an order, so only a lone token sets one."""
        return f"进度 {self.sheet.number()}" if scope.alone() and self._chance(0.5) else None

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
            f'"{dice.choice(["note", "choice"])}_{name}" in changed_fields',
            *(f'{own} = "yes"' for own in scope.own[-2:]),
        ]
        first, second = dice.choice(simple), dice.choice(simple)
        shapes = [first, first, f"not({first})", f"{first} and {second}", f"{first} or {second}"]
        return dice.choice(shapes)
