"""The pages that no other journey opens, in both languages, and those that say no."""

import pytest
from sqlalchemy import select

from service.extensions import db
from service.models import ClaimProtection
from tests.journeys.acts import sign_in
from tests.journeys.arranging import agency, application, filing, registered_from, reviewer
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import sign_in_at_association, sign_in_at_desk
from tests.journeys.strangers import Strangers
from tests.journeys.test_agency_registration import licence_number
from tests.journeys.visitor import Visitor

LANGUAGES = pytest.mark.parametrize("language", ["简体中文", "English"])


@LANGUAGES
def test_a_passer_by_is_shown_sound_pages(welcome: Welcome, language: str):
    visitor = welcome()
    visitor.visit("/")
    _read_in(visitor, language)
    for path in ("/register/agency", "/register/store", "/v/"):
        visitor.visit(path)
    for path in ("/nothing", "/v/AAAAAAAAAA"):
        visitor.visit(path, status=404)


@LANGUAGES
def test_an_applicant_is_shown_sound_pages(
    house: House, welcome: Welcome, strangers: Strangers, language: str
):
    person = strangers.new()
    case_no = application(house, person, agency(house, strangers.company()))
    visitor = welcome()
    sign_in(visitor, person)
    _read_in(visitor, language)
    for path in ("", "/answers", "/withdraw"):
        visitor.visit(f"/cases/{case_no}{path}")
    for path in ("/cases", "/start/onboarding", "/account/password"):
        visitor.visit(path)
    visitor.visit("/association/", status=403)
    visitor.visit("/start/nothing", status=404)


@LANGUAGES
def test_an_organisation_is_shown_sound_pages(
    house: House, welcome: Welcome, strangers: Strangers, language: str
):
    visitor = welcome()
    sign_in_at_desk(visitor, agency(house, strangers.company()))
    _read_in(visitor, language)
    for path in ("/organisation", "/account/claim", "/cases", "/start/claim_objection"):
        visitor.visit(path)


@LANGUAGES
def test_the_association_is_shown_sound_pages_of_taken_names(
    house: House, welcome: Welcome, strangers: Strangers, language: str
):
    taken = registered_from(house, filing(house, strangers.company(), licence_number(strangers)))
    of_it = select(ClaimProtection.id).where(ClaimProtection.organisation_id == taken.id)
    claim_id = house.arrange(lambda: db.session.execute(of_it).scalar_one())
    visitor = welcome()
    sign_in_at_association(visitor, reviewer(house))
    _read_in(visitor, language)
    for path in ("", "?state=open", "?q=nobody", f"/{claim_id}"):
        visitor.visit(f"/association/claims{path}")


def _read_in(visitor: Visitor, language: str) -> None:
    if language == "English":
        visitor.follow(language)
