"""Who may enter where, and the headers under which every page leaves the house.

Every view says who may enter, even when the answer is "anyone":

    @portal.get("/account")
    @enter(PRACTITIONER)
    def show_account() -> str: ...
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Final, TypeVar

from flask import Flask, Response, current_app, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from service import sign_in
from service.accounts.sessions import LiveSession
from service.actors import Actor, post_pool
from service.failures import NotAllowed
from service.models import AccountKind
from service.ports import ports
from service.queries.own_cases import own_procedure
from service.queries.standing import RESIGNATION


class Entry(Flag):
    """Who may enter."""

    ANYONE = auto()
    """Nobody asks who it is; not one statement is spent on it."""
    SIGNED_OUT_OK = auto()
    """Anyone, but the page knows whoever is signed in."""
    PRACTITIONER = auto()
    AGENCY = auto()
    STORE = auto()
    ASSOCIATION = auto()
    DESKS = AGENCY | STORE
    APPLICANTS = PRACTITIONER | DESKS
    """Whoever may hand something in: people, agencies and stores."""
    SIGNED_IN = PRACTITIONER | DESKS | ASSOCIATION


ANYONE, SIGNED_OUT_OK = Entry.ANYONE, Entry.SIGNED_OUT_OK
PRACTITIONER, AGENCY, STORE = Entry.PRACTITIONER, Entry.AGENCY, Entry.STORE
ASSOCIATION, DESKS, SIGNED_IN = Entry.ASSOCIATION, Entry.DESKS, Entry.SIGNED_IN
APPLICANTS = Entry.APPLICANTS

_ENTRY_OF: Final = {
    AccountKind.PRACTITIONER: PRACTITIONER,
    AccountKind.AGENCY: AGENCY,
    AccountKind.STORE: STORE,
    AccountKind.ASSOCIATION: ASSOCIATION,
}
_DOOR_OF: Final = {
    AccountKind.AGENCY: "agency_desk",
    AccountKind.STORE: "agency_desk",
    AccountKind.ASSOCIATION: "association_desk",
}
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_ATTRIBUTE: Final = "mingpai_entrance"
_FLASKS_OWN: Final = frozenset({"static"})
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a view declares. `posts` are codes of the association's posts; one of them does."""

    who: Entry
    posts: frozenset[str] = frozenset()
    with_old_password: bool = False
    """Open also to those who first have to change their password."""
    while_disabled: bool = False
    """Open also to a disabled person who leaves an employer, as far as it is about that."""


class NoEntranceError(Exception):
    """A view was registered without `@enter`; say who may enter."""


def enter(
    who: Entry,
    *,
    posts: Collection[str] = (),
    with_old_password: bool = False,
    while_disabled: bool = False,
) -> Callable[[View], View]:
    """Declare who may enter a view; of the association whoever holds one of `posts`."""
    entrance = Entrance(who, frozenset(posts), with_old_password, while_disabled)

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, entrance)
        return view

    return declare


def find_entrance(app: Flask, endpoint: str) -> Entrance | None:
    """Give what the view of an endpoint declares; Flask's own static files take anyone."""
    if endpoint in _FLASKS_OWN:
        return Entrance(ANYONE)
    entrance: Entrance | None = getattr(app.view_functions[endpoint], _ATTRIBUTE, None)
    return entrance


def init_app(app: Flask) -> None:
    """Guard every view, and send every answer with our headers."""
    app.before_request(_guard)
    app.after_request(_send_headers)


def viewer() -> Actor | None:
    """Give who looks at this page; on a page for anyone nobody is asked."""
    endpoint = request.endpoint
    entrance = find_entrance(current_app, endpoint) if endpoint else None
    if entrance is not None and entrance.who & ANYONE:
        return None
    return sign_in.find_actor()


def door_of_viewer() -> str:
    """Name the front door that whoever looks at this page works at; the portal for all others."""
    who = viewer()
    return _DOOR_OF.get(who.kind, "portal") if who else "portal"


def _guard() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    entrance = find_entrance(current_app, request.endpoint)
    if entrance is None:
        raise NoEntranceError(request.endpoint)
    _refuse_nul()
    if entrance.who & (ANYONE | SIGNED_OUT_OK):
        return None
    live = sign_in.current_session()
    if live is None:
        return _to_sign_in(entrance.who)
    if not _may_enter(live, entrance):
        raise NotAllowed
    if live.restricted and not (entrance.while_disabled and _is_about_leaving(live)):
        return redirect(url_for("portal.start", procedure=RESIGNATION))
    if live.must_change_password and not entrance.with_old_password:
        return redirect(url_for("portal.change_password"))
    return None


def _is_about_leaving(live: LiveSession) -> bool:
    asked = request.view_args or {}
    if "case_no" in asked:
        procedure = own_procedure(str(asked["case_no"]), live.actor.account_id)
    else:
        procedure = str(asked.get("procedure", RESIGNATION))
    return procedure == RESIGNATION


def _refuse_nul() -> None:
    """Turn away what no keyboard writes and no text of PostgreSQL holds."""
    texts = (text for pair in request.values.items(multi=True) for text in pair)
    if "\0" in request.path or any("\0" in text for text in texts):
        raise BadRequest


def _may_enter(live: LiveSession, entrance: Entrance) -> bool:
    if not _ENTRY_OF[live.actor.kind] & entrance.who:
        return False
    if not entrance.posts:
        return True
    return any(live.actor.works(post_pool(code)) for code in entrance.posts)


def _to_sign_in(who: Entry) -> AnyResponse:
    door = _sign_in_of(who)
    # Only what can be asked for again by an address is worth coming back to.
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    address = url_for(door, next=back)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for(door)})
    return redirect(address)


def _sign_in_of(who: Entry) -> str:
    if who & PRACTITIONER:
        return "portal.sign_in"
    return "agency_desk.sign_in" if who & DESKS else "association_desk.sign_in"


def safe_next(fallback: str) -> str:
    """Give the `next` of this request if it is a path of ours, else `fallback`."""
    asked = request.values.get("next", "")
    # Browsers read // and /\ as the start of another host.
    ours = asked.startswith("/") and asked[1:2] not in ("/", "\\")
    return asked if ours and asked.isprintable() else fallback


def _send_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "geolocation=(), microphone=()"
    if ports().settings.is_production:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if sign_in.was_asked() and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response
