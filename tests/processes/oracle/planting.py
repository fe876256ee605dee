"""Plants one defect in a diagram that is sound, in every place where it can be planted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from .diagram import BPMN, read

_WRAPPED = """<bpmn:process xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">
<bpmn:exclusiveGateway id="stray" name="stray" default="stays"/>
<bpmn:endEvent id="astray" name="astray"/>
<bpmn:sequenceFlow id="stays" sourceRef="stray" targetRef="%(join)s"/>
<bpmn:sequenceFlow id="strays" sourceRef="stray" targetRef="astray">
<bpmn:conditionExpression>category = "broker"</bpmn:conditionExpression></bpmn:sequenceFlow>
</bpmn:process>"""


@dataclass(frozen=True)
class Planted:
    """A diagram with a defect; `where` is the element that was spoiled."""

    kind: str
    where: str
    xml: bytes


class Bed:
    """A diagram into which defects are planted, one at a time."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._root = etree.fromstring(xml)
        self._process = self._root.find(f"{BPMN}process")
        self._flows = self._process.findall(f"{BPMN}sequenceFlow")
        self._entering = Counter(flow.get("targetRef") for flow in self._flows)
        self._leaving = Counter(flow.get("sourceRef") for flow in self._flows)

    def all(self) -> Iterator[Planted]:
        """Give every diagram with one defect."""
        yield from self.merges_that_wait_for_all()
        yield from self.joins_that_wait_for_nobody()
        yield from self.branches_that_never_come()

    def merges_that_wait_for_all(self) -> Iterator[Planted]:
        """Where either branch comes, both are waited for."""
        for merge in self._meetings("exclusiveGateway"):
            yield self._retagged(merge, "parallelGateway", "deadlock")

    def joins_that_wait_for_nobody(self) -> Iterator[Planted]:
        """Where both branches come, each goes on by itself."""
        for join in self._meetings("parallelGateway"):
            yield self._retagged(join, "exclusiveGateway", "no synchronisation")

    def branches_that_never_come(self) -> Iterator[Planted]:
        """One of the branches that a join waits for may go to an end of its own."""
        for join in self._meetings("parallelGateway"):
            flow = next(flow for flow in self._flows if flow.get("targetRef") == join.get("id"))
            drawn = [etree.fromstring(_WRAPPED % {"join": join.get("id")})[n] for n in range(4)]
            self._process.extend(drawn)
            flow.set("targetRef", "stray")
            yield Planted("orphan", flow.get("id"), etree.tostring(self._root))
            flow.set("targetRef", join.get("id"))
            for one in drawn:
                self._process.remove(one)

    def loops_without_exit(self) -> Iterator[Planted]:
        """The way out of a loop leads round it as well."""
        for gateway in self._process.findall(f"{BPMN}exclusiveGateway"):
            out = self._out_of(gateway)
            back = next((flow for flow in out if self._leads_back(flow, gateway)), None)
            on = next((flow for flow in out if flow.get("id") == gateway.get("default")), None)
            if back is None or on is None or self._leads_back(on, gateway):
                continue
            target = on.get("targetRef")
            on.set("targetRef", back.get("targetRef"))
            if not self._can_end(gateway.get("id")):
                yield Planted("livelock", gateway.get("id"), etree.tostring(self._root))
            on.set("targetRef", target)

    def _meetings(self, kind: str) -> list[etree._Element]:
        """List the gateways of a kind that only join, and none that ends at once.

        Lines that meet just before an end are refused although no step is opened twice.
        """
        return [
            node
            for node in self._process.findall(f"{BPMN}{kind}")
            if self._entering[node.get("id")] > 1 and self._leaving[node.get("id")] == 1
        ]

    def _retagged(self, node: etree._Element, kind: str, defect: str) -> Planted:
        before = node.tag
        node.tag = f"{BPMN}{kind}"
        planted = Planted(defect, node.get("id"), etree.tostring(self._root))
        node.tag = before
        return planted

    def _out_of(self, node: etree._Element) -> list[etree._Element]:
        return [flow for flow in self._flows if flow.get("sourceRef") == node.get("id")]

    def _leads_back(self, flow: etree._Element, gateway: etree._Element) -> bool:
        return gateway.get("id") in self._reached(flow.get("targetRef"))

    def _can_end(self, node: str) -> bool:
        nodes = read(etree.tostring(self._root)).nodes
        return any(nodes[one].kind == "endEvent" for one in self._reached(node))

    def _reached(self, node: str) -> set[str]:
        diagram = read(etree.tostring(self._root))
        seen, waiting = set[str](), [node]
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                waiting += [flow.target for flow in diagram.leaving(here)]
                waiting += [one.id for one in diagram.attached_to(here) if one.interrupts]
        return seen
