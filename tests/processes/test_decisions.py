"""Decision tables, from the file that an editor saves to the rules that fire."""

import time
from xml.sax.saxutils import escape

import pytest

from processes.decisions import NotDecided, TableRefused, load_table
from processes.expressions import UnknownName
from processes.safe_xml import XmlRefused
from processes.sentences import SaidInWords

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"

Row = tuple[list[str], list[str]]


def cells(tag: str, texts: list[str]) -> str:
    return "".join(f"<{tag}><text>{escape(text)}</text></{tag}>" for text in texts)


def table(
    rules: list[Row],
    inputs: tuple[str, ...] = ("category",),
    outputs: tuple[str, ...] = ("documents",),
    attributes: str = 'hitPolicy="UNIQUE"',
    extra: str = "",
) -> bytes:
    """A file as dmn-js saves one; `extra` goes into the first output column."""
    columns = "".join(
        f'<input id="i{at}" label="{label}"><inputExpression><text>{escape(label)}</text>'
        f"</inputExpression></input>"
        for at, label in enumerate(inputs)
    )
    columns += "".join(
        f'<output id="o{at}" name="{name}">{extra if at == 0 else ""}</output>'
        for at, name in enumerate(outputs)
    )
    rows = "".join(
        f'<rule id="r{at}">{cells("inputEntry", tests)}{cells("outputEntry", results)}</rule>'
        for at, (tests, results) in enumerate(rules)
    )
    return document(
        f'<decision id="documents_needed" name="所需材料">'
        f"<decisionTable {attributes}>{columns}{rows}</decisionTable></decision>"
    )


def document(inside: str, namespace: str = NAMESPACE, attributes: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{namespace}" id="d"'
        f' name="d" namespace="urn:mingpai" {attributes}>{inside}</definitions>'
    ).encode()


