"""Brings a database up to the newest migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

MIGRATIONS = Path(__file__).parent / "migrations"


def psycopg_url(url: str) -> str:
    """Give the address that SQLAlchemy wants, whichever of the usual spellings came in."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def upgrade(url: str, revision: str = "head") -> None:
    """Run every migration up to `revision`, all in one transaction."""
    config = _config()
    # No pool: a connection left open would keep others from copying this database.
    with create_engine(psycopg_url(url), poolclass=NullPool).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def newest_revision() -> str:
    """Give the number of the last migration in the source."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
