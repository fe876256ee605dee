"""Who acts in a request: what a session says of somebody, and nothing of how they signed in."""

from dataclasses import dataclass
from uuid import UUID

from service.models import AccountKind, Case


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in account. `pools` are the inboxes it may work: `account:<id>`, `post:<code>`…"""

    account_id: UUID
    kind: AccountKind
    display_name: str
    pools: frozenset[str]
    organisation_id: UUID | None = None

    def works(self, pool: str) -> bool:
        """Whether tasks of `pool` are this actor's to do."""
        return pool in self.pools


def account_pool(account_id: UUID) -> str:
    """Name the inbox of one person."""
    return f"account:{account_id}"


def organisation_pool(organisation_id: UUID) -> str:
    """Name the inbox of an agency's or a store's desk."""
    return f"organisation:{organisation_id}"


def post_pool(code: str) -> str:
    """Name the inbox of a post of the association."""
    return f"post:{code}"


def pool_of(case: Case, role: str) -> str:
    """Say whose inbox a role means for this case: the applicant, a desk, or a post."""
    if role == "applicant":
        return account_pool(case.account_id)
    if role == "agency" and case.agency_id:
        return organisation_pool(case.agency_id)
    if role == "store" and case.store_id:
        return organisation_pool(case.store_id)
    return post_pool(role)
