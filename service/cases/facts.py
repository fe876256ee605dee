"""The facts about an applicant that forms and conditions may read (the diagram's givens)."""

from collections.abc import Container, Iterator
from typing import Any, Final
from uuid import UUID

from processes.step import Step
from service.clock import day_in_shanghai
from service.editions import first_step, parsed
from service.models import Account, CardStatus, Organisation
from service.ports import ports
from service.queries.cards import find_my_card
from service.queries.register_details import details_on_record

GIVENS: Final = frozenset(
    {
        "applicant_kind",
        "category",
        "filed",
        "filing_lapsed",
        "account_has_name",
        "account_has_agency",
        "account_has_store",
        "account_employer",
        "changed_fields",
        "online_payment",
        "card_reason",
    }
)


def applicant_facts(account: Account, reads: Container[str] = ()) -> dict[str, Any]:
    """Say what the account already knows, so that the form does not ask it again.

    An employer that may not employ any more counts as none: the form then asks for another.
    Somebody who chose an agency itself when registering works at its head office, so that
    person is not asked for a store either. What would cost a statement is said only to an
    edition that `reads` it.
    """
    settled = _may_employ(account.agency) and (
        account.store_id is None or _may_employ(account.store)
    )
    organisation = account.organisation
    facts = {"card_reason": _card_reason(account)} if "card_reason" in reads else {}
    return facts | {
        "online_payment": ports().payments is not None,
        "applicant_kind": account.kind.value,
        "filed": organisation is not None and organisation.filing_id is not None,
        "filing_lapsed": organisation is not None and _has_lapsed(organisation),
        "category": account.category.value if account.category else None,
        "account_has_name": bool(account.real_name),
        "account_has_agency": settled,
        "account_has_store": settled,
        "account_employer": _employer_name(account) if settled else None,
    }


def known_answers(account: Account) -> dict[str, Any]:
    """Give what we know already under the names that a form's `prefill` may ask for.

    A name that this account knows nothing for is absent.
    """
    known = dict(_organisation_answers(account.organisation)) if account.organisation else {}
    known = details_on_record(account) | known
    return {name: value for name, value in known.items() if value not in (None, "")}


def values_at_start(edition_id: UUID, account: Account) -> dict[str, Any]:
    """Give what the diagram itself settles before its first form: outputs of decision tables."""
    return dict(step_at_start(edition_id, account).values)


def step_at_start(edition_id: UUID, account: Account) -> Step:
    """Run the diagram up to the form with which this account begins; nothing is kept."""
    return first_step(edition_id, applicant_facts(account, parsed(edition_id).unset))


def _card_reason(account: Account) -> str:
    """Say why a card is printed: `lost` where the newest one was reported so, else `new`."""
    newest = find_my_card(account.id)
    lost = newest is not None and newest.status is CardStatus.LOST
    return "lost" if lost else "new"


def _has_lapsed(organisation: Organisation) -> bool:
    filing = organisation.filing
    return filing is not None and not filing.is_valid_on(day_in_shanghai(ports().clock()))


def _organisation_answers(organisation: Organisation) -> Iterator[tuple[str, Any]]:
    yield "organisation_name", organisation.name
    yield "organisation_uscc", organisation.uscc
    yield "organisation_number_differs", organisation.number_differs or None
    yield "organisation_region", organisation.region
    yield "organisation_address", organisation.address
    yield "organisation_legal_name", organisation.legal_name
    yield "organisation_agent_name", organisation.agent_name


def _employer_name(account: Account) -> str:
    named = [one.name for one in (account.agency, account.store) if one is not None]
    return " · ".join(named)


def _may_employ(organisation: Organisation | None) -> bool:
    return organisation is not None and organisation.may_employ
