"""The settings, read once from the environment; a missing or bad one stops the start.

Prefix `MINGPAI_` besides `DATABASE_URL` and `S3_*` (design.md, Names that others rely on).
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from forms import N_
from processes.rules.numbers import ALPHABET
from service.payments import LOCAL, OFF, PROVIDERS

DEMO_CAPTCHA: Final = "1234"
LONGEST_PREFIX: Final = 6
NAME_BY_DEFAULT: Final = N_("房地产经纪行业协会")
"""Of the association, until `MINGPAI_ASSOCIATION` says whose service this is."""


class SettingsError(Exception):
    """The software cannot start with these settings; the text says which and what to do."""


class Environment(StrEnum):
    """Where the software runs; local twins and printed accounts exist in demo and test only."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class S3Settings:
    """An S3 server that keeps the documents."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str
    secure: bool


@dataclass(frozen=True, slots=True)
class Association:
    """What cards and pages say of the association; texts only, no figures of ours."""

    name: str
    phone: str
    practice_prefix: str
    icp: str = ""
    """ICP备案号, in the footer; empty where there is none."""
    police_record: str = ""
    """公安联网备案号, beside it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; see `docs/settings.md` for each in words."""

    environment: Environment
    database_url: str
    base_url: str
    secret_key: str
    data_keys: Mapping[str, bytes]
    """Key id → 32 bytes; the first is the one that seals, all of them open."""
    hash_key: bytes
    data_folder: Path
    s3: S3Settings | None
    association: Association
    sms: str
    payments: str = OFF
    """The provider through which people pay online, or off."""
    fixed_captcha: str = ""
    """The digits that every captcha shows in demo and test; empty for random ones."""

    @property
    def is_production(self) -> bool:
        """Whether real people's data are in this database."""
        return self.environment is Environment.PRODUCTION


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (the process's own by default).

    Raises:
        SettingsError: a setting is missing or bad, or production has one of the demo's.
    """
    env = os.environ if environ is None else environ
    settings = Settings(
        environment=_environment(env),
        database_url=_required(env, "DATABASE_URL"),
        base_url=_base_url(env),
        secret_key=_required(env, "MINGPAI_SECRET_KEY"),
        data_keys=_data_keys(_required(env, "MINGPAI_DATA_KEYS")),
        hash_key=_key("MINGPAI_HASH_KEY", _required(env, "MINGPAI_HASH_KEY")),
        data_folder=Path(env.get("MINGPAI_DATA", "var")).resolve(),
        s3=_s3(env),
        association=_association(env),
        sms=env.get("MINGPAI_SMS", "console"),
        payments=_payments(env),
        fixed_captcha=_fixed_captcha(env),
    )
    if settings.is_production:
        _refuse_demo_habits(settings, env)
    return settings


def _environment(env: Mapping[str, str]) -> Environment:
    name = env.get("MINGPAI_ENV", "production")
    try:
        return Environment(name)
    except ValueError:
        raise SettingsError(
            f"MINGPAI_ENV is {name!r}; it must be production, demo or test."
        ) from None


def _base_url(env: Mapping[str, str]) -> str:
    own_machine = f"http://127.0.0.1:{env.get('MINGPAI_PORT', '8000')}"
    return env.get("MINGPAI_BASE_URL", own_machine).rstrip("/")


def _required(env: Mapping[str, str], name: str) -> str:
    if not env.get(name):
        raise SettingsError(f"{name} is not set; see docs/settings.md for how to make one.")
    return env[name]


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise SettingsError(f"{name} must be 32 bytes in base64 (openssl rand -base64 32).")
    return key


def _data_keys(text: str) -> dict[str, bytes]:
    pairs = [part.partition(":") for part in text.split(",")]
    return {name: _key("MINGPAI_DATA_KEYS", value) for name, _, value in pairs}


def _s3(env: Mapping[str, str]) -> S3Settings | None:
    url = env.get("S3_ENDPOINT")
    if not url:
        return None
    scheme, _, host = url.rpartition("://")
    return S3Settings(
        endpoint=host,
        access_key=_required(env, "S3_ACCESS_KEY"),
        secret_key=_required(env, "S3_SECRET_KEY"),
        bucket=env.get("S3_BUCKET", "mingpai"),
        secure=scheme == "https",
    )


def _association(env: Mapping[str, str]) -> Association:
    return Association(
        name=env.get("MINGPAI_ASSOCIATION", NAME_BY_DEFAULT),
        phone=env.get("MINGPAI_ASSOCIATION_PHONE", ""),
        practice_prefix=_practice_prefix(env),
        icp=env.get("MINGPAI_ICP", ""),
        police_record=env.get("MINGPAI_POLICE_RECORD", ""),
    )


def _practice_prefix(env: Mapping[str, str]) -> str:
    # The check character counts in this alphabet; another letter would stop every approval.
    prefix = env.get("MINGPAI_PRACTICE_PREFIX", "WH")
    if not prefix or not set(prefix) <= set(ALPHABET) or len(prefix) > LONGEST_PREFIX:
        raise SettingsError(
            f"MINGPAI_PRACTICE_PREFIX must be one to {LONGEST_PREFIX} of {ALPHABET}."
        )
    return prefix


def _fixed_captcha(env: Mapping[str, str]) -> str:
    # Whoever tries the demo has read the digits in the terminal.
    demo = env.get("MINGPAI_ENV") == Environment.DEMO
    digits = env.get("MINGPAI_FIXED_CAPTCHA", DEMO_CAPTCHA if demo else "")
    if digits and not (digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 6):
        raise SettingsError("MINGPAI_FIXED_CAPTCHA must be four to six digits.")
    return digits


def _payments(env: Mapping[str, str]) -> str:
    try_out = env.get("MINGPAI_ENV") in {Environment.DEMO, Environment.TEST}
    name = env.get("MINGPAI_PAYMENTS") or (LOCAL if try_out else OFF)
    if name not in PROVIDERS:
        raise SettingsError(f"MINGPAI_PAYMENTS must be one of {', '.join(sorted(PROVIDERS))}.")
    return name


def _refuse_demo_habits(settings: Settings, env: Mapping[str, str]) -> None:
    if not settings.base_url.startswith("https://"):
        raise SettingsError("MINGPAI_BASE_URL must begin with https:// in production.")
    if settings.sms == "console":
        raise SettingsError(
            "MINGPAI_SMS=console prints codes; in production name a provider, or off for none."
        )
    if settings.payments == LOCAL:
        raise SettingsError(
            "MINGPAI_PAYMENTS=local takes no money; in production name a provider, or off."
        )
    if env.get("MINGPAI_FIXED_CAPTCHA"):
        raise SettingsError("MINGPAI_FIXED_CAPTCHA exists for demo and test only.")
