"""What changed between two versions, in sentences that a clerk can check one by one."""

import json
from collections.abc import Mapping
from typing import Any

from diagrams import Diagram
from scenarios import form, load

from processes.decisions import load_table
from processes.difference import Version, differences
from processes.difference.tables import table_words
from tests.procedures import shipped

ROLES = {"association": "协会审核员", "agency": "机构"}


def version(
    diagram: Diagram | bytes,
    forms: Mapping[str, bytes] | None = None,
    tables: Mapping[str, bytes] | None = None,
) -> Version:
    xml = diagram if isinstance(diagram, bytes) else diagram.xml()
    return Version(load(xml, forms, tables), xml)


def told(before: Version, after: Version) -> list[tuple[str, str, str]]:
    found = differences(before, after, lambda role: ROLES.get(role, role))
    return [(change.kind.value, change.element, str(change.sentence)) for change in found]


def sentences(before: Diagram, after: Diagram) -> list[str]:
    return [sentence for _, _, sentence in told(version(before), version(after))]


def reviewed(*, form: str = "review", days: int | None = None, role: str = "agency") -> Diagram:
    draw = Diagram().start().user("review", form=form, role=role, milestone="待审核").end()
    if days:
        draw.boundary_timer("silent", "review", days=days).path("silent", "done")
    return draw.path("begin", "review", "done")


def test_a_version_does_not_differ_from_itself() -> None:
    files = shipped()
    first = version(files.diagram, files.forms, files.tables)
    assert told(first, version(files.diagram, files.forms, files.tables)) == []


def test_an_inserted_step_is_one_sentence_and_not_three_arrows() -> None:
    after = Diagram().start().user("review", form="review", role="agency", milestone="待审核")
    after.user("again", form="review", role="association").end()
    after.path("begin", "review", "again", "done")
    assert told(version(reviewed()), version(after)) == [
        (
            "added",
            "again",
            "新增人工任务“again”，在“review”之后、“done”之前，由协会审核员办理，填写表单“review”。",
        )
    ]
    assert sentences(after, reviewed()) == ["取消人工任务“again”。"]


def test_a_new_gateway_is_told_with_every_way_and_what_it_asks() -> None:
    def approved(*, bypass: bool) -> Diagram:
        draw = Diagram().start().user("one").user("two", form="review").end()
        if not bypass:
            return draw.path("begin", "one", "two", "done")
        draw.exclusive("which").path("begin", "one", "which").path("two", "done")
        draw.flow("which", "done", when='note = "small"')
        return draw.flow("which", "two", default=True)

    assert sentences(approved(bypass=False), approved(bypass=True)) == [
        "新增排他网关“which”，在“one”之后、“done”之前。",
        '新增从“which”到“done”的路径，条件是“note = "small"”。',
        "新增从“which”到“two”的路径，其他条件都不成立时走。",
    ]


def test_a_new_element_is_told_with_all_that_it_does() -> None:
    after = reviewed().service("tell", "test.note", {"text": '"x"'}, milestone="待告知", final=True)
    after.boundary_timer("late", "review", days=3, interrupting=False)
    after.rule("table", "practitioner_documents").end("told").path("late", "tell", "table", "told")
    files = shipped()

    found = [words for _, _, words in told(version(reviewed()), version(after, None, files.tables))]

    assert found == [
        "新增系统任务“tell”，在“late”之后、“table”之前。",
        "申请人在“tell”读到的进度是“待告知”。",
        '“tell”执行的操作是“test.note（text="x"）”。',
        "“tell”办理之后，申请人不能再撤回。",
        "新增边界事件“late”。",
        "“late”附在“review”上，发生时任务照常办理。",
        "“late”的期限是 3 个工作日。",
        "新增业务规则任务“table”，在“tell”之后、“told”之前。",
        "“table”所用的决策表是“practitioner_documents”。",
        "新增结束事件“told”。",
    ]


def test_a_condition_that_comes_with_a_step_that_goes_is_told() -> None:
    def asked(*, twice: bool) -> Diagram:
        draw = Diagram().start().user("one").exclusive("which").end().end("other")
        draw.path("begin", "one", "which").flow("which", "other", default=True)
        if not twice:
            return draw.flow("which", "done", when='note = "b"')
        return draw.user("two").flow("which", "two", when='note = "a"').path("two", "done")

    assert sentences(asked(twice=True), asked(twice=False)) == [
        "取消人工任务“two”。",
        '新增从“which”到“done”的路径，条件是“note = "b"”。',
    ]


def test_what_a_withdrawal_runs_is_told() -> None:
    def withdrawn(on_withdraw: str | None) -> Diagram:
        draw = Diagram(on_withdraw=on_withdraw).start().user("ask").end()
        return draw.path("begin", "ask", "done")

    assert sentences(withdrawn(None), withdrawn("test.note")) == [
        "申请人撤回时执行的操作由“（无）”改为“test.note”。"
    ]


