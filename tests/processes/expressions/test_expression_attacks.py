"""What people have tried on other evaluators. Nothing runs, nothing grows, nobody waits."""

import gc
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from processes.expressions import ExpressionError, parse, parse_form_expression, unary_tests
from tests.attacks.texts import TEN_MEGABYTES, TEXTS

NESTED: list[Any] = []
for _ in range(500):
    NESTED = [NESTED]


class Malicious:
    def __eq__(self, other: object) -> bool:
        raise AssertionError("a value's own code ran")

    __hash__ = None  # type: ignore[assignment]  # as every class with __eq__ alone


class MaliciousText(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise AssertionError("a value's own code ran")

    __hash__ = str.__hash__


WIDE = [[["x" * 100] * 100] * 100]
VALUES: dict[str, Any] = {
    "x": {"a": 1},
    "s": "a" * 10_000,
    "huge": "a" * TEN_MEGABYTES,
    "xs": ["a"] * 1_000,
    "numbers": [10**15] * 1_000,
    "long_list": [0] * 1_000_000,
    "wide": WIDE * 10,
    "nested": NESTED,
    "big": 10**15,
    "bigger": 10**400,
    "nan": float("nan"),
    "infinite": float("inf"),
    "malicious": Malicious(),
    "text": MaliciousText("a"),
    "inside": [Malicious()],
    "function": len,
    "keys": {1: 2},
    "bytes": b"a",
}

# Sound, but refused with these values.
EVALUATIONS = [
    "s + s",
    "upper case(huge)",
    "huge",
    'huge = "a"',
    "long_list",
    "count(long_list)",
    "big * big",
    "big + 1",
    "-big - 1",
    "big / 0.00001",
    "999999999999999 * 999999999999999",
    "sum(numbers)",
    "mean(numbers)",
    "bigger",
    "bigger > 1",
    "nan = nan",
    "infinite > 1",
    "nested = nested",
    "nested",
    "wide = wide",
    "wide",
    "wide in [wide]",
    "[" + ",".join(["wide"] * 50) + "] = 1 or wide = wide",
    " or ".join(['list contains(xs, "b")'] * 50),
    " or ".join(["xs != xs"] * 50),
    'malicious = "a"',
    'text = "a"',
    "inside = inside",
    "inside",
    "function",
    "keys",
    'bytes = "a"',
    "unknown",
    "-Infinity",
    "None",
    "os",
]

# Neither refused nor dangerous: FEEL answers null, or an ordinary value.
HARMLESS = [
    '"a" * 10000000000',
    '"{0.__class__}" + s.x',
    "x.constructor",
    "x.mro",
    "s.upper",
    "1 / 0",
    "-xs",
    '"%s%s%s" = 1',
    '"${x}" = null',
    "(" * 990 + "1" + ")" * 990,
    'contains(s, "' + "a" * 1_000 + 'b")',
    " or ".join(['contains(s, "aaaaaaaaaaab")'] * 50),
    " or ".join(['upper case(s) = "B"'] * 50),
    "min(numbers)",
]


@pytest.fixture(autouse=True, scope="module")
def grammar_is_loaded() -> None:
    parse("true")


def watched(act: Callable[[], Any]) -> Any:
    """Run an attack twice, once within 200 ms of processor, once within 3 MB."""
    began = time.thread_time()
    answer = act()
    took = time.thread_time() - began
    tracemalloc.start()
    act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 0.2
    assert peak < 3_000_000
    return answer


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ExpressionError) as refusal:
        act()
    return str(refusal.value)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("read", [parse, unary_tests, parse_form_expression])
def test_an_attack_is_refused_when_parsed(text: str, read: Callable[[str], object]) -> None:
    sentence = watched(lambda: refused(lambda: read(text)))
    assert sentence.endswith("。")
    assert len(sentence) < 300


@pytest.mark.parametrize("text", EVALUATIONS, ids=lambda text: text[:40])
def test_an_attack_by_values_is_refused_when_evaluated(text: str) -> None:
    sentence = watched(lambda: refused(lambda: parse(text).evaluate(VALUES)))
    assert sentence.endswith("。")


@pytest.mark.parametrize("text", HARMLESS, ids=lambda text: text[:40])
def test_what_looks_dangerous_but_is_not_answers_at_once(text: str) -> None:
    answer = watched(lambda: parse(text).evaluate(VALUES))
    assert type(answer) in (type(None), bool, int)


@pytest.mark.parametrize("subject", ["huge", "malicious", "bigger"])
@pytest.mark.parametrize("cell", ['"a"', "> 1", '["a"]', 'not("a")'])
def test_a_cell_refuses_the_same_values(cell: str, subject: str) -> None:
    watched(lambda: refused(lambda: unary_tests(cell).passes(VALUES[subject], {})))


def test_memory_is_steady_however_often_it_is_tried() -> None:
    def everything() -> None:
        for text in TEXTS.values():
            refused(lambda text=text: parse(text))
        for text in EVALUATIONS:
            refused(lambda text=text: parse(text).evaluate(VALUES))

    everything()
    tracemalloc.start()
    for _ in range(3):
        everything()
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert grown < 100_000
