"""What a page of a form needs to be drawn: fields, files, employers to choose from."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from flask import request

from service.cases import Filling
from service.models import OrganisationKind
from service.portal.cards_of_files import cards_by_field
from service.queries.case_page import name_organisations
from service.queries.organisations import FoundOrganisation, find_employer, search_organisations
from service.queries.uploads import list_uploads

SHOWN: Final = 20


def fields_of(groups: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """List the questions of some groups, their texts left out."""
    return [one for group in groups for one in group["fields"] if one["key"]]


def open_page(filling: Filling, groups: list[dict[str, Any]]) -> dict[str, Any]:
    """Give what a page needs on which fields are filled in."""
    fields = fields_of(groups)
    pickers = [one for one in fields if one["kind"] == "organisation" and one["open"]]
    return {
        "filling": filling,
        "groups": groups,
        "files": cards_by_field(filling),
        "conditional": _conditional(filling),
        "choices": {one["key"]: _choices(filling, one) for one in pickers},
        **closed_page(filling, groups),
    }


def closed_page(filling: Filling, groups: list[dict[str, Any]]) -> dict[str, Any]:
    """Give what a page needs on which answers are only read."""
    return {"shown": shown(filling.answers, fields_of(groups), filling.account_id)}


def shown(
    answers: Mapping[str, Any], fields: Iterable[Mapping[str, Any]], account_id: UUID
) -> dict[str, Any]:
    """Read the files and employers that answers name, for macros/case.html."""
    ids: dict[str, list[UUID]] = {"document": [], "organisation": []}
    for one in fields:
        value = answers.get(one["key"])
        values = value if isinstance(value, list) else [value]
        ids.get(one["kind"], []).extend(filter(None, map(as_id, values)))
    return {
        "uploads": list_uploads(ids["document"], account_id),
        "organisations": name_organisations(ids["organisation"]),
    }


def as_id(value: Any) -> UUID | None:
    """Give an id that was posted, or None for anything else."""
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _conditional(filling: Filling) -> frozenset[str]:
    """Name the fields that come and go with other answers, and not with the account."""
    asked = {one.key for one in filling.form.fields}
    return frozenset(one.key for one in filling.form.fields if one.hidden_by & asked)


def _choices(filling: Filling, field: Mapping[str, Any]) -> dict[str, Any]:
    text = request.form.get(f"{field['key']}_search", "").strip()
    chosen = _chosen(filling.answers.get(field["key"]))
    parent = as_id(filling.answers.get(field["parent"])) if field["parent"] else None
    kind = OrganisationKind(field["organisation"])
    found = search_organisations(text, kind, parent_id=parent, limit=SHOWN + 1)
    return {
        "chosen": chosen,
        "search": text,
        "found": [one for one in found[:SHOWN] if one != chosen],
        "more": len(found) > SHOWN,
    }


def _chosen(value: Any) -> FoundOrganisation | None:
    chosen = as_id(value)
    return find_employer(chosen) if chosen else None
