import pytest
from diagrams import Diagram
from scenarios import FORMS, Operations, form, load

from processes import editions
from processes.environment import ENGINE, FeelEnvironment, ScriptRefused
from processes.errors import DiagramRefused
from processes.expressions import ExpressionError
from processes.parser import DiagramParser
from processes.step import CaseStatus
from processes.vocabulary import ADMITTED, BPMN

STRAIGHT = Diagram().start().user("a").end().path("begin", "a", "done")
CLASSIFIED = Diagram().start().rule("classify", "level").end().path("begin", "classify", "done")

LEVELS = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
  namespace="urn:mingpai:tests"><decision id="level" name="level"><decisionTable id="t"
  hitPolicy="FIRST"><input id="i"><inputExpression id="ie" typeRef="number"><text>years</text>
  </inputExpression></input><output id="o" name="level" typeRef="string"/>
  <rule id="r1"><inputEntry id="e1"><text>&gt;= 3</text></inputEntry>
    <outputEntry id="x1"><text>"senior"</text></outputEntry></rule>
  <rule id="r2"><inputEntry id="e2"><text>-</text></inputEntry>
    <outputEntry id="x2"><text>"junior"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""


def refusal(diagram: bytes, forms: dict[str, bytes] | None = None) -> str:
    with pytest.raises(DiagramRefused) as caught:
        editions.load(diagram, FORMS if forms is None else forms, {})
    return " ".join(problem.render() for problem in caught.value.problems)


def test_a_decision_table_routes_the_case(play):
    diagram = (
        Diagram()
        .start()
        .rule("classify", "level")
        .exclusive("gate")
        .user("senior_desk")
        .user("junior_desk")
        .end()
        .path("begin", "classify", "gate")
        .flow("gate", "senior_desk", when='level = "senior"')
        .flow("gate", "junior_desk", default=True)
        .path("senior_desk", "done")
        .path("junior_desk", "done")
    )
    edition = load(diagram.xml(), tables={"level": LEVELS})
    for years, desk in ((5, "senior_desk"), (1, "junior_desk")):
        case = play(edition)
        case.start({"years": years})
        assert case.open == [desk]


def test_ids_inside_extension_elements_are_no_nodes(play):
    extension = '<x:note xmlns:x="urn:x" id="draw"/><x:userTask xmlns:x="urn:x" id="a"/>'
    diagram = (
        Diagram()
        .start()
        .service("draw", "cards.draw", extension=extension)
        .user("a")
        .end()
        .path("begin", "draw", "a", "done")
    )
    case = play(diagram, operations=Operations())
    case.start()
    assert case.operations.names == ["cards.draw"]
    case.complete("a", note="好")
    assert case.step.status is CaseStatus.COMPLETED


def test_only_the_admitted_elements_have_a_parser():
    assert {tag.removeprefix(BPMN) for tag in DiagramParser.PARSER_CLASSES} == ADMITTED


@pytest.mark.parametrize(
    "tag",
    [
        "scriptTask",
        "manualTask",
        "task",
        "sendTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "intermediateThrowEvent",
        "complexGateway",
    ],
)
def test_other_elements_are_refused(tag):
    diagram = Diagram().start().raw(tag, "x").end().path("begin", "x", "done")
    assert "“x”" in refusal(diagram.xml())


@pytest.mark.parametrize(
    ("tag", "inner"),
    [
        ("userTask", "<bpmn:standardLoopCharacteristics/>"),
        ("userTask", "<bpmn:multiInstanceLoopCharacteristics/>"),
        ("userTask", "<bpmn:ioSpecification/>"),
        ("userTask", "<bpmn:dataInputAssociation/>"),
        ("intermediateCatchEvent", "<bpmn:signalEventDefinition/>"),
        ("intermediateCatchEvent", "<bpmn:conditionalEventDefinition/>"),
        ("endEvent", "<bpmn:messageEventDefinition/>"),
        ("endEvent", "<bpmn:errorEventDefinition/>"),
    ],
)
def test_what_the_engine_would_run_wrongly_is_refused_inside_an_element_too(tag, inner):
    diagram = Diagram().start().raw(tag, "x", inner).end().path("begin", "x", "done")
    assert "“x”" in refusal(diagram.xml())


def test_an_event_that_waits_for_nothing_is_refused():
    diagram = Diagram().start().raw("intermediateCatchEvent", "x").end().path("begin", "x", "done")
    assert "“x”" in refusal(diagram.xml())


def test_a_boundary_event_belongs_on_a_task():
    diagram = (
        Diagram()
        .start()
        .exclusive("gate")
        .boundary_timer("late", "gate", days=1)
        .end()
        .path("begin", "gate", "done")
        .path("late", "done")
    )
    assert "“late”" in refusal(diagram.xml())


