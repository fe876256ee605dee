"""Reads tables out of files that people keep: csv in either encoding of the trade, and xlsx."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

ENCODINGS: Final = ("utf-8-sig", "gb18030")
"""UTF-8 as most programs write it, and what Excel on Chinese Windows saves."""


class Unreadable(Exception):
    """The file is no csv in UTF-8 or GB18030, and no xlsx."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, with the number that people see beside it."""

    number: int
    cells: tuple[str, ...]


def read_lines(path: Path) -> Iterator[Line]:
    """Give the lines of a file, the heading first.

    Raises:
        Unreadable: it is neither.
    """
    rows = _of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_text(path)
    for number, cells in rows:
        yield Line(number, tuple(cells))


def write_csv(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """Write a csv that Excel opens in Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _of_text(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=_encoding(path), newline="") as file:
        reader = csv.reader(file)
        for cells in reader:
            yield reader.line_num, cells


def _encoding(path: Path) -> str:
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding) as file:
                for _ in file:
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unreadable(path.name)


def _of_workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise Unreadable(path.name) from error
    with closing(book):
        rows = book.worksheets[0].iter_rows(values_only=True)
        yield from ((number, list(map(_text, row))) for number, row in enumerate(rows, 1))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # Excel keeps a long number that somebody typed as a float.
    return str(cell).strip()
