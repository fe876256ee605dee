"""The way ahead of a case, as people are told it."""

from processes.way import way_ahead
from tests.processes.checking import SHIPPED as FILE

SHIPPED = FILE.read_bytes()


def names(at: list[str], without: tuple[str, ...] = ()) -> list[str]:
    return [step.name for step in way_ahead(SHIPPED, at, without)]


def test_after_the_agency_comes_the_association_and_then_the_register():
    assert names(["agency_review"]) == ["协会审核", "已实名"]


def test_a_correction_goes_back_to_whoever_returned_it():
    assert names(["correct_for_association"]) == ["协会审核", "已实名"]
    assert names(["correct_for_employer"], ("store",)) == ["机构审核", "协会审核", "已实名"]


def test_somebody_with_a_store_is_told_of_the_store():
    assert names(["correct_for_employer"]) == ["门店审核", "协会审核", "已实名"]


def test_before_the_first_submit_the_way_begins_with_the_form():
    assert names([], ("store",)) == ["提交实名登记", "机构审核", "协会审核", "已实名"]


def test_a_refusal_is_never_announced_as_the_way_ahead():
    assert "不通过" not in names(["association_review"])


def test_where_nothing_comes_any_more_nothing_is_listed():
    assert names(["registered"]) == []
