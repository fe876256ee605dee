"""What a page without JavaScript posts."""

import time

from form_world import NOBODY_HAS, World, clean, good_answers, shipped, upload


def page_of(answers):
    """Post answers as a browser does: texts only, a list as its name again and again."""
    for key, value in answers.items():
        if isinstance(value, list):
            yield from ((key, item) for item in value)
        else:
            yield key, "on" if value is True else value


def test_a_page_posts_the_same_round_as_a_program():
    form = shipped("practitioner_registration")
    posted = form.read_posted(page_of(good_answers()))
    assert clean(form, posted, given=NOBODY_HAS).answers == good_answers()


def test_an_unticked_box_is_a_no_when_the_page_says_so_before_it():
    form = shipped("practitioner_registration")
    assert form.read_posted([("consent_identity", "false")]) == {"consent_identity": "false"}
    ticked = form.read_posted([("consent_identity", "false"), ("consent_identity", "true")])
    assert ticked == {"consent_identity": "true"}


def test_each_returned_field_posts_its_own_reason():
    form = shipped("employer_review")
    posted = form.read_posted(
        [
            ("decision", "return"),
            ("returned_fields.portrait", "背景不是白色"),
            ("returned_fields.agency", ""),
        ]
    )
    world = World(returnable_fields={"portrait": "形象照", "agency": "机构"})
    assert clean(form, posted, world).answers["returned_fields"] == {"portrait": "背景不是白色"}


def test_one_upload_is_a_list_of_one():
    form = shipped("practitioner_registration")
    assert form.read_posted([("portrait", upload(1))]) == {"portrait": [upload(1)]}


def test_a_page_that_posts_fifty_thousand_names_is_read_at_once():
    began = time.thread_time()
    posted = shipped("practitioner_registration").read_posted([("portrait", "x")] * 50_000)
    assert len(posted["portrait"]) == 50_000
    assert time.thread_time() - began < 1


def test_names_that_the_form_does_not_have_stay_to_be_refused():
    assert shipped("employer_review").read_posted([("x.y", "1")]) == {"x.y": "1"}
