"""Reads a decision table from the DMN 1.3 file in which the association keeps it."""

from collections.abc import Callable
from typing import Final, TypeVar

from lxml import etree

from processes.decisions.table import HIT_POLICIES, DecisionTable, Input, Output, Rule
from processes.expressions import Expression, ExpressionError, UnaryTests, parse, unary_tests
from processes.safe_xml import parse_xml
from processes.sentences import N_, SaidInWords

MAX_RULES: Final = 500
MAX_COLUMNS: Final = 20
MAX_CELL: Final = 300
"""Characters in one cell or heading."""

Parsed = TypeVar("Parsed", Expression, UnaryTests)

_DMN: Final = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
_FEEL: Final = frozenset({"feel", "https://www.omg.org/spec/dmn/20191111/feel/"})
# Parts of the standard that would change what a table means if they were passed over.
_REFUSED_PARTS: Final = (
    "import",
    "businessKnowledgeModel",
    "decisionService",
    "defaultOutputEntry",
)


class TableRefused(SaidInWords):
    """The file is not a decision table that we can run; the sentence says where and why."""


def load_table(xml: bytes) -> DecisionTable:
    """Read the one decision table of a DMN 1.3 file.

    Raises `XmlRefused` for what is no harmless XML, `TableRefused` for everything else.
    """
    root = parse_xml(xml)
    if root.tag != _DMN + "definitions":
        raise TableRefused(N_("文件不是 DMN 1.3 决策表。请用决策表编辑器保存后重新上传。"))
    _refuse_foreign(root)
    decision = _the_decision(root)
    table = decision.find(_DMN + "decisionTable")
    if table is None:
        message = N_("决策“%(name)s”不是决策表。请把它改成决策表。")
        raise TableRefused(message, {"name": decision.get("name", "")})
    return _read_table(decision, table)


def _refuse_foreign(root: etree._Element) -> None:
    for part in _REFUSED_PARTS:
        if root.find(f".//{_DMN}{part}") is not None:
            raise TableRefused(N_("决策表里不能使用“%(part)s”。请删除后重新保存。"), {"part": part})
    for element in root.iter(_DMN + "*"):
        language = element.get("expressionLanguage", "feel")
        if language.lower() not in _FEEL:
            message = N_("表达式语言“%(language)s”不能使用。请改用 FEEL。")
            raise TableRefused(message, {"language": language[:MAX_CELL]})


def _the_decision(root: etree._Element) -> etree._Element:
    decisions = root.findall(_DMN + "decision")
    if len(decisions) != 1 or not decisions[0].get("id"):
        message = N_("文件里有 %(count)d 个决策。请每个文件只放一个有标识（id）的决策表。")
        raise TableRefused(message, {"count": len(decisions)})
    return decisions[0]


def _read_table(decision: etree._Element, table: etree._Element) -> DecisionTable:
    inputs = tuple(_read_input(column) for column in _columns(table, "input"))
    outputs = tuple(_read_output(column) for column in _columns(table, "output"))
    if len({output.name for output in outputs}) < len(outputs):
        raise TableRefused(N_("有两个输出列同名。请给每个输出列不同的名称。"))
    rules = _read_rules(table, inputs, outputs)
    return DecisionTable(
        id=decision.get("id", ""),
        name=decision.get("name", ""),
        hit_policy=_hit_policy(table),
        inputs=inputs,
        outputs=outputs,
        rules=rules,
        names=_names(inputs, outputs, rules),
    )


def _hit_policy(table: etree._Element) -> str:
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in HIT_POLICIES:
        message = N_("命中策略“%(policy)s”不能使用。请改用 UNIQUE、FIRST、ANY 或 COLLECT。")
        raise TableRefused(message, {"policy": policy[:MAX_CELL]})
    if table.get("aggregation") is not None:
        raise TableRefused(N_("不能使用汇总（SUM、MIN、MAX、COUNT）。请去掉汇总，只保留 COLLECT。"))
    return policy


