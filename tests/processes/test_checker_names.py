"""Names that must mean something."""

from dataclasses import dataclass, field, replace

import pytest

from processes.checker import OperationFacts, Severity
from tests.processes.checking import VOCABULARY, Drawing, problems_of, refused


@dataclass(frozen=True)
class Table:
    """A decision table as the checker sees it."""

    names: frozenset[str]
    output_names: tuple[str, ...]
    possible: dict[str, None] = field(default_factory=dict)
    constants: dict[str, dict[int, object]] = field(default_factory=dict)


LETTER = '<mp:operation name="letters.send"><mp:param name="to" value="category"/></mp:operation>'


def test_words_of_another_vocabulary_are_refused():
    spoiled = Drawing()
    spoiled.element("store_review").set("{urn:camunda}formKey", "x")
    refused(spoiled, "other_vocabulary", "“门店审核”", "其他软件")


def test_elements_of_another_vocabulary_are_refused_once_for_each_step():
    spoiled = Drawing().extension(
        "claim", "<camunda:inputOutput><camunda:inputParameter/></camunda:inputOutput>"
    )
    refused(spoiled, "other_vocabulary", "camunda:inputOutput、camunda:inputParameter")
    assert [p.code for p in problems_of(spoiled)].count("other_vocabulary") == 1


def test_an_unknown_word_of_our_own_is_refused():
    refused(Drawing().set("store_review", mp_deadline="3"), "unknown_attribute", "“门店审核”")


def test_a_word_of_our_own_in_the_wrong_place_is_refused():
    refused(Drawing().set("claim", mp_form="employer_review"), "unknown_attribute", "登记单位")


def test_an_unknown_element_of_our_own_is_refused():
    spoiled = Drawing().extension("claim", "<mp:script>x</mp:script>")
    refused(spoiled, "unknown_own_element", "“登记单位与证件”")


def test_a_human_task_without_a_form_is_refused():
    refused(Drawing().set("store_review", mp_form=None), "no_form", "“门店审核”")


def test_a_form_that_does_not_exist_is_refused_with_the_one_probably_meant():
    spoiled = Drawing().set("store_review", mp_form="employer_reviews")
    refused(spoiled, "unknown_form", "“门店审核”", "是否应为“employer_review”？")


def test_a_human_task_without_a_name_is_refused_by_what_stands_before_it():
    refused(Drawing().set("store_review", name=""), "unnamed_task", "“由谁先审？”之后")


def test_a_human_task_that_is_nobodys_is_refused():
    refused(Drawing().set("lane_store", mp_role=None), "no_role", "“门店审核”", "泳道")


def test_a_human_task_in_the_lane_of_the_system_is_refused():
    spoiled = Drawing().set("lane_store", mp_role="system")
    refused(spoiled, "role_is_the_system", "“门店审核”")


def test_a_lane_with_an_unknown_role_is_refused_with_the_one_probably_meant():
    spoiled = Drawing().set("lane_association", mp_role="association_reviewers")
    refused(spoiled, "unknown_role", "“协会”", "是否应为“association_reviewer”？")


def test_a_step_with_an_unknown_role_is_refused():
    refused(Drawing().set("store_review", mp_role="clerk"), "unknown_role", "“门店审核”")


def test_a_steps_own_role_comes_before_that_of_its_lane():
    drawing = Drawing().set("lane_store", mp_role="system").set("store_review", mp_role="store")
    assert problems_of(drawing) == []


def test_a_system_step_without_an_operation_is_refused():
    refused(Drawing().extension("claim", ""), "no_operation", "“登记单位与证件”")


def test_an_unknown_operation_is_refused_with_the_one_probably_meant():
    spoiled = Drawing().extension("admit", '<mp:operation name="register.admit_practitoner"/>')
    refused(spoiled, "unknown_operation", "“登记入册”", "“register.admit_practitioner”？")


def test_two_operations_in_one_step_are_refused():
    two = '<mp:operation name="notices.remind"/>\n<mp:operation name="cards.draw_card"/>'
    refused(Drawing().extension("admit", two), "several_operations", "“登记入册”")


def test_an_unknown_operation_on_withdrawal_is_refused():
    spoiled = Drawing().set("practitioner_registration", mp_onWithdraw="register.forget")
    refused(spoiled, "unknown_operation", "“从业人员实名登记”", "“register.forget”")


def test_an_operation_on_withdrawal_that_needs_parameters_is_refused():
    spoiled = Drawing().set("practitioner_registration", mp_onWithdraw="letters.send")
    refused(spoiled, "withdrawal_needs_params", "“从业人员实名登记”")


def test_an_operation_with_its_parameters_is_admitted():
    assert problems_of(Drawing().extension("remind_store", LETTER)) == []


def test_a_missing_parameter_is_refused():
    spoiled = Drawing().extension("remind_store", '<mp:operation name="letters.send"/>')
    refused(spoiled, "missing_param", "“催办门店”", "“to”")


