"""The filing directory: imported from spreadsheets, searched by any part of the name."""

import csv
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from service.cli.directory import import_file
from service.extensions import db
from service.models import Filing, OrganisationKind
from service.personal_data import contact_place
from service.ports import ports
from service.queries.filings import search_filings
from service.seeding.fictitious import uscc
from tests.people import OTHER_USCC, USCC, People

HEADING = "类型,公司名称,执照号,备案证号,有效期至,所在区域,联系人,联系电话,所属机构"
AGENCY = f"机构,威海安居房地产,{USCC},威房经备001,2027-05-01,环翠区,王芳,15400000009,"
STORE = f"门店,安居鲸园店,{OTHER_USCC},威房经备002,长期,荣成市,,,威海安居房地产"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "备案.csv"


def imported(app: Flask, file: Path, *lines: str, encoding: str = "utf-8"):
    if lines:
        file.write_text("\n".join((HEADING, *lines)), encoding=encoding)
    result = app.test_cli_runner().invoke(import_file, [str(file)])
    db.session.rollback()
    return result


def filings() -> list[Filing]:
    query = select(Filing).order_by(Filing.filing_no).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_taken_whichever_program_wrote_it(app: Flask, file: Path, encoding):
    result = imported(app, file, AGENCY, STORE, encoding=encoding)

    assert result.exit_code == 0, result.output
    agency, store = filings()
    assert (agency.name, agency.uscc, agency.region) == ("威海安居房地产", USCC, "371002")
    assert (agency.valid_to, agency.kind) == (date(2027, 5, 1), OrganisationKind.AGENCY)
    assert (store.valid_to, store.parent_name) == (None, "威海安居房地产")
    assert store.kind is OrganisationKind.STORE


def test_the_mobile_of_a_contact_is_sealed_and_opens_again(app: Flask, file: Path):
    imported(app, file, AGENCY)
    imported(app, file, AGENCY.replace("王芳", "王方"))

    (filing,) = filings()
    opened = ports().personal_data.open(filing.contact_mobile, of=contact_place(filing.id))
    assert (filing.contact_name, opened) == ("王方", "15400000009")


def test_a_workbook_is_taken_with_its_dates(app: Flask, tmp_path: Path):
    book, file = Workbook(), tmp_path / "备案.xlsx"
    sheet = book.active
    sheet.append(["机构名称", "统一社会信用代码", "备案证书号", "备案有效期至", "区域"])
    sheet.append(["威海安居", USCC, "威房经备001", date(2027, 5, 1), "高区"])
    book.save(file)

    assert imported(app, file).exit_code == 0
    (filing,) = filings()
    assert (filing.valid_to, filing.region) == (date(2027, 5, 1), "371071")


def test_importing_again_brings_entries_up_to_date_and_adds_none(app: Flask, file: Path):
    imported(app, file, AGENCY)
    (before,) = filings()
    known = before.id

    imported(app, file, AGENCY.replace("2027-05-01", "2030年1月2日"))

    (filing,) = filings()
    assert (filing.id, filing.valid_to) == (known, date(2030, 1, 2))


def test_importing_again_changes_nothing_for_which_the_file_has_no_column(app: Flask, file: Path):
    imported(app, file, AGENCY, STORE)
    sealed = filings()[0].contact_mobile
    file.write_text(
        f"公司名称,执照号,备案证号\n安居二店,{OTHER_USCC},威房经备002\n", encoding="utf-8"
    )
    with file.open("a", encoding="utf-8") as rows:
        rows.write(f"威海安居房产,{USCC},威房经备003")

    assert imported(app, file).exit_code == 0

    store, agency = filings()
    assert (agency.name, agency.filing_no) == ("威海安居房产", "威房经备003")
    assert (agency.valid_to, agency.region) == (date(2027, 5, 1), "371002")
    assert (agency.contact_name, agency.contact_mobile) == ("王芳", sealed)
    assert (store.name, store.kind) == ("安居二店", OrganisationKind.STORE)
    assert store.parent_name == "威海安居房地产"


