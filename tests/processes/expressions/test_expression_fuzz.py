"""Random text and random values: JSON or a sentence comes out, and nothing else."""

import copy
import json
import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes.expressions import ExpressionError, parse, unary_tests
from processes.expressions.functions import FUNCTIONS

NAMES = ["a", "b", "xs", "机构", "x_1"]
OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "and", "or", "in"]
TOKENS = [
    *NAMES,
    *OPERATORS,
    *FUNCTIONS,
    *("not", "if", "then", "else", "between", "true", "false", "null", "?", "for", "some"),
    *("(", ")", "[", "]", ",", "..", ".", "{", "}", ":", "@", "\\", "'", "**", "%", "__class__"),
    *('"甲"', '""', '"2026-11-23"', '"', "0", "1", "2.5", "999999999999999", "date(", "count("),
]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["甲", "2026-11-23", "12", "\ud800", "a" * 10_001]),
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
values = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, json_values))
EXAMPLES = 5_000 if os.environ.get("MINGPAI_TEST_LONG") else 800
few = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


leaves = st.one_of(
    st.sampled_from([*NAMES, "a.b", "true", "false", "null", "[]"]),
    st.integers(0, 10**15).map(str),
    st.text(max_size=4).map(literal),
)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from(OPERATORS), inner).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        st.tuples(st.sampled_from(["not", *FUNCTIONS]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from([*FUNCTIONS]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(inner, inner, inner).map(lambda t: f"(if {t[0]} then {t[1]} else {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} between {t[1]} and {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} in [{t[1]}..{t[2]}))"),
        pair.map(lambda t: f"({t[0]} in (> {t[1]}, 1))"),
        inner.map(lambda part: f"-{part}"),
    )


expressions = st.recursive(leaves, larger, max_leaves=12)
token_soup = st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join)


def outcome(text: str, names: dict[str, Any]) -> None:
    before = copy.deepcopy(names)
    try:
        result = parse(text).evaluate(names)
    except ExpressionError as refusal:
        assert str(refusal)
    else:
        assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert repr(names) == repr(before)


def outcome_of_cell(text: str, subject: Any, names: dict[str, Any]) -> None:
    try:
        assert unary_tests(text).passes(subject, names) in (True, False)
    except ExpressionError as refusal:
        assert str(refusal)


@few
@given(expressions, values)
def test_sound_expressions_answer_json_or_say_why_not(text: str, names: dict[str, Any]) -> None:
    outcome(text, names)


@few
@given(token_soup, values)
def test_words_in_any_order_answer_json_or_say_why_not(text: str, names: dict[str, Any]) -> None:
    outcome(text, names)
    outcome_of_cell(text, names.get("a"), names)


@few
@given(st.text(max_size=60), values)
def test_any_text_at_all_answers_json_or_says_why_not(text: str, names: dict[str, Any]) -> None:
    outcome(text, names)
    outcome_of_cell(text, names.get("a"), names)


@few
@given(st.lists(expressions | token_soup, min_size=1, max_size=3), json_values, values)
def test_any_cell_passes_or_not_or_says_why(
    parts: list[str], subject: Any, names: dict[str, Any]
) -> None:
    outcome_of_cell(", ".join(parts), subject, names)
    outcome_of_cell(f"not({', '.join(parts)})", subject, names)
