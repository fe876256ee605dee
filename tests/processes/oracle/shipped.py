"""What all shipped procedures have in common: their files, and people who fill in their forms.

One class a procedure, in `procedures`, says what its applicants answer and its operations give.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from lxml import etree

import forms
from tests.forms.form_world import NOBODY_HAS, World

from .diagram import BPMN, MP
from .generator import Sample

ROOT = Path(forms.__file__).parent.parent
STEMS = tuple(sorted(file.stem for file in (ROOT / "bpmn").glob("*.bpmn")))
JOBS = frozenset(
    {
        "cards.draw_card",
        "details.tell_old_mobile",
        "employment.text_invited",
        "stores.text_invited",
    }
)
"""The operations that a job finishes later."""


def sample_of(stem: str) -> Sample:
    """Return a shipped diagram with every form and table that it names."""
    xml = (ROOT / "bpmn" / f"{stem}.bpmn").read_bytes()
    steps = list(etree.fromstring(xml).find(f"{BPMN}process"))
    named = {name for step in steps if (name := step.get(f"{MP}form"))}
    tables = {name for step in steps if (name := step.get(f"{MP}decision"))}
    return Sample(
        stem,
        xml,
        {name: _bytes(f"forms/definitions/{name}.form") for name in sorted(named)},
        {name: _bytes(f"bpmn/{name}.dmn") for name in sorted(tables)},
    )


def _bytes(path: str) -> bytes:
    return (ROOT / path).read_bytes()


class Procedure:
    """The script of a shipped procedure: keys from its forms, and desks that like to return.

    `returns` is the field that desks send back; `pieces_of` says what of the first form can be
    corrected by itself: fields that depend on each other go together. A procedure that asks
    different applicants differently has a script for each, told apart by `variant`.
    """

    stem: ClassVar[str]
    variant: ClassVar[str] = ""
    returns: ClassVar[str]
    pieces_of: ClassVar[tuple[tuple[str, ...], ...]] = ()
    given: Mapping[str, Any] = NOBODY_HAS

    def __init__(self) -> None:
        self.sample = replace(sample_of(self.stem), seed=self.name())
        self.lookups = World(returnable_fields={self.returns: "这一项"})
        self.drawn = {
            name: list(_fields(json.loads(form)["components"]))
            for name, form in self.sample.forms.items()
        }

    @classmethod
    def name(cls) -> str:
        """Return what a replay calls this script."""
        return f"{cls.stem}-{cls.variant}" if cls.variant else cls.stem

    # -- what a procedure says -------------------------------------------------------------

    def filled_in(self, form: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of a form in which nobody decides."""
        raise NotImplementedError

    def found(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return the result of an operation that ends at once."""
        return {}

    # -- what is alike everywhere ----------------------------------------------------------

    def fields(self, form: str) -> tuple[str, ...]:
        """Return the keys of the form, in its order."""
        return tuple(field["key"] for field in self.drawn[form])

    def pieces(self, form: str) -> list[tuple[str, ...]]:
        """Return what can be returned by itself; a decision is made anew each time."""
        return list(self.pieces_of) if form == self.stem else []

    def answers(self, form: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""
        kinds = {field.get("properties", {}).get("kind") for field in self.drawn[form]}
        return self.decided(dice) if "decision" in kinds else self.filled_in(form, dice)

    def decided(self, dice: Random) -> dict[str, Any]:
        """Return a reviewer's answers."""
        [outcome] = dice.choices(["approve", "return", "refuse"], [5, 4, 1.5])
        reasons = {"return": {"returned_fields": {self.returns: "请更正"}}}
        return {"decision": outcome, **reasons.get(outcome, {"opinion": "已经核对"})}

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what conditions may read; what was not asked is null."""
        marked = [f for f in self.drawn[form] if f.get("properties", {}).get("routing") == "true"]
        return {field["key"]: answers.get(field["key"]) for field in marked}

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers, or None when a job will answer."""
        return None if operation in JOBS else self.found(operation, dice)

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""
        return {}


def _fields(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return the fields of a form-js form, in its order."""
    for component in components:
        if "key" in component:
            yield component
        yield from _fields(component.get("components", []))
