"""What a clerk may write, what the parser tells about it, and what it says to mistakes."""

import re
from pathlib import Path

import pytest

from processes.expressions import (
    EvaluationFailed,
    ExpressionError,
    SyntaxRefused,
    UnknownName,
    parse,
    parse_form_expression,
    unary_tests,
)
from processes.expressions.functions import FUNCTIONS
from processes.expressions.limits import MAX_CACHED

MISTAKES = {
    "": "条件是空的",
    " \n": "条件是空的",
    'decision == "approve"': "“==”请改写成“=”",
    'a = "x" && b': "“&&”请改写成“and”",
    "a || b": "“||”请改写成“or”",
    "a <> b": "“<>”请改写成“!=”",
    "decision = 'approve'": "“'”请改写成“\"”",
    "decision ＝ 1": "第 10 个字符处的“＝”请改写成“=”",
    "count（x）": "“（”请改写成“(”",
    "decision = “approve”": '第 12 个字符处的““”请改写成“"”',
    "x in [1，2]": "“，”请改写成“,”",
    "x ≥ 3": "“≥”请改写成“>=”",
    'decision = "approve': "没有用半角双引号结束",
    r'"\x41"': "不认识的“\\”写法",
    r'"\ud800"': "不认识的“\\”写法",
    "decision =": "末尾还缺内容",
    "(a and b": "末尾还缺内容",
    "a b": "两个名称连在一起",
    'decision is "approve"': "两个名称连在一起",
    'decision "approve"': '第 10 个字符处的“"approve"”不能放在这里',
    "1 < 2 < 3": "“<”不能放在这里",
    "a = b = c": "“=”不能放在这里",
    "[1..5]": "“..”不能放在这里",
    "lenght(x)": "没有名为“lenght”的函数",
    "starts(x, y)": "没有名为“starts”的函数",
    "count()": "函数“count”需要 1 个值，这里写了 0 个",
    "contains(x)": "函数“contains”需要 2 个值，这里写了 1 个",
    "sum()": "函数“sum”需要 ≥ 1 个值，这里写了 0 个",
    "and = 1": "“and”不能放在这里",
    "x in in": "“in”不能放在这里",
    "a.not": "“not”不能放在这里",
    "every = 1": "“every”不能用作名称",
    "__x = 1": "“__x”不能用作名称",
    "a.__class__": "“__class__”不能用作名称",
    "? > 3": "“?”只能用在决策表的单元格里",
    "12345678901234567890 > 1": "数字太大",
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.items())
def test_a_mistake_is_answered_with_what_to_change(text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert said in str(refusal.value)
    assert str(refusal.value).endswith("。")


def test_a_sentence_is_a_template_for_translators() -> None:
    with pytest.raises(SyntaxRefused) as refusal:
        parse("a ==1")
    english = {refusal.value.message: "Write %(wanted)s for %(found)s at %(position)d."}
    assert refusal.value.render(english.__getitem__) == "Write = for == at 3."


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('decision = "approve"', {"decision"}),
        ("单位.类别 in 列表 or not(a.b)", {"单位", "列表", "a"}),
        ("if a then b else count(c) + d", {"a", "b", "c", "d"}),
        ("x in ([y..z], > w)", {"x", "y", "z", "w"}),
        ("count = 1", {"count"}),
        ("1 + 1", set()),
    ],
)
def test_the_names_that_are_read_are_told(text: str, names: set[str]) -> None:
    assert parse(text).names == names


def test_a_cell_tells_its_names_without_its_column() -> None:
    assert unary_tests("? > limit, [from_day..other.day]").names == {"limit", "from_day", "other"}


def test_a_missing_name_is_an_error_and_an_absent_value_is_null() -> None:
    condition = parse("decision = null")
    assert condition.evaluate({"decision": None}) is True
    with pytest.raises(UnknownName, match=r"“decision”没有定义"):
        condition.evaluate({})


def test_what_decides_already_is_not_asked_further() -> None:
    assert parse("known or unknown").evaluate({"known": True}) is True
    assert parse("known and unknown").evaluate({"known": False}) is False


def test_the_equals_sign_of_form_js_is_left_away() -> None:
    assert parse_form_expression(' = decision = "return" ').evaluate({"decision": "return"}) is True
    assert parse_form_expression("account_has_name").names == {"account_has_name"}


def test_a_number_too_large_for_a_form_s_condition_is_null_there_and_an_error_elsewhere() -> None:
    values = {"price": 10**15, "area": 10**15}
    assert parse_form_expression("=price * area > 3").evaluate(values) is None
    with pytest.raises(EvaluationFailed):
        parse("price * area > 3").evaluate(values)
    with pytest.raises(UnknownName):
        parse_form_expression("=price > 3").evaluate({})


@pytest.mark.parametrize(
    "text", ["=a in b or c", "=a in b and c", "=a in [1] or b in [2]", "=x and a in b or c"]
)
def test_a_form_asks_for_brackets_where_form_js_reads_otherwise(text: str) -> None:
    assert parse(text.removeprefix("=")).names
    with pytest.raises(SyntaxRefused, match="加上括号"):
        parse_form_expression(text)


@pytest.mark.parametrize("text", ["=(a in b) or c", "=c and a in b", '=a in ("x", "y") and not(b)'])
def test_a_form_takes_an_in_that_everybody_reads_alike(text: str) -> None:
    assert parse_form_expression(text).names


def test_a_day_compares_as_a_day_and_comes_out_as_text() -> None:
    assert parse("date(day)").evaluate({"day": "2026-11-23"}) == "2026-11-23"
    assert parse("[date(day)]").evaluate({"day": "2026-11-23"}) == ["2026-11-23"]
    assert parse('date(day) < date("2026-11-24")').evaluate({"day": "2026-11-23"}) is True


def test_a_cell_with_a_condition_must_look_at_its_column() -> None:
    with pytest.raises(SyntaxRefused, match="没有用到本列的值"):
        unary_tests("x > 3")
    with pytest.raises(SyntaxRefused, match="没有用到本列的值"):
        unary_tests('not("a"), "b"')


def test_what_comes_out_shares_nothing_with_what_went_in() -> None:
    given = {"xs": [[1], {"a": 2}]}
    result = parse("xs").evaluate(given)
    assert result == given["xs"]
    assert isinstance(result, list)
    result[0].append(9)
    assert given == {"xs": [[1], {"a": 2}]}


def test_the_same_text_is_parsed_once_and_old_ones_are_forgotten() -> None:
    first = parse("remembered = 1")
    assert parse("remembered = 1") is first
    for number in range(MAX_CACHED):
        parse(f"x = {number}")
    assert parse("remembered = 1") is not first


def test_every_function_is_in_the_shared_table() -> None:
    table = (Path(__file__).parent / "cases.json").read_text("utf-8")
    missing = [name for name in FUNCTIONS if not re.search(rf"\b{name}\(", table)]
    assert missing == []
