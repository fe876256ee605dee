"""What a form definition may say, and the sentences for what it may not."""

import hashlib
import json

import pytest
from form_world import DEFINITIONS, component, definition, form_of, shipped

from forms import Form, FormDefinitionError, compile_form
from processes.expressions import parse_form_expression

LINE = component("textfield", label="姓名")
SHIPPED = sorted(path.stem for path in DEFINITIONS.glob("*.form"))


def sentences(source: bytes) -> str:
    with pytest.raises(FormDefinitionError) as caught:
        compile_form(source, parse_form_expression)
    return str(caught.value)


def refusal_of(*components) -> str:
    return sentences(definition(*components))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_form_compiles_under_the_name_of_its_file(name):
    assert shipped(name).name == name


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_field_says_what_it_is_and_why_it_is_asked(name):
    for field in shipped(name).fields:
        assert field.label
        assert field.why.endswith("。")


def test_the_registration_form_asks_what_the_manual_lists():
    form = shipped("practitioner_registration")
    asked = "、".join(field.key for field in form.fields)
    assert asked == (
        "real_name、gender、id_number、id_front、id_back、agency、store、labour_contract、"
        "portrait、certificate、certificate_number、certificate_issuer、"
        "consent_identity、consent_portrait、consent_publication"
    )
    account = {"account_has_name", "account_has_agency", "account_has_store", "account_employer"}
    assert form.names == {*account, "certificate_required"}


def test_consents_are_separate_and_not_ticked_beforehand():
    consents = [f for f in shipped("practitioner_registration").fields if f.kind.name == "consent"]
    assert [field.default for field in consents] == [False, False, False]
    assert [field.required for field in consents] == [True, True, False]


def test_only_a_decision_and_the_consent_to_publication_route():
    assert shipped("employer_review").routing == {"decision"}
    assert shipped("practitioner_registration").routing == {"consent_publication"}


def test_a_form_may_say_what_its_submit_button_reads():
    button = {"type": "button", "action": "submit", "label": "确认离职"}
    form = compile_form(definition(LINE, button), parse_form_expression)
    assert form.submit == "确认离职"
    assert form_of(LINE).submit is None


def test_a_form_is_known_by_the_hash_of_its_bytes():
    source = definition(LINE)
    assert compile_form(source, parse_form_expression).sha256 == hashlib.sha256(source).hexdigest()


@pytest.mark.parametrize(
    "drawn",
    ["expression", "script", "html", "iframe", "button", "image", "dynamiclist", "table", 7],
)
def test_a_component_that_runs_or_embeds_something_is_refused(drawn):
    assert f"组件“姓名”的类型 {drawn} 不能用" in refusal_of({**LINE, "type": drawn})


def test_all_problems_are_told_at_once():
    told = refusal_of(
        {**LINE, "key": "Bad Key"},
        {**LINE, "properties": {"kind": "resident-id", "why": "为了测试。"}},
        {**LINE, "label": "", "key": "third"},
        {**LINE, "type": "script"},
    )
    assert len(told.splitlines()) == 4


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": "and"}, "key 应由小写字母"),
        ({"label": "=secret"}, "只能写普通文字，不能写表达式"),
        ({"label": "{{secret}}"}, "只能写普通文字，不能写表达式"),
        ({"properties": {}}, "没有说明为何收集"),
        ({"properties": {"kind": "phone", "why": "…"}}, "种类 phone 不存在"),
        ({"properties": {"kind": "document", "why": "…"}}, "不能用在 textfield 组件上"),
        ({"properties": {"why": "…", "requierd": "true"}}, "属性 requierd 没有作用"),
        ({"properties": {"why": "…", "routing": "maybe"}}, "只能写 true 或 false"),
        ({"validate": {"required": "=x"}}, "required 只能是 true 或 false"),
        ({"validate": {"pattern": "(a+)+$"}}, "设了 pattern，这里不支持"),
        ({"validate": {"maxLength": "long"}}, "应写成从 0 起的整数"),
        ({"validate": {"maxLength": 99999}}, "最多可设 4000 个字"),
        ({"validate": {"maxLength": "9" * 5000}}, "应写成从 0 起的整数"),
        ({"validate": {"minLength": 9, "maxLength": 3}}, "下限大于上限"),
        ({"properties": {"why": ["为了"]}}, "只能写文字、数字"),
        ({"type": ["textfield"]}, "不能用"),
        ({"type": "number", "validate": {"min": 9, "max": 3}}, "下限大于上限"),
        ({"readonly": "=true"}, "设了 readonly，这里不支持"),
        ({"conditional": {"hide": "always"}}, "应写成以 = 开头的表达式"),
        ({"type": "text", "text": "{{a +}}"}, "条件无法识别"),
        ({"type": "text", "text": "{{a}} {{"}, "只能写普通文字，不能写表达式"),
        ({"conditional": {"hide": "=a +"}}, "条件无法识别：条件没有写完"),
        ({"conditional": {"hide": "=__import__('os')"}}, "条件无法识别"),
        ({"type": "select"}, "没有选项"),
        ({"type": "select", "values": [{"label": "", "value": "a"}]}, "都要有标题和值"),
        ({"type": "group", "components": [], "path": "person"}, "不能设数据路径"),
        ({"type": "group", "components": {}}, "应是组件的列表"),
        ({"type": "datetime", "subtype": "time"}, "只能填写日期"),
        (
            {
                "type": "datetime",
                "properties": {"why": "…", "earliest": "2026-01-02", "latest": "2026-01-01"},
            },
            "下限大于上限",
        ),
    ],
)
def test_each_mistake_in_a_component_has_its_sentence(change, sentence):
    assert sentence in refusal_of({**LINE, **change})


