"""Every place at which a text of an author comes in, and what is tried there.

`handed_in` gives what is handed in by the name of the attack; `enter` hands one in and gives the
sentences with which it is refused. None of them: it was let in, as `sound` must be.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from forms import FormDefinitionError, compile_form
from processes import engine, repair
from processes.checker import Severity, check
from processes.decisions import load_table
from processes.editions import Edition
from processes.expressions import parse_form_expression
from processes.repair import RepairRefused
from processes.sentences import SaidInWords
from processes.step import Context, Step
from processes.trial import Script, play
from processes.working_time import WorkingCalendar
from service.publishing.draft_files import require_readable
from service.publishing.packages import process_of, read_package
from service.publishing.procedures import Procedure
from service.refusals import Refused
from tests.attacks import (
    hostile_data,
    hostile_forms,
    hostile_packages,
    hostile_tables,
    hostile_xml,
)
from tests.attacks.hostile_packages import DIAGRAM
from tests.attacks.texts import TEXTS, TIMERS
from tests.processes.checking import VOCABULARY
from tests.processes.diagrams import Diagram
from tests.processes.scenarios import MONDAY, EmptyWorld, load

Sentences = list[str]


@dataclass(frozen=True)
class Entrance:
    """A place at which a text comes in."""

    enter: Callable[[Any], Sentences]
    sound: Any
    handed_in: Mapping[str, Callable[[], Any]]


def _given(things: Mapping[str, Any]) -> dict[str, Callable[[], Any]]:
    return {name: lambda thing=thing: thing for name, thing in things.items()}


def _in_slots(
    texts: Mapping[str, str], slots: Mapping[str, Callable[[str], Any]]
) -> dict[str, Callable[[], Any]]:
    return {
        f"{name} as {slot}": lambda put=put, text=text: put(text)
        for name, text in texts.items()
        for slot, put in slots.items()
    }


# -- diagrams --------------------------------------------------------------------------------


def _drawn() -> Diagram:
    drawing = Diagram("case").start().user("ask", form="employer_review").exclusive("which")
    drawing.service("send", "letters.send", {"to": "category"}).end().end("other")
    drawing.boundary_timer("late", "ask", after="P9D").path("late", "other")
    drawing.path("begin", "ask", "which").path("send", "done")
    drawing.flow("which", "send", when='decision = "approve"')
    return drawing.flow("which", "other", default=True)


SOUND: Final = _drawn().xml()


def _put(place: bytes, instead: Callable[[str], str]) -> Callable[[str], bytes]:
    assert place in SOUND
    return lambda text: SOUND.replace(place, instead(text).encode("utf-8", "replace"), 1)


def _when(text: str) -> str:
    return f">{escape(text)}</bpmn:conditionExpression>"


def _days(text: str) -> str:
    return f"<bpmn:timerEventDefinition mp:workingDays={quoteattr(text)} id="


def _timer(kind: str) -> Callable[[str], bytes]:
    usual = b"<bpmn:timeDuration>P9D</bpmn:timeDuration>"
    return _put(usual, lambda text: f"<bpmn:{kind}>{escape(text)}</bpmn:{kind}>")


CONDITION_SLOTS: Final = {
    "a condition": _put(b'>decision = "approve"</bpmn:conditionExpression>', _when)
}
PARAM_SLOTS: Final = {"a parameter": _put(b'"category"', quoteattr)}
TIMER_SLOTS: Final = {
    "a duration": _timer("timeDuration"),
    "a cycle": _timer("timeCycle"),
    "a date": _timer("timeDate"),
    "working days": _put(b"<bpmn:timerEventDefinition id=", _days),
}


def _inside(element: str, xml: str) -> bytes:
    return SOUND.replace(f'id="{element}"'.encode(), f'id="{element}"{xml}'.encode(), 1)


def _drawings() -> dict[str, bytes]:
    end = b"</bpmn:process>"

    def add(xml: str) -> bytes:
        return SOUND.replace(end, xml.encode() + end)

    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    inside = f"<bpmn:extensionElements>{svg}</bpmn:extensionElements>"
    return {
        "a script task": add(
            '<bpmn:scriptTask id="s"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>'
        ),
        "a pre-script of SpiffArena": add(
            '<bpmn:manualTask id="s"><bpmn:extensionElements>'
            '<s:preScript xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">'
            "import os</s:preScript>"
            "</bpmn:extensionElements></bpmn:manualTask>"
        ),
        "a call": add('<bpmn:callActivity id="s" calledElement="../../x"/>'),
        "an SVG with a script": add(f'<bpmn:userTask id="s">{inside}</bpmn:userTask>'),
        "a listener": _inside("ask", ' xmlns:c="urn:camunda" c:listener="java.lang.Runtime"'),
        "an operation of Python": SOUND.replace(b"letters.send", b"os.system"),
        "an operation that climbs": SOUND.replace(b"letters.send", b"../../etc/passwd"),
        "a form that is a path": SOUND.replace(b"employer_review", b"../../etc/passwd"),
        "a form of a megabyte": SOUND.replace(b"employer_review", b"f" * 1_000_000),
        "a role of a megabyte": SOUND.replace(
            b'mp:role="applicant"', b'mp:role="%s"' % (b"r" * 1_000_000)
        ),
        "an id of a megabyte": SOUND.replace(b'"ask"', b'"' + b"i" * 600_000 + b'"'),
        "an id with markup": SOUND.replace(b'"ask"', b'"&lt;script&gt;"'),
        "a word of a megabyte": _inside("ask", f' mp:{"w" * 1_000_000}="1"'),
        "a message of a megabyte": add(f'<bpmn:sendTask id="{"m" * 1_000_000}"/>'),
        "a thousand nodes": add("".join(f'<bpmn:userTask id="n{n}"/>' for n in range(1_000))),
        "ten thousand lanes": add(
            "<bpmn:laneSet>"
            + "".join(f'<bpmn:lane id="l{n}"/>' for n in range(9_000))
            + "</bpmn:laneSet>"
        ),
        "fifty thousand arrows": add(
            '<bpmn:sequenceFlow sourceRef="ask" targetRef="ask"/>' * 18_000
        ),
        "twenty questions at once": _wide(20),
        "branches without end": _branching(12),
        "two processes": SOUND.replace(
            b"<bpmn:process", b'<bpmn:process id="p2"/><bpmn:process', 1
        ),
    }


def _wide(ways: int) -> bytes:
    drawing = Diagram("case").start().inclusive("ask").end()
    for number in range(ways):
        drawing.user(f"u{number}", form="employer_review").path(f"u{number}", "done")
        drawing.flow("ask", f"u{number}", when="true")
    return drawing.path("begin", "ask").flow("ask", "done", default=True).xml()


def _branching(branches: int) -> bytes:
    drawing = Diagram("case").start().end().parallel("fork").parallel("join")
    for number in range(branches):
        drawing.user(f"u{number}", form="employer_review").path("fork", f"u{number}", f"w{number}")
        drawing.receive(f"w{number}", f"m{number}").path(f"w{number}", "join")
        drawing.boundary_timer(f"t{number}", f"u{number}", days=1).path(f"t{number}", f"w{number}")
    return drawing.path("begin", "fork").path("join", "done").xml()


def _check(diagram: bytes) -> Sentences:
    found = check(diagram, VOCABULARY)
    return [problem.sentence for problem in found if problem.severity is Severity.ERROR]


# -- forms and tables ------------------------------------------------------------------------


def _compile(definition: bytes) -> Sentences:
    try:
        compile_form(definition, parse_form_expression)
    except FormDefinitionError as refused:
        return [problem.render() for problem in refused.problems]
    return []


def _load(xml: bytes) -> Sentences:
    try:
        load_table(xml)
    except SaidInWords as refused:
        return [str(refused)]
    return []


# -- packages and drafts ---------------------------------------------------------------------


def _unpack(data: bytes) -> Sentences:
    def bring_in() -> None:
        files = read_package(data).files
        process_of(files)
        require_readable(files)

    return _refused(bring_in)


def _keep(files: Procedure) -> Sentences:
    return _refused(lambda: require_readable(files))


def _refused(act: Callable[[], None]) -> Sentences:
    try:
        act()
    except Refused as refused:
        return [refused.sentence % dict(refused.params)]
    return []


def _drafts() -> Iterator[tuple[str, Procedure]]:
    for name, xml in hostile_xml.spoiled(DIAGRAM, b"NAMED").items():
        yield f"{name} as diagram", Procedure(xml, {}, {})
    for name, xml in hostile_xml.spoiled(hostile_tables.SOUND, b"NAMED").items():
        yield f"{name} as table", Procedure(DIAGRAM, {}, {"t": xml})
    for name in ("../../etc/passwd", "a/b", "..", "", "A", "a\0b", "ａ", "a" * 60_000, "a\n"):
        yield f"a form named {name[:20]!r}", Procedure(DIAGRAM, {name: b"{}"}, {})
        yield f"a table named {name[:20]!r}", Procedure(DIAGRAM, {}, {name: b"<a/>"})
    yield "a thousand forms", Procedure(DIAGRAM, {f"f{n}": b"{}" for n in range(1_000)}, {})
    yield "ten megabytes", Procedure(DIAGRAM, {"f": b" " * 10_000_000}, {})


# -- data ------------------------------------------------------------------------------------


@lru_cache
def _waiting() -> tuple[Edition, Context, Step]:
    drawing = Diagram().start().user("ask").user("review", form="review").end()
    drawing.boundary_timer("late", "ask", days=3).end("other").path("late", "other")
    drawing.boundary_timer("ring", "review", after="P300D", interrupting=False).end("rung")
    drawing.path("begin", "ask", "review", "done").path("ring", "rung")
    edition = load(drawing.xml())
    context = Context(MONDAY, WorkingCalendar(), lambda _: {}, EmptyWorld())
    return edition, context, engine.start(edition, {}, context)


def _correct(value: Any) -> Sentences:
    edition, context, step = _waiting()
    try:
        repair.correct(edition, step.state, {"decision": value}, context)
    except RepairRefused as refused:
        return [str(refused)]
    return []


def _play(data: Any) -> Sentences:
    edition, _, _ = _waiting()
    try:
        trial = play(edition, Script.from_json(data), lambda _: False)
    except SaidInWords as refused:
        return [str(refused)]
    return [str(trial.stopped.reason)] if trial.stopped else []


ENTRANCES: Final[dict[str, Entrance]] = {
    "diagram": Entrance(
        _check, SOUND, _given(hostile_xml.spoiled(SOUND, b"approve") | _drawings())
    ),
    "condition": Entrance(_check, SOUND, _in_slots(TEXTS, CONDITION_SLOTS)),
    "parameter": Entrance(_check, SOUND, _in_slots(TEXTS, PARAM_SLOTS)),
    "timer": Entrance(_check, SOUND, _in_slots(TIMERS | TEXTS, TIMER_SLOTS)),
    "table": Entrance(
        _load,
        hostile_tables.SOUND,
        _given(hostile_xml.spoiled(hostile_tables.SOUND, b"NAMED") | hostile_tables.TABLES),
    ),
    "cell": Entrance(_load, hostile_tables.SOUND, _in_slots(TEXTS, hostile_tables.SLOTS)),
    "form": Entrance(_compile, hostile_forms.SOUND, _given(hostile_forms.FORMS)),
    "form condition": Entrance(
        _compile, hostile_forms.SOUND, _in_slots(TEXTS, hostile_forms.SLOTS)
    ),
    "package": Entrance(_unpack, hostile_packages.SOUND, hostile_packages.PACKAGES),
    "draft": Entrance(_keep, Procedure(DIAGRAM, {}, {}), _given(dict(_drafts()))),
    "trial script": Entrance(_play, hostile_data.SOUND, _given(hostile_data.SCRIPTS)),
    "data correction": Entrance(_correct, "approve", _given(hostile_data.VALUES)),
}
