"""The database: migrations and demo data."""

from typing import Final

import click
from flask.cli import ScriptInfo, with_appcontext

from service.cases import note_standing
from service.compatibility import require_names
from service.database import newest_revision, upgrade
from service.extensions import db as database
from service.ports import ports
from service.publishing import publish_shipped
from service.seeding import copy_case, find_case_to_copy, seed_city, seed_demo
from service.settings import read_settings

APPLICATION: Final = "service.wiring:create_app"


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def upgrade_database() -> None:
    """Run every migration that the database has not seen; publish what is shipped into it.

    Refused while open cases need an operation or a kind of field that this code lacks.
    """
    prepare_database(read_settings().database_url)
    click.echo(f"The database is at revision {newest_revision()}.")


def prepare_database(url: str) -> None:
    """Bring a database up to this code and leave no connection open.

    Raises:
        CodeLacksNames: open cases need names that this code lacks; nothing was changed.
    """
    require_names(url)
    upgrade(url)
    with ScriptInfo(app_import_path=APPLICATION).load_app().app_context():
        publish_shipped()
        note_standing()
        database.engine.dispose()


@click.command()
@click.option("--demo", is_flag=True, help="fictitious accounts and cases, in an empty database")
@click.option("--cases", type=click.IntRange(1), help="so many more cases in the agency's inbox")
@with_appcontext
def seed(demo: bool, cases: int | None) -> None:
    """Put demo data into the database; never in production."""
    if ports().settings.is_production:
        raise click.ClickException("Demo data are never put into production.")
    if not demo and cases is None:
        raise click.UsageError("Say what to seed: --demo, --cases N or both.")
    if demo:
        _seed_demo()
    if cases is not None:
        _copy_cases(cases)


def _seed_demo() -> None:
    if not seed_demo():
        click.echo("There are demo accounts already.")
        return
    seed_city()
    click.echo("Seeded.")


def _copy_cases(times: int) -> None:
    case = find_case_to_copy()
    if case is None:
        raise click.ClickException("No demo case waits for an agency; first: mingpai seed --demo")
    copy_case(case, times)
    click.echo(f"{times} cases like {case.no} were added.")


COMMANDS: Final = (db, seed)
