"""Random diagrams with every admitted element, whole blocks nested in whole blocks.

A seed gives one `Sample`. The diagrams are sound by construction: what is split is joined,
loops go around whole blocks and never run across an open parallel branch, every loop has a
person in it. Names that an operation or a table writes are read only where no other token
may write them in the same step, so that the outcome never hangs on an order of evaluation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .drawing import Limit, Loose, decision_table
from .pen import Pen, Scope
from .questions import CHOICES, question

ROLES = ("applicant", "agency", "store", "desk_reviewer", "second_reviewer")


@dataclass
class Sample:
    """A diagram with everything that it names. `results` gives each operation its result.

    `seed` is what generates it again; a shipped one has its name instead.
    """

    seed: int | str
    xml: bytes
    forms: dict[str, bytes]
    tables: dict[str, bytes]
    results: dict[str, str] = field(default_factory=dict)


Drawn = tuple[list[Loose], Scope]


def generate(seed: int, size: int = 14) -> Sample:
    """Return the sample of this seed, with about `size` blocks."""
    return _Author(seed, size).write()


class _Author(Pen):
    """Draws one sheet; every block takes loose ends and returns new ones."""

    def __init__(self, seed: int, size: int) -> None:
        super().__init__(seed)
        self.seed = seed
        self.left = size
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
            loop = 4 if scope.alone() else 0
            blocks |= {self._exclusive: 2, self._parallel: 2, self._inclusive: 2}
            stop = 1 if scope.beside and not scope.side else 0
            blocks |= {self._events: 2, self._loop: loop, self._stop: stop}
        [block] = self.dice.choices(list(blocks), list(blocks.values()))
        return block(ends, scope)

    # -- single nodes ----------------------------------------------------------------------

    def _user(self, ends: list[Loose], scope: Scope, final: bool = False) -> Drawn:
        task = self.sheet.id("task")
        self.sheet.diagram.user(
            task,
            form=f"ask_{self._form()}",
            role=self.dice.choice(ROLES),
            milestone=self._milestone(scope),
            clock=self._clock(),
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
        task = self.sheet.id("receive")
        marks = {"milestone": self._milestone(scope), "clock": self._clock()}
        self.sheet.diagram.receive(task, f"news_{task}", **marks)
        return self._with_borders(self.sheet.connect(ends, task), scope)

    def _catch(self, ends: list[Loose], scope: Scope) -> Drawn:
        limit = self._limit(scope, 1, 3) if self._chance(0.5) else None
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
            self._reminder(task, scope, self._limit(scope, 1, 2, cycles=True))
        if self._chance(0.12):
            self._reminder(task, scope, self._limit(scope, 3, 4))
        if self._chance(0.12):
            self._reminder(task, scope, None)
        if self._chance(0.15):
            ends += self._way_around(task, scope, self._limit(scope, 5, 7))
        if self._chance(0.1):
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

    # -- splits and joins ------------------------------------------------------------------

    def _exclusive(self, ends: list[Loose], scope: Scope) -> Drawn:
        gateway = self._gateway("exclusive", ends)
        out = self._perhaps(self._sequence, [Loose(gateway, default=True)], scope.deeper())
        for _ in range(self.dice.randint(1, 2)):
            branch = [Loose(gateway, self._condition(scope))]
            if scope.alone() and self._chance(0.15):
                self._end(branch, terminate=self._chance(0.5))
            else:
                out += self._perhaps(self._sequence, branch, scope.deeper())
        return self._merged(out), scope

    def _stop(self, ends: list[Loose], scope: Scope) -> Drawn:
        """A person who may end the whole case, whatever is open beside."""
        gateway = self._gateway("exclusive", self._user(ends, scope)[0])
        self._end([Loose(gateway, f'choice_{self.asked[0]} = "c"')], terminate=True)
        return [Loose(gateway, default=True)], scope

    def _parallel(self, ends: list[Loose], scope: Scope) -> Drawn:
        split = self._gateway("parallel", [self._one(ends)])
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
            # An inclusive join takes what comes, by whichever of its flows it comes.
            loose = kind == "inclusive" and self._chance(0.4)
            arrivals += ends if loose else [self._one(ends)]
        join = self._gateway(kind, arrivals)
        return [Loose(join)], replace(scope, own=tuple(own))

    def _branch(self, branch: Loose, scope: Scope) -> Drawn:
        if self._chance(0.5 if branch.default else 0.08):
            return [branch], scope
        first = self._user if self._chance(0.7) else self._service
        ends, after = first([branch], scope)
        return self._sequence(ends, after) if self._chance(0.6) else (ends, after)

    def _events(self, ends: list[Loose], scope: Scope) -> Drawn:
        gateway = self._gateway("event_gateway", ends)
        targets = [self._target(gateway) for _ in range(self.dice.randint(1, 2))]
        if len(targets) == 1 or self._chance(0.6):
            targets.append(self.sheet.caught([Loose(gateway)], self._limit(scope, 1, 4)))
        out: list[Loose] = []
        for target in targets:
            out += self._perhaps(self._sequence, [Loose(target)], scope.deeper())
        return self._merged(out), scope

    def _target(self, gateway: str) -> str:
        if self._chance(0.6):
            return self.sheet.caught([Loose(gateway)], None)
        task = self.sheet.id("receive")
        self.sheet.diagram.receive(task, f"news_{task}")
        return self.sheet.connect([Loose(gateway)], task)

    def _loop(self, ends: list[Loose], scope: Scope) -> Drawn:
        """A block, a person's decision on it, and the way back, perhaps with a correction."""
        top = self._gateway("exclusive", ends)
        ends, after = self._sequence([Loose(top)], replace(scope.deeper(), again=True))
        ends, after = self._user(ends, after)
        silent = self._limit(after, 5, 7) if self._chance(0.2) else None
        tired = [Loose(self.sheet.boundary(ends[0].source, silent, True))] if silent else []
        gateway = self._gateway("exclusive", ends)
        again = f'choice_{self.dice.choice(self.asked)} != "{self.dice.choice(CHOICES)}"'
        back = [Loose(gateway, again), *tired]
        if self._chance(0.7):
            back, _ = self._user(back, after)
        if self._chance(0.4):
            back, _ = self._service(back, after)
        self.sheet.connect(back, top)
        return [Loose(gateway, default=True)], replace(scope, own=after.own)

    def _perhaps(
        self,
        block: Callable[[list[Loose], Scope], Drawn],
        ends: list[Loose],
        scope: Scope,
    ) -> list[Loose]:
        return block(ends, scope)[0] if self._chance(0.8) else ends
