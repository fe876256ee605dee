"""Text, choices, numbers, dates, ticks."""

import time

import pytest
from form_world import clean_one, component, form_of, refused_one
from hypothesis import given
from hypothesis import strategies as st

from forms import FormErrors
from forms.kinds import KINDS

LINE = component("textfield")
LINES = component("textarea")
ONE_OF = component("radio", values=[{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}])
ANY_OF = {**ONE_OF, "type": "checklist"}
YEARS = component("number", validate={"min": 0, "max": 50})
DAY = component("datetime", earliest="1990-01-01", latest="today")
TICK = component("checkbox")
MUST_TICK = component("checkbox", kind="consent", validate={"required": True})


def test_text_keeps_its_chinese_punctuation():
    assert clean_one(LINE, "  证书，见附件（原件）。 ") == "证书，见附件（原件）。"


def test_text_loses_what_nobody_sees_and_no_database_holds():
    assert clean_one(LINE, "王\u200b小\x00明\ud800\u202e") == "王小明"


def test_several_lines_stay_lines_only_where_the_form_asks_for_them():
    assert clean_one(LINES, "第一行\r\n第二行") == "第一行\n第二行"
    assert clean_one(LINE, "第一行\r\n第二行") == "第一行 第二行"


def test_text_longer_than_the_limit_is_told_both_figures():
    error = refused_one(component("textfield", validate={"maxLength": 5}), "一二三四五六")
    assert error.render() == "这一项太长（6 个字）。请写不超过 5 个字。"


def test_text_that_is_no_text_is_refused_without_a_crash():
    for value in ([], {}, 5, True, ["a"], {"a": {"b": []}}):
        assert refused_one(LINE, value).code == "wrong_type"


def test_blank_text_counts_as_no_answer():
    must = component("textfield", validate={"required": True})
    assert refused_one(must, " \u3000 ").render() == "请填写这一项。"
    assert clean_one(LINE, "   ") is None


def test_only_a_listed_option_can_be_chosen():
    assert clean_one(ONE_OF, "a") == "a"
    assert refused_one(ONE_OF, "c").code == "not_an_option"
    assert refused_one(ONE_OF, ["a"]).code == "not_an_option"


def test_ticked_options_are_kept_once_and_in_the_order_of_the_form():
    assert clean_one(ANY_OF, ["b", "a"]) == ["a", "b"]
    assert clean_one(ANY_OF, "b") == ["b"]
    assert refused_one(ANY_OF, ["a", "x"]).code == "not_an_option"
    assert refused_one(ANY_OF, ["a"] * 100).code == "wrong_type"


@pytest.mark.parametrize(("written", "kept"), [("１２", 12), (" 1 2 ", 12), (12.0, 12), ("0", 0)])
def test_a_number_is_read_however_it_is_typed(written, kept):
    assert clean_one(YEARS, written) == kept


@pytest.mark.parametrize("written", ["十二", True, "1e9", "NaN", float("nan"), float("inf"), []])
def test_what_is_no_number_is_refused(written):
    assert refused_one(YEARS, written).code == "not_a_number"


def test_a_number_outside_its_limits_is_told_them():
    assert refused_one(YEARS, 51).render() == "这一项超出范围。请填写 0 到 50 之间的数。"
    assert refused_one(YEARS, "1.5").code == "too_precise"


@pytest.mark.parametrize("written", ["2020年3月5日", "2020/3/5", "２０２０-０３-０５", "20200305"])
def test_a_date_is_read_however_it_is_typed(written):
    assert clean_one(DAY, written) == "2020-03-05"


@pytest.mark.parametrize("written", ["2020-02-30", "明天", "2020-W01-1", "20-1-1", 5])
def test_what_is_no_day_is_refused(written):
    assert refused_one(DAY, written).code in {"no_such_day", "wrong_type"}


def test_a_date_outside_its_limits_is_refused():
    assert refused_one(DAY, "2026-11-24").code == "too_late"
    assert refused_one(DAY, "1989-12-31").code == "too_early"


@pytest.mark.parametrize(("posted", "kept"), [("on", True), ("false", False), (True, True)])
def test_a_tick_is_read_as_browsers_and_programs_send_it(posted, kept):
    assert clean_one(TICK, posted) is kept


def test_a_tick_left_alone_means_no():
    assert clean_one(TICK, None) is False


def test_a_required_consent_must_really_be_given():
    assert clean_one(MUST_TICK, "on") is True
    for value in (None, "", False, "off"):
        assert refused_one(MUST_TICK, value).code == "required"
    assert refused_one(MUST_TICK, "maybe").code == "wrong_type"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_no_json_value_whatever_makes_a_kind_crash(value):
    for one in EVERY_KIND:
        try:
            kept = clean_one(one, value)
        except FormErrors as errors:
            assert all(error.render() for error in errors.errors)
        else:
            assert kept is None or clean_one(one, kept) == kept


_FORM_JS_TYPES = {
    "document": "filepicker",
    "returned_fields": "textarea",
    "affected": "textarea",
    "consent": "checkbox",
}
EVERY_KIND = [
    LINE,
    LINES,
    ONE_OF,
    ANY_OF,
    YEARS,
    DAY,
    TICK,
    component("textfield", kind="organisation", organisation="agency"),
    component("radio", kind="decision", values=[{"label": "通过", "value": "approve"}]),
    *(
        component(_FORM_JS_TYPES.get(kind, "textfield"), kind=kind)
        for kind in (
            "person_name",
            "resident_id",
            "uscc",
            "mobile",
            "certificate_number",
            "region",
            "document",
            "returned_fields",
            "affected",
            "consent",
        )
    ),
]


@pytest.mark.parametrize("kind", ["text", "person_name", "resident_id", "certificate_number"])
def test_ten_megabytes_of_text_are_refused_at_once(kind):
    # Normalised, each of these characters becomes eighteen: that took half a minute.
    began = time.thread_time()
    assert refused_one(component("textfield", kind=kind), "\ufdfa" * 3_300_000)
    assert time.thread_time() - began < 2


def test_this_list_holds_every_kind():
    assert {form_of(one).fields[0].kind.name for one in EVERY_KIND} == set(KINDS)
