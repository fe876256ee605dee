"""Imports the filing directory (备案目录) from the spreadsheet that an authority gives out.

Rows are taken by their licence number, so an import can be repeated: it changes what the file has
a column for, and nothing else. A row with a mistake is left out and said with its line; the others
are taken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from forms.kinds.identity import REGIONS
from forms.writing import compact
from service.extensions import db
from service.models import Filing, OrganisationKind
from service.names import name_key, pinyin_key
from service.personal_data import PersonalData, contact_place
from service.spreadsheets import Line

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("类型", "类别", "机构类型", "单位类型", "kind"),
    "name": ("公司名称", "机构名称", "单位名称", "企业名称", "名称", "name"),
    "uscc": ("执照号", "营业执照号", "营业执照号码", "统一社会信用代码", "uscc"),
    "filing_no": ("备案证号", "备案证书号", "备案证书编号", "备案号", "filing_no"),
    "valid_to": ("有效期至", "备案有效期至", "有效期", "到期日期", "valid_to"),
    "region": ("所在区域", "区域", "所属区域", "region"),
    "contact_name": ("联系人", "联系人姓名", "contact"),
    "contact_mobile": ("联系电话", "联系人手机", "联系手机", "手机", "mobile"),
    "parent_name": ("所属机构", "上级机构", "parent"),
}
"""The headings under which a column is found."""
REQUIRED: Final = ("name", "uscc", "filing_no")
_KINDS: Final = {
    "机构": OrganisationKind.AGENCY,
    "经纪机构": OrganisationKind.AGENCY,
    "房地产经纪机构": OrganisationKind.AGENCY,
    "agency": OrganisationKind.AGENCY,
    "": OrganisationKind.AGENCY,
    "门店": OrganisationKind.STORE,
    "分支机构": OrganisationKind.STORE,
    "store": OrganisationKind.STORE,
}
_BATCH: Final = 2000
_OPEN_END: Final = frozenset({"", "长期", "永久", "无"})


class HeadingMissing(Exception):
    """The first line lacks a heading that the import cannot do without."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that was left out: its line, why, and its cells as they stood."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(slots=True)
class Import:
    """What became of a file."""

    headings: tuple[str, ...]
    taken: int
    mistakes: list[Mistake]


class _Wrong(Exception):
    """What is wrong with a row, in words for whoever keeps the spreadsheet."""


def import_directory(lines: Iterable[Line], secrets: PersonalData) -> Import:
    """Take the rows of a file into the directory, and commit.

    Raises:
        HeadingMissing: the first line is no heading of such a file.
    """
    rows = iter(lines)
    headings = next(rows, Line(1, ()))
    reader = _Reader(_places(headings.cells), secrets)
    done = Import(headings.cells, 0, [])
    while batch := list(islice(rows, _BATCH)):
        known = list(_sound(reader, batch, done.mistakes))
        done.taken += len(known)
        _write(known, reader.columns)
        db.session.commit()
    return done


def _sound(
    reader: "_Reader", batch: Sequence[Line], mistakes: list[Mistake]
) -> Iterator[dict[str, Any]]:
    taken = _holders_of_numbers(reader.peek(line, "filing_no") for line in batch)
    known = _ids_of_licences(compact(reader.peek(line, "uscc")) for line in batch)
    for line in batch:
        if not any(line.cells):
            continue
        try:
            row = reader.read(line, known)
            holder = taken.setdefault(row["filing_no"], row["uscc"])
            if holder != row["uscc"]:
                raise _Wrong(f"备案证号 {row['filing_no']} 已属于执照号 {holder}")
        except _Wrong as wrong:
            mistakes.append(Mistake(line.number, str(wrong), line.cells))
        else:
            yield row


def _holders_of_numbers(numbers: Iterable[str]) -> dict[str, str]:
    """Read which licence holds which filing number now: no two may hold one."""
    query = select(Filing.filing_no, Filing.uscc).where(Filing.filing_no.in_(set(numbers)))
    return {row.filing_no: row.uscc for row in db.session.execute(query)}


def _ids_of_licences(numbers: Iterable[str]) -> dict[str, UUID]:
    query = select(Filing.uscc, Filing.id).where(Filing.uscc.in_(set(numbers)))
    return {row.uscc: row.id for row in db.session.execute(query)}


