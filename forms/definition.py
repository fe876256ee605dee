"""Reads a form-js form and refuses, in sentences, what we do not draw or do not trust.

`read` collects every problem into the list that it is given, so that whoever edits the
form sees all of them at once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from forms.component import Component, Group
from forms.contract import N_, DefinitionProblem, Msgid
from forms.kinds import DEFAULT_KINDS
from forms.safe_json import parse_json

NEWEST_SCHEMA: Final = 19
"""`schemaVersion` as form-js 1.23 writes it."""
_MOST_COMPONENTS: Final = 200
_DEEPEST: Final = 4
_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
_STATIC: Final = frozenset({"text", "separator"})
PLACE: Final = re.compile(r"\{\{([^{}]{1,200})\}\}")
"""Where a paragraph shows a value: an expression between {{ and }}."""
_FEEL_WORD = re.compile(
    "and|or|not|in|if|then|else|for|return|some|every|satisfies|between|true|false|null"
    "|instance|of|function|external"
)
_WANTS_EXPRESSION: Final = ("disabled", "readonly", "valuesKey", "valuesExpression")
_UNKEPT_RULES: Final = ("pattern", "validationType")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text between the fields, as Markdown."""

    text: str
    group: Group
    hide_when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A form as it stands in its file: its name and what is on it, in order.

    `submit` is the label of its submit button, where it has one of its own.
    """

    name: str
    entries: tuple[Component | Paragraph, ...]
    submit: str | None = None


def read(definition: bytes, problems: list[DefinitionProblem]) -> Definition:
    """Read a form-js form; what is wrong with a component goes to `problems`.

    Raises FormDefinitionError at once when there is no form to look at.
    """
    form = parse_json(definition)
    name = form.get("id")
    if not isinstance(name, str) or not _KEY.fullmatch(name):
        problems.append(_problem(N_("表单的 id 应由小写字母、数字和下划线组成，以字母开头。")))
    version = form.get("schemaVersion")
    if type(version) is not int or not 1 <= version <= NEWEST_SCHEMA:
        problems.append(
            _problem(N_("表单的 schemaVersion 应是 1 到 %(newest)s 的整数。"), newest=NEWEST_SCHEMA)
        )
    reader = _Reader(problems)
    entries = tuple(reader.read(form.get("components"), Group(), ()))
    return Definition(str(name), entries, reader.submit)


def _problem(message: str, **params: object) -> DefinitionProblem:
    return DefinitionProblem(message, params)


class _Reader:
    """Walks the components of one form."""

    def __init__(self, problems: list[DefinitionProblem]) -> None:
        self.problems = problems
        self.keys: set[str] = set()
        self.count = 0
        self.submit: str | None = None

    def refuse(self, message: str, **params: object) -> None:
        self.problems.append(_problem(message, **params))

    def read(
        self, components: Any, group: Group, hides: tuple[str, ...], depth: int = 0
    ) -> Iterator[Component | Paragraph]:
        if not isinstance(components, list) or not all(isinstance(c, dict) for c in components):
            self.refuse(N_("表单的 components 应是组件的列表。"))
            return
        self.count += len(components)
        if self.count > _MOST_COMPONENTS or depth > _DEEPEST:
            self.refuse(
                N_("表单太大：最多 %(most)s 个组件、%(deep)s 层分组。请拆成几份表单。"),
                most=_MOST_COMPONENTS,
                deep=_DEEPEST,
            )
            return
        for raw in components:
            yield from self._read_one(raw, group, hides, depth)

    def _read_one(
        self, raw: Mapping[str, Any], group: Group, hides: tuple[str, ...], depth: int
    ) -> Iterator[Component | Paragraph]:
        hides = (*hides, *self._conditions(raw))
        kind = raw.get("type")
        if kind == "group":
            inner = Group(_text_or_none(raw.get("id")), self._label(raw))
            self._refuse_path(raw)
            yield from self.read(raw.get("components"), inner, hides, depth + 1)
        elif kind == "text":
            yield Paragraph(self._text(raw), group, hides)
        elif kind == "button" and raw.get("action") == "submit" and not self.submit:
            self.submit = self._label(raw)
        elif isinstance(kind, str) and kind in DEFAULT_KINDS:
            yield from self._read_field(raw, group, hides)
        elif not (isinstance(kind, str) and kind in _STATIC):
            self.refuse(
                N_("组件“%(field)s”的类型 %(type)s 不能用：表单里不能有脚本、表达式、网页代码等。"),
                field=_name_of(raw),
                type=str(kind)[:40],
            )

    def _read_field(
        self, raw: Mapping[str, Any], group: Group, hides: tuple[str, ...]
    ) -> Iterator[Component]:
        self._refuse_unkept(raw)
        properties, rules = raw.get("properties", {}), raw.get("validate", {})
        if not isinstance(properties, dict) or not isinstance(rules, dict):
            self.refuse(N_("“%(field)s”的 properties 和 validate 应是对象。"), field=_name_of(raw))
            return
        if not all(isinstance(value, str | int | float) for value in properties.values()):
            self.refuse(
                N_("“%(field)s”的 properties 里只能写文字、数字、true 或 false。"),
                field=_name_of(raw),
            )
            return
        if not isinstance(rules.get("required", False), bool):
            self.refuse(N_("“%(field)s”的 required 只能是 true 或 false。"), field=_name_of(raw))
        yield Component(
            type=raw["type"],
            key=self._key(raw),
            label=self._label(raw),
            description=self._plain(raw, "description", Msgid(N_("说明"))),
            group=group,
            properties={**_own_settings(raw), **properties},
            rules=rules,
            options=self._options(raw),
            hide_when=hides,
            default=self._default(raw),
        )

    def _key(self, raw: Mapping[str, Any]) -> str:
        key = raw.get("key")
        if not isinstance(key, str) or not _KEY.fullmatch(key) or _FEEL_WORD.fullmatch(key):
            self.refuse(
                N_("“%(field)s”的 key 应由小写字母、数字和下划线组成，以字母开头，不用保留字。"),
                field=_name_of(raw),
            )
        elif key in self.keys:
            self.refuse(N_("key “%(key)s”用了两次。每个字段的 key 不能相同。"), key=key)
        self.keys.add(str(key))
        return str(key)

    def _label(self, raw: Mapping[str, Any]) -> str:
        name = "dateLabel" if raw.get("type") == "datetime" and "dateLabel" in raw else "label"
        label = self._plain(raw, name, Msgid(N_("标题")))
        if not 1 <= len(label) <= 200:
            self.refuse(N_("组件“%(field)s”要有标题（不超过 200 个字）。"), field=_name_of(raw))
        return label or _name_of(raw)

    def _plain(self, raw: Mapping[str, Any], name: str, word: Msgid) -> str:
        value = raw.get(name, "")
        if not isinstance(value, str) or value.startswith("=") or "{{" in value:
            self.refuse(
                N_("“%(field)s”的%(part)s只能写普通文字，不能写表达式。"),
                field=_name_of(raw),
                part=word,
            )
            return ""
        return value.strip()

    def _text(self, raw: Mapping[str, Any]) -> str:
        """Give the text of a paragraph; between {{ and }} it may name a value, as in form-js."""
        value = raw.get("text", "")
        without = PLACE.sub("", value) if isinstance(value, str) else value
        self._plain({**raw, "text": without}, "text", Msgid(N_("文字")))
        return value.strip() if isinstance(value, str) else ""

    def _options(self, raw: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        values = raw.get("values", [])
        pairs = [_option(value) for value in values] if isinstance(values, list) else [None]
        options = tuple(pair for pair in pairs if pair)
        if len(options) < len(pairs) or len({value for value, _ in options}) < len(options):
            self.refuse(
                N_("“%(field)s”的每个选项都要有标题和值，值不能重复。"), field=_name_of(raw)
            )
        return options

    def _default(self, raw: Mapping[str, Any]) -> str | int | float | bool | None:
        default = raw.get("defaultValue")
        if default is None or isinstance(default, str | int | float):
            return default
        self.refuse(N_("“%(field)s”的默认值只能是文字、数字或勾选。"), field=_name_of(raw))
        return None

    def _conditions(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        conditional = raw.get("conditional")
        if not conditional:
            return ()
        hide = conditional.get("hide") if isinstance(conditional, dict) else None
        if isinstance(hide, str) and hide.strip().startswith("="):
            return (hide.strip(),)
        self.refuse(N_("“%(field)s”的隐藏条件应写成以 = 开头的表达式。"), field=_name_of(raw))
        return ()

    def _refuse_path(self, raw: Mapping[str, Any]) -> None:
        if raw.get("path") or raw.get("isRepeating"):
            self.refuse(
                N_("分组“%(field)s”不能设数据路径或重复。请清空这两项。"), field=_name_of(raw)
            )

    def _refuse_unkept(self, raw: Mapping[str, Any]) -> None:
        # Ignoring these in silence would make the form behave otherwise than its preview.
        rules = raw.get("validate")
        unkept = [name for name in _WANTS_EXPRESSION if raw.get(name)]
        unkept += [name for name in _UNKEPT_RULES if isinstance(rules, dict) and rules.get(name)]
        for name in unkept:
            self.refuse(
                N_("“%(field)s”设了 %(name)s，这里不支持。请改用字段种类（kind）或隐藏条件。"),
                field=_name_of(raw),
                name=name,
            )


def _own_settings(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give the settings that form-js keeps beside `properties` and our kinds read."""
    return {name: raw[name] for name in ("subtype", "decimalDigits") if name in raw}


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _option(value: Any) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        return None
    option, label = value.get("value"), value.get("label")
    if not isinstance(option, str) or not isinstance(label, str):
        return None
    return (option, label.strip()) if 1 <= len(option) <= 100 and label.strip() else None


def _name_of(raw: Mapping[str, Any]) -> str:
    """Give the words by which whoever drew the form recognises a component."""
    for name in ("label", "dateLabel", "key", "id"):
        if isinstance(raw.get(name), str) and raw[name].strip():
            return str(raw[name])[:60]
    return str(raw.get("type"))[:60]
