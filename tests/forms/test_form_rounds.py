"""Whole rounds: what is hidden, what was returned, what changed."""

import pytest
from form_world import (
    AGENCY,
    EMPTY_AGENCY,
    MAN,
    NOBODY_HAS,
    OTHER_AGENCY,
    OTHER_STORE,
    PHOTO,
    STORE,
    WOMAN_X,
    World,
    all_refused,
    clean,
    component,
    form_of,
    good_answers,
    refused,
    shipped,
    upload,
)

from forms import FormErrors

REGISTRATION = shipped("practitioner_registration")


def submit(world=None, **changes):
    return clean(REGISTRATION, good_answers(**changes), world, given=NOBODY_HAS)


def correct(reopened, posted, world=None, **previous):
    return clean(
        REGISTRATION,
        posted,
        world,
        given=NOBODY_HAS,
        previous=good_answers(**previous),
        reopened=frozenset(reopened),
    )


def refusals(act, *args, **kwargs):
    with pytest.raises(FormErrors) as caught:
        act(*args, **kwargs)
    return [(error.key, error.code) for error in caught.value.errors]


def test_a_complete_first_round_is_kept_whole():
    taken = submit(real_name="王 小明", id_number="３７１００３199003071117")
    assert taken.answers == good_answers()
    assert taken.changed == ()
    assert taken.routing == {"consent_publication": True}


def test_an_empty_form_names_everything_that_is_missing_in_order():
    errors = all_refused(REGISTRATION, {}, given=NOBODY_HAS)
    assert {error.code for error in errors} == {"required"}
    assert [error.key for error in errors] == [
        field.key for field in REGISTRATION.fields if field.required
    ]
    assert errors[0].render() == "请填写真实姓名。"


def test_what_the_account_already_has_is_neither_asked_nor_taken():
    given = {"account_has_name": True, "account_has_agency": True, "account_has_store": True}
    answers = good_answers(real_name="假冒者", agency=OTHER_AGENCY, store=OTHER_STORE)
    taken = clean(REGISTRATION, answers, given=given).answers
    assert not {"real_name", "agency", "store"} & taken.keys()
    for key in ("real_name", "agency", "store"):
        del answers[key]
    assert clean(REGISTRATION, answers, given=given).answers == taken


def test_nonsense_in_a_hidden_field_is_dropped_with_it():
    given = {**NOBODY_HAS, "account_has_name": True}
    taken = clean(REGISTRATION, good_answers(real_name=[{"x": 1}]), given=given)
    assert "real_name" not in taken.answers


def test_a_field_that_the_form_does_not_have_is_refused():
    assert refusals(submit, admin="true") == [("admin", "unknown")]


def test_answers_that_are_no_form_are_refused():
    for posted in (None, [], "a", 5):
        assert refused(REGISTRATION, posted).code == "wrong_type"


def test_the_gender_must_be_the_one_in_the_identity_number():
    assert refusals(submit, gender="female") == [("gender", "contradicts_id")]
    assert submit(gender="female", id_number=WOMAN_X).answers["gender"] == "female"


def test_a_field_called_gender_may_be_a_list_of_ticks():
    options = [{"label": "男", "value": "male"}]
    form = form_of(
        component("textfield", key="id_number", kind="resident_id"),
        component("checklist", key="gender", values=options),
    )
    posted = {"id_number": MAN, "gender": ["male"]}
    assert clean(form, posted).answers == posted


def test_a_birth_date_must_be_the_one_in_the_identity_number():
    form = form_of(
        component("textfield", key="id_number", kind="resident_id"),
        component("datetime", key="birth_date"),
    )
    assert clean(form, {"id_number": MAN, "birth_date": "1990-03-07"})
    wrong = {"id_number": MAN, "birth_date": "1990-07-03"}
    assert refused(form, wrong).key == "birth_date"


def test_no_error_repeats_the_identity_number():
    for number in ("371003199003071118", MAN):
        errors = all_refused(
            REGISTRATION, good_answers(id_number=number, gender="female"), given=NOBODY_HAS
        )
        assert number[6:14] not in "".join(map(repr, errors)) + repr(FormErrors(errors))


def test_refusing_publication_does_not_stop_the_registration():
    assert submit(consent_publication=None).answers["consent_publication"] is False


def test_a_returned_field_is_laid_over_the_previous_round():
    taken = correct({"portrait"}, {"portrait": [upload(9)]})
    assert taken.answers == good_answers(portrait=[upload(9)])
    assert taken.changed == ("portrait",)