def _write(rows: Sequence[dict[str, Any]], columns: Iterable[str]) -> None:
    # The last of several rows of one licence counts, as if they had come one after the other.
    latest = list({row["uscc"]: row for row in rows}.values())
    if not latest:
        return
    given = insert(Filing)
    said = {name: given.excluded[name] for name in columns}
    update = given.on_conflict_do_update(
        index_elements=["uscc"], set_=said | {"imported_at": func.now()}
    )
    db.session.execute(update, latest)


def _places(headings: Sequence[str]) -> dict[str, int]:
    written = [compact(heading).casefold() for heading in headings]
    places = {
        column: written.index(name.casefold())
        for column, names in COLUMNS.items()
        for name in reversed(names)
        if name.casefold() in written
    }
    missing = [COLUMNS[column][0] for column in REQUIRED if column not in places]
    if missing:
        raise HeadingMissing("、".join(missing))
    return places


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads rows of one file."""

    places: Mapping[str, int]
    secrets: PersonalData

    @property
    def columns(self) -> list[str]:
        """Name what the file says of an entry; the rest of it stays as an earlier file said."""
        said = [column for column in COLUMNS if column in self.places and column != "uscc"]
        return [*said, "name_key", "pinyin_key"]

    def read(self, line: Line, known: dict[str, UUID]) -> dict[str, Any]:
        """Give the columns of a row; `known` are the ids of licences, and learns new ones.

        Raises:
            _Wrong: the row cannot be taken.
        """
        name, uscc = _name(self.peek(line, "name")), _uscc(self.peek(line, "uscc"))
        if uscc not in known and "valid_to" not in self.places:
            raise _Wrong("目录中没有该执照号，新增须有“有效期至”一列")
        # An entry keeps its id for ever: what is sealed in it opens under no other.
        filing_id = known.setdefault(uscc, uuid4())
        return {
            "id": filing_id,
            "kind": _kind(self.peek(line, "kind")),
            "name": name,
            "name_key": name_key(name),
            "pinyin_key": pinyin_key(name),
            "uscc": uscc,
            "filing_no": _filing_no(self.peek(line, "filing_no")),
            "valid_to": _day(self.peek(line, "valid_to")),
            "region": _region(self.peek(line, "region")),
            "contact_name": self.peek(line, "contact_name")[:50] or None,
            "contact_mobile": self._mobile(self.peek(line, "contact_mobile"), filing_id),
            "parent_name": self.peek(line, "parent_name")[:100] or None,
        }

    def peek(self, line: Line, column: str) -> str:
        """Give a cell, empty where the file has none."""
        place = self.places.get(column)
        return line.cells[place].strip() if place is not None and place < len(line.cells) else ""

    def _mobile(self, text: str, filing_id: UUID) -> bytes | None:
        number = compact(text)
        if not number:
            return None
        if not (len(number) == 11 and number.isdigit() and number.startswith("1")):
            raise _Wrong("联系电话不是 11 位手机号")
        return self.secrets.seal(number, of=contact_place(filing_id))


def _kind(text: str) -> OrganisationKind:
    try:
        return _KINDS[compact(text).casefold()]
    except KeyError:
        raise _Wrong(f"类型“{text}”只能写机构或门店") from None


def _name(text: str) -> str:
    if not 2 <= len(text) <= 100:
        raise _Wrong("名称应有 2 到 100 个字")
    return text


def _uscc(text: str) -> str:
    code = compact(text).upper()
    if len(code) not in (15, 18) or not code.isascii() or not code.isalnum():
        raise _Wrong(f"执照号“{text}”应有 18 位（旧号 15 位）")
    return code


def _filing_no(text: str) -> str:
    if not 1 <= len(text) <= 40:
        raise _Wrong("备案证号应有 1 到 40 个字")
    return text


def _day(text: str) -> date | None:
    written = compact(text, keep_dashes=True)
    if written in _OPEN_END:
        return None
    digits = written.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-")
    for shape in ("%Y-%m-%d", "%Y%m%d", "%Y.%m.%d"):
        try:
            return datetime.strptime(digits, shape).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise _Wrong(f"有效期至“{text}”不是日期，请写成 2027-05-01")


def _region(text: str) -> str | None:
    written = compact(text)
    if not written:
        return None
    for code, name in REGIONS.items():
        if written == code or written in name:
            return code
    raise _Wrong(f"所在区域“{text}”不在区域列表中")
