"""The way ahead of a case, as people are told it."""

from processes.way import way_ahead
from tests.processes.checking import ROOT

REGISTRATION = "practitioner_registration"


def names(at: list[str], without: tuple[str, ...] = (), of: str = REGISTRATION) -> list[str]:
    diagram = (ROOT / "bpmn" / f"{of}.bpmn").read_bytes()
    return [step.name for step in way_ahead(diagram, at, without)]


def test_after_the_agency_comes_the_association_and_then_the_register():
    assert names(["agency_review"]) == ["协会审核", "已实名"]


def test_a_correction_goes_back_to_whoever_returned_it():
    assert names(["correct_for_association"]) == ["协会审核", "已实名"]
    assert names(["correct_for_employer"], ("store",)) == ["机构审核", "协会审核", "已实名"]


def test_somebody_with_a_store_is_told_of_the_store():
    assert names(["correct_for_employer"]) == ["门店审核", "协会审核", "已实名"]


def test_before_the_first_submit_the_way_begins_with_the_form():
    assert names([], ("store",)) == ["提交实名登记", "机构审核", "协会审核", "已实名"]


def test_whoever_reviews_is_announced_though_a_shorter_way_leads_past_them():
    joining = ["机构确认", "协会审核", "在职"]
    assert names([], of="onboarding") == ["确认入职", *joining]
    assert names(["choose_after_refusal"], of="onboarding") == joining
    changing = ["提交信息变更", "机构审核", "协会审核", "已变更"]
    assert names([], of="change_of_details") == changing


def test_an_agency_is_told_that_the_association_looks_at_its_change():
    asked = ["提交信息变更", "协会审核", "已变更"]
    assert names([], ("store", "agency"), of="change_of_details") == asked


def test_a_filed_agency_is_told_that_nobody_reviews_it():
    assert names([], ("association_reviewer",), of="agency_registration") == [
        "提交机构登记",
        "已通过",
    ]


def test_what_nobody_does_is_no_step_on_the_way():
    steps = ["申请协会制作", "制作信息卡", "发放信息卡", "已领取"]
    assert names([], of="card_making") == steps


def test_a_refusal_is_never_announced_as_the_way_ahead():
    assert "不通过" not in names(["association_review"])


def test_where_nothing_comes_any_more_nothing_is_listed():
    assert names(["registered"]) == []
