"""The command line: `mingpai`."""

import os
import sys
from typing import Any

import click
from flask.cli import FlaskGroup, ScriptInfo

from service.cli import accounts, data, diagrams, directory, running
from service.compatibility import CodeLacksNames
from service.launcher import LaunchRefused, join_demo
from service.settings import SettingsError


class Commands(FlaskGroup):
    """Our commands and no others, so `--help` needs no application and no setting."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them in the order of the alphabet."""
        del ctx
        return sorted(self.commands)


cli = Commands(
    name="mingpai",
    add_default_commands=False,
    load_dotenv=False,
    help="Mingpai 铭牌: registration procedures that the association draws itself.",
)
for part in (running, data, directory, diagrams, accounts):
    for command in part.COMMANDS:
        cli.add_command(command)


def main() -> Any:
    """Run a command; a bad setting is one sentence and exit code 1, never a traceback."""
    try:
        if sys.argv[1:2] != ["run"]:  # That one has what the others join.
            join_demo(os.environ)
        application = ScriptInfo(app_import_path="service.wiring:create_app")
        return cli.main(prog_name="mingpai", obj=application)
    except (SettingsError, LaunchRefused, CodeLacksNames) as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
