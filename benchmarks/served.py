"""The claims about requests: a database, a town in it, two web servers, and who asks them."""

import base64
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyotp

from benchmarks import floor, town
from benchmarks.browser import Person, Wire
from benchmarks.claims import acts, directory, inbox, migration, studio
from benchmarks.figures import Figure
from benchmarks.measure import Effort
from benchmarks.servers import database_server, web_server
from benchmarks.statements import statement_log
from benchmarks.witness import Witness
from service.database import upgrade
from service.extensions import db
from service.launcher.embedded import EmbeddedPostgres
from service.publishing import publish_shipped
from service.settings import read_settings
from service.sign_in import COOKIE
from service.wiring import create_app

DATABASE: Final = "bench"
CAPTCHA: Final = "1234"
AGENCIES: Final = {
    "acts": "样本海岸线房地产经纪有限公司",
    inbox.FLOOR: "样本千帆房地产经纪有限公司",
    inbox.CLAIM: "样本万里房地产经纪有限公司",
}
_OPENINGS: Final = Effort(rounds=20, warm_ups=3)
"""To open the editor takes as long as hundreds of requests."""
_COUNTED: Final = 5
"""So many turns are counted, after as many that warm the caches up."""


def measure_served(effort: Effort, tasks: int) -> list[Figure]:
    """Measure the acts, their statements and the inboxes; `tasks` are in the full inbox."""
    with database_server() as server:
        environ = _environ(server.create_database(DATABASE), server.folder)
        applicants = iter(_settle_town(environ, effort.total + 2 * _COUNTED, tasks))
        with Witness(server, DATABASE) as witness:
            witness.settle()
            return [
                *_facts(witness, effort),
                *_statements(server, environ, applicants, witness),
                *_latencies(environ, applicants, witness, effort, tasks),
                _studio(environ),
                *_migrations(environ, tasks),
            ]


def _statements(
    server: EmbeddedPostgres,
    environ: Mapping[str, str],
    applicants: Iterator[town.Applicant],
    witness: Witness,
) -> list[Figure]:
    with statement_log(server, DATABASE) as log, _software(environ) as wire:
        story = _story(wire, applicants, witness)
        return acts.count_statements(story, log, _COUNTED)


def _latencies(
    environ: Mapping[str, str],
    applicants: Iterator[town.Applicant],
    witness: Witness,
    effort: Effort,
    tasks: int,
) -> list[Figure]:
    bare = web_server("benchmarks.floor:create_app()", environ, "/read/1")
    with _software(environ) as wire, bare as port, Wire(port) as floor_wire:
        story = _story(wire, applicants, witness)
        desks = {name: _desk(wire, AGENCIES[name]) for name in (inbox.FLOOR, inbox.CLAIM)}
        return [
            *acts.time_acts(story, floor_wire, effort),
            *inbox.measure(desks, tasks, effort),
            *directory.measure(wire, floor_wire, effort),
        ]


def _studio(environ: Mapping[str, str]) -> Figure:
    with create_app(read_settings(environ)).app_context():
        token, draft_id = town.open_editor()
        db.session.remove()
        db.engine.dispose()
    with web_server("service.wiring:create_app()", environ, "/readyz") as port:
        return studio.measure(f"http://127.0.0.1:{port}", (COOKIE, token), draft_id, _OPENINGS)


def _migrations(environ: Mapping[str, str], tasks: int) -> list[Figure]:
    with create_app(read_settings(environ)).app_context():
        try:
            return migration.measure(town.REVIEWER, tasks)
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _software(environ: Mapping[str, str]) -> Iterator[Wire]:
    with web_server("service.wiring:create_app()", environ, "/readyz") as port, Wire(port) as wire:
        yield wire


def _story(wire: Wire, applicants: Iterator[town.Applicant], witness: Witness) -> acts.Story:
    return acts.Story(applicants, _desk(wire, AGENCIES["acts"]), _reviewer(wire), witness)


def _desk(wire: Wire, name: str) -> Person:
    """Sign an agency's desk in through its page."""
    person, path = Person(wire), "/app_admin/sign-in"
    fields = person.get(path).hidden_fields(path)
    answer = person.post(path, **fields, name=name, password=town.PASSWORD, captcha=CAPTCHA)
    answer.redirects_to("/app_admin/")
    return person


_USED_CODES: set[str] = set()


def _reviewer(wire: Wire) -> Person:
    """Sign the association's reviewer in through the page, with the code of the half minute."""
    person, path = Person(wire), "/association/sign-in"
    fields = person.get(path).hidden_fields(path)
    answer = person.post(
        path, **fields, login_name=town.REVIEWER, password=town.PASSWORD, code=_fresh_code()
    )
    answer.redirects_to("/association/")
    return person


def _fresh_code() -> str:
    """Give a code that was not used before: each counts once, and a run may sign in twice."""
    while (code := pyotp.TOTP(town.TOTP_SECRET).now()) in _USED_CODES:
        time.sleep(0.5)
    _USED_CODES.add(code)
    return code


def _settle_town(environ: Mapping[str, str], applicants: int, tasks: int) -> list[town.Applicant]:
    """Migrate the database and make everybody in it."""
    upgrade(environ["DATABASE_URL"])
    floor.prepare(environ["DATABASE_URL"])
    with create_app(read_settings(environ)).app_context():
        publish_shipped()
        town.open_reviewer()
        agencies = {key: town.open_agency(name) for key, name in AGENCIES.items()}
        town.fill_inbox(agencies[inbox.FLOOR], inbox.FEW)
        town.fill_inbox(agencies[inbox.CLAIM], tasks)
        directory.fill_directory()
        settled = town.add_applicants(agencies["acts"], applicants)
        db.session.remove()
        db.engine.dispose()
    return settled


def _environ(url: str, folder: Path) -> dict[str, str]:
    def key(letter: str) -> str:
        return base64.b64encode(letter.encode() * 32).decode()

    return {
        "MINGPAI_ENV": "test",
        "DATABASE_URL": url,
        "MINGPAI_SECRET_KEY": "only-for-benchmarks",
        "MINGPAI_DATA_KEYS": f"k1:{key('a')}",
        "MINGPAI_HASH_KEY": key("b"),
        "MINGPAI_DATA": str(folder / "data"),
        "MINGPAI_FIXED_CAPTCHA": CAPTCHA,
        "MINGPAI_ASSOCIATION": "样本市房地产业协会",
    }


def _facts(witness: Witness, effort: Effort) -> list[Figure]:
    """Give what has to be known of a run to compare it with another."""
    settings = witness.settings()
    counted = ("cases", "open_tasks", "documents", "events", "accounts")
    return [
        Figure("run.cores", os.cpu_count() or 0, "cores"),
        Figure("run.requests", effort.rounds, "requests of each kind"),
        Figure("run.warm_ups", effort.warm_ups, "requests of each kind"),
        *(Figure(f"run.postgresql.{name}", value, "setting") for name, value in settings.items()),
        *(Figure(f"run.rows.{table}", witness.count(table), "rows") for table in counted),
    ]