def test_an_end_that_ends_everything_and_a_limit_of_another_step_are_told() -> None:
    def limited(on: str, *, terminate: bool) -> Diagram:
        draw = Diagram().start().user("one").user("two", form="review")
        (draw.terminate if terminate else draw.end)("done")
        draw.boundary_timer("late", on, days=3).end("given_up")
        return draw.path("begin", "one", "two", "done").path("late", "given_up")

    assert sentences(limited("one", terminate=False), limited("two", terminate=True)) == [
        "走到“done”时，办件的其他分支一并终止。",
        "“late”改附在“two”上。",
    ]


def test_a_step_that_says_something_else_is_told_word_for_word() -> None:
    after = reviewed(form="plain", role="association")
    assert sentences(reviewed(), after) == [
        "“review”的表单由“review”改为“plain”。",
        "“review”的办理人由机构改为协会审核员。",
    ]


def test_a_longer_limit_is_told_in_working_days() -> None:
    assert sentences(reviewed(days=3), reviewed(days=5)) == [
        "“silent”的期限由 3 个工作日改为 5 个工作日。"
    ]


def choosing(condition: str, default: str) -> Diagram:
    draw = Diagram().start().user("ask", form="choice").exclusive("which").end("yes").end("no")
    draw.path("begin", "ask", "which")
    draw.flow(
        "which", "yes", when=None if default == "yes" else condition, default=default == "yes"
    )
    draw.flow("which", "no", when=None if default == "no" else condition, default=default == "no")
    return draw


def test_a_condition_is_told_as_it_was_and_as_it_is() -> None:
    assert sentences(choosing('a = "1"', "no"), choosing('a = "2"', "no")) == [
        '从“which”到“yes”的条件由“a = "1"”改为“a = "2"”。'
    ]


def test_another_default_way_is_told() -> None:
    assert "其他条件都不成立时，“which”改走到“yes”。" in sentences(
        choosing('a = "1"', "no"), choosing('a = "1"', "yes")
    )


def test_a_way_that_was_led_elsewhere_is_told_twice_once_for_each_end() -> None:
    def back_to(target: str) -> Diagram:
        draw = Diagram().start().user("one").user("two", form="review").exclusive("which").end()
        draw.path("begin", "one", "two", "which").flow("which", "done", default=True)
        return draw.flow("which", target, when='decision = "return"')

    assert sentences(back_to("one"), back_to("two")) == [
        '新增从“which”到“two”的路径，条件是“decision = "return"”。',
        "取消从“which”到“one”的路径。",
    ]


def test_a_form_is_told_field_by_field_with_the_steps_that_use_it() -> None:
    before = version(reviewed(form="mine"), {"mine": form("mine", decision="routing", old="")})
    after = version(reviewed(form="mine"), {"mine": form("mine", decision="routing", new="")})
    found = differences(before, after)
    assert [(str(change.sentence), change.also) for change in found] == [
        ("表单“mine”新增选填项“new”。", ("review",)),
        ("表单“mine”不再填写“old”。", ("review",)),
    ]


def asking(component: Mapping[str, Any], *others: Mapping[str, Any]) -> bytes:
    """Write a form of one question, and these beside it."""
    properties = {"why": "测试", **component.get("properties", {})}
    question = {"key": "answer", "label": "答案", **component, "properties": properties}
    form = {"type": "default", "id": "mine", "schemaVersion": 19}
    return json.dumps({**form, "components": [question, *others]}).encode()


def form_sentences(before: bytes, after: bytes) -> list[str]:
    versions = (version(reviewed(form="mine"), {"mine": form}) for form in (before, after))
    return [sentence for _, _, sentence in told(*versions)]


def test_a_shorter_answer_is_told_by_its_limits_and_not_as_other_words() -> None:
    text = {"type": "textfield", "validate": {"maxLength": 20}}
    assert form_sentences(asking(text), asking({**text, "validate": {"maxLength": 8}})) == [
        "表单“mine”的“答案”的最多字数由“20”改为“8”。"
    ]


def test_other_options_and_what_the_diagram_may_read_are_told() -> None:
    def choice(*values: str, **properties: str) -> bytes:
        options = [{"value": value, "label": value.upper()} for value in values]
        kind = {"kind": "choice", **properties}
        return asking({"type": "radio", "values": options, "properties": kind})

    assert form_sentences(choice("a", "b"), choice("a", "c", routing="true")) == [
        "表单“mine”的“答案”改为供流程图的条件使用。",
        "表单“mine”的“答案”的选项由“A（a）、B（b）”改为“A（a）、C（c）”。",
    ]


def test_a_question_that_is_hidden_on_another_condition_is_told_with_it() -> None:
    other = {"type": "textfield", "key": "other", "label": "其他", "properties": {"why": "测试"}}
    text = {"type": "textfield", "conditional": {"hide": '=other = "a"'}}
    hidden = {**text, "conditional": {"hide": '=other = "b"'}}

    assert form_sentences(asking(text, other), asking(hidden, other)) == [
        '表单“mine”隐藏“答案”的条件由“other = "a"”改为“other = "b"”。'
    ]


