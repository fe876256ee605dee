"""The pages of a store that registers, and of the agency that has to agree."""

import pytest
from flask import Flask

from tests.people import People
from tests.service.desks import browser_of
from tests.stories import correct, decide, submit, task_of

PROCEDURE = "store_registration"


@pytest.mark.parametrize("topic", ["organisation", "parent", "agent", "real_name"])
def test_store_reads_each_topic_of_its_form(app: Flask, people: People, topic: str):
    browser = browser_of(app, people.draft_store())
    browser.open(f"/start/{PROCEDURE}")
    browser.client.post(f"/start/{PROCEDURE}")

    assert browser.open(f"/apply/{PROCEDURE}/Group_{topic}").status == 200


def test_agency_reads_that_the_directory_names_another(app: Flask, people: People):
    agency = people.agency()
    store = people.draft_store(people.store_filing(parent_name="威海海悦房地产经纪有限公司"))
    case = submit(people, store, procedure=PROCEDURE, parent=str(agency.id))

    page = browser_of(app, people.desk(agency)).open(f"/app_admin/tasks/{task_of(case).id}")

    assert page.status == 200
    assert "备案目录中，这家门店的所属机构是“威海海悦房地产经纪有限公司”" in page.texts("//body")[0]


def test_store_reads_the_form_that_asks_for_another_agency(app: Flask, people: People):
    agency = people.agency()
    store = people.draft_store(people.store_filing())
    case = submit(people, store, procedure=PROCEDURE, parent=str(agency.id))
    case = decide(case, people.desk(agency), "refuse", opinion="不是本公司门店")

    page = browser_of(app, store).open(f"/cases/{case.no}")

    assert page.status == 200
    assert "另选所属机构" in page.texts("//body")[0]


def test_next_agency_reads_only_the_agency_that_was_chosen_last(app: Flask, people: People):
    first, second = people.agency("威海海悦房地产经纪有限公司"), people.agency()
    store = people.draft_store(people.store_filing())
    case = submit(people, store, procedure=PROCEDURE, parent=str(first.id))
    case = decide(case, people.desk(first), "refuse", opinion="不是本公司门店")
    case = correct(case, store, parent_registered="yes", parent=str(second.id))

    page = browser_of(app, people.desk(second)).open(f"/app_admin/tasks/{task_of(case).id}")

    assert len(page.texts("//*[@id='row-parent']")) == 1
    assert second.name in page.texts("//*[@id='row-parent']")[0]
