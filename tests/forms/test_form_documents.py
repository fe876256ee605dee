"""Uploads, organisations, and what a reviewer answers."""

import time
from dataclasses import replace

import pytest
from form_world import (
    AGENCY,
    EMPTY_AGENCY,
    OTHER_STORE,
    PHOTO,
    STORE,
    World,
    all_refused,
    clean,
    clean_one,
    component,
    form_of,
    refused,
    refused_one,
    shipped,
    upload,
)

PORTRAIT = component(
    "filepicker", label="证件照", kind="document", min_width="295", min_height="413"
)
CONTRACT = component(
    "filepicker", label="合同", accept="image,pdf", max_files="3", max_pages="5", min_files="1"
)
PICK_AGENCY = component("textfield", key="agency", kind="organisation", organisation="agency")
PICK_STORE = component(
    "textfield",
    key="store",
    label="门店",
    kind="organisation",
    organisation="store",
    parent="agency",
    required_if_parent_has_stores="true",
)


def world_with(**facts):
    return World(documents={upload(1): replace(PHOTO, **facts)})


def test_a_good_photo_is_kept_by_its_id():
    assert clean_one(PORTRAIT, upload(1)) == [upload(1)]
    assert clean_one(PORTRAIT, [upload(1).upper(), ""]) == [upload(1)]


def test_a_ten_pixel_photo_is_told_how_wide_it_must_be():
    error = refused_one(PORTRAIT, [upload(1)], world_with(width=10, height=10))
    assert error.render() == "证件照太小（宽 10 像素）。请上传宽度不少于 295 像素的照片。"


def test_a_photo_too_low_is_told_so():
    assert "高 400 像素" in refused_one(PORTRAIT, [upload(1)], world_with(height=400)).render()


def test_a_document_still_in_quarantine_asks_for_patience():
    error = refused_one(PORTRAIT, [upload(1)], world_with(status="quarantined"))
    assert error.render().startswith("证件照正在检查")


def test_a_refused_document_says_why_in_its_own_words():
    facts = {"status": "refused", "refusal": "这个文件不是图片，100% 打不开。请重新上传。"}
    error = refused_one(PORTRAIT, [upload(1)], world_with(**facts))
    assert error.render() == "这个文件不是图片，100% 打不开。请重新上传。"


@pytest.mark.parametrize("name", ["../../etc/passwd", "1", upload(1) + "\n0", {"id": 1}])
def test_what_is_no_upload_id_is_unknown(name):
    assert refused_one(PORTRAIT, [name]).code == "unknown_document"


def test_the_upload_of_another_person_is_unknown():
    assert refused_one(PORTRAIT, [upload(1)], World({upload(1): None})).code == "unknown_document"


def test_a_pdf_is_taken_only_where_the_form_takes_one():
    pdf = world_with(kind="application/pdf", size=15_000_000)
    assert clean_one(CONTRACT, [upload(1)], pdf) == [upload(1)]
    assert refused_one(PORTRAIT, [upload(1)], pdf).code == "wrong_media"


def test_a_21_megabyte_pdf_is_told_the_limit():
    facts = {"kind": "application/pdf", "size": 21 * 1024 * 1024}
    error = refused_one(CONTRACT, [upload(1)], world_with(**facts))
    assert error.render() == "合同太大（21.0 MB）。请上传不超过 20.0 MB 的文件。"


def test_pages_are_counted_over_all_files():
    world = World({upload(n): replace(PHOTO, pages=3) for n in (1, 2)})
    error = refused_one(CONTRACT, [upload(1), upload(2)], world)
    assert error.render() == "合同页数太多（6 页）。请上传不超过 5 页的文件。"


def test_too_many_files_are_refused_before_any_is_looked_up():
    assert refused_one(CONTRACT, [upload(n) for n in range(4)]).code == "too_many_files"


def test_a_flood_of_uploads_is_refused_at_once():
    began = time.thread_time()
    flood = [upload(number) for number in range(100_000)]
    assert refused_one(PORTRAIT, flood).code == "too_many_files"
    # It was compared each with each: five minutes.
    assert time.thread_time() - began < 2


