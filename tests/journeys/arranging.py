"""What is there before a journey begins: employers, desks, staff of the association."""

from dataclasses import dataclass

from tests.journeys.house import House
from tests.people import People


@dataclass(frozen=True, slots=True)
class Employer:
    """An agency or a store, by what people know of it."""

    id: str
    name: str


def agency(house: House, name: str) -> Employer:
    """Make a registered agency with a desk that can sign in."""

    def make() -> Employer:
        made = People().agency(name)
        People().desk(made)
        return Employer(str(made.id), made.name)

    return house.arrange(make)
