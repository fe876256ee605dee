"""The filing directory (备案目录), as the authority's spreadsheet brings it."""

from pathlib import Path
from typing import Final

import click
from flask.cli import with_appcontext

from service.directory import HeadingMissing, Import, import_directory
from service.ports import ports
from service.spreadsheets import Unreadable, read_lines, write_csv

_SAID: Final = 20
"""So many mistakes are said here; all of them stand in the file beside."""


@click.command("import-directory")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_file(file: Path) -> None:
    """Take a csv or xlsx of filed agencies and stores into the directory.

    Rows are known by their licence number; what was imported before is brought up to date
    in the columns that the file has.
    Rows with mistakes are left out and written to FILE.failed.csv.
    """
    try:
        done = import_directory(read_lines(file), ports().personal_data)
    except HeadingMissing as missing:
        raise click.ClickException(f"第一行缺少表头 the heading lacks: {missing}") from None
    except Unreadable:
        raise click.ClickException(
            "不是 UTF-8 或 GB18030 的 csv，也不是 xlsx. Neither such a csv nor an xlsx."
        ) from None
    click.echo(f"{done.taken} 行已导入 rows imported")
    if done.mistakes:
        _report(file, done)


def _report(file: Path, done: Import) -> None:
    failed = file.with_name(f"{file.name}.failed.csv")
    rows = ((*one.cells, one.line, one.reason) for one in done.mistakes)
    write_csv(failed, ((*done.headings, "行号", "原因"), *rows))
    for one in done.mistakes[:_SAID]:
        click.echo(f"第 {one.line} 行：{one.reason}", err=True)
    click.echo(
        f"{len(done.mistakes)} 行有误，未导入 rows left out，见 see {failed}",
        err=True,
    )


COMMANDS: Final = (import_file,)
