"""The search behind every picker of agencies and stores."""

import re
from typing import Final
from uuid import UUID

from flask import abort, render_template, request

from service.front_door import ANYONE, enter
from service.models import OrganisationKind
from service.portal.door import blueprint
from service.queries.organisations import FoundOrganisation, find_employer, search_organisations

SHOWN: Final = 20
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


@blueprint.get("/employers")
@enter(ANYONE)
def find_employers() -> str:
    """Give the choices of the picker `field`, for what stands in its search box."""
    field = request.args.get("field", "")
    if not _FIELD.fullmatch(field):
        abort(404)
    return render_template("portal/employers.html", field=field, **employer_choices(field))


def employer_choices(field: str, kind: OrganisationKind | None = None) -> dict[str, object]:
    """Give what a picker shows: what was chosen before, and what the search finds now."""
    text = request.values.get(f"{field}_search", "").strip()
    found = search_organisations(text, kind or _kind(), parent_id=_parent(), limit=SHOWN + 1)
    chosen = _chosen(field)
    return {
        "chosen": chosen,
        "search": text,
        "found": [one for one in found[:SHOWN] if one != chosen],
        "more": len(found) > SHOWN,
    }


def _parent() -> UUID | None:
    # The agency is either another field of the same form or known beforehand.
    field = request.args.get("parent_field", "")
    return _id(request.args.get("parent") or request.values.get(field, ""))


def _chosen(field: str) -> FoundOrganisation | None:
    chosen = _id(request.values.get(field, ""))
    return find_employer(chosen) if chosen else None


def _kind() -> OrganisationKind | None:
    asked = request.args.get("kind", "")
    return OrganisationKind(asked) if asked in set(OrganisationKind) else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