def test_an_entry_is_added_only_from_a_file_that_says_until_when_it_is_valid(
    app: Flask, file: Path
):
    imported(app, file, AGENCY)
    file.write_text(
        f"公司名称,执照号,备案证号\n安居二店,{OTHER_USCC},威房经备002", encoding="utf-8"
    )

    result = imported(app, file)

    assert [filing.uscc for filing in filings()] == [USCC]
    assert "第 2 行：目录中没有该执照号，新增须有“有效期至”一列" in result.output


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (AGENCY.replace(USCC, "12"), "执照号“12”应有 18 位"),
        (AGENCY.replace("2027-05-01", "2027-13-45"), "不是日期"),
        (AGENCY.replace("环翠区", "历下区"), "不在区域列表中"),
        (AGENCY.replace("机构,", "协会,"), "只能写机构或门店"),
        (AGENCY.replace("15400000009", "123"), "不是 11 位手机号"),
        (AGENCY.replace("威海安居房地产", ""), "名称应有 2 到 100 个字"),
        (AGENCY.replace("威房经备001", ""), "备案证号应有 1 到 40 个字"),
        (AGENCY.replace("001", "002").replace(USCC, uscc(7)), "备案证号 威房经备002 已属于"),
    ],
)
def test_a_row_with_a_mistake_is_left_out_with_its_line_and_the_rest_is_taken(
    app: Flask, file: Path, line, reason
):
    result = imported(app, file, STORE, line)

    assert result.exit_code == 0
    assert [filing.name for filing in filings()] == ["安居鲸园店"]
    assert "第 3 行：" in result.output
    assert reason in result.output
    with file.with_name("备案.csv.failed.csv").open(encoding="utf-8-sig") as failed:
        heading, row = csv.reader(failed)
    assert heading[-2:] == ["行号", "原因"]
    assert row[-2] == "3"
    assert reason in row[-1]


def test_of_three_hundred_rows_the_seventeen_with_mistakes_come_back_to_be_mended(
    app: Flask, file: Path
):
    bad = set(range(5, 300, 18))
    lines = [
        f"机构,威海第{row}房地产,{'12' if row in bad else uscc(row)},威房经备{row},长期,环翠区,,,"
        for row in range(300)
    ]

    result = imported(app, file, *lines)

    assert (len(bad), result.exit_code) == (17, 0)
    assert len(filings()) == 283
    failed = file.with_name("备案.csv.failed.csv")
    heading, *left_out = csv.reader(failed.read_text(encoding="utf-8-sig").splitlines())
    assert [int(row[heading.index("行号")]) - 2 for row in left_out] == sorted(bad)

    failed.write_text(failed.read_text(encoding="utf-8-sig").replace(",12,", f",{uscc(777)},", 1))
    imported(app, failed)
    assert len(filings()) == 284, "what came back is taken as it is, once it is mended"


def test_a_file_without_the_headings_is_refused_whole(app: Flask, file: Path):
    file.write_text("甲,乙\n1,2", encoding="utf-8")

    result = imported(app, file)

    assert result.exit_code == 1
    assert "公司名称、执照号、备案证号" in result.output


def test_a_file_that_is_no_table_is_refused(app: Flask, tmp_path: Path):
    file = tmp_path / "备案.xlsx"
    file.write_bytes(b"\xff\xfe\x00nothing")

    assert "不是 UTF-8 或 GB18030 的 csv" in imported(app, file).output


@pytest.mark.parametrize("part", ["安居", "居", "（环翠）", "(环翠)", " 威海 安居"])
def test_any_part_of_the_name_finds_an_entry(people: People, part):
    people.filing("威海安居（环翠）房产")

    (found,) = search_filings(part, OrganisationKind.AGENCY)
    assert found.name == "威海安居（环翠）房产"
    assert not found.is_taken


def test_the_exact_name_comes_first_among_very_many(people: People):
    for number in range(60):
        people.filing(f"房地产{number:02}号", uscc=uscc(number))
    people.filing("房地产", uscc=uscc(99))

    found = search_filings("房地产", OrganisationKind.AGENCY)
    assert found[0].name == "房地产"
    assert len(found) == 50


def test_an_entry_that_somebody_registered_from_says_so(people: People):
    filing = people.filing("威海安居")
    people.agency("威海安居", filing_id=filing.id)

    (found,) = search_filings("安居", OrganisationKind.AGENCY)
    assert found.is_taken


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("text", ["", "  ", "没有"])
def test_nothing_is_found_for_nothing(text):
    assert list(search_filings(text, OrganisationKind.AGENCY)) == []
