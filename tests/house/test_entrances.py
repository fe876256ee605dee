"""Every front door says who may enter, even when the answer is "anyone"."""

import pytest
from flask import Flask

from service.accounts.registration_form import registration_form
from service.front_door import ANYONE, SIGNED_OUT_OK, find_entrance
from service.publishing import SHIPPED_POSTS

MAY_BE_SENT_SIGNED_OUT = {
    "portal.register_now",
    "portal.register_organisation_now",
    "portal.sign_in_now",
    "portal.sign_out",
    "agency_desk.sign_in_now",
    "association_desk.sign_in_now",
    "payment_callbacks.told",
    "local_bank.pay",
}
"""Forms that change something and take people who are not signed in: each is a decision."""


def test_every_view_declares_who_may_enter(app: Flask):
    silent = [name for name in app.view_functions if find_entrance(app, name) is None]

    assert not silent, f"Put @enter(...) of service/front_door.py on: {', '.join(silent)}"


def test_whatever_changes_something_is_closed_to_strangers_but_for_the_listed(app: Flask):
    posts = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
    }
    open_to_strangers = {
        name
        for name in posts
        if (entrance := find_entrance(app, name)) and entrance.who & (ANYONE | SIGNED_OUT_OK)
    }

    assert open_to_strangers <= MAY_BE_SENT_SIGNED_OUT


def test_every_post_that_a_view_takes_is_one_that_the_association_has(app: Flask):
    entrances = filter(None, (find_entrance(app, name) for name in app.view_functions))
    taken = {code for entrance in entrances for code in entrance.posts}

    assert taken - set(SHIPPED_POSTS) == set(), "Nobody could ever enter there."


@pytest.mark.usefixtures("app")
def test_every_question_of_the_registration_says_why_it_is_asked():
    assert all(field.why for field in registration_form().fields)
