"""经纪人协理 and 从业人员 register; which papers they give, a table of the association says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from forms import FormErrors
from service.extensions import db
from service.models import Card, Category, Certificate, Employment, Organisation, Practitioner
from service.publishing import SHIPPED_DIAGRAMS
from tests.conftest import environment_of
from tests.people import People
from tests.stories import PROCEDURE, case_of, correct, decide, send_back, submit, task_of

HOUSE = Path(__file__).parents[2]
CERTIFICATE = ("certificate", "certificate_number", "certificate_issuer")
WITHOUT = dict.fromkeys(CERTIFICATE)


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


def leave_it_to_staff(database_url: str, folder: Path) -> None:
    """Edit the shipped table as the association would, and publish it by the command line."""
    table = (SHIPPED_DIAGRAMS / "practitioner_documents.dmn").read_text()
    cell = '<outputEntry id="rule_staff_certificate"><text>true'
    assert cell in table
    (folder / "practitioner_documents.dmn").write_text(table.replace(cell, f"{cell[:-4]}false"))
    diagram = folder / f"{PROCEDURE}.bpmn"
    diagram.write_bytes((SHIPPED_DIAGRAMS / diagram.name).read_bytes())
    subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", "publish", str(diagram)],
        cwd=HOUSE,
        env=os.environ | environment_of(database_url, folder),
        check=True,
    )


@pytest.mark.parametrize("category", list(Category))
def test_the_shipped_table_demands_the_certificate_of_everybody(people, agency, category):
    person = people.practitioner(agency=agency, category=category)

    with pytest.raises(FormErrors) as errors:
        submit(people, person, **WITHOUT)

    assert errors.value.keys == set(CERTIFICATE)


@pytest.mark.parametrize(
    ("category", "printed"),
    [(Category.BROKER, True), (Category.ASSISTANT, True), (Category.STAFF, False)],
)
def test_a_card_has_the_certificates_number_of_brokers_and_assistants_only(
    people, agency, category, printed
):
    case = submit(people, people.practitioner(agency=agency, category=category))
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")

    number = db.session.scalars(select(Card)).one().snapshot["certificate_no"]

    assert (number is not None) is printed


@pytest.mark.parametrize("category", [Category.ASSISTANT, Category.STAFF])
def test_the_others_register_as_brokers_do(people: People, agency, category):
    case = submit(people, people.practitioner(agency=agency, category=category))
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")

    assert db.session.scalars(select(Practitioner)).one().category is category


def test_after_an_edit_of_the_table_staff_register_without_a_certificate(
    people: People, agency, database_url: str, tmp_path: Path
):
    leave_it_to_staff(database_url, tmp_path)
    case = submit(people, people.practitioner(agency=agency, category=Category.STAFF), **WITHOUT)
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")

    assert db.session.scalars(select(Certificate)).all() == []
    assert db.session.scalars(select(Card)).one().snapshot["certificate_no"] is None
    with pytest.raises(FormErrors):
        broker = people.practitioner("李娜", agency=agency, mobile="15400000002")
        submit(people, broker, **WITHOUT)


def test_after_a_refusal_another_employer_decides_under_the_same_number(people, agency):
    broker, other = people.practitioner(agency=agency), people.agency("威海海悦房地产经纪有限公司")
    case = decide(submit(people, broker), people.desk(agency), "refuse", opinion="不是本公司员工")
    contract = [people.document(broker, "labour_contract")]

    moved = correct(case, broker, agency=str(other.id), labour_contract=contract)

    assert (moved.no, task_of(moved).pool) == (case.no, f"organisation:{other.id}")
    decide(moved, people.desk(other), "approve")
    decide(moved, people.reviewer(), "approve")
    employment = db.session.scalars(select(Employment)).one()
    assert (employment.agency_id, employment.contract) == (other.id, contract)


def test_a_correction_after_that_keeps_the_other_employer(people: People):
    first = people.agency()
    store = people.store(first)
    broker = people.practitioner(agency=first, store=store)
    other = people.agency("威海海悦房地产经纪有限公司")
    case = submit(people, broker)
    decide(case, people.desk(store), "refuse", opinion="否定")
    contract = [people.document(broker, "labour_contract")]
    correct(case, broker, agency=str(other.id), labour_contract=contract)
    send_back(case, people.desk(other), certificate_issuer="请写全称")

    correct(case, broker, certificate_issuer="中国房地产估价师与房地产经纪人学会（全称）")

    assert (case_of(case.no).agency_id, case_of(case.no).store_id) == (other.id, None)
