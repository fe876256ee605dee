"""Taken names: who registers under them, who owns them, and what each hands in."""

from typing import Any
from uuid import uuid4

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Account, Case, Filing, Organisation, OrganisationKind, Registration
from service.names import name_key
from service.operations import OperationContext, objections
from service.personal_data import contact_place
from service.ports import ports
from service.queries.affected import find_disputed
from service.rows import add_rows
from tests.people import USCC, People
from tests.stories import case_of

NAME = "威海安居房地产经纪有限公司"
CONTACT = "15400000088"
PROCEDURE = "claim_objection"


class Claims:
    """Squatters, owners and what they hand in; a test states only what matters to it."""

    def __init__(self, people: People) -> None:
        self.people = people

    def filing(self, mobile: str | None = CONTACT) -> Filing:
        """File the agency in the directory."""
        filing = Filing(
            id=uuid4(),
            kind=OrganisationKind.AGENCY,
            name=NAME,
            name_key=name_key(NAME),
            uscc=USCC,
            filing_no="WHBA-0001",
        )
        if mobile:
            place = contact_place(filing.id)
            filing.contact_mobile = ports().personal_data.seal(mobile, of=place)
        db.session.add(filing)
        db.session.commit()
        return filing

    def squat(self, mobile: str | None = CONTACT) -> Organisation:
        """Register the filed name as whoever picks it does: it passes at once."""
        filing = self.filing(mobile)
        agency = self.people.agency(NAME, filing_id=filing.id, uscc=filing.uscc)
        self.approve(agency)
        return agency

    def approve(self, organisation: Organisation) -> None:
        """Do what the step that approves a registration does."""
        organisation.registration = Registration.APPROVED
        organisation.registered_at = ports().clock()
        db.session.flush()
        objections.protect(_context(), organisation)
        db.session.commit()

    def owner(self, name: str = NAME) -> Actor:
        """Make the account that the owner of the name opens: a draft of the same name."""
        return self.people.desk(self.people.agency(name, registration=Registration.DRAFT))

    def object(self, owner: Actor, **changes: Any) -> Case:
        """Hand the objection in."""
        cases.open_draft(PROCEDURE, owner)
        answers = {**self.papers(owner), **changes}
        return case_of(cases.submit(PROCEDURE, answers, owner, uuid4()).case_no)

    def papers(self, owner: Actor) -> dict[str, Any]:
        """Give complete answers to the form."""
        return {
            "statement": "我单位从未注册，也未授权任何人注册。",
            "contact_name": "王芳",
            "contact_mobile": "15400000077",
            "business_licence": [self.people.document(owner, "business_licence")],
            "letter": [self.people.document(owner, "letter")],
        }


def _context() -> OperationContext:
    case = Case(id=uuid4())
    secrets, settings = ports().personal_data, ports().settings
    return OperationContext(
        case=case,
        applicant=Account(),
        actor_id=None,
        now=ports().clock(),
        answers=dict,
        settings=settings,
        personal_data=secrets,
        keep=add_rows,
    )


def fates(case: Case, fate: str) -> dict[str, str]:
    """Settle everything that an objection lists in one way."""
    disputed = find_disputed(case.id)
    assert disputed is not None
    assert disputed.items
    return {item.key: fate for item in disputed.items}
