"""Decision tables that decide otherwise, told rule by rule."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import reduce
from typing import Final

from processes.decisions import DecisionTable
from processes.decisions.table import Rule
from processes.expressions import UnaryTests
from processes.sentences import N_, Words, shortened

MAX_TOLD: Final = 10
"""Rules that are told one by one: an author may have written five hundred."""

_NOTHING: Final = Words(N_("（无）"))
_ANY: Final = Words(N_("任何情况"))


def table_words(old: DecisionTable, new: DecisionTable) -> Iterator[Words]:
    """Give a sentence for each thing that a table of both versions decides otherwise."""
    if old.hit_policy != new.hit_policy:
        policies = {"table": new.name, "old": old.hit_policy, "new": new.hit_policy}
        yield Words(N_("决策表“%(table)s”的命中策略由 %(old)s 改为 %(new)s。"), policies)
    if _columns(old) != _columns(new):
        yield Words(N_("决策表“%(table)s”改了输入列或输出列。"), {"table": new.name})
    told = list(_rule_words(old, new))
    yield from told[:MAX_TOLD]
    if len(told) > MAX_TOLD:
        more = {"table": new.name, "count": len(told) - MAX_TOLD}
        yield Words(N_("决策表“%(table)s”的规则还有 %(count)d 处改动。"), more)


def _columns(table: DecisionTable) -> object:
    looked_at = [(one.label, one.expression.text, _text(one.allowed)) for one in table.inputs]
    return looked_at, [(one.label, one.name, _text(one.allowed)) for one in table.outputs]


def _text(allowed: UnaryTests | None) -> str | None:
    return None if allowed is None else allowed.text


def _rule_words(old: DecisionTable, new: DecisionTable) -> Iterator[Words]:
    """Compare the rules in their order: by it a table that takes the first one decides."""
    before, after = ([_asks(table, rule) for rule in table.rules] for table in (old, new))
    same = SequenceMatcher(None, before, after, autojunk=False)
    for _, first_gone, end_gone, first_come, end_come in same.get_opcodes():
        gone, come = old.rules[first_gone:end_gone], new.rules[first_come:end_come]
        if len(gone) == len(come):
            for pair in zip(gone, come, strict=True):
                yield from _said_otherwise(old, new, *pair)
        else:
            yield from (_whole(_REMOVED, old, rule) for rule in gone)
            yield from (_whole(_ADDED, new, rule) for rule in come)


def _said_otherwise(
    old: DecisionTable, new: DecisionTable, before: Rule, after: Rule
) -> Iterator[Words]:
    """Tell two rules of one place apart, as one that changed if half of it is as before."""
    was, now = _results(old, before), _results(new, after)
    rule = {"table": new.name, "rule": after.number}
    if _asks(old, before) == _asks(new, after):
        if was != now:
            words = {
                "conditions": _conditions(new, after),
                "outcomes": _changed(old, new, was, now),
            }
            yield Words(_OUTCOME, {**rule, **words})
    elif was == now:
        asked = {"old": _conditions(old, before), "new": _conditions(new, after)}
        yield Words(_CONDITIONS, {**rule, **asked, "outcomes": _outcomes(new, after)})
    else:
        yield _whole(_REMOVED, old, before)
        yield _whole(_ADDED, new, after)


def _whole(sentence: str, table: DecisionTable, rule: Rule) -> Words:
    words = {"conditions": _conditions(table, rule), "outcomes": _outcomes(table, rule)}
    return Words(sentence, {"table": table.name, "rule": rule.number, **words})


def _asks(table: DecisionTable, rule: Rule) -> tuple[tuple[str, str], ...]:
    """Give what a rule asks, whatever the columns are called and in whichever order."""
    cells = zip(table.inputs, rule.tests, strict=True)
    return tuple(sorted((one.expression.text, cell.text) for one, cell in cells if _asked(cell)))


def _asked(cell: UnaryTests) -> bool:
    return cell.text != "-"


def _results(table: DecisionTable, rule: Rule) -> dict[str, str]:
    cells = zip(table.output_names, rule.results, strict=True)
    return {name: result.text for name, result in cells}


def _conditions(table: DecisionTable, rule: Rule) -> Words:
    cells = zip(table.inputs, rule.tests, strict=True)
    asked = [(one.label, cell.text) for one, cell in cells if _asked(cell)]
    return _listed(_is(*one) for one in asked) if asked else _ANY


def _outcomes(table: DecisionTable, rule: Rule) -> Words:
    labels, results = _labels(table), _results(table, rule)
    return _listed(_is(labels[name], text) for name, text in results.items())


def _changed(
    old: DecisionTable, new: DecisionTable, was: dict[str, str], now: dict[str, str]
) -> Words:
    labels = {**_labels(old), **_labels(new)}
    sentence = N_("%(column)s由 %(old)s 改为 %(new)s")
    changed = [name for name in {**now, **was} if was.get(name) != now.get(name)]
    pairs = [(name, was.get(name, _NOTHING), now.get(name, _NOTHING)) for name in changed]
    return _listed(
        Words(sentence, {"column": labels[name], "old": before, "new": after})
        for name, before, after in pairs
    )


def _labels(table: DecisionTable) -> dict[str, str]:
    return {output.name: shortened(output.label or output.name) for output in table.outputs}


def _is(label: str, text: str) -> Words:
    return Words(N_("%(column)s为 %(value)s"), {"column": shortened(label), "value": text})


def _listed(words: Iterable[Words]) -> Words:
    both = N_("%(first)s，%(then)s")
    return reduce(lambda first, then: Words(both, {"first": first, "then": then}), words)


_ADDED: Final = N_("决策表“%(table)s”新增第 %(rule)d 条规则（%(conditions)s）：%(outcomes)s。")
_REMOVED: Final = N_("决策表“%(table)s”取消原第 %(rule)d 条规则（%(conditions)s）：%(outcomes)s。")
_OUTCOME: Final = N_("决策表“%(table)s”第 %(rule)d 条规则（%(conditions)s）：%(outcomes)s。")
_CONDITIONS: Final = N_(
    "决策表“%(table)s”第 %(rule)d 条规则（%(outcomes)s）的条件由“%(old)s”改为“%(new)s”。"
)
