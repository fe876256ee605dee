"""紧急停办: nobody begins, applicants read why, and open cases go on."""

import pytest

from service import cases
from service.publishing.stops import lift_stop, stop_procedure
from service.queries.studio import list_events
from service.refusals import Refused
from tests.service.browsing import PROCEDURE
from tests.service.desks import browser_of
from tests.stories import decide, submit

WHY = "发证系统检修，10 月 8 日恢复受理（100% 保留已填内容）。"


@pytest.fixture
def administrator(people):
    return people.reviewer("administrator", name="张敏").account_id


def test_a_stopped_procedure_cannot_be_begun_until_it_is_lifted(people, administrator):
    broker = people.practitioner(agency=people.agency())
    stop_procedure(PROCEDURE, WHY, administrator)
    with pytest.raises(Refused, match="procedure_stopped"):
        cases.open_draft(PROCEDURE, broker)

    lift_stop(PROCEDURE, administrator)

    assert cases.open_draft(PROCEDURE, broker)


def test_what_was_filled_in_before_the_stop_is_kept_but_not_taken(people, administrator):
    broker = people.practitioner(agency=people.agency())
    cases.open_draft(PROCEDURE, broker)
    stop_procedure(PROCEDURE, WHY, administrator)

    with pytest.raises(Refused, match="procedure_stopped"):
        submit(people, broker)

    assert cases.find_filling(PROCEDURE, broker)


def test_an_open_case_goes_on(people, administrator):
    agency = people.agency()
    case = submit(people, people.practitioner(agency=agency))
    stop_procedure(PROCEDURE, WHY, administrator)

    assert decide(case, people.desk(agency), "approve")


def test_the_start_page_says_why_and_has_no_button(app, people, administrator):
    stop_procedure(PROCEDURE, WHY, administrator)
    page = browser_of(app, people.practitioner()).open(f"/start/{PROCEDURE}")

    assert WHY in page.text()
    assert "现在开始" not in page.text()


def test_a_stop_says_why(administrator):
    with pytest.raises(Refused, match="stop_without_sentence"):
        stop_procedure(PROCEDURE, "  ", administrator)


def test_who_stopped_and_why_is_known_after_the_stop_is_lifted(app, people, administrator):
    other = people.reviewer("administrator", name="李强")
    stop_procedure(PROCEDURE, WHY, administrator)
    stop_procedure(PROCEDURE, "检修延期。", other.account_id)
    lift_stop(PROCEDURE, other.account_id)
    lift_stop(PROCEDURE, administrator)  # A second click, which finds nothing to lift.

    assert [(event.kind, event.sentence, name) for event, name, _ in list_events(PROCEDURE)] == [
        ("stop_lifted", "", "李强"),
        ("procedure_stopped", "检修延期。", "李强"),
        ("procedure_stopped", WHY, "张敏"),
    ]
    page = browser_of(app, other).open(f"/studio/procedures/{PROCEDURE}")
    assert WHY in " ".join(page.texts("//section[@aria-labelledby='events']"))