def _columns(table: etree._Element, kind: str) -> list[etree._Element]:
    columns = table.findall(_DMN + kind)
    if not 1 <= len(columns) <= MAX_COLUMNS:
        message = N_("决策表需要 1 到 %(limit)d 个输入列和同样多的输出列。请增减列数。")
        raise TableRefused(message, {"limit": MAX_COLUMNS})
    return columns


def _read_input(column: etree._Element) -> Input:
    source = _text(column.find(_DMN + "inputExpression"))
    label = column.get("label") or source
    return Input(label, _header(parse, source, label), _allowed(column, "inputValues", label))


def _read_output(column: etree._Element) -> Output:
    name = column.get("name", "")
    # Conditions read this name, so it must be one in their language.
    if _header(parse, name, column.get("label") or name).names != {name}:
        raise TableRefused(N_("输出列的名称“%(name)s”不能使用。请换一个名称。"), {"name": name})
    return Output(name, _allowed(column, "outputValues", name), column.get("label", ""))


def _allowed(column: etree._Element, tag: str, label: str) -> UnaryTests | None:
    element = column.find(_DMN + tag)
    return None if element is None else _header(unary_tests, _text(element), label)


def _header(read: Callable[[str], Parsed], source: str, label: str) -> Parsed:
    try:
        return read(source)
    except ExpressionError as problem:
        message = N_("“%(column)s”列的标题：%(problem)s")
        raise TableRefused(message, {"column": label, "problem": problem}) from problem


def _read_rules(
    table: etree._Element, inputs: tuple[Input, ...], outputs: tuple[Output, ...]
) -> tuple[Rule, ...]:
    rows = table.findall(_DMN + "rule")
    if len(rows) > MAX_RULES:
        message = N_("决策表有 %(count)d 条规则，最多 %(limit)d 条。请合并或拆分。")
        raise TableRefused(message, {"count": len(rows), "limit": MAX_RULES})
    return tuple(_read_rule(number, row, inputs, outputs) for number, row in enumerate(rows, 1))


def _read_rule(
    number: int, row: etree._Element, inputs: tuple[Input, ...], outputs: tuple[Output, ...]
) -> Rule:
    tests, results = row.findall(_DMN + "inputEntry"), row.findall(_DMN + "outputEntry")
    if len(tests) != len(inputs) or len(results) != len(outputs):
        message = N_("第 %(rule)d 条规则的格数与列数不符。请重新保存决策表。")
        raise TableRefused(message, {"rule": number})
    return Rule(
        number,
        # An empty cell is how table editors write «any».
        tuple(
            _cell(unary_tests, _text(cell) or "-", number, column.label)
            for cell, column in zip(tests, inputs, strict=True)
        ),
        tuple(
            _cell(parse, _text(cell), number, output.name)
            for cell, output in zip(results, outputs, strict=True)
        ),
    )


def _cell(read: Callable[[str], Parsed], source: str, rule: int, column: str) -> Parsed:
    try:
        return read(source)
    except ExpressionError as problem:
        message = N_("第 %(rule)d 条规则的“%(column)s”：%(problem)s")
        where = {"rule": rule, "column": column, "problem": problem}
        raise TableRefused(message, where) from problem


def _text(element: etree._Element | None) -> str:
    text = "" if element is None else (element.findtext(_DMN + "text") or "").strip()
    if len(text) > MAX_CELL:
        message = N_("单元格“%(cell)s…”太长，最多 %(limit)d 个字符。请缩短。")
        raise TableRefused(message, {"cell": text[:20], "limit": MAX_CELL})
    return text


def _names(
    inputs: tuple[Input, ...], outputs: tuple[Output, ...], rules: tuple[Rule, ...]
) -> frozenset[str]:
    parts: list[Expression | UnaryTests | None] = [column.expression for column in inputs]
    parts += [column.allowed for column in inputs]
    parts += [column.allowed for column in outputs]
    parts += [test for rule in rules for test in rule.tests]
    parts += [result for rule in rules for result in rule.results]
    return frozenset[str]().union(*(part.names for part in parts if part is not None))
