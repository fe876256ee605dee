"""Decision tables that would run code, fetch something, or be worked at without end."""

from typing import Final
from xml.sax.saxutils import escape

_DMN: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(
    rules: str,
    column: str = "category",
    output: str = "documents",
    attributes: str = 'hitPolicy="FIRST"',
    beside: str = "",
) -> bytes:
    """Give a table of one column; `beside` stands beside its decision."""
    return (
        f'<definitions xmlns="{_DMN}" id="d" name="d" namespace="urn:x">{beside}'
        f'<decision id="documents_needed" name="NAMED"><decisionTable {attributes}>'
        f'<input id="i" label="l"><inputExpression><text>{escape(column)}</text></inputExpression>'
        f'</input><output id="o" name="{output}"/>{rules}</decisionTable></decision></definitions>'
    ).encode()


def rule(test: str = "-", result: str = "1") -> str:
    """Give a row."""
    return (
        f"<rule><inputEntry><text>{escape(test)}</text></inputEntry>"
        f"<outputEntry><text>{escape(result)}</text></outputEntry></rule>"
    )


SOUND: Final = table(rule('"a"', '"x"') + rule())

TABLES: Final[dict[str, bytes]] = {
    "a function beside": table(
        rule(),
        beside='<businessKnowledgeModel id="f"><encapsulatedLogic/></businessKnowledgeModel>',
    ),
    "an import": table(rule(), beside='<import namespace="x" locationURI="http://127.0.0.1:1/"/>'),
    "a second decision": table(rule(), beside='<decision id="other" name="o"/>'),
    "JavaScript": table(rule()).replace(b"<inputEntry>", b'<inputEntry expressionLanguage="js">'),
    "another hit policy": table(rule(), attributes='hitPolicy="PRIORITY"'),
    "a hit policy of a megabyte": table(rule(), attributes=f'hitPolicy="{"A" * 1_000_000}"'),
    "a sum": table(rule(), attributes='hitPolicy="COLLECT" aggregation="SUM"'),
    "ten thousand rules": table(rule() * 9_000),
    "a cell of a megabyte": table(rule('"' + "a" * 1_000_000 + '"')),
    "a cell of question marks": table(rule("?" * 4_000)),
    "a result of a megabyte": table(rule(result='"' + "a" * 1_000_000 + '"')),
    "a column of a megabyte": table(rule(), column="a" * 1_000_000),
    "an output that is no name": table(rule(), output="__import__('os')"),
    "an output of a megabyte": table(rule(), output="o" * 1_000_000),
    "no rule's cells": table("<rule/>"),
}

SLOTS: Final = {
    "test": lambda text: table(rule(test=text)),
    "result": lambda text: table(rule(result=text)),
    "column": lambda text: table(rule(), column=text),
}
"""Where a table holds an expression."""
