"""From a form definition to a form: makes questions out of components."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from typing import Final

from forms.agreement import companions
from forms.component import Component, UnusableError
from forms.contract import N_, DefinitionProblem, FormDefinitionError, ParseExpression
from forms.definition import PLACE, Definition, Paragraph, read
from forms.field import Condition, Field, Place, StaticText
from forms.form import Form
from forms.kinds import DEFAULT_KINDS, Kind, find_kind
from forms.layout import Layout
from forms.validation import build_schema

SETTINGS: Final = frozenset(
    {"kind", "why", "hint", "routing", "required_when", "fixed_when", "prefill", "current"}
)
"""Properties that every field understands."""


def compile_form(definition: bytes, parse: ParseExpression) -> Form:
    """Compile a form-js form, its conditions parsed by `parse`.

    Raises FormDefinitionError with every problem found.
    """
    problems: list[DefinitionProblem] = []
    read_form = read(definition, problems)
    layout = _Compiler(parse, problems).compile(read_form)
    if layout is None or problems:
        raise FormDefinitionError(tuple(problems))
    return Form(read_form.name, sha256(definition).hexdigest(), layout, read_form.submit)


class _Compiler:
    """Makes questions out of components, collecting what is wrong with them."""

    def __init__(self, parse: ParseExpression, problems: list[DefinitionProblem]) -> None:
        self.parse = parse
        self.problems = problems

    def refuse(self, message: str, **params: object) -> None:
        self.problems.append(DefinitionProblem(message, params))

    def compile(self, definition: Definition) -> Layout | None:
        made = [self._entry(entry) for entry in definition.entries]
        entries = _with_companions([entry for entry in made if entry is not None])
        fields = tuple(entry for entry in entries if isinstance(entry, Field))
        settling = self._settle(fields)
        if self.problems:
            return None
        by_key = {one.key: one for one in fields}
        return Layout(
            name=definition.name,
            entries=entries,
            fields=fields,
            by_key=by_key,
            settling=settling,
            empty=dict.fromkeys([*by_key, *_names(entries)]),
            schema=build_schema(fields),
        )

    def _entry(self, entry: Component | Paragraph) -> Field | StaticText | None:
        hides = tuple(filter(None, (self._condition(text, entry) for text in entry.hide_when)))
        if isinstance(entry, Paragraph):
            return StaticText(entry.text, entry.group, hides, self._places(entry))
        try:
            return self._field(entry, hides)
        except UnusableError as error:
            self.problems.append(error.problem)
            return None

    def _places(self, entry: Paragraph) -> tuple[Place, ...]:
        found = (
            (m.group(0), self._condition(m.group(1), entry)) for m in PLACE.finditer(entry.text)
        )
        return tuple(Place(where, what) for where, what in found if what is not None)

    def _field(self, component: Component, hides: tuple[Condition, ...]) -> Field | None:
        kind = self._kind(component)
        if not component.text("why"):
            self.refuse(
                N_("“%(field)s”没有说明为何收集。请在属性 why 里写一句。"), field=component.label
            )
        required_when = component.text("required_when")
        fixed_when = component.text("fixed_when")
        if kind is None:
            return None
        self._refuse_secret_routing(component, kind)
        return Field(
            key=component.key,
            label=component.label,
            kind=kind,
            required=component.required,
            why=component.text("why"),
            routing=component.flag("routing"),
            hint=component.text("hint") or component.description,
            group=component.group,
            default=component.default,
            prefill=component.text("prefill") or None,
            current=component.text("current") or None,
            hide_when=hides,
            required_when=self._condition(required_when, component) if required_when else None,
            fixed_when=self._condition(fixed_when, component) if fixed_when else None,
            companions=kind.companions,
        )

    def _kind(self, component: Component) -> Kind | None:
        name = component.text("kind") or DEFAULT_KINDS[component.type]
        kind = find_kind(name)
        if kind is None:
            self.refuse(
                N_("“%(field)s”的种类 %(kind)s 不存在。请检查属性 kind。"),
                field=component.label,
                kind=name[:40],
            )
        elif component.type not in kind.types:
            self.refuse(
                N_("“%(field)s”的种类 %(kind)s 不能用在 %(type)s 组件上，请用 %(types)s。"),
                field=component.label,
                kind=name,
                type=component.type,
                types="、".join(sorted(kind.types)),
            )
        else:
            self._refuse_unknown_settings(component, kind)
            return kind(component)
        return None

    def _refuse_secret_routing(self, component: Component, kind: Kind) -> None:
        # Routing values are kept in the engine's state, and that is not encrypted.
        if kind.sensitive and component.flag("routing"):
            self.refuse(
                N_("“%(field)s”是敏感个人信息，不能用于流转。请删去属性 routing。"),
                field=component.label,
            )

    def _refuse_unknown_settings(self, component: Component, kind: type[Kind]) -> None:
        # A misspelt limit would otherwise limit nothing, and nobody would notice.
        for name in component.properties.keys() - SETTINGS - kind.settings:
            self.refuse(
                N_("“%(field)s”的属性 %(name)s 没有作用。请检查拼写，或删去。"),
                field=component.label,
                name=name[:40],
            )

    def _condition(self, text: str, entry: Component | Paragraph) -> Condition | None:
        try:
            return Condition(text.removeprefix("=").strip(), self.parse(text))
        # The evaluator is the caller's, and so is the class of its errors.
        except Exception as error:
            self.refuse(
                N_("“%(field)s”的条件无法识别：%(reason)s"),
                field=entry.label if isinstance(entry, Component) else entry.text[:60],
                reason=_reason(error),
            )
            return None

    def _settle(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        by_key = {one.key: one for one in fields}
        graph = {one.key: sorted(one.hidden_by & by_key.keys()) for one in fields}
        try:
            return tuple(by_key[key] for key in TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = "”“".join(by_key[key].label for key in dict.fromkeys(error.args[1]))
            self.refuse(N_("“%(fields)s”的隐藏条件互相依赖，无法判断。"), fields=circle)
            return ()


def _reason(error: Exception) -> object:
    message, params = getattr(error, "message", None), getattr(error, "params", None)
    if isinstance(message, str) and isinstance(params, Mapping):
        return DefinitionProblem(message, params)
    return str(error)


def _names(entries: Iterable[Field | StaticText]) -> frozenset[str]:
    return frozenset[str]().union(*(entry.reads for entry in entries))


def _with_companions(
    entries: list[Field | StaticText],
) -> tuple[Field | StaticText, ...]:
    more = companions(entry for entry in entries if isinstance(entry, Field))
    return tuple(
        replace(entry, companions=entry.companions | more[entry.key])
        if isinstance(entry, Field) and entry.key in more
        else entry
        for entry in entries
    )
