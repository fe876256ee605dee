"""The database: migrations and demo data."""

from typing import Final

import click
from flask.cli import with_appcontext

from service.database import newest_revision, upgrade
from service.ports import ports
from service.seeding import seed_demo
from service.settings import read_settings


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def upgrade_database() -> None:
    """Run every migration that the database has not seen."""
    upgrade(read_settings().database_url)
    click.echo(f"The database is at revision {newest_revision()}.")


@click.command()
@click.option("--demo", is_flag=True, required=True, help="fictitious accounts and cases")
@with_appcontext
def seed(demo: bool) -> None:
    """Fill an empty database with demo data; never in production."""
    del demo
    if ports().settings.is_production:
        raise click.ClickException("Demo data are never put into production.")
    click.echo("Seeded." if seed_demo() else "There are demo accounts already.")


COMMANDS: Final = (db, seed)
