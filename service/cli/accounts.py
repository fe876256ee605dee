"""Accounts that only an operator can make."""

from collections.abc import Sequence
from typing import Final

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from service.accounts.opening import open_staff_account
from service.extensions import db
from service.models import Post
from service.refusals import Refused


@click.command("create-admin")
@click.argument("login_name")
@click.option("--name", prompt="Display name 姓名")
@click.password_option()
@with_appcontext
def create_admin(login_name: str, name: str, password: str) -> None:
    """Make an administrator of the association; the TOTP secret is shown this once."""
    _open(login_name, name, password, ["administrator"])


@click.command("create-staff")
@click.argument("login_name")
@click.option("--name", prompt="Display name 姓名")
@click.option("--post", "posts", multiple=True, required=True, help="a post's code; repeatable")
@click.password_option()
@with_appcontext
def create_staff(login_name: str, name: str, posts: tuple[str, ...], password: str) -> None:
    """Make an account of the association that holds posts; the TOTP secret is shown this once."""
    _refuse_unknown(posts)
    _open(login_name, name, password, posts)


def _refuse_unknown(posts: Sequence[str]) -> None:
    known = db.session.scalars(select(Post.code).order_by(Post.code)).all()
    for code in posts:
        if code not in known:
            raise click.ClickException(f"There is no post {code!r}; there are {', '.join(known)}.")


def _open(login_name: str, name: str, password: str, posts: Sequence[str]) -> None:
    try:
        opened = open_staff_account(login_name, name, password, posts)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from None
    click.echo("Put this into an authenticator app 请录入动态口令应用:")
    click.echo(f"  {opened.totp_secret}\n  {opened.totp_uri}")


COMMANDS: Final = (create_admin, create_staff)
