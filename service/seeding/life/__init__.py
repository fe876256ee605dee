"""The life of the demo beside those who register: cases of other procedures, open and closed."""

from service.seeding.life.agencies import tell_of_agencies
from service.seeding.life.cards import tell_of_cards
from service.seeding.life.changes import tell_of_changes
from service.seeding.life.fixtures import tell_of_fixtures
from service.seeding.life.onboardings import tell_of_onboardings
from service.seeding.life.resignations import tell_of_resignations
from service.seeding.life.stores import tell_of_stores
from service.seeding.life.telling import Papers
from service.seeding.life.town import Town
from service.seeding.past import catch_up
from service.seeding.registering import RegistrationForms


def seed_life(forms: RegistrationForms) -> None:
    """Tell of each procedure; the demo's accounts and the city's people are there already."""
    papers, town = Papers(), Town()
    tell_of_agencies(papers)
    tell_of_stores(town, papers)
    tell_of_resignations(town, papers)
    tell_of_onboardings(town, papers)
    tell_of_cards(town, papers)
    tell_of_changes(town, papers)
    tell_of_fixtures(town, papers, forms)
    catch_up()
