"""Whether this code can still run every case that is open (design.md, Editions).

Read with plain SQL before the migrations run: the tables may still be an older code's.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from forms import N_
from forms.kinds import find_kind
from processes.safe_xml import parse_xml
from processes.vocabulary import MP
from service.database import psycopg_url
from service.operations import REGISTRY

LACKING: Final = N_(
    "未升级：有未办结的办件仍在使用新版程序没有的名称。"
    "请保留这些名称（或先办结、迁移这些办件）后再升级。"
)
LISTED: Final = 20

_OPEN: Final = text(
    "SELECT e.id, e.name, e.number, e.diagram, e.forms,"
    " array_agg(c.no ORDER BY c.no) AS cases"
    " FROM editions e JOIN cases c ON c.edition_id = e.id"
    " WHERE c.status = 'open' GROUP BY e.id"
)
_CONTENT: Final = text("SELECT content FROM artifacts WHERE sha256 = :sha256")


@dataclass(frozen=True, slots=True)
class Lacking:
    """An edition that open cases follow, and the names in it that this code does not have."""

    edition: str
    names: tuple[str, ...]
    cases: tuple[str, ...]

    def __str__(self) -> str:
        more = "…" if len(self.cases) > LISTED else ""
        listed = "、".join(self.cases[:LISTED])
        return f"{self.edition}：{'、'.join(self.names)}（{len(self.cases)} 件：{listed}{more}）"


class CodeLacksNames(Exception):
    """Open cases name operations or kinds of field that this code does not have."""

    def __init__(self, lacking: Iterable[Lacking]) -> None:
        self.lacking = tuple(lacking)
        super().__init__("\n".join([LACKING, *map(str, self.lacking)]))


def require_names(url: str) -> None:
    """Make sure that this code has every name that an open case of the database still uses.

    Raises:
        CodeLacksNames: it has not; nothing was changed.
    """
    with create_engine(psycopg_url(url), poolclass=NullPool).connect() as connection:
        if not inspect(connection).has_table("cases"):
            return
        lacking = [found for row in connection.execute(_OPEN) if (found := _look(connection, row))]
    if lacking:
        raise CodeLacksNames(lacking)


def _look(connection: Connection, edition: Any) -> Lacking | None:
    diagram = connection.execute(_CONTENT, {"sha256": edition.diagram}).scalar_one()
    names = [name for name in operations_of(bytes(diagram)) if name not in REGISTRY]
    for sha256 in edition.forms.values():
        form = connection.execute(_CONTENT, {"sha256": sha256}).scalar_one()
        names += [name for name in kinds_of(bytes(form)) if find_kind(name) is None]
    if not names:
        return None
    title = f"{edition.name} 第 {edition.number} 版"
    return Lacking(title, tuple(dict.fromkeys(names)), tuple(edition.cases))


def operations_of(diagram: bytes) -> list[str]:
    """List the operations that a diagram names, each once."""
    root = parse_xml(diagram)
    named = [element.get("name", "") for element in root.iter(f"{MP}operation")]
    named += [element.get(f"{MP}onWithdraw", "") for element in root.iter(etree.Element)]
    return sorted({name for name in named if name})


def kinds_of(form: bytes) -> list[str]:
    """List the kinds of field that a form definition names, each once."""
    return sorted(set(_kinds(json.loads(form).get("components", []))))


def _kinds(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        kind = component.get("properties", {}).get("kind")
        # A paragraph is drawn and never answered; it has no class of kind.
        if kind and component.get("key"):
            yield kind
        yield from _kinds(component.get("components", []))
