"""Deletes what is over: sessions, captchas and SMS codes; the worker calls it every hour."""

from service.accounts import codes
from service.accounts.captchas import delete_old_captchas
from service.accounts.sessions import delete_expired_sessions
from service.ports import ports


def delete_what_is_over() -> None:
    """Delete expired sessions and captchas, and codes that no limit counts any more."""
    delete_expired_sessions(ports().clock())
    delete_old_captchas()
    codes.delete_old()
