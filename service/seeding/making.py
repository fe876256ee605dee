"""Rows that demo data begin with: organisations, accounts, uploads that were checked already."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from service.accounts.passwords import hash_password
from service.actors import Actor, account_pool, organisation_pool
from service.extensions import db
from service.models import (
    Account,
    AccountKind,
    Category,
    Document,
    DocumentStatus,
    Filing,
    Organisation,
    OrganisationKind,
    Registration,
)
from service.names import name_key, pinyin_key
from service.personal_data import contact_place, mobile_place
from service.ports import ports
from service.seeding import specimens

# Printed for everybody: production refuses to start while a seeded account exists.
PASSWORD = "Mingpai-2026"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Page:
    """A page that lies in the storage; several uploads may show it."""

    key: str
    width: int
    height: int
    size: int


@cache
def hashed_password() -> str:
    """Hash the demo's password once: it is slow on purpose."""
    return hash_password(PASSWORD)


def make_organisation(kind: OrganisationKind, name: str, **facts: Any) -> Organisation:
    """Make a registered agency or store, and commit."""
    row = {"region": "371002", "registration": Registration.APPROVED, **facts}
    organisation = Organisation(
        id=uuid4(),
        kind=kind,
        name=name,
        name_key=name_key(name),
        pinyin_key=pinyin_key(name),
        **row,
    )
    db.session.add(organisation)
    db.session.commit()
    return organisation


def add_filing(
    kind: OrganisationKind,
    name: str,
    uscc: str,
    region: str = "371002",
    valid_to: date | None = None,
    contact_mobile: str | None = None,
    parent_name: str | None = None,
) -> UUID:
    """Add an entry to the filing directory, valid until the end of next year if nothing is said.

    The caller commits. Gives its id.
    """
    filing_id = uuid4()
    row = {
        "id": filing_id,
        "kind": kind,
        "name": name,
        "name_key": name_key(name),
        "pinyin_key": pinyin_key(name),
        "uscc": uscc,
        "filing_no": f"威房经备字样本第{uscc[-10:]}号",
        "valid_to": valid_to or date(ports().clock().year + 1, 12, 31),
        "region": region,
        "parent_name": parent_name,
    }
    if contact_mobile:
        place = contact_place(filing_id)
        row["contact_mobile"] = ports().personal_data.seal(contact_mobile, of=place)
    db.session.execute(insert(Filing).values(row))
    return filing_id


def make_desk(organisation: Organisation) -> Actor:
    """Make the account with which an agency or store signs in; the caller commits."""
    account = Account(
        id=uuid4(),
        kind=AccountKind(organisation.kind.value),
        organisation_id=organisation.id,
        display_name=organisation.name,
        password_hash=hashed_password(),
        seeded=True,
    )
    db.session.add(account)
    return actor_of(account)


def make_practitioner(
    name: str, category: Category, agency: Organisation, store: Organisation | None, mobile: str
) -> Actor:
    """Make the account of a person whose mobile is verified, and commit."""
    secrets, account_id = ports().personal_data, uuid4()
    account = Account(
        id=account_id,
        kind=AccountKind.PRACTITIONER,
        display_name=name,
        real_name=name,
        category=category,
        password_hash=hashed_password(),
        agency_id=agency.id,
        store_id=store.id if store else None,
        mobile=secrets.seal(mobile, of=mobile_place(account_id)),
        mobile_hash=secrets.hash(mobile),
        mobile_verified_at=ports().clock(),
        seeded=True,
    )
    db.session.add(account)
    db.session.commit()
    return actor_of(account)


def actor_of(account: Account) -> Actor:
    """Say what an account may do, as its session would."""
    pools = {account_pool(account.id)}
    if account.organisation_id:
        pools.add(organisation_pool(account.organisation_id))
    return Actor(
        account.id, account.kind, account.display_name, frozenset(pools), account.organisation_id
    )


def store_page(jpeg: bytes) -> Page:
    """Put a page into the storage."""
    key = f"documents/{uuid4()}/1.jpg"
    ports().storage.put(key, jpeg, "image/jpeg")
    width, height = specimens.size_of(jpeg)
    return Page(key, width, height, len(jpeg))


def add_document(actor: Actor, field: str, *pages: Page) -> str:
    """Add an upload of these pages, ready to be handed in; the caller commits. Gives its id."""
    document = Document(
        id=uuid4(),
        account_id=actor.account_id,
        field=field,
        file_name="样本.jpg",
        size=sum(page.size for page in pages),
        media_type="image/jpeg",
        status=DocumentStatus.READY,
        original_key=pages[0].key,
        pages=[{"key": page.key, "width": page.width, "height": page.height} for page in pages],
        uploaded_at=ports().clock(),
    )
    db.session.add(document)
    return str(document.id)


def keep_pages(actor: Actor, field: str, *pages: bytes) -> str:
    """Store pages and make one upload of them, and commit. Gives its id."""
    document_id = add_document(actor, field, *map(store_page, pages))
    db.session.commit()
    return document_id
