"""用户注册 of agencies and stores: an account and a draft of the organisation, both at once.

A draft keeps nobody from the name. It is claimed when the form is handed in
(`organisations.claim_organisation`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from forms import N_, Cleaned, FieldError, FormErrors
from service.accounts.captchas import use_captcha, wrong_captcha
from service.accounts.passwords import find_weakness, hash_password
from service.accounts.registration_form import NoLookups, organisation_form
from service.accounts.sessions import start_session
from service.accounts.signing_in import SignedInNow
from service.extensions import db
from service.models import Account, AccountKind, Filing, Organisation, OrganisationKind
from service.models.organisations import Registration
from service.names import name_key, pinyin_key
from service.ports import ports

_ORDER: Final = ("filing", "confirmed", "name", "uscc", "password", "captcha")
"""Of the questions on the page."""


class OrganisationIsLive(Exception):
    """Somebody has registered this name or number: sign in, or object to it."""


class NumberIsFiled(Exception):
    """The number that was typed is in the filing directory, which passes at once."""

    def __init__(self, filing_id: UUID) -> None:
        super().__init__(filing_id)
        self.filing_id = filing_id


@dataclass(frozen=True, slots=True)
class OrganisationRegistration:
    """What an agency's or a store's clerk sent: an entry of the directory, or name and number."""

    kind: OrganisationKind
    filing_id: UUID | None
    confirmed: bool
    """核对是否本公司执照号: whoever picked an entry compared its number with the licence."""
    differs: bool
    """号码不符: they compared, and the licence has another number."""
    name: str
    uscc: str
    not_this_entry: bool
    """The number is in the directory, and the entry is another company's all the same."""
    objects: bool
    """我单位被冒名注册: the account is wanted to object to whoever has the name."""
    password: str = field(repr=False)
    captcha_id: str
    captcha: str


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(SignedInNow):
    """A new account, signed in; `warnings` are what its reviewer will wonder about."""

    warnings: tuple[FieldError, ...]


def register_organisation(registration: OrganisationRegistration) -> OrganisationRegistered:
    """Make the account of an agency or a store and sign it in.

    Raises:
        FormErrors: something is missing or wrong; the captcha is used up only when all
            else that can be said without it is right.
        NumberIsFiled: an entry of the directory has the typed number; pick it, or deny it.
        OrganisationIsLive: another has the name or number; sign in, or object.
    """
    filing = _filing(registration)
    cleaned = _check(registration, filing)
    organisation = _draft(registration, cleaned, filing)
    if not registration.objects:
        _refuse_live(organisation)
    if not use_captcha(registration.captcha_id, registration.captcha):
        raise FormErrors((wrong_captcha(),))
    account = _account(organisation, registration.password)
    db.session.add_all((organisation, account))
    db.session.flush()  # The session's row points at the account's.
    token = start_session(account, ports().clock())
    db.session.commit()
    return OrganisationRegistered(account, token, cleaned.warnings if cleaned else ())


def _filing(registration: OrganisationRegistration) -> Filing | None:
    if registration.filing_id is None:
        return None
    filing = db.session.get(Filing, registration.filing_id)
    return filing if filing and filing.kind is registration.kind else None


def _check(registration: OrganisationRegistration, filing: Filing | None) -> Cleaned | None:
    """Give the typed name and number, cleaned; None for an entry of the directory."""
    errors = [*_filing_errors(registration, filing), *_secret_errors(registration)]
    cleaned = None
    if registration.filing_id is None:
        try:
            cleaned = _clean(registration)
        except FormErrors as refused:
            errors.extend(refused.errors)
    if errors:
        raise FormErrors(tuple(sorted(errors, key=lambda one: _ORDER.index(one.key))))
    entry = _entry_of(cleaned)
    if entry is not None and not registration.not_this_entry:
        raise NumberIsFiled(entry)
    return cleaned


def _clean(registration: OrganisationRegistration) -> Cleaned:
    typed = {"name": registration.name, "uscc": registration.uscc}
    return organisation_form().clean(typed, given={}, lookups=NoLookups())


def _filing_errors(
    registration: OrganisationRegistration, filing: Filing | None
) -> Iterator[FieldError]:
    if registration.filing_id is None:
        return
    if filing is None:
        yield FieldError("filing", "filing_unknown", N_("备案目录中没有这家单位，请重新选择。"))
    elif registration.confirmed == registration.differs:
        yield FieldError(
            "confirmed",
            "not_confirmed",
            N_("请核对是否本公司执照号：是的勾选确认，不是的勾选“号码不符”。"),
        )


def _secret_errors(registration: OrganisationRegistration) -> Iterator[FieldError]:
    weakness = find_weakness(registration.password)
    if weakness:
        yield weakness
    if not registration.captcha.strip():
        yield FieldError("captcha", "captcha_missing", N_("请填写验证码。"))


def _entry_of(cleaned: Cleaned | None) -> UUID | None:
    if cleaned is None:
        return None
    return db.session.scalar(select(Filing.id).where(Filing.uscc == cleaned.answers["uscc"]))


def _draft(
    registration: OrganisationRegistration, cleaned: Cleaned | None, filing: Filing | None
) -> Organisation:
    known: Any = filing if filing else cleaned
    name = filing.name if filing else known.answers["name"]
    return Organisation(
        id=uuid4(),
        kind=registration.kind,
        name=name,
        name_key=name_key(name),
        pinyin_key=pinyin_key(name),
        uscc=filing.uscc if filing else known.answers["uscc"],
        region=filing.region if filing else None,
        filing_id=filing.id if filing else None,
        number_differs=filing is not None and registration.differs,
        denied_filing_id=_entry_of(cleaned),
        registration=Registration.DRAFT,
    )


def _refuse_live(organisation: Organisation) -> None:
    same = [
        Organisation.name_key == organisation.name_key,
        Organisation.uscc == organisation.uscc,
    ]
    # Without an entry of the directory they would all be the same one.
    if organisation.filing_id is not None:
        same.append(Organisation.filing_id == organisation.filing_id)
    live = Organisation.registration.in_((Registration.PENDING, Registration.APPROVED))
    if db.session.scalar(select(Organisation.id).where(or_(*same), live).limit(1)) is not None:
        raise OrganisationIsLive(organisation.name)


def _account(organisation: Organisation, password: str) -> Account:
    return Account(
        id=uuid4(),
        kind=AccountKind(organisation.kind.value),
        organisation_id=organisation.id,
        display_name=organisation.name,
        password_hash=hash_password(password),
    )
