"""The facts about an applicant that forms and conditions may read (the diagram's givens)."""

from typing import Any, Final

from service.models import Account, Organisation

GIVENS: Final = frozenset(
    {"category", "account_has_name", "account_has_agency", "account_has_store", "changed_fields"}
)


def applicant_facts(account: Account) -> dict[str, Any]:
    """Say what the account already knows, so that the form does not ask it again.

    An employer that may not employ any more counts as none: the form then asks for another.
    Somebody who chose an agency itself when registering works at its head office, so that
    person is not asked for a store either.
    """
    settled = _may_employ(account.agency) and (
        account.store_id is None or _may_employ(account.store)
    )
    return {
        "category": account.category.value if account.category else None,
        "account_has_name": bool(account.real_name),
        "account_has_agency": settled,
        "account_has_store": settled,
    }


def _may_employ(organisation: Organisation | None) -> bool:
    return organisation is not None and organisation.may_employ
