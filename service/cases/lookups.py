"""What forms may look up while they clean: uploads, organisations, returnable fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, bindparam, exists, func, select, update
from sqlalchemy.orm import aliased

from forms import DocumentFacts, Form, OrganisationFacts
from service.cases.rounds import document_ids, ids_among
from service.extensions import db
from service.models import Document, Organisation, Registration
from service.rows import table_of

_DOCUMENTS: Final = table_of(Document)
_FACTS: Final = ("id", "status", "pages", "media_type", "size", "refusal", "refusal_params")
_ATTACH: Final = (
    update(_DOCUMENTS)
    .where(
        _DOCUMENTS.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        _DOCUMENTS.c.account_id == bindparam("of_account"),
        # What an earlier case used stays there: its reviewers judged it.
        func.coalesce(_DOCUMENTS.c.case_id, bindparam("to_case")) == bindparam("to_case"),
    )
    .values(case_id=bindparam("to_case"))
    .returning(*(_DOCUMENTS.c[name] for name in _FACTS))
)


@dataclass(slots=True)
class CaseLookups:
    """Answers from what one statement each has read beforehand."""

    documents: Mapping[str, DocumentFacts] = field(default_factory=dict)
    organisations: Mapping[str, OrganisationFacts] = field(default_factory=dict)
    may_return: Callable[[], Mapping[str, str]] = dict
    may_reverse: Callable[[], Mapping[str, str]] = dict

    def document(self, id: str) -> DocumentFacts | None:  # noqa: A002 - the contract's word
        """Give what is known of an upload of this applicant."""
        return self.documents.get(id)

    def organisation(self, id: str) -> OrganisationFacts | None:  # noqa: A002 - as above
        """Give what is known of an agency or store."""
        return self.organisations.get(id)

    def returnable(self) -> Mapping[str, str]:
        """Give the fields that a reviewer may return: key → label."""
        return self.may_return()

    def affected(self) -> Mapping[str, str]:
        """Give what the registration that a case disputes has decided on: key → label."""
        return self.may_reverse()


def lookups_for_submit(
    form: Form, answers: Mapping[str, Any], account_id: UUID, case_id: UUID
) -> CaseLookups:
    """Read what a round names (the previous one's answers under the posted ones).

    The named uploads are attached to the case in the statement that reads them, which saves
    one; if anything is refused, both are undone.
    """
    return CaseLookups(
        documents=_attached(document_ids(answers, form), account_id, case_id),
        organisations=_organisations(form, answers),
    )


def lookups_for_draft(form: Form, answers: Mapping[str, Any], account_id: UUID) -> CaseLookups:
    """Read what a draft names; nothing is attached to a case yet."""
    return CaseLookups(
        documents=_uploaded(document_ids(answers, form), account_id),
        organisations=_organisations(form, answers),
    )


def returnable_fields(
    form: Form, given: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, str]:
    """Give the fields that a reviewer of these answers may return: key → label.

    What the applicant cannot change, as it is fixed by what we know already, goes back to nobody.
    """
    shown = form.describe(given=given, answers=answers)
    return {
        item["key"]: item["label"]
        for group in shown
        for item in group["fields"]
        if not (item.get("hidden") or item.get("fixed"))
        and item["kind"] not in {"consent", "paragraph"}
    }


def _attached(ids: list[UUID], account_id: UUID, case_id: UUID) -> dict[str, DocumentFacts]:
    if not ids:
        return {}
    named = {"ids": ids, "of_account": account_id, "to_case": case_id}
    return {str(row.id): _facts(row) for row in db.session.execute(_ATTACH, named)}


def _uploaded(ids: list[UUID], account_id: UUID) -> dict[str, DocumentFacts]:
    if not ids:
        return {}
    mine = select(Document).where(Document.id.in_(ids), Document.account_id == account_id)
    return {str(row.id): _facts(row) for row in db.session.scalars(mine)}


def _facts(row: Any) -> DocumentFacts:
    first = row.pages[0] if row.pages else {"width": 0, "height": 0}
    return DocumentFacts(
        status=row.status.value,
        pages=len(row.pages),
        kind=row.media_type,
        width=first["width"],
        height=first["height"],
        size=row.size,
        # The form puts no parameters into somebody else's sentence, so it gets a whole one.
        refusal=gettext(row.refusal) % row.refusal_params if row.refusal else None,
    )


def _organisations(form: Form, answers: Mapping[str, Any]) -> dict[str, OrganisationFacts]:
    keys = [field.key for field in form.fields if field.kind.name == "organisation"]
    ids = list(ids_among(answers.get(key) for key in keys))
    if not ids:
        return {}
    rows = db.session.execute(select(Organisation, _has_stores()).where(Organisation.id.in_(ids)))
    return {str(row.id): _organisation_facts(row, has_stores) for row, has_stores in rows}


def _has_stores() -> ColumnElement[bool]:
    store = aliased(Organisation)
    return exists().where(store.parent_id == Organisation.id, store.may_employ)


def _organisation_facts(row: Organisation, has_stores: bool) -> OrganisationFacts:
    return OrganisationFacts(
        kind=row.kind.value,
        name=row.name,
        parent_id=str(row.parent_id) if row.parent_id else None,
        enabled=row.enabled,
        approved=row.registration is Registration.APPROVED,
        has_stores=has_stores,
    )