def test_an_unknown_parameter_is_refused():
    spoiled = Drawing().extension("remind_store", LETTER.replace('"to"', '"copys"'))
    refused(spoiled, "unknown_param", "“催办门店”", "“copys”", "是否应为“copy”？")


def test_a_parameter_given_twice_is_refused():
    twice = LETTER.replace("</mp", '<mp:param name="to" value="1"/></mp')
    refused(Drawing().extension("remind_store", twice), "repeated_param", "“to”")


def test_a_parameter_without_a_value_is_refused():
    spoiled = Drawing().extension("remind_store", LETTER.replace('"category"', '""'))
    refused(spoiled, "param_without_value", "“催办门店”", "“to”")


def test_a_parameter_that_reads_an_unknown_name_is_refused():
    spoiled = Drawing().extension("remind_store", LETTER.replace("category", "catagory"))
    refused(spoiled, "unknown_name", "“催办门店”", "是否应为“category”？")


def test_a_decision_without_a_table_is_refused():
    spoiled = Drawing().retag("check_employer", "businessRuleTask")
    refused(spoiled, "no_decision_table", "“核对单位”")


def test_an_unknown_decision_table_is_refused():
    spoiled = Drawing().retag("check_employer", "businessRuleTask")
    spoiled.set("check_employer", mp_decision="staffing")
    refused(spoiled, "unknown_decision_table", "“核对单位”", "“staffing”")


def decided(table: Table) -> tuple[Drawing, object]:
    drawing = Drawing().draw(
        '<bpmn:businessRuleTask id="decide" name="判断人员配备" mp:decision="staffing"/>'
    )
    drawing.set("draw_card_to_end", targetRef="decide").flow("f", "decide", "registered")
    return drawing, replace(VOCABULARY, tables={**VOCABULARY.tables, "staffing": table})


def test_what_a_table_decides_may_be_read():
    drawing, vocabulary = decided(Table(frozenset({"category"}), ("enough_staff",)))
    drawing.when("association_approves", "enough_staff")
    found = problems_of(drawing, vocabulary)
    assert [problem.code for problem in found] == ["not_drawn"]


def test_a_table_that_reads_an_unknown_name_is_refused():
    drawing, vocabulary = decided(Table(frozenset({"headcount"}), ()))
    refused(drawing, "reads_unknown_name", "“判断人员配备”", "“headcount”", vocabulary=vocabulary)


def test_a_form_that_reads_an_unknown_name_is_refused():
    less = replace(VOCABULARY, givens=frozenset({"changed_fields"}))
    refused(Drawing(), "reads_unknown_name", "“提交实名登记”", vocabulary=less)


@pytest.mark.parametrize("setting", ["milestone", "clock", "role"])
def test_an_empty_setting_is_refused(setting):
    spoiled = Drawing().set("store_review", **{f"mp_{setting}": " "})
    refused(spoiled, "empty_setting", "“门店审核”")


def test_a_final_step_says_true_or_false():
    refused(Drawing().set("admit", mp_final="yes"), "final_is_not_true", "“登记入册”")


def test_a_diagram_with_no_final_step_is_pointed_out():
    [problem] = problems_of(Drawing().set("admit", mp_final=None))
    assert (problem.code, problem.severity) == ("nothing_final", Severity.WARNING)


# -- conditions ----------------------------------------------------------------------------


def test_a_condition_that_cannot_be_read_is_refused_with_the_place():
    spoiled = Drawing().when("store_chosen", 'employer_kind == "store"')
    refused(spoiled, "unreadable_expression", "“由谁先审？”", "“门店审核”", "=")


def test_a_condition_over_an_unknown_name_is_refused_with_the_one_probably_meant():
    spoiled = Drawing().when("store_chosen", 'employer_knd = "store"')
    refused(spoiled, "unknown_name", "连线“门店”", "是否应为“employer_kind”？")


def test_a_condition_over_a_field_that_is_not_for_routing_is_refused_by_its_form():
    spoiled = Drawing().when("store_chosen", "opinion != null")
    refused(spoiled, "field_is_not_routing", "“opinion”", "“association_review”", "用于流转")


def test_a_name_counts_only_when_something_on_this_diagram_defines_it():
    others = {**VOCABULARY.operations, "x.y": OperationFacts(results=frozenset({"elsewhere"}))}
    spoiled = Drawing().when("store_chosen", 'elsewhere = "store"')
    wider = replace(VOCABULARY, operations=others)
    refused(spoiled, "unknown_name", "“elsewhere”", vocabulary=wider)


def test_a_parameter_that_is_an_amount_is_none_below_zero():
    letters = OperationFacts(required=frozenset({"to"}), amounts=frozenset({"to"}))
    wider = replace(VOCABULARY, operations={**VOCABULARY.operations, "letters.send": letters})
    spoiled = Drawing().extension("claim", LETTER.replace("category", "-5"))
    refused(spoiled, "no_amount", "“登记单位与证件”", "“-5”", vocabulary=wider)