def test_a_cycle_that_would_end_its_task_is_refused():
    diagram = (
        Diagram()
        .start()
        .user("a")
        .boundary_timer("t", "a", every="R3/PT1H")
        .end()
        .path("begin", "a", "done")
        .path("t", "done")
    )
    assert "“t”" in refusal(diagram.xml())


def test_there_is_one_start():
    diagram = (
        Diagram()
        .start()
        .start("second")
        .user("a")
        .end()
        .path("begin", "a", "done")
        .path("second", "a")
    )
    assert "2" in refusal(diagram.xml())


def test_a_task_needs_a_known_form():
    assert "“a”" in refusal(STRAIGHT.xml(), {})


def test_a_task_needs_somebody_who_does_it():
    diagram = Diagram().start().user("a", role="").end().path("begin", "a", "done")
    assert "“a”" in refusal(diagram.xml())


def test_a_service_task_needs_an_operation():
    diagram = Diagram().start().raw("serviceTask", "s").end().path("begin", "s", "done")
    assert "“s”" in refusal(diagram.xml())


def test_a_rule_task_needs_its_table():
    diagram = Diagram().start().rule("r", "missing").end().path("begin", "r", "done")
    assert "“r”" in refusal(diagram.xml())


def test_a_condition_that_is_no_feel_is_refused():
    diagram = (
        Diagram()
        .start()
        .exclusive("g")
        .user("a")
        .end()
        .path("begin", "g")
        .flow("g", "a", when="__import__('os')")
        .flow("g", "done", default=True)
        .path("a", "done")
    )
    assert refusal(diagram.xml())


@pytest.mark.parametrize("text", ["P1Y", "P1M", "PT", "P", "1 day", "P-1D", "PT0S", "P1DT", "P３D"])
def test_a_duration_that_we_do_not_run_is_refused(text):
    diagram = Diagram().start().catch_timer("t", after=text).end().path("begin", "t", "done")
    assert text in refusal(diagram.xml())


@pytest.mark.parametrize(
    "text", ["tomorrow", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00", "2026-13-01"]
)
def test_an_instant_that_no_case_can_reach_is_refused(text):
    diagram = Diagram().start().catch_timer("t", at=text).end().path("begin", "t", "done")
    assert text in refusal(diagram.xml())


@pytest.mark.parametrize("text", ["R/PT1H", "R0/PT1H", "PT1H", "R3/2026-01-01"])
def test_a_cycle_without_an_end_is_refused(text):
    diagram = (
        Diagram()
        .start()
        .user("a")
        .boundary_timer("t", "a", every=text, interrupting=False)
        .end()
        .end("told")
        .path("begin", "a", "done")
        .path("t", "told")
    )
    assert refusal(diagram.xml())


@pytest.mark.parametrize("diagram", [b"", b"<a/>", b"not xml", b"<!DOCTYPE a><a/>"])
def test_a_file_that_is_no_diagram_is_refused(diagram):
    assert refusal(diagram)


def test_a_process_without_an_id_is_refused():
    assert "没有编号" in refusal(STRAIGHT.xml().replace(b'process id="case"', b"process"))


def test_the_reason_inside_a_refusal_is_translated_too():
    broken = LEVELS.replace(b'"senior"', b"years +")
    with pytest.raises(DiagramRefused) as caught:
        editions.load(CLASSIFIED.xml(), FORMS, {"level": broken})
    [problem] = caught.value.problems
    inner = problem.params["problem"].message
    assert "NOT FINISHED" in problem.render(lambda text: "NOT FINISHED" if text == inner else text)


def test_a_form_that_cannot_be_used_is_refused():
    assert refusal(STRAIGHT.xml(), {"plain": b"{}"})


def test_a_form_that_no_task_asks_may_come_along_unfinished():
    for other in (form("other", x=""), b"{}"):
        assert load(STRAIGHT.xml(), {"other": other}).nodes["a"].form == "plain"


def test_nothing_but_feel_is_ever_evaluated():
    environment = FeelEnvironment()
    assert environment.evaluate("1 + x", {"x": 1}) == 2
    with pytest.raises(ExpressionError):
        environment.evaluate("().__class__.__mro__", {})
    with pytest.raises(ExpressionError):
        environment.evaluate("unknown + 1", {})
    with pytest.raises(ExpressionError):
        ENGINE.validate("lambda: 0")
    for run in (environment.execute, environment.call_service, ENGINE.execute):
        with pytest.raises(ScriptRefused):
            run("import os", {})
