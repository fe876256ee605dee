"""Captchas asked and answered: each for five minutes, each once."""

import hmac
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update

from forms import N_, FieldError
from forms.writing import compact
from service.captcha import new_answer
from service.extensions import db
from service.models import Captcha
from service.ports import ports

LIFETIME: Final = timedelta(minutes=5)


def ask_captcha(earlier: str | None = None) -> UUID:
    """Give the id of a captcha to show, and commit; `earlier` is kept while it can be answered."""
    now = ports().clock()
    kept = _id(earlier)
    if kept and find_answer(kept) is not None:
        return kept
    captcha = Captcha(answer=new_answer(ports().settings.fixed_captcha), expires_at=now + LIFETIME)
    db.session.add(captcha)
    db.session.commit()
    return captcha.id


def find_answer(captcha_id: UUID) -> str | None:
    """Give what the picture shows and the sound says, unless it was used or is too old."""
    query = select(Captcha.answer).where(
        Captcha.id == captcha_id, Captcha.used_at.is_(None), Captcha.expires_at > ports().clock()
    )
    return db.session.scalar(query)


def use_captcha(captcha_id: str, answer: str) -> bool:
    """Whether this answers it. Right or wrong, it cannot be tried again; commits at once.

    The commit comes first because a wrong answer must count even if the rest fails.
    """
    known, now = _id(captcha_id), ports().clock()
    if known is None:
        return False
    used = (
        update(Captcha)
        .where(Captcha.id == known, Captcha.used_at.is_(None), Captcha.expires_at > now)
        .values(used_at=now)
        .returning(Captcha.answer)
    )
    expected = db.session.scalar(used)
    db.session.commit()
    return expected is not None and hmac.compare_digest(expected.encode(), compact(answer).encode())


def wrong_captcha() -> FieldError:
    """Word the refusal of an answer, for whichever of the reasons."""
    return FieldError(
        "captcha", "captcha_wrong", N_("验证码不正确或已过期。请按新的图片或语音重新填写。")
    )


def delete_old_captchas() -> None:
    """Delete captchas that can no longer be answered, and commit."""
    db.session.execute(delete(Captcha).where(Captcha.expires_at <= ports().clock()))
    db.session.commit()


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
