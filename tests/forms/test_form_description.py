"""What pages, the mini-program and the API are told of a form."""

import json

from form_world import (
    AGENCY,
    MAN,
    NOBODY_HAS,
    component,
    form_of,
    good_answers,
    shipped,
    upload,
)

REGISTRATION = shipped("practitioner_registration")


def fields_of(groups):
    return {one["key"]: one for group in groups for one in group["fields"] if one["key"]}


def described(form=REGISTRATION, given=NOBODY_HAS, **rest):
    return fields_of(form.describe(given=given, **rest))


def test_a_form_is_drawn_one_topic_after_another():
    labels = [group["label"] for group in REGISTRATION.describe(given=NOBODY_HAS)]
    assert labels == ["本人身份", "所在单位", "照片与证件", "职业资格", "同意事项"]


def test_a_description_is_plain_json():
    groups = REGISTRATION.describe(given=NOBODY_HAS, answers=good_answers())
    assert json.loads(json.dumps(groups)) == groups


def test_every_field_is_described_with_the_same_words():
    shapes = {frozenset(one) for one in described().values()}
    assert len(shapes) == 1


def test_a_photo_says_its_limits():
    limits = described()["portrait"]["limits"]
    assert (limits["min_width"], limits["min_height"], limits["max_files"]) == (295, 413, 1)
    assert limits["max_bytes"] == {"image": 5 * 1024 * 1024}
    assert "image/heic" in limits["accept"]
    assert ".pdf" in described()["labour_contract"]["limits"]["suffixes"]


def test_what_the_account_has_is_described_as_hidden_with_its_condition():
    name = described(given={**NOBODY_HAS, "account_has_name": True})["real_name"]
    assert (name["hidden"], name["hide_when"]) == (True, "account_has_name")


def test_a_group_whose_fields_are_all_hidden_is_hidden():
    form = form_of(component("textfield", conditional={"hide": "=closed"}))
    assert form.describe(given={"closed": True})[0]["hidden"] is True


def test_what_was_typed_is_shown_as_it_was_typed():
    shown = described(answers={"id_number": "３７１ oops", "gender": "male", "junk": 1})
    assert shown["id_number"]["value"] == "３７１ oops"
    assert "junk" not in shown


def test_a_draft_that_is_half_nonsense_can_still_be_drawn():
    shown = described(answers={"agency": {"x": []}, "id_front": 5, "gender": ["?"]})
    assert shown["id_front"]["value"] == 5


def test_after_a_return_only_what_was_returned_is_open_with_its_reason():
    shown = described(answers=good_answers(), reopened={"portrait": "背景不是白色"})
    assert (shown["portrait"]["open"], shown["portrait"]["reason"]) == (True, "背景不是白色")
    assert [key for key, one in shown.items() if one["open"]] == ["portrait"]


def test_a_question_that_the_returned_round_never_answered_is_open():
    answers = good_answers()
    del answers["agency"]
    shown = described(answers=answers, reopened={"portrait"})
    assert [key for key, one in shown.items() if one["open"]] == ["agency", "store", "portrait"]


def test_what_depends_on_a_returned_field_opens_without_a_reason():
    shown = described(answers=good_answers(), reopened={"agency": "已停业"})
    assert shown["store"]["reopened"]
    assert shown["store"]["reason"] is None


def test_a_sensitive_answer_that_cannot_be_changed_is_masked():
    closed = described(answers=good_answers(), reopened={"portrait"})
    assert closed["id_number"]["value"] == "371003**********17"
    opened = described(answers=good_answers(), reopened={"id_number"})
    assert opened["id_number"]["value"] == MAN


def test_a_review_asks_for_reasons_only_when_it_returns():
    review = shipped("employer_review")
    assert described(review, {})["returned_fields"]["hidden"]
    returning = described(review, {}, answers={"decision": "return"})
    assert not returning["returned_fields"]["hidden"]
    refusing = described(review, {}, answers={"decision": "refuse"})
    assert refusing["opinion"]["required"]
    assert refusing["opinion"]["required_when"] == 'decision = "refuse"'


def test_two_conditions_become_one_expression():
    inner = component("textfield", conditional={"hide": "=a"})
    outer = {"type": "group", "id": "g", "label": "组", "components": [inner]}
    form = form_of({**outer, "conditional": {"hide": "=b"}})
    assert described(form, {})["field"]["hide_when"] == "(b) or (a)"
    assert form.names == {"a", "b"}


def test_a_text_between_fields_is_described_too():
    texts = [
        one["text"]
        for group in REGISTRATION.describe(given=NOBODY_HAS)
        for one in group["fields"]
        if one["kind"] == "paragraph"
    ]
    assert len(texts) == 3


def test_the_json_schema_names_every_field_and_no_other():
    schema = REGISTRATION.json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["additionalProperties"] is False
    assert list(schema["properties"]) == [field.key for field in REGISTRATION.fields]
    assert schema["properties"]["portrait"]["maxItems"] == 1
    assert "防止填错" in schema["properties"]["gender"]["description"]


def test_the_json_schema_requires_what_is_always_asked():
    required = REGISTRATION.json_schema()["required"]
    assert "gender" in required
    assert not {"agency", "store", "real_name", "consent_publication"} & set(required)


def test_the_json_schema_admits_what_the_form_kept():
    schema, kept = REGISTRATION.json_schema(), good_answers()
    types = {"string": str, "array": list, "boolean": bool}
    for key, value in kept.items():
        rule = schema["properties"][key]
        assert isinstance(value, types[rule["type"]])
        assert value in rule.get("enum", [value])
        assert len(str(value)) <= rule.get("maxLength", 1000)
    assert kept["agency"] == AGENCY
    assert kept["portrait"] == [upload(5)]


def test_a_text_shows_a_value_where_it_names_one():
    text = {"type": "text", "id": "Text_fee", "text": "工本费 {{fee_fen / 100}} 元。"}
    form = form_of(text, component("textfield"))

    def shown(fee_fen):
        (group,) = form.describe(given={"fee_fen": fee_fen})
        return group["fields"][0]["places"]

    assert "fee_fen" in form.names
    assert [shown(fee) for fee in (2000, 2050, None)] == [
        {"{{fee_fen / 100}}": "20"},
        {"{{fee_fen / 100}}": "20.50"},
        {"{{fee_fen / 100}}": "—"},
    ]
