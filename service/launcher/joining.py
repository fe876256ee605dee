"""Lets a command find the demo that runs beside it, so `mingpai publish` needs no settings."""

from collections.abc import MutableMapping

from service.launcher.data_folder import data_folder
from service.launcher.embedded import EmbeddedPostgres
from service.launcher.keys import demo_keys


def join_demo(environ: MutableMapping[str, str]) -> None:
    """Name the running demo's database and keys in `environ`, beside what stands there.

    Nothing changes unless `MINGPAI_ENV` says demo, no `DATABASE_URL` is given and the
    demo's own PostgreSQL runs: a command must never reach for a database by mistake.
    """
    if environ.get("MINGPAI_ENV") != "demo" or environ.get("DATABASE_URL"):
        return
    folder = data_folder(environ)
    server = EmbeddedPostgres(folder)
    if server.listens():
        environ["DATABASE_URL"] = server.url()
        environ["MINGPAI_DATA"] = str(folder)
        for name, key in demo_keys(folder).items():
            environ.setdefault(name, key)
