"""People and employers that lists and cards are tried with, each known by name."""

from typing import Final
from uuid import uuid4

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Category
from service.refusals import Refused
from service.seeding.demo import AGENCY, REGISTERED, RESIGNED, TWICE, Somebody
from service.seeding.life.agencies import register_filed
from service.seeding.life.cards import order_and_fetch
from service.seeding.life.resignations import leave
from service.seeding.life.telling import Papers, Story, day
from service.seeding.life.town import Town, desk_of
from service.seeding.making import make_practitioner
from service.seeding.past import APPROVE, at
from service.seeding.registering import PROCEDURE, RegistrationForms

TWELVE: Final = "金海湾房地产经纪有限公司（样本）"
"""An agency whose name has twelve characters before the brackets."""
UNDRAWABLE: Final = Somebody("赵\U0002ebef", "15400000010")
"""Unicode has given this character to nobody, so no font can draw it on a card."""


def tell_of_fixtures(town: Town, papers: Papers, forms: RegistrationForms) -> None:
    """Let them come, each by the usual steps."""
    register_filed(papers, TWELVE, 300, 50)
    registered = _register(town, forms, REGISTERED, 700, 48)
    order_and_fetch(town, papers, registered, 35)
    leave(town, papers, _register(town, forms, RESIGNED, 702, 46), 30)
    _register(town, forms, UNDRAWABLE, 704, 6)
    _come_twice(town, forms)


def _register(town: Town, forms: RegistrationForms, who: Somebody, number: int, ago: int) -> Actor:
    """Take somebody into the register; their card is drawn if it can be."""
    agency = town.employer(AGENCY)
    desk = desk_of(agency)
    with at(day(ago, 8)):
        actor = make_practitioner(who.name, Category.BROKER, agency, None, who.mobile)
    story = Story(PROCEDURE, actor, forms.complete(actor, number, "male"), ago)
    story.decided(desk, APPROVE)
    story.decided(town.staff["reviewer"], APPROVE)
    story.worked_off()
    return actor


def _come_twice(town: Town, forms: RegistrationForms) -> None:
    """Let somebody hand in an ID number that another case holds; what they filled in is kept."""
    agency = town.employer(AGENCY)
    with at(day(1)):
        actor = make_practitioner(TWICE.name, Category.BROKER, agency, None, TWICE.mobile)
        draft = cases.open_draft(PROCEDURE, actor)
        answers = {**forms.complete(actor, 706, "female"), "id_number": TWICE.id_number}
        db.session.commit()  # The uploads stay when the submit is refused.
        try:
            cases.submit(PROCEDURE, answers, actor, uuid4())
        except Refused:
            subject = cases.procedure_subject(PROCEDURE)
            cases.save_draft(subject, answers, draft.version, actor)
