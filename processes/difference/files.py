"""Forms and decision tables that ask or decide otherwise."""

from collections.abc import Iterator

from forms import Form
from forms.field import Field
from processes.decisions import DecisionTable
from processes.difference.change import Change, ChangeKind
from processes.editions import Edition
from processes.sentences import N_, Words


def form_changes(old: Edition, new: Edition) -> Iterator[Change]:
    """Compare the forms that both versions have, field by field."""
    for name, form in new.forms.items():
        if name in old.forms and old.forms[name].sha256 != form.sha256:
            told = list(_field_changes(old.forms[name], form))
            steps = tuple(node.id for node in new.nodes.values() if node.form == name)
            told = told or [Words(N_("表单“%(form)s”改了版面或文字。"), {"form": name})]
            yield from (Change(ChangeKind.CHANGED, "", words, steps) for words in told)


def table_changes(old: Edition, new: Edition) -> Iterator[Change]:
    """Compare the decision tables that both versions have."""
    for name, table in new.tables.items():
        if name in old.tables and _as_written(old.tables[name]) != _as_written(table):
            steps = tuple(node.id for node in new.nodes.values() if node.decision == name)
            yield Change(ChangeKind.CHANGED, "", _table_words(old.tables[name], table), steps)


def _field_changes(old: Form, new: Form) -> Iterator[Words]:
    before = {field.key: field for field in old.fields}
    after = {field.key: field for field in new.fields}
    for key, field in after.items():
        words = {"form": new.name, "field": field.label}
        if key not in before:
            yield Words(_ADDED[field.required], words)
        else:
            yield from _asked_otherwise(before[key], field, words)
    for key in before.keys() - after.keys():
        words = {"form": new.name, "field": before[key].label}
        yield Words(N_("表单“%(form)s”不再填写“%(field)s”。"), words)


_ADDED = {
    True: N_("表单“%(form)s”新增必填项“%(field)s”。"),
    False: N_("表单“%(form)s”新增选填项“%(field)s”。"),
}


def _asked_otherwise(old: Field, new: Field, words: dict[str, str]) -> Iterator[Words]:
    if old.label != new.label:
        sentence = N_("表单“%(form)s”的“%(old)s”改名为“%(field)s”。")
        yield Words(sentence, {**words, "old": old.label})
    if type(old.kind) is not type(new.kind):
        yield Words(N_("表单“%(form)s”的“%(field)s”换了填写方式。"), words)
    if old.required != new.required:
        must = N_("表单“%(form)s”的“%(field)s”改为必填。")
        yield Words(must if new.required else N_("表单“%(form)s”的“%(field)s”改为选填。"), words)


def _as_written(table: DecisionTable) -> tuple[object, ...]:
    columns = [(column.label, column.expression.text) for column in table.inputs]
    rules = [
        ([test.text for test in rule.tests], [result.text for result in rule.results])
        for rule in table.rules
    ]
    return table.hit_policy, columns, table.output_names, rules


def _table_words(old: DecisionTable, new: DecisionTable) -> Words:
    words = {"table": new.name, "old": len(old.rules), "new": len(new.rules)}
    if len(old.rules) != len(new.rules):
        return Words(N_("决策表“%(table)s”由 %(old)d 条规则改为 %(new)d 条。"), words)
    return Words(N_("决策表“%(table)s”改了规则的内容。"), words)