def test_one_upload_does_not_answer_two_questions():
    form = form_of({**PORTRAIT, "key": "front"}, {**PORTRAIT, "key": "back"})
    error = refused(form, {"front": [upload(1)], "back": [upload(1)]})
    assert (error.key, error.code) == ("back", "used_twice")


@pytest.mark.parametrize(
    ("facts", "code"), [({"enabled": False}, "disabled"), ({"approved": False}, "not_approved")]
)
def test_an_agency_that_may_not_employ_is_refused_by_name(facts, code):
    world = World()
    world.change(AGENCY, **facts)
    error = refused(form_of(PICK_AGENCY), {"agency": AGENCY}, world)
    assert error.code == code
    assert "海滨经纪" in error.render()


def test_an_unknown_organisation_or_one_of_the_other_kind_is_not_listed():
    for picked in (upload(99), STORE, "海滨经纪"):
        assert refused(form_of(PICK_AGENCY), {"agency": picked}).code == "not_listed"


def test_a_store_must_belong_to_the_chosen_agency():
    form = form_of(PICK_AGENCY, PICK_STORE)
    assert clean(form, {"agency": AGENCY, "store": STORE}).answers["store"] == STORE
    assert refused(form, {"agency": AGENCY, "store": OTHER_STORE}).code == "other_parent"


def test_a_store_must_belong_to_the_agency_that_the_account_has():
    form = form_of({**PICK_AGENCY, "conditional": {"hide": "=has_agency"}}, PICK_STORE)
    given = {"has_agency": True, "agency": AGENCY}
    assert clean(form, {"store": STORE}, given=given).answers == {"store": STORE}
    assert refused(form, {"store": OTHER_STORE}, given=given).code == "other_parent"


def test_a_store_is_required_only_where_the_agency_has_one():
    form = form_of(PICK_AGENCY, PICK_STORE)
    assert clean(form, {"agency": EMPTY_AGENCY}).answers == {"agency": EMPTY_AGENCY}
    assert refused(form, {"agency": AGENCY}).render() == "请选择门店。"


RETURNABLE = World(returnable_fields={"portrait": "形象照", "agency": "机构"})


def test_an_approval_needs_no_words():
    decided = clean(shipped("employer_review"), {"decision": "approve"})
    assert decided.answers == decided.routing == {"decision": "approve"}


def test_a_refusal_needs_a_reason():
    form = shipped("employer_review")
    assert refused(form, {"decision": "refuse"}).key == "opinion"
    assert clean(form, {"decision": "refuse", "opinion": "材料不实"}).routing == {
        "decision": "refuse"
    }


def test_a_return_names_fields_each_with_its_reason():
    form = shipped("association_review")
    reasons = {"portrait": " 背景不是白色 ", "agency": ""}
    taken = clean(form, {"decision": "return", "returned_fields": reasons}, RETURNABLE)
    assert taken.answers["returned_fields"] == {"portrait": "背景不是白色"}


def test_a_return_of_nothing_is_refused():
    form = shipped("association_review")
    for nothing in (None, "", {}, {"portrait": " "}):
        error = refused(form, {"decision": "return", "returned_fields": nothing}, RETURNABLE)
        assert (error.key, error.code) == ("returned_fields", "required")


def test_a_reason_too_short_is_named_by_its_field():
    errors = all_refused(
        shipped("association_review"),
        {"decision": "return", "returned_fields": {"portrait": "差", "agency": "长" * 201}},
        RETURNABLE,
    )
    assert [(error.part, error.code) for error in errors] == [
        ("portrait", "wrong_reason_length"),
        ("agency", "wrong_reason_length"),
    ]


def test_a_field_that_is_not_the_applicants_cannot_be_returned():
    answers = {"decision": "return", "returned_fields": {"password": "请修改"}}
    error = refused(shipped("association_review"), answers, RETURNABLE)
    assert error.code == "not_returnable"


def test_reasons_are_dropped_when_the_decision_is_not_to_return():
    answers = {"decision": "approve", "returned_fields": {"portrait": "背景不是白色"}}
    taken = clean(shipped("association_review"), answers, RETURNABLE)
    assert taken.answers == {"decision": "approve"}
