"""用户注册: a person makes an account, which works at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from sqlalchemy import func, select

from forms import N_, Cleaned, FieldError, FormErrors
from service.accounts.captchas import use_captcha, wrong_captcha
from service.accounts.passwords import find_weakness, hash_password
from service.accounts.registration_form import NoLookups, registration_form
from service.accounts.sessions import start_session
from service.accounts.signing_in import MOST_CANDIDATES, SignedInNow
from service.extensions import db
from service.models import (
    Account,
    AccountKind,
    AccountStatus,
    Category,
    Organisation,
    OrganisationKind,
)
from service.personal_data import mobile_place
from service.ports import ports
from service.refusals import SENTENCES

Channel = Literal["browser", "mini_program"]
_NAMELESS: Final = N_("新用户")
_ORDER: Final = ("category", "employer", "real_name", "mobile", "password", "captcha")
"""Of the questions on the page."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What a person sent. In the mini-program employer and name come with 实名登记 only."""

    answers: Mapping[str, Any] = field(repr=False)
    """Of the form `account_registration`: category, real_name, mobile."""
    employer: str
    """The id of an agency or a store."""
    password: str = field(repr=False)
    captcha_id: str
    captcha: str
    channel: Channel = "browser"


@dataclass(frozen=True, slots=True)
class Registered(SignedInNow):
    """A new account, signed in. `verify_first`: without it this number may not sign in again."""

    verify_first: bool


def register_practitioner(registration: Registration) -> Registered:
    """Make the account of a person of any category and sign them in.

    Raises:
        FormErrors: something is missing or wrong; the captcha is used up only when all
            else that can be said without it is right.
    """
    cleaned, employer = _check(registration)
    if not use_captcha(registration.captcha_id, registration.captcha):
        raise FormErrors((wrong_captcha(),))
    number = ports().personal_data.hash(cleaned.answers["mobile"])
    _refuse_taken(number)
    account = _account(cleaned, employer, registration.password, number)
    crowded = _sharing(number) >= MOST_CANDIDATES
    db.session.add(account)
    db.session.flush()  # The session's row points at the account's.
    token = start_session(account, ports().clock())
    db.session.commit()
    return Registered(account, token, verify_first=crowded)


def _check(registration: Registration) -> tuple[Cleaned, Organisation | None]:
    errors: list[FieldError] = []
    cleaned = None
    try:
        cleaned = registration_form().clean(
            registration.answers, given={"channel": registration.channel}, lookups=NoLookups()
        )
    except FormErrors as refused:
        errors.extend(refused.errors)
    employer = _find_employer(registration.employer)
    errors.extend(_employer_errors(registration, employer))
    errors.extend(_secret_errors(registration))
    if errors or cleaned is None:
        raise FormErrors(tuple(sorted(errors, key=lambda one: _ORDER.index(one.key))))
    return cleaned, employer


def _find_employer(text: str) -> Organisation | None:
    try:
        return db.session.get(Organisation, UUID(text))
    except ValueError:
        return None


def _employer_errors(
    registration: Registration, employer: Organisation | None
) -> Iterator[FieldError]:
    if employer is None and registration.channel == "browser":
        yield FieldError("employer", "employer_missing", SENTENCES["employer_missing"])
    elif employer is not None and not is_open_to_new_people(employer):
        yield FieldError(
            "employer",
            "employer_unavailable",
            SENTENCES["employer_unavailable"],
            {"name": employer.name},
        )


def is_open_to_new_people(employer: Organisation) -> bool:
    """Whether it and, for a store, its agency are enabled and 已通过 (domain.md §3)."""
    return employer.may_employ and (employer.parent is None or employer.parent.may_employ)


def _secret_errors(registration: Registration) -> Iterator[FieldError]:
    weakness = find_weakness(registration.password)
    if weakness:
        yield weakness
    if not registration.captcha.strip():
        yield FieldError("captcha", "captcha_missing", N_("请填写验证码。"))


def _refuse_taken(number: bytes) -> None:
    verified = select(Account.id).where(
        Account.mobile_hash == number,
        Account.mobile_verified_at.is_not(None),
        Account.status != AccountStatus.CLOSED,
    )
    if db.session.scalar(verified.limit(1)) is not None:
        raise FormErrors(
            (FieldError("mobile", "mobile_registered", SENTENCES["mobile_registered"]),)
        )


def _sharing(number: bytes) -> int:
    query = select(func.count()).where(
        Account.mobile_hash == number, Account.status != AccountStatus.CLOSED
    )
    return db.session.scalar(query) or 0


def _account(
    cleaned: Cleaned, employer: Organisation | None, password: str, number: bytes
) -> Account:
    account_id, answers = uuid4(), cleaned.answers
    agency_id, store_id = _places(employer)
    name = answers.get("real_name")
    return Account(
        id=account_id,
        kind=AccountKind.PRACTITIONER,
        category=Category(answers["category"]),
        display_name=name or _NAMELESS,
        real_name=name,
        mobile=ports().personal_data.seal(answers["mobile"], of=mobile_place(account_id)),
        mobile_hash=number,
        password_hash=hash_password(password),
        agency_id=agency_id,
        store_id=store_id,
    )


def _places(employer: Organisation | None) -> tuple[UUID | None, UUID | None]:
    if employer is None:
        return None, None
    if employer.kind is OrganisationKind.STORE:
        return employer.parent_id, employer.id
    return employer.id, None
