"""An edition: one diagram with exactly the forms and tables that it names, ready to run.

Parsed once, kept by the caller, shared by all cases and threads, never changed and never
stored inside a case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from forms import Form, FormDefinitionError, compile_form
from processes.admission import problems_of
from processes.checker.problem import Problem
from processes.decisions import DecisionTable, load_table
from processes.errors import DiagramRefused
from processes.expressions import parse, parse_form_expression
from processes.parser import build_spec
from processes.safe_xml import parse_xml
from processes.sentences import N_, SaidInWords
from processes.vocabulary import BPMN, Node, Process, condition_texts, read_process


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """What the engine needs to run cases of one edition.

    `unset` holds, without a value, every name that the diagram, its forms or its tables
    read or write: the checker knows that somebody defines it, so one that is missing in a
    case has no value yet (a message that did not come), and FEEL calls that null.
    """

    process: str
    name: str
    on_withdraw: str | None
    nodes: Mapping[str, Node]
    flows: Mapping[tuple[str, str], str]
    forms: Mapping[str, Form]
    tables: Mapping[str, DecisionTable]
    unset: Mapping[str, None]
    spec: Any

    @property
    def labels(self) -> dict[str, str]:
        """What its forms and tables call the values that they give, by name."""
        outputs = [one for table in self.tables.values() for one in table.outputs if one.label]
        fields = [one for form in self.forms.values() for one in form.fields]
        return {one.name: one.label for one in outputs} | {one.key: one.label for one in fields}


def load(diagram: bytes, forms: Mapping[str, bytes], tables: Mapping[str, bytes]) -> Edition:
    """Parse a diagram with its forms (by name) and decision tables (by decision id).

    What the diagram does not name is not looked at: a draft holds forms not yet finished.
    Raises `DiagramRefused` with what cannot be run at all; whether the diagram makes sense
    is for `processes.checker` to say.
    """
    try:
        return _load(diagram, forms, tables)
    except SaidInWords as error:
        problem = Problem("unreadable", None, "", error.message, error.params)
        raise DiagramRefused([problem]) from error
    except FormDefinitionError as error:
        raise DiagramRefused(error.problems) from error
    except ValidationException as error:
        message = N_("元素“%(name)s”（%(tag)s）无法运行，请换用允许的元素。")
        name = getattr(error, "name", "") or getattr(error, "id", "")
        raise _refused(message, name=name, tag=getattr(error, "tag", "")) from error
    except RecursionError as error:
        raise _refused(N_("图太长，请拆成几个流程。")) from error


def _load(diagram: bytes, forms: Mapping[str, bytes], tables: Mapping[str, bytes]) -> Edition:
    root = parse_xml(diagram)
    element = _process_element(root)
    process = read_process(element)
    compiled = {
        name: compile_form(data, parse_form_expression)
        for name, data in _named(forms, (node.form for node in process.nodes.values()))
    }
    tables_named = _named(tables, (node.decision for node in process.nodes.values()))
    parsed = {name: load_table(data) for name, data in tables_named}
    problems = tuple(problems_of(process, compiled, parsed))
    if problems:
        raise DiagramRefused(problems)
    names = _names(process, condition_texts(element), compiled.values(), parsed.values())
    return Edition(
        process=process.id,
        name=process.name,
        on_withdraw=process.on_withdraw,
        nodes=process.nodes,
        flows=process.flows,
        forms=compiled,
        tables=parsed,
        unset=dict.fromkeys(sorted(names)),
        spec=build_spec(root, process.id),
    )


def _named(files: Mapping[str, bytes], names: Iterable[str | None]) -> Iterator[tuple[str, bytes]]:
    wanted = set(names)
    return ((name, data) for name, data in files.items() if name in wanted)


def _process_element(root: etree._Element) -> etree._Element:
    processes = root.findall(f"{BPMN}process")
    if len(processes) != 1:
        raise _refused(N_("文件里应恰好有一个流程，现有 %(count)d 个。"), count=len(processes))
    if not processes[0].get("id"):
        raise _refused(N_("流程没有编号。请在设计器中填写流程的编号。"))
    return processes[0]


def _names(
    process: Process,
    conditions: Iterable[str],
    forms: Iterable[Form],
    tables: Iterable[DecisionTable],
) -> set[str]:
    params = (
        text
        for node in process.nodes.values()
        if node.operation
        for _, text in node.operation.params
    )
    names = {name for text in (*conditions, *params) for name in parse(text).names}
    for form in forms:
        names |= form.routing | form.names
    for table in tables:
        names |= {*table.names, *table.output_names}
    return names | {"changed_fields"}


def _refused(message: str, **params: object) -> DiagramRefused:
    return DiagramRefused([Problem("unreadable", None, "", message, params)])
