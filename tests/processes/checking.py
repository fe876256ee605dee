"""The shipped diagram, about to be spoiled, and the vocabulary that it is judged by."""

import re
from pathlib import Path
from typing import Final, Self

from lxml import etree

from forms import Form, compile_form
from processes.checker import OperationFacts, Problem, Severity, Vocabulary, check
from processes.decisions import DecisionTable, load_table
from processes.expressions import parse_form_expression

ROOT: Final = Path(__file__).parents[2]
SHIPPED: Final = ROOT / "bpmn" / "practitioner_registration.bpmn"
BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MP: Final = "urn:mingpai:bpmn:1"
_NAMESPACES: Final = f'xmlns:bpmn="{BPMN}" xmlns:mp="{MP}" xmlns:camunda="urn:camunda"'

OPERATIONS: Final = {
    "register.claim_registration": OperationFacts(
        results=frozenset({"employer_kind", "self_review", "taken_over"})
    ),
    "register.check_employer": OperationFacts(),
    "register.admit_practitioner": OperationFacts(),
    "register.release_claim": OperationFacts(),
    "register.leave_employer": OperationFacts(),
    "notices.take_over": OperationFacts(results=frozenset({"taken_over"})),
    "cards.draw_card": OperationFacts(waits=True),
    "notices.remind": OperationFacts(),
    # Not on the shipped diagram: to try parameters with.
    "letters.send": OperationFacts(
        required=frozenset({"to"}), optional=frozenset({"copy"}), results=frozenset({"letter"})
    ),
}
GIVENS: Final = frozenset(
    {
        "account_employer",
        "account_has_agency",
        "account_has_name",
        "account_has_store",
        "category",
        "changed_fields",
    }
)
ROLES: Final = frozenset({"applicant", "agency", "store", "association_reviewer"})


def shipped_forms() -> dict[str, Form]:
    """Compile the shipped forms, by the name that diagrams use."""
    files = sorted((ROOT / "forms" / "definitions").glob("*.form"))
    forms = (compile_form(file.read_bytes(), parse_form_expression) for file in files)
    return {form.name: form for form in forms}


def shipped_tables() -> dict[str, DecisionTable]:
    """Load the shipped decision tables, by the id that diagrams use."""
    tables = (load_table(file.read_bytes()) for file in sorted((ROOT / "bpmn").glob("*.dmn")))
    return {table.id: table for table in tables}


VOCABULARY: Final = Vocabulary(shipped_forms(), ROLES, OPERATIONS, shipped_tables(), GIVENS)


class Drawing:
    """The shipped diagram in hand; each method spoils it and returns it."""

    def __init__(self) -> None:
        self.root = etree.fromstring(SHIPPED.read_bytes())

    def xml(self) -> bytes:
        return etree.tostring(self.root, encoding="utf-8")

    def element(self, element_id: str) -> etree._Element:
        [found] = self.root.xpath("//*[@id=$id]", id=element_id)
        return found

    def set(self, element_id: str, **attributes: str | None) -> Self:
        """Set attributes (None removes one); `mp_form` is mp:form."""
        xml = self.element(element_id)
        for name, value in attributes.items():
            key = f"{{{MP}}}{name[3:]}" if name.startswith("mp_") else name
            if value is None:
                del xml.attrib[key]
            else:
                xml.set(key, value)
        return self

    def retag(self, element_id: str, kind: str) -> Self:
        self.element(element_id).tag = f"{{{BPMN}}}{kind}"
        return self

    def remove(self, element_id: str) -> Self:
        xml = self.element(element_id)
        xml.getparent().remove(xml)
        return self

    def insert(self, into: str, text: str) -> Self:
        """Put XML into the element of this id, or into the process."""
        self.element(into).append(_parsed(text))
        return self

    def draw(self, *texts: str) -> Self:
        """Add nodes to the process."""
        for text in texts:
            self.insert("practitioner_registration", text)
        return self

    def flow(self, flow_id: str, source: str, target: str, when: str | None = None) -> Self:
        condition = when and f"<bpmn:conditionExpression>{when}</bpmn:conditionExpression>"
        return self.draw(
            f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">'
            f"{condition or ''}</bpmn:sequenceFlow>"
        )

    def when(self, flow_id: str, condition: str | None) -> Self:
        """Rewrite the condition of an arrow; None removes it."""
        xml = self.element(flow_id)
        for old in xml.findall(f"{{{BPMN}}}conditionExpression"):
            xml.remove(old)
        if condition is not None:
            etree.SubElement(xml, f"{{{BPMN}}}conditionExpression").text = condition
        return self

    def extension(self, node: str, text: str) -> Self:
        """Replace what stands in the extension elements of a node."""
        [inside] = self.element(node).findall(f"{{{BPMN}}}extensionElements")
        inside[:] = [_parsed(part) for part in re.findall(r"<.*", text)]
        return self

    def timer(self, event: str, inner: str = "", **attributes: str | None) -> Self:
        """Rewrite the time of a timer: its attributes and what is written inside."""
        self.set(f"{event}_time", **attributes)
        return self.insert(f"{event}_time", inner) if inner else self


def _parsed(text: str) -> etree._Element:
    return etree.fromstring(f"<wrapper {_NAMESPACES}>{text}</wrapper>")[0]


def problems_of(
    diagram: "Drawing | bytes", vocabulary: Vocabulary = VOCABULARY, stem: str | None = None
) -> list[Problem]:
    xml = diagram.xml() if isinstance(diagram, Drawing) else diagram
    return check(xml, vocabulary, stem)


def refused(
    diagram: "Drawing | bytes",
    code: str,
    *parts: str,
    vocabulary: Vocabulary = VOCABULARY,
    stem: str | None = None,
) -> Problem:
    """Assert that a diagram is refused with this code, in words that hold all the parts."""
    found = problems_of(diagram, vocabulary, stem)
    codes = [problem.code for problem in found if problem.severity is Severity.ERROR]
    assert code in codes
    [first, *_] = [problem for problem in found if problem.code == code]
    assert all(part in first.sentence for part in parts), first.sentence
    assert all(is_plain(problem) for problem in found), [p.sentence for p in found]
    return first


_CODE_WORDS: Final = re.compile(
    r"Gateway|Task|Event|sequenceFlow|lane|XML|xml|bpmn|mp:|None|null|isExecutable|_id|%\("
)


def is_plain(problem: Problem) -> bool:
    """Whether a clerk can read it: it names the element and holds no word of the file format."""
    said = problem.sentence
    named = problem.element_name.strip("“”") in said
    return named and not _CODE_WORDS.search(re.sub("“[^”]*”|（[^）]*）", "", said))
