"""Cases of the procedures as shipped, begun with their first submit."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from scenarios import WAITS, Operations, Player

from processes import editions
from processes.editions import Edition
from processes.step import Submission
from tests.forms.form_world import NOBODY_HAS, World
from tests.processes.oracle.shipped import JOBS, sample_of

APPROVE = {"decision": "approve"}
REFUSE = {"decision": "refuse", "opinion": "材料不符"}

Play = Callable[..., Player]


@lru_cache(maxsize=8)
def edition_of(stem: str, **fees: bytes) -> Edition:
    """Load a shipped procedure with the forms and tables that it names."""
    sample = sample_of(stem)
    return editions.load(sample.xml, sample.forms, {**sample.tables, **fees})


def begin(
    play: Play,
    edition: Edition,
    answers: Mapping[str, Any],
    *,
    operations: Mapping[str, Any] | None = None,
    affected: Mapping[str, str] | None = None,
    **given: Any,
) -> Player:
    """Submit the first form; jobs wait until the test finishes them."""
    answered = {**dict.fromkeys(JOBS, WAITS), **(operations or {})}
    first = next(iter(edition.forms[edition.process].fields)).key
    world = World(returnable_fields={first: "这一项"}, affected_items=affected or {})
    facts = {**NOBODY_HAS, **given}
    case = play(edition, operations=Operations(answered), given=facts, lookups=world)
    case.start(**answers)
    return case


def send_back(case: Player, node: str, field: str) -> None:
    """Return one field with a reason."""
    case.lookups.returnable_fields = {field: "这一项"}
    case.complete(node, decision="return", returned_fields={field: "请更正"})


def correct(case: Player, node: str, before: Mapping[str, Any], **changes: Any) -> None:
    """Post what was reopened; everything else stays as it was."""
    case.submit(node, Submission(dict(changes), before, frozenset(changes)))


def ended(case: Player) -> tuple[str, str | None]:
    """Give how a closed case stands: the engine's word and the domain's."""
    return str(case.step.status), case.step.milestone
