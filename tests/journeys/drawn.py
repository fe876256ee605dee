"""Puts a small diagram on paper, for an editor to show: boxes on a grid, straight arrows."""

from collections.abc import Mapping

from lxml import etree

from tests.processes.oracle.diagram import read

_NAMES = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
_SIDES = {"Gateway": (50, 50), "Event": (36, 36), "Task": (100, 80)}


def drawn(xml: bytes, grid: Mapping[str, tuple[int, int]]) -> bytes:
    """Give the diagram with each node at its (column, row)."""
    diagram = read(xml)
    middle = {node: (150 + 170 * x, 110 + 110 * y) for node, (x, y) in grid.items()}
    parts = [_shape(one.id, one.kind, middle[one.id]) for one in diagram.nodes.values()]
    for flow in diagram.flows.values():
        source, target = diagram.nodes[flow.source], diagram.nodes[flow.target]
        (x, y), (to_x, to_y) = middle[source.id], middle[target.id]
        ends = (x + _size(source.kind)[0] // 2, y), (to_x - _size(target.kind)[0] // 2, to_y)
        parts.append(_edge(flow.id, *ends))
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="{diagram.id}">{"".join(parts)}'
    whole = (
        f'<bpmndi:BPMNDiagram {_NAMES} id="drawing">{plane}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    root = etree.fromstring(xml)
    root.append(etree.fromstring(whole))
    return etree.tostring(root, encoding="utf-8")


def _shape(node: str, kind: str, middle: tuple[int, int]) -> str:
    width, height = _size(kind)
    x, y = middle[0] - width // 2, middle[1] - height // 2
    return (
        f'<bpmndi:BPMNShape id="{node}_shape" bpmnElement="{node}">'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNShape>'
    )


def _size(kind: str) -> tuple[int, int]:
    return next(size for word, size in _SIDES.items() if kind.endswith(word))


def _edge(flow: str, *ends: tuple[int, int]) -> str:
    points = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in ends)
    return f'<bpmndi:BPMNEdge id="{flow}_edge" bpmnElement="{flow}">{points}</bpmndi:BPMNEdge>'