def test_other_words_are_told_also_beside_another_limit() -> None:
    text = {"type": "textfield", "validate": {"maxLength": 20}}
    other = {"type": "textfield", "validate": {"maxLength": 8}, "properties": {"why": "另有原因"}}
    assert form_sentences(asking(text), asking(other)) == [
        "表单“mine”的“答案”的最多字数由“20”改为“8”。",
        "表单“mine”改了版面或文字。",
    ]
    only_words = {**text, "properties": {"why": "另有原因"}}
    assert form_sentences(asking(text), asking(only_words)) == ["表单“mine”改了版面或文字。"]


def test_a_form_that_is_only_written_with_more_space_asks_nothing_otherwise() -> None:
    files = shipped()
    spaced = {name: form + b"\n" for name, form in files.forms.items()}
    before = version(files.diagram, files.forms, files.tables)

    found = [words for _, _, words in told(before, version(files.diagram, spaced, files.tables))]

    assert found
    assert all(words.endswith("改了版面或文字。") for words in found)


def table(*rules: tuple[str, str, str], policy: str = "FIRST", label: str = "工本费") -> bytes:
    """Write a table of fees from what each rule asks of category and reason, and its fee."""
    rows = "".join(
        f"<rule><inputEntry><text>{category}</text></inputEntry>"
        f"<inputEntry><text>{reason}</text></inputEntry>"
        f"<outputEntry><text>{fee}</text></outputEntry></rule>"
        for category, reason, fee in rules
    )
    columns = "".join(
        f'<input label="{name}"><inputExpression><text>{read}</text></inputExpression></input>'
        for name, read in (("类别", "category"), ("原因", "reason"))
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">'
        f'<decision id="fee" name="制卡费"><decisionTable hitPolicy="{policy}">{columns}'
        f'<output label="{label}" name="fee" />{rows}</decisionTable></decision></definitions>'
    ).encode()


def table_sentences(before: bytes, after: bytes) -> list[str]:
    return [str(words) for words in table_words(load_table(before), load_table(after))]


LOST, BROKER, REST = ("-", '"lost"', "100"), ('"broker"', "-", "2000"), ("-", "-", "0")


def test_another_outcome_of_a_rule_is_told_with_its_number_and_conditions() -> None:
    dearer = ('"broker"', "-", "3500")
    assert table_sentences(table(LOST, BROKER, REST), table(LOST, dearer, REST)) == [
        '决策表“制卡费”第 2 条规则（类别为 "broker"）：工本费由 2000 改为 3500。'
    ]
    assert table_sentences(table(LOST, REST), table(LOST, ("-", "-", "5"))) == [
        "决策表“制卡费”第 2 条规则（任何情况）：工本费由 0 改为 5。"
    ]


def test_a_rule_that_came_or_went_is_told_and_those_after_it_are_not() -> None:
    new = ('"broker"', '"lost"', "7")
    assert table_sentences(table(LOST, BROKER, REST), table(new, LOST, BROKER, REST)) == [
        '决策表“制卡费”新增第 1 条规则（类别为 "broker"，原因为 "lost"）：工本费为 7。'
    ]
    assert table_sentences(table(LOST, BROKER, REST), table(LOST, REST)) == [
        '决策表“制卡费”取消原第 2 条规则（类别为 "broker"）：工本费为 2000。'
    ]


def test_a_rule_that_asks_otherwise_is_told_with_what_it_asked() -> None:
    other = ('"staff"', "-", "2000")
    assert table_sentences(table(LOST, BROKER, REST), table(LOST, other, REST)) == [
        '决策表“制卡费”第 2 条规则（工本费为 2000）的条件由“类别为 "broker"”改为“类别为 "staff"”。'
    ]


def test_rules_in_another_order_are_told_for_the_first_one_decides() -> None:
    assert table_sentences(table(LOST, BROKER), table(BROKER, LOST)) == [
        '决策表“制卡费”新增第 1 条规则（类别为 "broker"）：工本费为 2000。',
        '决策表“制卡费”取消原第 2 条规则（类别为 "broker"）：工本费为 2000。',
    ]


def test_another_hit_policy_and_another_column_are_told() -> None:
    before, after = table(LOST, REST), table(LOST, REST, policy="COLLECT", label="费")
    assert table_sentences(before, after) == [
        "决策表“制卡费”的命中策略由 FIRST 改为 COLLECT。",
        "决策表“制卡费”改了输入列或输出列。",
    ]


def test_of_very_many_changed_rules_ten_are_told_and_the_others_counted() -> None:
    before, after = (table(*((f'"{row}"', "-", fee) for row in range(13))) for fee in ("1", "2"))
    found = table_sentences(before, after)
    assert len(found) == 11
    assert found[-1] == "决策表“制卡费”的规则还有 3 处改动。"


def test_a_table_with_another_rule_marks_the_step_that_uses_it() -> None:
    files = shipped()
    (name,) = [one for one in files.tables if b"practitioner_documents" in files.tables[one]]
    other = files.tables[name].replace(b"<text>true</text>", b"<text>false</text>", 1)
    assert other != files.tables[name]
    before = version(files.diagram, files.forms, files.tables)
    after = version(files.diagram, files.forms, {**files.tables, name: other})
    assert [change.marked for change in differences(before, after)] == [("documents",)]
