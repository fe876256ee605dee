"""Procedures: checking a diagram, publishing it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click
from flask.cli import with_appcontext

from processes.checker import Problem, Severity, format_problems
from service import publishing
from service.refusals import Refused

Posts = Mapping[str, str]

DIAGRAM: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)


def _posts(_context: click.Context, _option: click.Parameter, posts: tuple[str, ...]) -> Posts:
    """Read CODE=NAME of each post."""
    read = dict(post.partition("=")[::2] for post in posts)
    for code, name in read.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", code) or not name.strip():
            raise click.BadParameter("write CODE=NAME 写成 代码=名称, such as legal_officer=法务")
    return read


@click.command()
@click.argument("diagrams", nargs=-1, required=True, type=DIAGRAM)
@click.option("--forms", "folders", multiple=True, type=FOLDER, help="look for forms here too")
@click.option("--post", "posts", multiple=True, help="a post that exists: its code")
def check(diagrams: tuple[Path, ...], folders: tuple[Path, ...], posts: tuple[str, ...]) -> None:
    """Say what is wrong with diagrams, each thing in a sentence; exit code 1 if anything is."""
    found = False
    for path in diagrams:
        procedure = publishing.read_procedure(path, *folders)
        roles = {*publishing.SHIPPED_POSTS, *posts}
        found |= _report(path, publishing.check_procedure(procedure, roles, path.stem))
    raise SystemExit(1 if found else 0)


@click.command()
@click.argument("diagrams", nargs=-1, required=True, type=DIAGRAM)
@click.option("--forms", "folders", multiple=True, type=FOLDER, help="look for forms here too")
@click.option(
    "--post", "posts", multiple=True, metavar="CODE=NAME", callback=_posts, help="create this post"
)
@click.option("--note", default="", help="what changed, for whoever reads the history")
@with_appcontext
def publish(diagrams: tuple[Path, ...], folders: tuple[Path, ...], posts: Posts, note: str) -> None:
    """Check diagrams and put each in force for new cases."""
    for path in diagrams:
        procedure = publishing.read_procedure(path, *folders)
        try:
            edition = publishing.publish(procedure, note=note, posts=posts)
        except publishing.NotPublishable as refused:
            _report(path, refused.problems)
            raise SystemExit(1) from None
        except publishing.TestsFailed as failing:
            for run in failing.failed:
                for told in run.told:
                    click.echo(f"{path.name}: 测试“{run.test.name}”：{told.sentence}", err=True)
            raise SystemExit(1) from None
        except Refused as refused:
            raise click.ClickException(refused.sentence % dict(refused.params)) from None
        click.echo(f"{path.name}: {edition.name} 第 {edition.number} 版已发布")


def _report(path: Path, problems: list[Problem]) -> bool:
    for line in format_problems(problems):
        click.echo(f"{path.name}: {line}", err=True)
    if not problems:
        click.echo(f"{path.name}: 没有发现问题")
    return any(problem.severity is Severity.ERROR for problem in problems)


COMMANDS: Final = (check, publish)