AS_DMN_JS_SAVES = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
    xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    id="reviewer" name="审核人" namespace="http://camunda.org/schema/1.0/dmn"
    exporter="dmn-js (https://demo.bpmn.io/dmn)" exporterVersion="17.10.2">
  <inputData id="InputData_1" name="类别"/>
  <decision id="who_reviews" name="由谁审核">
    <variable id="v1" name="由谁审核"/>
    <informationRequirement id="ir1"><requiredInput href="#InputData_1"/></informationRequirement>
    <decisionTable id="decisionTable_1" hitPolicy="FIRST">
      <input id="input1" label="类别">
        <inputExpression id="inputExpression1" typeRef="string">
          <text>category</text>
        </inputExpression>
        <inputValues id="iv1"><text>"broker","assistant","staff"</text></inputValues>
      </input>
      <input id="input2" label="从业年限">
        <inputExpression id="inputExpression2" typeRef="number"><text>years</text></inputExpression>
      </input>
      <output id="output1" label="审核人" name="reviewer" typeRef="string"/>
      <output id="output2" label="天数" name="days" typeRef="number"/>
      <rule id="rule1">
        <description>新人</description>
        <inputEntry id="e1"><text>"broker","assistant"</text></inputEntry>
        <inputEntry id="e2"><text>[0..2)</text></inputEntry>
        <outputEntry id="e3"><text>"association_chief"</text></outputEntry>
        <outputEntry id="e4"><text>base + 2</text></outputEntry>
      </rule>
      <rule id="rule2">
        <inputEntry id="e5"><text></text></inputEntry>
        <inputEntry id="e6"><text>-</text></inputEntry>
        <outputEntry id="e7"><text>"association_reviewer"</text></outputEntry>
        <outputEntry id="e8"><text>base</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="who_reviews">
    <dc:Bounds height="80" width="180" x="160" y="100"/>
  </dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>""".encode()


def test_a_table_saved_by_dmn_js_decides() -> None:
    reviewer = load_table(AS_DMN_JS_SAVES)
    decision = reviewer.decide({"category": "broker", "years": 1, "base": 3})
    assert decision.outputs == {"reviewer": "association_chief", "days": 5}
    assert decision.rules == (1,)
    assert reviewer.decide({"category": "staff", "years": 1, "base": 3}).rules == (2,)


def test_a_table_tells_what_it_is_and_which_names_it_reads_and_sets() -> None:
    reviewer = load_table(AS_DMN_JS_SAVES)
    assert (reviewer.id, reviewer.name) == ("who_reviews", "由谁审核")
    assert reviewer.names == {"category", "years", "base"}
    assert reviewer.output_names == ("reviewer", "days")


def test_a_value_outside_the_listed_ones_is_refused() -> None:
    with pytest.raises(NotDecided, match="“类别”的值“chief”不在允许的范围内"):
        load_table(AS_DMN_JS_SAVES).decide({"category": "chief", "years": 1, "base": 3})


def test_an_output_outside_the_listed_ones_is_refused() -> None:
    listed = table([(["-"], ['"c"'])], extra='<outputValues><text>"a","b"</text></outputValues>')
    with pytest.raises(NotDecided, match="“documents”的值“c”不在允许的范围内"):
        load_table(listed).decide({"category": "x"})


def test_a_missing_name_is_an_error() -> None:
    with pytest.raises(UnknownName):
        load_table(table([(["-"], ["1"])])).decide({})


def test_unique_refuses_two_rules_that_fire_and_names_them() -> None:
    overlapping = load_table(table([(["> 1"], ["1"]), (["-"], ["2"]), (["> 3"], ["3"])]))
    assert overlapping.decide({"category": 1}).outputs == {"documents": 2}
    with pytest.raises(NotDecided, match="规则 1、2、3 同时符合"):
        overlapping.decide({"category": 4})


def test_unique_is_the_policy_when_none_is_written() -> None:
    twice = load_table(table([(["-"], ["1"]), (["-"], ["1"])], attributes=""))
    with pytest.raises(NotDecided):
        twice.decide({"category": 1})


def test_first_takes_the_first_rule_that_fires() -> None:
    first = load_table(
        table([(["> 5"], ["1"]), (["> 1"], ["2"]), (["-"], ["3"])], attributes='hitPolicy="FIRST"')
    )
    assert (first.decide({"category": 3}).outputs, first.decide({"category": 3}).rules) == (
        {"documents": 2},
        (2,),
    )


def test_any_takes_rules_that_agree_and_refuses_others() -> None:
    rows: list[Row] = [(["> 1"], ["1"]), (["> 2"], ["1"]), (["> 3"], ["true"])]
    agreeing = load_table(table(rows, attributes='hitPolicy="ANY"'))
    assert agreeing.decide({"category": 3}).outputs == {"documents": 1}
    assert agreeing.decide({"category": 3}).rules == (1, 2)
    with pytest.raises(NotDecided, match="结论却不同"):
        agreeing.decide({"category": 4})


def test_collect_gives_lists_in_the_order_of_the_rules() -> None:
    rows: list[Row] = [
        (["-"], ['"id"', "1"]),
        (["> 1"], ['"contract"', "2"]),
        (["> 5"], ["0", "0"]),
    ]
    collecting = load_table(
        table(rows, outputs=("documents", "pages"), attributes='hitPolicy="COLLECT"')
    )
    decision = collecting.decide({"category": 3})
    assert decision.outputs == {"documents": ["id", "contract"], "pages": [1, 2]}
    assert decision.rules == (1, 2)


@pytest.mark.parametrize(
    ("policy", "nothing"), [("UNIQUE", None), ("FIRST", None), ("ANY", None), ("COLLECT", [])]
)
def test_when_no_rule_fires_the_outputs_are_empty(policy: str, nothing: object) -> None:
    never = load_table(table([(["1"], ["1"])], attributes=f'hitPolicy="{policy}"'))
    decision = never.decide({"category": 2})
    assert (decision.outputs, decision.rules) == ({"documents": nothing}, ())


def test_inputs_are_expressions_and_days_stay_days() -> None:
    by_day = load_table(
        table(
            [(['< date("2026-07-01")'], ['"old"']), (["-"], ['"new"'])],
            inputs=("date(day)",),
            attributes='hitPolicy="FIRST"',
        )
    )
    assert by_day.decide({"day": "2026-06-30"}).outputs == {"documents": "old"}
    assert by_day.decide({"day": "2026-07-01"}).outputs == {"documents": "new"}


def test_a_decision_leaves_the_values_alone() -> None:
    values = {"category": 1, "other": [1]}
    result = load_table(table([(["-"], ["other"])])).decide(values).outputs["documents"]
    assert isinstance(result, list)
    result.append(2)
    assert values == {"category": 1, "other": [1]}


ONE_RULE: list[Row] = [(["-"], ["1"])]
REFUSED: dict[str, tuple[bytes, str]] = {
    "DMN 1.1": (
        document("", namespace="http://www.omg.org/spec/DMN/20151101/dmn.xsd"),
        "不是 DMN 1.3 决策表",
    ),
    "a diagram": (b"<definitions/>", "不是 DMN 1.3 决策表"),
    "no decision": (document(""), "文件里有 0 个决策"),
    "two decisions": (document('<decision id="a"/><decision id="b"/>'), "文件里有 2 个决策"),
    "a decision without id": (document("<decision/>"), "有标识（id）的决策表"),
    "a formula": (
        document('<decision id="a" name="公式"><literalExpression/></decision>'),
        "决策“公式”不是决策表",
    ),
    "a function": (
        document('<businessKnowledgeModel id="f"/><decision id="a"/>'),
        "不能使用“businessKnowledgeModel”",
    ),
    "an import": (document('<import namespace="x"/><decision id="a"/>'), "不能使用“import”"),
    "another language": (
        table(ONE_RULE).replace(b"<inputEntry>", b'<inputEntry expressionLanguage="javascript">'),
        "表达式语言“javascript”不能使用",
    ),
    "priority": (table(ONE_RULE, attributes='hitPolicy="PRIORITY"'), "命中策略“PRIORITY”不能使用"),
    "rule order": (table(ONE_RULE, attributes='hitPolicy="RULE ORDER"'), "“RULE ORDER”不能使用"),
    "a sum": (
        table(ONE_RULE, attributes='hitPolicy="COLLECT" aggregation="SUM"'),
        "不能使用汇总",
    ),
    "a default": (
        table(ONE_RULE, extra="<defaultOutputEntry><text>1</text></defaultOutputEntry>"),
        "不能使用“defaultOutputEntry”",
    ),
    "no input": (table([([], ["1"])], inputs=()), "1 到 20 个输入列"),
    "no output": (table([(["-"], [])], outputs=()), "1 到 20 个输入列"),
    "21 inputs": (table([], inputs=("a",) * 21), "1 到 20 个输入列"),
    "an output that is no name": (table(ONE_RULE, outputs=("a b",)), "“a b”"),
    "an output that is a word": (table(ONE_RULE, outputs=("true",)), "“true”不能使用"),
    "an output that is a path": (table(ONE_RULE, outputs=("a.b",)), "“a.b”不能使用"),
    "an output without name": (table(ONE_RULE, outputs=("",)), "标题"),
    "two outputs of one name": (table([(["-"], ["1", "2"])], outputs=("a", "a")), "两个输出列同名"),
    "a missing cell": (table([(["-"], ["1"]), ([], ["1"])]), "第 2 条规则的格数与列数不符"),
    "a faulty input": (table(ONE_RULE, inputs=("a ==",)), "“a ==”列的标题：第 3 个字符"),
    "a faulty cell": (table([(["-"], ["1"]), (["in"], ["1"])]), "第 2 条规则的“category”："),
    "a faulty output": (table([(["-"], ["x +"])]), "第 1 条规则的“documents”：条件没有写完"),
    "an empty output": (table([(["-"], [""])]), "第 1 条规则的“documents”：条件是空的"),
    "Python in a cell": (table([(["__import__('os')"], ["1"])]), "第 1 条规则的“category”："),
    "a long cell": (table([(['"' + "a" * 299 + '"'], ["1"])]), "太长，最多 300 个字符"),
    "501 rules": (table([(["-"], ["1"])] * 501), "501 条规则，最多 500 条"),
}


@pytest.mark.parametrize(("xml", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_we_cannot_run_is_refused_with_a_sentence(xml: bytes, said: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        load_table(xml)
    assert said in str(refusal.value)
    assert str(refusal.value).endswith("。")


def test_the_sentence_inside_a_sentence_is_translated_too() -> None:
    with pytest.raises(TableRefused) as refusal:
        load_table(table([(["-"], ["x +"])]))
    inner = refusal.value.params["problem"]
    assert isinstance(inner, SaidInWords)
    english = {
        refusal.value.message: "Rule %(rule)d, %(column)s: %(problem)s",
        inner.message: "Not finished.",
    }
    assert refusal.value.render(english.__getitem__) == "Rule 1, documents: Not finished."


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XML_ATTACKS = {
    "a file": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "an address": '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>',
    "billion laughs": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>',
    "external DTD": '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">',
}


@pytest.mark.parametrize("prologue", XML_ATTACKS.values(), ids=XML_ATTACKS.keys())
def test_a_file_that_fetches_or_expands_is_refused_at_once(prologue: str) -> None:
    attack = table([(["-"], ["1"])]).replace(b"?>\n", b"?>" + prologue.encode())
    attack = attack.replace("所需材料".encode(), b"&x;")
    began = time.thread_time()
    with pytest.raises(XmlRefused, match="DOCTYPE"):
        load_table(attack)
    assert time.thread_time() - began < 0.2


def test_the_largest_table_decides_within_a_tenth_of_a_second() -> None:
    rows: list[Row] = [(["-"] * 19 + [f"{at}"], [f'"{at}"']) for at in range(500)]
    inputs = tuple(f"i{at}" for at in range(20))
    largest = load_table(table(rows, inputs=inputs))
    values = dict.fromkeys(inputs, 499)
    began = time.thread_time()
    assert largest.decide(values).rules == (500,)
    assert time.thread_time() - began < 0.1
