"""Starting: everything on this machine, or the worker alone."""

import asyncio
import os
from typing import Final

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext
from procrastinate import PsycopgConnector

from service import launcher
from service.cli.data import APPLICATION, prepare_database
from service.extensions import db, jobs
from service.jobs import HEARTBEAT_SECONDS, STALLED_AFTER_SECONDS, bind
from service.ports import ports
from service.seeding import DEMO_ACCOUNTS, FREE_FILINGS, seed_city, seed_demo
from service.seeding.demo import TOTP_SECRET
from service.seeding.making import PASSWORD
from service.settings import Environment, read_settings

WORKER_CONCURRENCY: Final = 2


@click.command()
def run() -> None:
    """Start PostgreSQL if need be, the web server and the worker; Ctrl-C stops all of it."""
    raise SystemExit(launcher.launch(_prepare, _announce))


@click.command()
@with_appcontext
def worker() -> None:
    """Work off the job queue until SIGTERM or SIGINT."""
    bind(current_app._get_current_object())  # type: ignore[attr-defined]
    asyncio.run(_work(ports().settings.database_url))


async def _work(database_url: str) -> None:
    connector = PsycopgConnector(conninfo=database_url)
    with jobs.replace_connector(connector) as queue:
        async with queue.open_async():
            await queue.run_worker_async(
                concurrency=WORKER_CONCURRENCY,
                name="mingpai",
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
                delete_jobs="successful",  # The clock alone makes some 20,000 a day.
            )


def _prepare() -> None:
    prepare_database(os.environ["DATABASE_URL"])
    with ScriptInfo(app_import_path=APPLICATION).load_app().app_context():
        if ports().settings.environment is Environment.DEMO and seed_demo():
            seed_city()
        # gunicorn and the worker open connections of their own.
        db.engine.dispose()


def _announce() -> str:
    settings = read_settings()
    lines = [f"Mingpai 铭牌 is served at {settings.base_url}"]
    if settings.environment == "demo":
        lines += ["", f"Demo accounts 演示账号 (password 密码 {PASSWORD}):"]
        lines += [f"  {one.where:<13}{one.name}   {one.who}" for one in DEMO_ACCOUNTS]
        free = "、".join(one.name for one in FREE_FILINGS)
        lines += [f"  Filed, free to register 已备案、尚未注册: {free}"]
        lines += [f"  TOTP secret of the association 协会动态口令密钥: {TOTP_SECRET}"]
        lines += [f"  Captcha 验证码: {settings.fixed_captcha}"]
    return "\n".join([*lines, "", "Ctrl-C stops everything. 按 Ctrl-C 停止。"])


COMMANDS: Final = (run, worker)
