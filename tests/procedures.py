"""Procedures that only tests have: drawn small, or made of a shipped one by XML alone."""

import json
from pathlib import Path
from typing import Any, Final

from lxml import etree

from service.publishing import SHIPPED_DIAGRAMS, Procedure, read_procedure
from tests.processes.diagrams import Diagram
from tests.stories import PROCEDURE

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC: Final = "{http://www.omg.org/spec/DD/20100524/DC}"
WAY: Final = "{http://www.omg.org/spec/DD/20100524/DI}"
MP: Final = "{urn:mingpai:bpmn:1}"
XSI_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"

THIRD_POST: Final = "ethics_officer"
THIRD_NAME: Final = "诚信委员会"
THIRD_FORM: Final = "ethics_review"


def shipped(name: str = PROCEDURE) -> Procedure:
    """Read a shipped procedure as its files give it."""
    return read_procedure(SHIPPED_DIAGRAMS / f"{name}.bpmn")


def drawn(diagram: Diagram, **forms: bytes) -> Procedure:
    """Give a small diagram with the shipped forms, and these beside them."""
    return Procedure(diagram.xml(), {**shipped().forms, **forms}, shipped().tables)


def registration(on_withdraw: str = "register.release_claim") -> Diagram:
    """Begin a diagram of the real-name form: submitted, claimed, ready for what comes next."""
    return (
        Diagram(PROCEDURE, on_withdraw=on_withdraw)
        .start()
        .rule("documents", decision="practitioner_documents")
        .user("submit", form=PROCEDURE, milestone="未实名")
        .service("claim", "register.claim_registration")
        .end("over", milestone="已办结")
        .path("begin", "documents", "submit", "claim")
    )


def reviewed_by_both_at_once() -> Procedure:
    """The agency and the association review side by side; only the agency has a timer."""
    return drawn(
        registration()
        .parallel("both")
        .user("agency_review", form="employer_review", role="agency", milestone="审核中")
        .boundary_timer("late", "agency_review", days=1, interrupting=False)
        .service("remind", "notices.remind")
        .end("reminded")
        .user("association_review", form="association_review", role="association_reviewer")
        .parallel("joined")
        .path("claim", "both", "agency_review", "joined", "over")
        .path("both", "association_review", "joined")
        .path("late", "remind", "reminded")
    )


def waiting_for(message: str, *, after_review: bool = False) -> Procedure:
    """A case that, at once or after the agency's review, waits for a message, then ends."""
    diagram = registration().receive("wait", message, milestone="等待消息").path("wait", "over")
    if not after_review:
        return drawn(diagram.path("claim", "wait"))
    review = diagram.user("review", form="employer_review", role="agency", milestone="审核中")
    return drawn(review.path("claim", "review", "wait"))


def drawing_before_the_end() -> Procedure:
    """A card is drawn while the case can still be withdrawn."""
    return drawn(
        registration()
        .user("review", form="employer_review", role="agency", milestone="审核中")
        .service("admit", "register.admit_practitioner")
        .service("draw", "cards.draw_card", milestone="制卡中")
        .path("claim", "review", "admit", "draw", "over")
    )


def asked_of_the_register_again() -> Procedure:
    """After the first review the register answers, and by that answer a second one follows."""
    return drawn(
        registration()
        .user("first", form="employer_review", role="agency", milestone="待初审")
        .service("again", "register.claim_registration")
        .exclusive("which")
        .user("second", form="association_review", role="association_reviewer")
        .path("claim", "first", "again", "which")
        .flow("which", "over", when='employer_kind = "store"')
        .flow("which", "second", default=True)
        .path("second", "over")
    )


