"""What changed between two versions, in sentences that a clerk can check one by one."""

from collections.abc import Mapping

from diagrams import Diagram
from scenarios import form, load

from processes.difference import Version, differences
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
        "新增从“which”到“two”的路径。",
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


def test_a_table_with_another_rule_is_told() -> None:
    files = shipped()
    (name,) = [one for one in files.tables if b"practitioner_documents" in files.tables[one]]
    other = files.tables[name].replace(b"<text>true</text>", b"<text>false</text>", 1)
    assert other != files.tables[name]
    before = version(files.diagram, files.forms, files.tables)
    after = version(files.diagram, files.forms, {**files.tables, name: other})
    assert [change.also for change in differences(before, after)] == [("documents",)]
