"""Conditions and parameters: they can be read, and every name in them is defined."""

from collections.abc import Iterator, Mapping

from processes.checker.graph import MP, Element, Graph
from processes.checker.hints import probably_meant
from processes.checker.labels import refuse
from processes.checker.problem import Problem
from processes.checker.vocabulary import FormFacts, TableFacts, Vocabulary
from processes.expressions import ExpressionError, parse
from processes.sentences import N_, Words, shortened


def conditions_are_sound(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A condition on an arrow is FEEL over names that this diagram defines."""
    known = defined_names(graph, vocabulary)
    for flow in graph.flows:
        if flow.condition:
            yield from _judge(flow, flow.condition, known, graph, vocabulary)


def params_are_sound(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """So is the value of a parameter."""
    known = defined_names(graph, vocabulary)
    for node in graph.of_kind("serviceTask"):
        for param in (param for op in node.operations() for param in op.findall(f"{{{MP}}}param")):
            text = param.get("value", "").strip()
            if text:
                yield from _judge(node, text, known, graph, vocabulary)
            else:
                yield refuse(
                    "param_without_value",
                    node,
                    N_("%(element)s的参数“%(param)s”没有值。请写上，或删去。"),
                    param=param.get("name", ""),
                )


def forms_and_tables_read_known_names(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What a form or a table reads besides its own fields, this diagram must provide."""
    known = defined_names(graph, vocabulary)
    for element, reader in _readers(graph, vocabulary):
        for name in sorted(reader.names - known):
            yield refuse(
                "reads_unknown_name",
                element,
                N_("%(element)s的表单或决策表要用“%(name)s”，但本流程中没有哪一步给出它。%(hint)s"),
                name=name,
                hint=_hint(name, known),
            )


def defined_names(graph: Graph, vocabulary: Vocabulary) -> frozenset[str]:
    """Collect what something on this diagram defines: fields, results, decisions, givens."""
    names = set(vocabulary.givens)
    for form in _forms(graph, vocabulary).values():
        names |= form.routing
    for _, table in _tables(graph, vocabulary):
        names.update(table.output_names)
    for node in graph.of_kind("serviceTask"):
        for operation in node.operations():
            facts = vocabulary.operations.get(operation.get("name", "").strip())
            names |= facts.results if facts else frozenset()
    return frozenset(names)


def _judge(
    element: Element, text: str, known: frozenset[str], graph: Graph, vocabulary: Vocabulary
) -> Iterator[Problem]:
    try:
        expression = parse(text)
    except ExpressionError as error:
        yield refuse(
            "unreadable_expression",
            element,
            N_("%(element)s上的“%(text)s”有误：%(reason)s"),
            text=shortened(text),
            reason=Words(error.message, error.params),
        )
        return
    for name in sorted(expression.names - known):
        yield _unknown_name(element, name, known, graph, vocabulary)


def _unknown_name(
    element: Element, name: str, known: frozenset[str], graph: Graph, vocabulary: Vocabulary
) -> Problem:
    for form_name, form in _forms(graph, vocabulary).items():
        if name in {field.key for field in form.fields}:
            return refuse(
                "field_is_not_routing",
                element,
                N_(
                    "%(element)s要用“%(name)s”，但表单“%(form)s”里的这一项没有标为“用于流转”。"
                    "请在表单里打开，或换一项。"
                ),
                name=name,
                form=form_name,
            )
    return refuse(
        "unknown_name",
        element,
        N_("%(element)s要用“%(name)s”，但本流程的表单、操作和决策表都不给出它。%(hint)s"),
        name=name,
        hint=_hint(name, known),
    )


def _hint(name: str, known: frozenset[str]) -> Words:
    listed = {"known": "、".join(sorted(known)) or "—"}
    return probably_meant(name, known, Words(N_("能用的有：%(known)s。"), listed))


def _forms(graph: Graph, vocabulary: Vocabulary) -> Mapping[str, FormFacts]:
    named = {node.mp("form") or "" for node in graph.of_kind("userTask")}
    return {name: vocabulary.forms[name] for name in sorted(named & vocabulary.forms.keys())}


def _tables(graph: Graph, vocabulary: Vocabulary) -> Iterator[tuple[Element, TableFacts]]:
    for node in graph.of_kind("businessRuleTask"):
        table = vocabulary.tables.get(node.mp("decision") or "")
        if table is not None:
            yield node, table


def _readers(
    graph: Graph, vocabulary: Vocabulary
) -> Iterator[tuple[Element, FormFacts | TableFacts]]:
    for node in graph.of_kind("userTask"):
        form = vocabulary.forms.get(node.mp("form") or "")
        if form is not None:
            yield node, form
    yield from _tables(graph, vocabulary)
