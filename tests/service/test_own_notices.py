"""Notices in the association's own words, written on the diagram and nowhere in the code."""

from service import publishing
from service.actors import account_pool, organisation_pool
from service.cases import wake
from service.models import Case
from service.queries.notices import list_notices
from tests.conftest import Clock
from tests.people import People
from tests.procedures import drawn, registration
from tests.service.desks import browser_of
from tests.stories import submit

TO_THE_AGENCY = '"【申请人】已申请（办件号【办件号】），承诺 100% 如实。"'
REMINDER = '"【待办】快到期了：【申请人】，【办件号】。"'


def told(people: People) -> Case:
    publishing.publish(
        drawn(
            registration()
            .service("tell", "notices.tell", {"to": '"agency"', "text": TO_THE_AGENCY})
            .service("thank", "notices.tell", {"to": '"applicant"', "text": '"已收到。"'})
            .user("review", form="employer_review", role="agency", milestone="审核中")
            .boundary_timer("late", "review", days=1, interrupting=False)
            .service("remind", "notices.remind", {"text": REMINDER})
            .end("reminded")
            .path("claim", "tell", "thank", "review", "over")
            .path("late", "remind", "reminded")
        )
    )
    return submit(people, people.practitioner(agency=people.agency()))


def test_a_desk_reads_the_text_of_the_diagram_with_its_places_filled(app, people: People):
    case = told(people)
    desk = browser_of(app, people.desk(case.agency))

    assert f"张伟已申请（办件号{case.no}），承诺 100% 如实。" in desk.open("/notices").text()


def test_a_case_tells_in_its_very_first_step(people: People):
    case = told(people)

    (notice,) = list_notices([account_pool(case.account_id)])
    assert (notice.text, notice.case_no) == ("已收到。", case.no)


def test_a_reminder_has_the_words_that_were_written_for_it(app, people: People, clock: Clock):
    case = told(people)
    clock.advance(days=5)

    wake(case.id)

    newest = list_notices([organisation_pool(case.agency_id)])[0]
    assert newest.text == "%(task)s快到期了：%(subject)s，%(no)s。"
