"""Forms and decision tables that ask or decide otherwise."""

from collections.abc import Iterator

from forms import Form
from processes.difference.change import Change, ChangeKind
from processes.difference.fields import field_words, texts_of
from processes.difference.tables import table_words
from processes.editions import Edition
from processes.sentences import N_, Words


def form_changes(old: Edition, new: Edition) -> Iterator[Change]:
    """Compare the forms that both versions have, field by field."""
    for name, form in new.forms.items():
        if name in old.forms and old.forms[name].sha256 != form.sha256:
            steps = tuple(node.id for node in new.nodes.values() if node.form == name)
            told = _form_words(old.forms[name], form)
            yield from (Change(ChangeKind.CHANGED, "", words, steps) for words in told)


def table_changes(old: Edition, new: Edition) -> Iterator[Change]:
    """Compare the decision tables that both versions have, rule by rule."""
    for name, table in new.tables.items():
        if name in old.tables:
            steps = tuple(node.id for node in new.nodes.values() if node.decision == name)
            told = table_words(old.tables[name], table)
            yield from (Change(ChangeKind.CHANGED, "", words, steps) for words in told)


def _form_words(old: Form, new: Form) -> Iterator[Words]:
    told = list(_field_changes(old, new))
    yield from told
    both = frozenset(field.key for field in old.fields) & {field.key for field in new.fields}
    if not told or texts_of(old, both) != texts_of(new, both):
        yield Words(N_("表单“%(form)s”改了版面或文字。"), {"form": new.name})


def _field_changes(old: Form, new: Form) -> Iterator[Words]:
    before = {field.key: field for field in old.fields}
    after = {field.key: field for field in new.fields}
    for key, field in after.items():
        if key in before:
            yield from field_words(new.name, before[key], field)
        else:
            yield Words(_ADDED[field.required], {"form": new.name, "field": field.label})
    for key, field in before.items():
        if key not in after:
            words = {"form": new.name, "field": field.label}
            yield Words(N_("表单“%(form)s”不再填写“%(field)s”。"), words)


_ADDED = {
    True: N_("表单“%(form)s”新增必填项“%(field)s”。"),
    False: N_("表单“%(form)s”新增选填项“%(field)s”。"),
}
