"""Whether an organisation is an entry of the filing directory: it says so, or that it is not.

Asked again while its registration is being filled in; what was handed in stays as it is.
"""

from uuid import UUID

from sqlalchemy import select

from service.extensions import db
from service.failures import NotFound
from service.models import Account, Filing, Organisation, Registration
from service.names import name_key, pinyin_key
from service.queries.filings import FoundFiling, find_filing, find_filing_of_number
from service.refusals import Refused


def find_offer(organisation_id: UUID, uscc: str | None) -> FoundFiling | None:
    """Find the entry that has the number which an unfiled organisation typed.

    None where it said already that this entry is another's.
    """
    own = db.session.get_one(Organisation, organisation_id)
    found = find_filing_of_number(uscc) if uscc and own.filing_id is None else None
    if found is None or found.kind is not own.kind or found.id == own.denied_filing_id:
        return None
    return found


def find_own_filing(organisation_id: UUID) -> FoundFiling | None:
    """Find the entry that an organisation has picked."""
    own = db.session.get_one(Organisation, organisation_id)
    return find_filing(own.filing_id) if own.filing_id else None


def pick_filing(account_id: UUID, filing_id: UUID) -> None:
    """Go on as an entry of the directory: 已备案; and commit.

    Raises:
        NotFound: there is no such entry for this kind of organisation.
        Refused: somebody has registered from it, or the registration is under way.
    """
    account, own = _own(account_id)
    filing, found = db.session.get(Filing, filing_id), find_filing(filing_id)
    if filing is None or found is None or filing.kind is not own.kind:
        raise NotFound
    if found.is_taken:
        raise Refused("organisation_registered", field="uscc")
    own.filing_id, own.number_differs = filing.id, False
    own.name, own.uscc = filing.name, filing.uscc
    own.name_key, own.pinyin_key = name_key(own.name), pinyin_key(own.name)
    own.region = own.region or filing.region
    account.display_name = own.name
    db.session.commit()


def deny_filing(account_id: UUID, filing_id: UUID) -> None:
    """Go on as no entry of the directory: this one is another's; and commit.

    Raises:
        NotFound: there is no such entry.
        Refused: the registration is under way.
    """
    _account, own = _own(account_id)
    if db.session.get(Filing, filing_id) is None:
        raise NotFound
    own.denied_filing_id = filing_id
    if own.filing_id == filing_id:
        own.filing_id, own.number_differs = None, False
    db.session.commit()


def _own(account_id: UUID) -> tuple[Account, Organisation]:
    account = db.session.get_one(Account, account_id)
    query = select(Organisation).where(Organisation.id == account.organisation_id)
    own = db.session.execute(query.with_for_update()).scalar_one()
    if own.registration in (Registration.PENDING, Registration.APPROVED):
        raise Refused("already_registered")
    return account, own
