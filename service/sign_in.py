"""The session cookie, and whose request this is.

The cookie holds a random token, the database its hash. Who asks is read by one statement, in
the request's own transaction, the first time somebody wants to know.
"""

from typing import Final, cast

from flask import Flask, request, session
from werkzeug.wrappers import Response

from service.accounts.sessions import LiveSession, end_session, find_session, touch_session
from service.actors import Actor
from service.extensions import db
from service.failures import NotAllowed
from service.ports import ports

COOKIE: Final = "mingpai_session"
UNATTENDED: Final = "X-Unattended"
"""The header of what a page asks by itself: that proves nobody's presence."""
_KEPT: Final = "mingpai.live_session"
"""Where a request keeps it; `g` belongs to the application's context, which may hold several."""


def init_app(app: Flask) -> None:
    """Note after each answer that somebody is still there."""
    app.after_request(_touch)


def current_session() -> LiveSession | None:
    """Give the live session that this request belongs to, if any."""
    if _KEPT not in request.environ:
        # Should the question fail, the page that says so must not ask it again.
        request.environ[_KEPT] = None
        token = request.cookies.get(COOKIE)
        request.environ[_KEPT] = find_session(token, ports().clock()) if token else None
    return _known()


def was_asked() -> bool:
    """Whether somebody is known to be signed in: the answer is then theirs alone."""
    return _known() is not None


def find_actor() -> Actor | None:
    """Give who is signed in, or None."""
    live = current_session()
    return live.actor if live else None


def require_session() -> LiveSession:
    """Give the live session.

    Raises:
        NotAllowed: nobody is signed in; the front door should have said so before.
    """
    live = current_session()
    if live is None:
        raise NotAllowed
    return live


def current_actor() -> Actor:
    """Give who is signed in; raises as `require_session` does."""
    return require_session().actor


def keep_token(response: Response, token: str) -> Response:
    """Send the browser its token; it forgets it when it is closed."""
    session.pop("csrf_token", None)  # What a stranger may have planted ends here.
    response.set_cookie(COOKIE, token, secure=_is_secure(), httponly=True, samesite="Lax", path="/")
    return response


def sign_out(response: Response) -> Response:
    """End the session here and in the browser."""
    token = request.cookies.get(COOKIE)
    if token:
        end_session(token)
    request.environ[_KEPT] = None
    response.delete_cookie(COOKIE, secure=_is_secure(), httponly=True, samesite="Lax", path="/")
    return response


def _known() -> LiveSession | None:
    return cast(LiveSession | None, request.environ.get(_KEPT))


def _is_secure() -> bool:
    # The demo speaks plain HTTP; production refuses to start with such a base address.
    return ports().settings.base_url.startswith("https://")


def _touch(response: Response) -> Response:
    live = _known()
    if live is not None and UNATTENDED not in request.headers:
        # Whatever a view left undone is not ours to commit.
        db.session.rollback()
        touch_session(live, ports().clock())
    return response
