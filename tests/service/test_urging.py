"""催办: once a day, told to whoever has the case, kept in its story."""

from uuid import uuid4

import pytest

from service import cases
from service.actors import Actor
from service.failures import AlreadyHandled, NotFound
from service.models import Organisation
from service.queries.case_page import read_case_page
from service.queries.case_story import tell
from service.refusals import Refused
from tests.conftest import Clock
from tests.people import People
from tests.service.desks import browser_of
from tests.stories import notices_in, send_back, submit


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def broker(people: People, agency: Organisation) -> Actor:
    return people.practitioner(agency=agency)


def test_urging_is_told_to_whoever_has_the_case_and_kept_in_its_story(people, agency, broker):
    case = submit(people, broker)

    cases.urge(case.no, broker, uuid4())

    (notice,) = notices_in(f"organisation:{agency.id}")
    assert notice.params == {"subject": "张伟", "no": case.no, "task": "机构审核"}
    assert [line.kind for line in tell(read_case_page(case)).lines].count("urged") == 1


def test_a_second_time_on_the_same_day_is_refused_and_the_next_day_is_not(
    people: People, agency, broker, clock: Clock
):
    case = submit(people, broker)
    cases.urge(case.no, broker, uuid4())
    with pytest.raises(Refused) as refused:
        cases.urge(case.no, broker, uuid4())
    assert refused.value.code == "urged_today"

    clock.advance(days=1)
    cases.urge(case.no, broker, uuid4())

    assert len(notices_in(f"organisation:{agency.id}")) == 2


def test_a_second_click_counts_once(people: People, agency, broker):
    case, key = submit(people, broker), uuid4()
    cases.urge(case.no, broker, key)

    with pytest.raises(cases.Repeated):
        cases.urge(case.no, broker, key)


def test_whoever_has_the_task_himself_urges_nobody(people: People, agency, broker):
    case = submit(people, broker)
    send_back(case, people.desk(agency), portrait="请露出双耳")

    with pytest.raises(Refused) as refused:
        cases.urge(case.no, broker, uuid4())

    assert refused.value.code == "nobody_to_urge"


def test_nobody_urges_a_closed_case_or_somebody_elses(people: People, agency, broker):
    case = submit(people, broker)
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    with pytest.raises(NotFound):
        cases.urge(case.no, other, uuid4())
    cases.withdraw(case.no, broker, uuid4())

    with pytest.raises(AlreadyHandled):
        cases.urge(case.no, broker, uuid4())


def test_the_button_is_there_once_a_day(app, people: People, agency, broker):
    case = submit(people, broker)
    page = browser_of(app, broker).open(f"/cases/{case.no}").press("催办")

    assert "已催办" in page.text()
    assert "申请人催办" in page.text()
    assert not page.page.xpath("//form[contains(@action, '/urge')]")
    assert "今天已催办，明天可以再催" in page.text()