class Redrawn:
    """A shipped diagram in hand, to be changed as an administrator would, by XML alone."""

    def __init__(self, diagram: bytes) -> None:
        self.root = etree.fromstring(diagram)
        self.process = self.root.find(f"{BPMN}process")
        self.plane = next(self.root.iter(f"{DI}BPMNPlane"))

    def xml(self) -> bytes:
        """Give the file."""
        return etree.tostring(self.root, xml_declaration=True, encoding="utf-8")

    def swap_reviewers(self) -> "Redrawn":
        """Let the association decide where the employer did, and the other way round.

        Where one of them decides alone, there is nobody to change places with.
        """
        forms = {task.get(f"{MP}form") for task in self.process.iter(f"{BPMN}userTask")}
        if not {"employer_review", "association_review"} <= forms:
            return self
        roles = self._lane_roles()
        for task in self.process.iter(f"{BPMN}userTask"):
            if task.get(f"{MP}form") not in {"employer_review", "association_review"}:
                continue  # Its own questions go with its own reviewer.
            role = task.get(f"{MP}role") or roles.get(task.get("id"), "")
            if role in {"agency", "store"}:
                task.set(f"{MP}role", "association_reviewer")
                task.set(f"{MP}form", "association_review")
            elif role == "association_reviewer":
                task.set(f"{MP}role", "agency")
                task.set(f"{MP}form", "employer_review")
        return self

    def insert_third(self) -> "Redrawn":
        """Put a third review with its own form behind the last approval."""
        into_last = self._approvals()[-1]
        last = self._node(into_last.get("targetRef"))
        refuses = self._flow(id=self._node(into_last.get("sourceRef")).get("default"))
        returns = self._flow(source=into_last.get("sourceRef"), says='"return"')
        into_last.set("targetRef", "third_review")
        self._add("userTask", "third_review", "诚信审查", f"{MP}role", THIRD_POST)
        self._node("third_review").set(f"{MP}form", THIRD_FORM)
        self._node("third_review").set(f"{MP}milestone", "待诚信审查")
        self._add("exclusiveGateway", "third_opinion", "诚信意见？", "default", "third_refuses")
        self._join("third_to_opinion", "third_review", "third_opinion")
        self._join("third_approves", "third_opinion", last.get("id"), 'verdict = "approve"')
        back = returns.get("targetRef")
        self._join("third_returns", "third_opinion", back, 'verdict = "return"')
        self._join("third_refuses", "third_opinion", refuses.get("targetRef"))
        return self

    @property
    def is_reviewed(self) -> bool:
        """Whether anybody approves anything on it."""
        return bool(self._approvals())

    def _approvals(self) -> list[Any]:
        flows = self.process.iter(f"{BPMN}sequenceFlow")
        return [flow for flow in flows if '"approve"' in "".join(flow.itertext())]

    def _lane_roles(self) -> dict[str, str]:
        lanes = self.process.iter(f"{BPMN}lane")
        return {
            reference.text.strip(): lane.get(f"{MP}role")
            for lane in lanes
            for reference in lane.iter(f"{BPMN}flowNodeRef")
        }

    def _node(self, node_id: str) -> Any:
        return self.process.xpath("*[@id=$id]", id=node_id)[0]

    def _flow(self, id: str = "", source: str = "", target: str = "", says: str = "") -> Any:  # noqa: A002
        """Find the first flow that has all that is asked for."""
        wanted = {"id": id, "sourceRef": source, "targetRef": target}
        return next(
            flow
            for flow in self.process.iter(f"{BPMN}sequenceFlow")
            if all(flow.get(name) == value for name, value in wanted.items() if value)
            and says in "".join(flow.itertext())
        )

    def _add(self, tag: str, node_id: str, name: str, attribute: str, value: str) -> None:
        node = etree.Element(f"{BPMN}{tag}", {"id": node_id, "name": name, attribute: value})
        self.process.insert(1, node)
        shapes = len(self.plane.findall(f"{DI}BPMNShape"))
        shape = self._draw("BPMNShape", node_id)
        place = {"x": str(200 * shapes), "y": "40", "width": "100", "height": "80"}
        etree.SubElement(shape, f"{DC}Bounds", place)

    def _join(self, flow_id: str, source: str, target: str, when: str | None = None) -> None:
        ends = {"id": flow_id, "sourceRef": source, "targetRef": target}
        flow = etree.SubElement(self.process, f"{BPMN}sequenceFlow", ends)
        edge = self._draw("BPMNEdge", flow_id)
        for end in (source, target):
            bounds = self.plane.find(f"{DI}BPMNShape[@bpmnElement='{end}']/{DC}Bounds")
            etree.SubElement(edge, f"{WAY}waypoint", x=bounds.get("x"), y=bounds.get("y"))
        if when is not None:
            condition = etree.SubElement(flow, f"{BPMN}conditionExpression")
            condition.set(XSI_TYPE, "bpmn:tFormalExpression")
            condition.text = when

    def _draw(self, tag: str, element: str) -> Any:
        ids = {"id": f"{element}_drawn", "bpmnElement": element}
        return etree.SubElement(self.plane, f"{DI}{tag}", ids)


def with_a_third(name: str = PROCEDURE) -> bytes:
    """Give a shipped diagram with its reviewers swapped and a third one inserted."""
    return Redrawn(shipped(name).diagram).swap_reviewers().insert_third().xml()


def third_form() -> bytes:
    """Give the third reviewer's own form: its decision has another key, and it asks one more."""
    form = json.loads(shipped().forms["association_review"])
    form["id"] = THIRD_FORM
    text = json.dumps(form, ensure_ascii=False)
    text = text.replace('decision = \\"', 'verdict = \\"').replace("decision !=", "verdict !=")
    form = json.loads(text.replace('"key": "decision"', '"key": "verdict"'))
    form["components"][0]["components"].append(
        {
            "type": "textfield",
            "id": "Field_archive_no",
            "key": "archive_no",
            "label": "诚信档案编号",
            "validate": {"required": True, "maxLength": 20},
            "properties": {"kind": "text", "why": "记入诚信档案，便于以后查考。"},
        }
    )
    return json.dumps(form, ensure_ascii=False).encode()


def write_third(folder: Path, name: str = PROCEDURE) -> Path:
    """Write the changed diagram and the new form as files; give the diagram's."""
    (folder / f"{THIRD_FORM}.form").write_bytes(third_form())
    path = folder / f"{name}.bpmn"
    path.write_bytes(with_a_third(name))
    return path
