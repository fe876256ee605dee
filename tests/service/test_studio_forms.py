"""The form editor of the studio: what the server draws and says while somebody edits a form."""

import json

import pytest

from service.publishing.procedures import SHIPPED_FORMS
from tests.service.desks import browser_of

SHIPPED = sorted(path.stem for path in SHIPPED_FORMS.glob("*.form"))
NOTE = {
    "type": "textfield",
    "id": "Field_note",
    "key": "note",
    "label": "复核说明",
    "properties": {"kind": "text", "why": "说明复核的依据。"},
}


@pytest.fixture
def browser(app, people):
    return browser_of(app, people.reviewer("administrator"))


def form_of(*components):
    return json.dumps(
        {"type": "default", "id": "recheck", "schemaVersion": 19, "components": list(components)}
    )


def preview(browser, text):
    return browser.client.post(
        "/studio/forms/preview", json={"form": text}, headers={"Accept": "application/json"}
    )


def test_only_an_administrator_sees_a_preview(app, people):
    assert preview(browser_of(app, people.reviewer()), form_of()).status_code == 403


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_form_is_drawn_with_all_its_labels(browser, name):
    said = preview(browser, (SHIPPED_FORMS / f"{name}.form").read_text()).json

    assert said["problems"] == []
    assert said["page"].count("data-field=") >= 1


def test_an_empty_form_is_drawn_as_empty(browser):
    assert "表单是空的" in preview(browser, form_of()).json["page"]


def test_a_condition_is_said_beside_the_field_that_it_hides(browser):
    hidden = {**NOTE, "conditional": {"hide": '=decision = "approve"'}}

    page = preview(browser, form_of(hidden)).json["page"]

    assert "复核说明" in page
    assert "满足条件时不显示" in page


def test_what_is_wrong_is_said_in_words_with_the_field_it_is_about(browser):
    without_why = {**NOTE, "properties": {"kind": "text"}}

    said = preview(browser, form_of(without_why)).json

    assert said["page"] is None
    assert said["problems"] == [
        {"field": "复核说明", "sentence": "“复核说明”没有说明为何收集。请在属性 why 里写一句。"}
    ]


def test_a_condition_that_nobody_can_read_is_refused_in_words(browser):
    wrong = {**NOTE, "conditional": {"hide": "=__import__('os')"}}

    (problem,) = preview(browser, form_of(wrong)).json["problems"]

    assert problem["field"] == "复核说明"
    assert "条件无法识别" in problem["sentence"]


def test_markup_in_a_label_is_drawn_as_text(browser):
    page = preview(browser, form_of({**NOTE, "label": "<script>alert(1)</script>"})).json["page"]

    assert "<script>alert" not in page


def test_what_no_editor_posts_is_refused(browser):
    assert preview(browser, ["no text"]).status_code == 400
