"""Draws from left to right: every node takes the loose ends that lead into it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.processes.diagrams import Diagram

_DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


@dataclass(frozen=True)
class Loose:
    """A flow that has left its source and does not know yet where it goes."""

    source: str
    condition: str | None = None
    default: bool = False


@dataclass(frozen=True)
class Limit:
    """A timer: one of so many working days, an ISO duration, an ISO cycle, an ISO instant."""

    days: int | None = None
    after: str | None = None
    every: str | None = None
    at: str | None = None


class Sheet:
    """A diagram being drawn. Every method returns the id of the node that it drew."""

    def __init__(self, process: str, on_withdraw: str | None) -> None:
        self.diagram = Diagram(process, on_withdraw=on_withdraw)
        self._numbers = 0

    def number(self) -> int:
        """Return a number that this sheet has not used."""
        self._numbers += 1
        return self._numbers

    def id(self, prefix: str) -> str:
        """Return an id that this sheet has not used."""
        return f"{prefix}{self.number()}"

    def connect(self, ends: Iterable[Loose], target: str) -> str:
        """Lead loose ends into a node that is drawn already."""
        for end in ends:
            self.diagram.flow(end.source, target, when=end.condition, default=end.default)
        return target

    def caught(self, ends: Iterable[Loose], limit: Limit | None) -> str:
        """Draw a catch event: of a timer, or of a message of its own."""
        node = self.id("catch")
        if limit is None:
            self.diagram.catch_message(node, f"news_{node}")
        elif limit.at:
            self.diagram.raw("intermediateCatchEvent", node, _date(limit.at))
        else:
            self.diagram.catch_timer(node, days=limit.days, after=limit.after)
        return self.connect(ends, node)

    def boundary(self, host: str, limit: Limit | None, interrupting: bool) -> str:
        """Draw a boundary event: of a timer, or of a message of its own."""
        node = self.id("border")
        draw = self.diagram
        if limit is None:
            draw.boundary_message(node, host, f"news_{node}", interrupting=interrupting)
        elif limit.at:
            cancels = str(interrupting).lower()
            attributes = {"attachedToRef": host, "cancelActivity": cancels}
            draw.raw("boundaryEvent", node, _date(limit.at), **attributes)
        else:
            said = {"days": limit.days, "after": limit.after, "every": limit.every}
            draw.boundary_timer(node, host, **said, interrupting=interrupting)
        return node


def _date(instant: str) -> str:
    said = f"<bpmn:timeDate>{instant}</bpmn:timeDate>"
    return f"<bpmn:timerEventDefinition>{said}</bpmn:timerEventDefinition>"


def decision_table(name: str, asked: str, output: str, rules: Sequence[tuple[str, str]]) -> bytes:
    """Return a DMN file with one table of one input and one output, hit policy FIRST."""
    rows = "".join(
        f'<rule id="rule_{n}"><inputEntry id="in_{n}"><text>{escape(wanted)}</text></inputEntry>'
        f'<outputEntry id="out_{n}"><text>{escape(given)}</text></outputEntry></rule>'
        for n, (wanted, given) in enumerate(rules)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{_DMN}" id="definitions_{name}"'
        f' name="判断表" namespace="urn:mingpai:tests"><decision id="{name}" name="判断">'
        f'<decisionTable id="rules_{name}" hitPolicy="FIRST"><input id="input_{name}">'
        f'<inputExpression id="asked_{name}" typeRef="string"><text>{asked}</text>'
        f'</inputExpression></input><output id="output_{name}" name="{output}" typeRef="string"/>'
        f"{rows}</decisionTable></decision></definitions>"
    ).encode()