def test_a_consent_ticked_beforehand_is_refused():
    consent = component("checkbox", kind="consent", defaultValue=True)
    assert "同意必须由本人勾选" in refusal_of(consent)


@pytest.mark.parametrize("kind", ["resident_id", "mobile"])
def test_a_secret_answer_never_becomes_a_routing_value(kind):
    secret = component("textfield", label="证件", kind=kind, routing="true")
    assert "“证件”是敏感个人信息，不能用于流转" in refusal_of(secret)


def test_two_fields_cannot_have_one_key():
    assert "用了两次" in refusal_of(LINE, LINE)


def test_conditions_that_wait_for_each_other_are_refused():
    told = refusal_of(
        {**LINE, "key": "a", "label": "甲", "conditional": {"hide": "=b = null"}},
        {**LINE, "key": "b", "label": "乙", "conditional": {"hide": "=a = null"}},
    )
    assert "隐藏条件互相依赖" in told
    assert "甲" in told
    assert "乙" in told


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type": "default", "type": "default"}',
        b'{"type": "default", "x": NaN}',
    ],
)
def test_what_is_no_form_at_all_is_refused_with_a_sentence(source):
    assert sentences(source).endswith(("。", "对象。"))


@pytest.mark.parametrize("character", ["\ud800", "\x00"])
def test_a_character_that_no_page_or_database_holds_is_refused(character):
    assert "不能保存的字符" in refusal_of({**LINE, "label": f"姓{character}名"})
    assert "不能保存的字符" in refusal_of({**LINE, f"x{character}": 1})


def test_a_form_of_more_than_256_kilobytes_is_refused():
    assert "256 KB" in sentences(definition(LINE, exporter="x" * 256 * 1024))


def test_a_form_of_endless_components_or_groups_is_refused():
    deep = LINE
    for _ in range(6):
        deep = {"type": "group", "id": "g", "label": "组", "components": [deep]}
    assert "表单太大" in refusal_of(deep)
    assert "表单太大" in refusal_of(*({**LINE, "key": f"k{n}"} for n in range(201)))


def test_a_newer_schema_version_is_refused_rather_than_guessed():
    for version in (99, True, "19"):
        assert "schemaVersion" in sentences(definition(LINE, schemaVersion=version))


def test_a_field_kind_that_is_not_named_follows_from_the_component():
    form = form_of(
        component("textarea", key="a"), component("checkbox", key="b"), component("number", key="c")
    )
    assert isinstance(form, Form)
    assert [field.kind.name for field in form.fields] == ["text", "boolean", "number"]


def test_the_shipped_files_use_only_components_that_the_editor_knows():
    standard = {
        "textfield", "radio", "select", "checkbox", "checklist", "datetime", "filepicker",
        "textarea", "number", "group", "text", "separator", "button", "default",
    }  # fmt: skip
    for path in DEFINITIONS.glob("*.form"):
        assert _types(json.loads(path.read_bytes())) <= standard


def _types(component) -> set[str]:
    inner = [_types(one) for one in component.get("components", [])]
    return {component["type"]}.union(*inner)
