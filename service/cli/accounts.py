"""Accounts that only an operator can make."""

from typing import Final

import click
from flask.cli import with_appcontext

from service.accounts.opening import open_staff_account
from service.refusals import Refused


@click.command("create-admin")
@click.argument("login_name")
@click.option("--name", prompt="Display name 姓名")
@click.password_option()
@with_appcontext
def create_admin(login_name: str, name: str, password: str) -> None:
    """Make an administrator of the association; the TOTP secret is shown this once."""
    try:
        opened = open_staff_account(login_name, name, password, ["administrator"])
    except Refused as refused:
        raise click.ClickException(refused.sentence) from None
    click.echo("Put this into an authenticator app 请录入动态口令应用:")
    click.echo(f"  {opened.totp_secret}\n  {opened.totp_uri}")


COMMANDS: Final = (create_admin,)
