"""Who applies in each shipped procedure, with which answers, and who then has the case.

A procedure that adds a story here is run to its end with its reviewers swapped and a third one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.actors import Actor
from service.models import Organisation
from tests.changes import answers_for
from tests.employed import employed, resigned
from tests.orders import SELF
from tests.people import People
from tests.procedures import THIRD_FORM
from tests.stories import submit


@dataclass(frozen=True)
class Story:
    """A procedure from its applicant to its end."""

    applicant: Callable[[People, Organisation], Actor]
    answers: Callable[[People, Actor, Organisation], dict[str, Any]]
    forms: tuple[str, ...]
    """The forms of those who have the case after each other, the third reviewer's among them."""
    milestone: str
    cards: int
    """How many cards there are in the end, void ones among them."""
    posts: tuple[str, ...] = ()
    """The posts of the association that have it besides the reviewer's."""


def owner_of_a_taken_name(people: People, _: Organisation) -> Actor:
    """Make the account of an agency under whose filed name somebody has just registered."""
    filing = people.filing("威海新港房地产经纪有限公司")
    submit(people, people.draft(filing), procedure="agency_registration")
    return people.draft(name=filing.name)


def objection(people: People, actor: Actor, _: Organisation) -> dict[str, Any]:
    """Give complete answers to an objection."""
    return {
        "statement": "我单位从未注册，也未授权任何人注册。",
        "contact_name": "王芳",
        "contact_mobile": "15400000077",
        "business_licence": [people.document(actor, "business_licence")],
        "letter": [people.document(actor, "letter")],
    }


STORIES: Final[Mapping[str, Story]] = {
    "practitioner_registration": Story(
        lambda people, agency: people.practitioner(agency=agency),
        lambda people, actor, _: people.registration(actor),
        ("association_review", "employer_review", THIRD_FORM),
        "已实名",
        1,
    ),
    "onboarding": Story(
        resigned,
        lambda people, actor, agency: people.onboarding(actor, agency=str(agency.id)),
        ("association_review", "employer_review", THIRD_FORM),
        "在职",
        2,
    ),
    "resignation": Story(
        employed,
        lambda people, actor, _: people.resignation(actor),
        ("association_review", THIRD_FORM),
        "已离职",
        1,
    ),
    "agency_registration": Story(
        lambda people, _: people.draft(name="威海新来房地产经纪有限公司"),
        lambda people, actor, _: people.agency_registration(actor),
        ("association_review", THIRD_FORM),
        "已通过",
        0,
    ),
    "store_registration": Story(
        lambda people, _: people.draft_store(),
        lambda people, actor, agency: people.store_registration(actor, parent=str(agency.id)),
        ("association_review", "parent_confirmation", THIRD_FORM),
        "已通过",
        0,
    ),
    "change_of_details": Story(
        employed,
        lambda people, actor, _: answers_for(people, actor, "name"),
        ("change_opinion", "change_opinion", THIRD_FORM),
        "已变更",
        2,
    ),
    "claim_objection": Story(
        owner_of_a_taken_name,
        objection,
        ("claim_objection_review", THIRD_FORM),
        "异议成立",
        0,
    ),
    "card_making": Story(
        employed,
        lambda *_: SELF,
        ("card_payment", "card_printing", THIRD_FORM, "card_handover"),
        "已领取",
        1,
        ("cashier", "card_maker"),
    ),
}
