"""Data for scripts of try-outs, and for corrections of a case, that no person would write."""

from collections.abc import Mapping
from typing import Any, Final

BEGINS: Final = "2026-03-02T09:30:00+08:00"


def _deep(depth: int) -> Any:
    inner: Any = 1
    for _ in range(depth):
        inner = [inner]
    return inner


def _deep_mapping(depth: int) -> Any:
    inner: Any = 1
    for _ in range(depth):
        inner = {"a": inner}
    return inner


VALUES: Final[Mapping[str, Any]] = {
    "ten megabytes of text": "a" * 10_000_000,
    "a million items": [0] * 1_000_000,
    "lists a thousand deep": _deep(900),
    "mappings a thousand deep": _deep_mapping(900),
    "mappings a hundred deep": _deep_mapping(100),
    "wide lists of lists": [[["x" * 100] * 100] * 100] * 10,
    "a number too large": 10**400,
    "not a number": float("nan"),
    "infinite": float("inf"),
    "half a character": "\ud83d",
    "NUL": "a\0b",
    "a thousand names": {f"n{n}": n for n in range(5_000)},
}


def _script(**changes: Any) -> dict[str, Any]:
    return {"begins": BEGINS, "given": {}, "acts": [], **changes}


def _act(kind: str = "complete", node: str = "ask", **changes: Any) -> dict[str, Any]:
    return {"kind": kind, "node": node, "answers": {"note": "x"}, **changes}


SOUND: Final = _script(acts=[_act(), _act(kind="wait")])
SCRIPTS: Final[Mapping[str, Any]] = {
    "nothing": None,
    "a list": [],
    "a text": "import os",
    "brackets a thousand deep": _deep(900),
    "acts that are a number": _script(acts=9**9),
    "an act that is a text": _script(acts=["9**9**9"]),
    "an act of another kind": _script(acts=[_act(kind="__class__")]),
    "ten thousand acts": _script(acts=[_act()] * 3_000),
    "ten megabytes of answers": _script(acts=[_act(answers={"note": "a" * 10_000_000})]),
    "answers that are a text": _script(acts=[_act(answers="{0.__class__}")]),
    "answers a thousand deep": _script(acts=[_act(answers={"note": _deep(900)})]),
    "answers with half a character": _script(acts=[_act(answers={"note": "\ud83d"})]),
    "an answer with NUL": _script(acts=[_act(answers={"note": "a\0b"})]),
    "an answer that is no text": _script(acts=[_act(answers={"note": {"typename": "x"}})]),
    "a number without end": _script(acts=[_act(answers={"note": 10**400})]),
    "a node that is a list": _script(acts=[_act(node=[1])]),
    "a node of the interpreter": _script(acts=[_act(node="__class__")]),
    "a beginning that is none": _script(begins="9**9**9"),
    "a beginning without zone": _script(begins="2026-03-02T09:30:00", acts=[_act(kind="wait")]),
    "a beginning at the end of time": _script(
        begins="9999-12-31T23:59:59+08:00", acts=[_act(), _act(kind="wait")]
    ),
    "a beginning before time": _script(begins="0001-01-01T00:00:00+14:00", acts=[_act()]),
    "an instant without zone": _script(
        acts=[_act(), _act(kind="wait", until="2026-03-09T09:30:00")]
    ),
    "an instant at the end of time": _script(
        acts=[_act(), _act(kind="wait", until="9999-12-31T23:59:59+08:00"), _act(node="no")]
    ),
    "an instant that is none": _script(acts=[_act(kind="wait", until={"a": 1})]),
    "facts that are a list": _script(given=[1]),
    "facts of ten megabytes": _script(given={"category": "a" * 10_000_000}),
    "a fact that is infinite": _script(given={"category": float("inf")}, acts=[_act(node="no")]),
    "an expectation of anything": _script(expects={"status": "open", "open": 1}),
    "an expectation with a method": _script(expects={"__class__": 1, "open": []}),
}
