"""Decision tables of the plainest kind: literals, lists of literals, comparisons, `-`.

Read from DMN XML; the first rule that matches gives every output.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from .conditions import evaluate, holds


@dataclass(frozen=True)
class Table:
    """Inputs are expressions; a rule is its input cells and its output cells."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    def decide(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outputs of the first rule that matches; nulls when none does."""
        facts = [evaluate(expression, values) for expression in self.inputs]
        for wanted, given in self.rules:
            if all(_matches(*pair, values) for pair in zip(facts, wanted, strict=True)):
                cells = [evaluate(cell, values) for cell in given]
                return dict(zip(self.outputs, cells, strict=True))
        return dict.fromkeys(self.outputs)


def _matches(fact: Any, cell: str, values: Mapping[str, Any]) -> bool:
    if cell == "-":
        return True
    if cell[0] in "<>":
        return holds(f"fact {cell}", {"fact": fact})
    return fact in evaluate(f"[{cell}]", values)


def read_tables(dmn: bytes) -> dict[str, Table]:
    """Return the file's decisions by their ids."""
    root = etree.fromstring(dmn)
    decisions = root.iter("{*}decision")
    return {d.get("id"): _table(d.find("{*}decisionTable")) for d in decisions}


def _table(element: etree._Element) -> Table:
    return Table(
        tuple(_text(i) for i in element.iterfind("{*}input/{*}inputExpression")),
        tuple(o.get("name") for o in element.iterfind("{*}output")),
        tuple(
            (
                tuple(_text(c) for c in rule.iterfind("{*}inputEntry")),
                tuple(_text(c) for c in rule.iterfind("{*}outputEntry")),
            )
            for rule in element.iterfind("{*}rule")
        ),
    )


def _text(element: etree._Element) -> str:
    return element.findtext("{*}text").strip()
