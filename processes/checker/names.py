"""Every name on a diagram must mean something: forms, roles, operations, tables."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from processes.checker.graph import MP, Element, Graph, Node
from processes.checker.hints import probably_meant
from processes.checker.labels import refuse, warn
from processes.checker.problem import Problem
from processes.checker.vocabulary import OperationFacts, Vocabulary
from processes.sentences import N_, Words

# A lane of this role has no people in it.
_NOBODY: Final = "system"


def user_task_form(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A human task shows a form that exists."""
    for node in graph.of_kind("userTask"):
        form = node.mp("form")
        if not form:
            yield refuse(
                "no_form", node, N_("人工任务%(element)s没有表单，办理人无法填写。请选择表单。")
            )
        elif form not in vocabulary.forms:
            yield refuse(
                "unknown_form",
                node,
                N_("%(element)s用的表单“%(form)s”不存在。%(hint)s"),
                form=form,
                hint=probably_meant(
                    form, vocabulary.forms, Words(N_("请选择已有的表单，或先建好这张表单。"))
                ),
            )


def user_task_name(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """The inbox lists tasks by name."""
    for node in graph.of_kind("userTask"):
        if not node.name:
            yield refuse(
                "unnamed_task",
                node,
                N_("%(element)s没有名称，待办列表里无法显示。请写上名称。"),
            )


def user_task_role(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A human task is somebody's: by its lane, or by its own role."""
    for node in graph.of_kind("userTask"):
        if not node.role:
            yield refuse(
                "no_role",
                node,
                N_("没有人办理%(element)s。请把它放进有办理角色的泳道，或为它选择办理角色。"),
            )
        elif node.role == _NOBODY:
            yield refuse(
                "role_is_the_system",
                node,
                N_("人工任务%(element)s在系统泳道里，没有人会看到。请移到办理人的泳道。"),
            )
    for element in (*graph.lanes, *graph.of_kind("userTask")):
        role = element.mp("role")
        if role and role != _NOBODY and role not in vocabulary.roles:
            yield refuse(
                "unknown_role",
                element,
                N_("%(element)s的办理角色“%(role)s”不存在。%(hint)s"),
                role=role,
                hint=probably_meant(
                    role, vocabulary.roles, Words(N_("请选择已有的角色，或先添加这个角色。"))
                ),
            )


def somebody_has_the_role(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A task of a role that nobody has lies there until somebody gets it."""
    for node in graph.of_kind("userTask"):
        if node.role and node.role in vocabulary.unheld:
            yield warn(
                "nobody_has_the_role",
                node,
                N_("%(element)s没有人能办：现在没有在岗的人担任“%(role)s”。请先为该岗位安排人员。"),
                role=vocabulary.unheld[node.role],
            )


def service_task_operation(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A system step asks for exactly one operation that exists."""
    for node in graph.of_kind("serviceTask"):
        operations = node.operations()
        name = operations[0].get("name", "").strip() if operations else ""
        if not name:
            yield refuse(
                "no_operation",
                node,
                N_("系统任务%(element)s没有选择操作，不知道该做什么。请选择一个操作。"),
            )
        elif name not in vocabulary.operations:
            yield _unknown_operation(node, name, vocabulary)
        if len(operations) > 1:
            yield refuse(
                "several_operations",
                node,
                N_("系统任务%(element)s选了几个操作。请每个操作画一个系统任务。"),
            )


def withdrawal_operation(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What a withdrawal calls exists and needs no parameters, for there is nobody to give them."""
    name = graph.process.mp("onWithdraw")
    if name is None:
        return
    facts = vocabulary.operations.get(name)
    if facts is None:
        yield _unknown_operation(graph.process, name, vocabulary)
    elif facts.required:
        yield refuse(
            "withdrawal_needs_params",
            graph.process,
            N_("%(element)s撤回时的操作“%(operation)s”需要参数，撤回时无法提供。请换一个操作。"),
            operation=name,
        )


def _unknown_operation(element: Element, name: str, vocabulary: Vocabulary) -> Problem:
    return refuse(
        "unknown_operation",
        element,
        N_("%(element)s的操作“%(operation)s”不存在。%(hint)s"),
        operation=name,
        hint=probably_meant(name, vocabulary.operations, Words(N_("请选择已有的操作。"))),
    )


def operation_params(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """An operation is given all that it needs, once each, and nothing that it does not know."""
    for node in graph.of_kind("serviceTask"):
        for xml in node.operations()[:1]:
            facts = vocabulary.operations.get(xml.get("name", "").strip())
            if facts is not None:
                yield from _wrong_params(node, xml, facts)


def _wrong_params(node: Node, xml: etree._Element, facts: OperationFacts) -> Iterator[Problem]:
    given = [param.get("name", "") for param in xml.findall(f"{{{MP}}}param")]
    for name in sorted(facts.required - set(given)):
        yield refuse(
            "missing_param", node, N_("%(element)s缺少参数“%(param)s”。请补上。"), param=name
        )
    for name in sorted(set(given) - facts.required - facts.optional):
        yield refuse(
            "unknown_param",
            node,
            N_("%(element)s的参数“%(param)s”不存在。%(hint)s"),
            param=name,
            hint=probably_meant(name, facts.required | facts.optional, Words(N_("请删去。"))),
        )
    for name in sorted(name for name, times in Counter(given).items() if times > 1):
        yield refuse(
            "repeated_param",
            node,
            N_("%(element)s的参数“%(param)s”写了不止一次。请只留一个。"),
            param=name,
        )


def decision_table(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A business-rule step names a decision table that exists."""
    for node in graph.of_kind("businessRuleTask"):
        table = node.mp("decision")
        if not table:
            yield refuse(
                "no_decision_table", node, N_("业务规则任务%(element)s没有决策表。请选择决策表。")
            )
        elif table not in vocabulary.tables:
            yield refuse(
                "unknown_decision_table",
                node,
                N_("%(element)s用的决策表“%(table)s”不存在。%(hint)s"),
                table=table,
                hint=probably_meant(
                    table, vocabulary.tables, Words(N_("请选择已有的决策表，或先建好它。"))
                ),
            )


def something_is_final(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Without a final step an applicant may withdraw what has already been registered."""
    if not any(node.mp("final") == "true" for node in graph.nodes.values()):
        yield warn(
            "nothing_final",
            graph.process,
            N_("流程%(element)s里没有标为“办结后不可撤回”的步骤，申请人直到结束都能撤回。"),
        )
