"""Accounts that are opened for somebody: desks of organisations, staff of the association."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import pyotp
from sqlalchemy.exc import IntegrityError

from service.accounts.passwords import hash_password
from service.accounts.signing_in import totp_place
from service.extensions import db
from service.models import Account, AccountKind, Organisation, PostHolder
from service.ports import ports
from service.refusals import refusal_of


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """A new account of the association; the secret is shown once and never again."""

    account: Account
    totp_secret: str
    totp_uri: str
    """What the QR code for the authenticator app says."""


def open_desk_account(
    organisation: Organisation, password: str, *, seeded: bool = False
) -> Account:
    """Open the account of an agency's or a store's desk, and commit."""
    account = Account(
        kind=AccountKind(organisation.kind.value),
        organisation_id=organisation.id,
        display_name=organisation.name,
        password_hash=hash_password(password),
        seeded=seeded,
    )
    db.session.add(account)
    db.session.commit()
    return account


def open_staff_account(
    login_name: str,
    display_name: str,
    password: str,
    posts: Sequence[str],
    *,
    totp_secret: str | None = None,
    seeded: bool = False,
) -> StaffAccount:
    """Open an account of the association's staff with its posts, and commit.

    Args:
        posts: codes of posts that exist.
        totp_secret: base32; a new one by default.

    Raises:
        Refused: `login_name_taken`.
    """
    account_id, secret = uuid4(), totp_secret or pyotp.random_base32()
    account = _staff(account_id, login_name, display_name, password)
    account.totp_secret = ports().personal_data.seal(secret, of=totp_place(account_id))
    account.seeded = seeded
    account.must_change_password = not seeded
    account.posts = [PostHolder(post_code=code) for code in posts]
    db.session.add(account)
    _commit()
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=login_name, issuer_name=ports().settings.association.name
    )
    return StaffAccount(account, secret, uri)


def _staff(account_id: UUID, login_name: str, display_name: str, password: str) -> Account:
    return Account(
        id=account_id,
        kind=AccountKind.ASSOCIATION,
        login_name=login_name,
        display_name=display_name,
        password_hash=hash_password(password),
    )


def _commit() -> None:
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise refusal_of(error) or error from error
