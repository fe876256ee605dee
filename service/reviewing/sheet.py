"""A case as a desk reads it: what was handed in, what changed, which papers belong to it.

Sensitive values are masked here, so that no template can forget to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext

from forms import Form, FormErrors
from service.cases import list_rounds, opened_round
from service.cases.facts import applicant_facts
from service.cases.filling import beside_the_register, on_record
from service.cases.lookups import lookups_for_draft, returnable_fields
from service.clock import day_in_shanghai
from service.editions import parsed, start_form
from service.models import Case, Document, SubmittedRound
from service.ports import ports
from service.queries.case_page import name_organisations
from service.queries.review_page import list_reviews


@dataclass(frozen=True, slots=True)
class Paper:
    """One uploaded document in the viewer; `pages` holds width and height of each, in pixels."""

    id: UUID
    key: str
    label: str
    file_name: str
    pages: Sequence[tuple[int, int]]
    outdated: bool = False
    """Replaced in a later round; shown so that old and new can be compared."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `now` and `before` are fields as `Form.describe()` gives them, masked."""

    key: str
    label: str
    now: Mapping[str, Any] = field(repr=False)
    before: Mapping[str, Any] | None = field(default=None, repr=False)
    changed: bool = False
    returnable: bool = False
    returned_for: str | None = None
    notes: Sequence[str] = ()
    papers: Sequence[Paper] = ()
    papers_before: Sequence[Paper] = ()

    @property
    def secret(self) -> bool:
        """Whether only a masked form is shown."""
        return bool(self.now["sensitive"]) and self.now["value"] is not None


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one group of the form."""

    label: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the applicant handed in, newest round over the one before."""

    parts: list[Part]
    papers: list[Paper]
    organisations: Mapping[str, str]
    round: int
    submitted_at: datetime | None

    @property
    def changed(self) -> list[Row]:
        """List the answers that differ from the round before."""
        return [row for part in self.parts for row in part.rows if row.changed]


def read_sheet(case: Case, documents: Mapping[str, Document]) -> Sheet:
    """Read what was handed in; `documents` are the uploads that the reader may see, by id."""
    rounds = list_rounds(case.id)
    by_form: dict[str, list[Part]] = {}
    for name in dict.fromkeys(one.form for one in rounds):
        of_form = [one for one in rounds if one.form == name]
        form = parsed(case.edition_id).forms[name]
        by_form[name] = _Reader(case, form, of_form, documents).parts()
    parts = each_answer_once(by_form, [one.form for one in rounds])
    rows = [row for part in parts for row in part.rows]
    return Sheet(
        parts=parts,
        papers=[paper for row in rows for paper in (*row.papers, *row.papers_before)],
        organisations=name_organisations(_organisations_in(rows)),
        round=case.round,
        submitted_at=rounds[-1].submitted_at if rounds else None,
    )


class _Reader:
    """Reads the newest round of one form against the one before it."""

    def __init__(
        self,
        case: Case,
        form: Form,
        rounds: Sequence[SubmittedRound],
        documents: Mapping[str, Document],
    ) -> None:
        self.form = form
        self.documents = documents
        self.given = applicant_facts(case.account)
        self.kinds = {one.key: one.kind for one in form.fields}
        self.answers = opened_round(rounds[-1])
        self.before = opened_round(rounds[-2]) if len(rounds) > 1 else None
        self.changed = frozenset(rounds[-1].changed) if self.before is not None else frozenset()
        self.on_record = on_record(form, case.account, case)
        self.notes = self._notes(case)
        started_with = start_form(case.edition_id)
        is_start = form.sha256 == started_with.sha256
        self.returnable = returnable_fields(form, self.given, self.answers) if is_start else {}
        self.returned_for = _last_reasons(case, rounds) if is_start else {}

    def parts(self) -> list[Part]:
        drawn = self.form.describe(given=self.given, answers=self.answers, reopened=())
        drawn = beside_the_register(drawn, self.on_record)
        groups = [(group["label"] or "", self._rows(group)) for group in drawn]
        return [Part(label, rows) for label, rows in groups if rows]

    def _rows(self, group: Mapping[str, Any]) -> list[Row]:
        return [self._row(one) for one in group["fields"] if one["key"] and not one["hidden"]]

    def _row(self, drawn: dict[str, Any]) -> Row:
        key = drawn["key"]
        changed = key in self.changed
        return Row(
            key=key,
            label=drawn["label"],
            now=self._masked(drawn, self.answers),
            before=self._masked(drawn, self.before or {}) if changed else None,
            changed=changed,
            returnable=key in self.returnable,
            returned_for=self.returned_for.get(key),
            notes=self.notes.get(key, ()),
            papers=self._papers(drawn, self.answers.get(key)),
            papers_before=self._papers_before(drawn) if changed else (),
        )

    def _masked(self, drawn: dict[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
        value = answers.get(drawn["key"])
        shown = None if value is None else self.kinds[drawn["key"]].mask(value)
        return {**drawn, "value": shown}

    def _papers(self, drawn: Mapping[str, Any], ids: Any, *, outdated: bool = False) -> list[Paper]:
        if drawn["kind"] != "document":
            return []
        found = [self.documents[one] for one in ids or () if one in self.documents]
        return [
            Paper(
                id=document.id,
                key=drawn["key"],
                label=drawn["label"],
                file_name=document.file_name,
                pages=[(page["width"], page["height"]) for page in document.pages],
                outdated=outdated,
            )
            for document in found
        ]

    def _papers_before(self, drawn: Mapping[str, Any]) -> list[Paper]:
        kept = self.answers.get(drawn["key"]) or ()
        before = (self.before or {}).get(drawn["key"]) or ()
        if drawn["kind"] != "document":
            return []
        return self._papers(drawn, [one for one in before if one not in kept], outdated=True)

    def _notes(self, case: Case) -> dict[str, list[str]]:
        """Say what the form has against these answers today, and what it only wonders about."""
        try:
            remarks = self.form.clean(
                self.answers,
                given=self.given,
                lookups=lookups_for_draft(self.form, self.answers, case.account_id),
                today=day_in_shanghai(ports().clock()),
            ).warnings
        except FormErrors as errors:
            remarks = errors.errors
        notes: dict[str, list[str]] = {}
        for remark in remarks:
            notes.setdefault(remark.key, []).append(remark.render(gettext))
        return notes


def each_answer_once(by_form: Mapping[str, list[Part]], handed_in: Sequence[str]) -> list[Part]:
    """Keep the newest answer to what two forms ask, as 另选所属机构 asks for the agency again.

    `handed_in` names the form of each round, the oldest first.
    """
    newest_first = dict.fromkeys(reversed(handed_in))
    form_of = {
        row.key: name
        for name in reversed(newest_first)
        for part in by_form[name]
        for row in part.rows
    }
    kept = [
        Part(part.label, [row for row in part.rows if form_of[row.key] == name])
        for name, parts in by_form.items()
        for part in parts
    ]
    return [part for part in kept if part.rows]


def _last_reasons(case: Case, rounds: Sequence[SubmittedRound]) -> Mapping[str, str]:
    """Give the reasons that the newest round answers, by field."""
    if len(rounds) < 2:
        return {}
    returned = [
        one
        for one in list_reviews(case.id)
        if one.decision == "return" and one.decided_at <= rounds[-1].submitted_at
    ]
    return returned[-1].returned_fields if returned else {}


def _organisations_in(rows: Iterable[Row]) -> Iterable[UUID]:
    for row in rows:
        for drawn in (row.now, row.before):
            if drawn and drawn["kind"] == "organisation" and drawn["value"]:
                yield UUID(drawn["value"])