def test_a_field_that_was_not_returned_cannot_be_changed():
    posted = {"portrait": [upload(9)], "certificate_number": "99999999"}
    assert refusals(correct, {"portrait"}, posted) == [("certificate_number", "not_reopened")]


def test_a_field_that_was_not_returned_may_be_posted_unchanged():
    posted = good_answers(portrait=[upload(9)], real_name=" 王小明 ")
    assert correct({"portrait"}, posted).changed == ("portrait",)


def test_emptying_a_field_that_was_not_returned_is_a_change_too():
    posted = {"portrait": [upload(9)], "certificate": []}
    assert refusals(correct, {"portrait"}, posted) == [("certificate", "not_reopened")]


def test_a_returned_field_left_out_is_missing():
    assert refusals(correct, {"portrait"}, {}) == [("portrait", "required")]


def test_a_returned_agency_lets_the_store_be_changed_with_it():
    posted = {"agency": OTHER_AGENCY, "store": OTHER_STORE}
    assert correct({"agency"}, posted).changed == ("agency", "store")
    assert correct({"agency"}, {"agency": EMPTY_AGENCY, "store": ""}).changed == ("agency", "store")


def test_a_returned_agency_does_not_carry_a_store_of_the_old_one():
    assert refusals(correct, {"agency"}, {"agency": OTHER_AGENCY}) == [("store", "other_parent")]


def test_a_returned_identity_number_lets_the_gender_follow():
    posted = {"id_number": WOMAN_X, "gender": "female"}
    assert correct({"id_number"}, posted).changed == ("gender", "id_number")


def test_an_agency_disabled_meanwhile_may_be_changed_though_not_returned():
    world = World()
    world.change(AGENCY, enabled=False)
    posted = {"portrait": [upload(9)]}
    assert ("agency", "disabled") in refusals(correct, {"portrait"}, posted, world)
    posted |= {"agency": OTHER_AGENCY, "store": OTHER_STORE}
    assert correct({"portrait"}, posted, world).changed == ("agency", "store", "portrait")


def test_the_whole_round_is_cleaned_again_not_only_the_returned_part():
    world = World({upload(6): None})
    errors = refusals(correct, {"portrait"}, {"portrait": [upload(9)]}, world)
    assert errors == [("certificate", "unknown_document")]


def test_a_round_with_everything_open_says_what_changed():
    taken = clean(
        REGISTRATION,
        good_answers(agency=EMPTY_AGENCY, store=None),
        given=NOBODY_HAS,
        previous=good_answers(),
    )
    assert taken.changed == ("agency", "store")
    assert "store" not in taken.answers


def test_an_answer_to_a_question_that_a_newer_form_dropped_is_left_behind():
    taken = correct({"portrait"}, {"portrait": [upload(9)]}, old_question="旧答案")
    assert "old_question" not in taken.answers


def test_what_a_hidden_field_holds_hides_nothing_else():
    form = form_of(
        component("textfield", key="c", conditional={"hide": '=b = "x"'}),
        component("textfield", key="b", conditional={"hide": '=a = "x"'}),
        component("textfield", key="a"),
    )
    assert clean(form, {"a": "x", "b": "x", "c": "kept"}).answers == {"c": "kept", "a": "x"}
    assert clean(form, {"a": "y", "b": "x", "c": "lost"}).answers == {"b": "x", "a": "y"}


def test_answers_that_no_condition_can_count_with_do_not_bring_the_form_down():
    form = form_of(
        component("number", key="price"),
        component("number", key="area"),
        component("textfield", key="why", conditional={"hide": "=price * area > 3"}),
    )
    assert clean(form, {"price": 10**15, "area": 10**15, "why": "别墅"}).answers["why"] == "别墅"


def test_a_hidden_group_hides_all_that_is_in_it():
    group = {
        "type": "group",
        "id": "g",
        "label": "组",
        "conditional": {"hide": "=closed"},
        "components": [component("textfield", validate={"required": True})],
    }
    form = form_of(group)
    assert clean(form, {"field": "x"}, given={"closed": True}).answers == {}
    assert refused(form, {}, given={"closed": False}).code == "required"


def test_one_clean_asks_for_each_document_once():
    asked = []

    class Counting(World):
        def document(self, id):  # noqa: A002 - the contract's word
            asked.append(id)
            return PHOTO

    submit(Counting())
    assert sorted(asked) == [upload(number) for number in range(1, 7)]


def test_a_store_of_the_right_agency_is_kept():
    assert submit().answers["store"] == STORE
