"""Notices in the association's own words, written on the diagram and nowhere in the code."""

from sqlalchemy import update

from processes.checker import Problem, Severity
from service import publishing
from service.actors import account_pool, organisation_pool
from service.cases import wake
from service.extensions import db
from service.models import Case, Notice
from service.publishing import Procedure
from service.publishing.checking import check_procedure, list_posts
from service.queries.notices import list_notices
from tests.conftest import Clock
from tests.people import People
from tests.procedures import drawn, registration
from tests.service.desks import browser_of
from tests.stories import submit

TO_THE_AGENCY = '"【申请人】已申请（办件号【办件号】），承诺 100% 如实。"'
REMINDER = '"【待办】快到期了：【申请人】，【办件号】。"'


def told(people: People) -> Case:
    publishing.publish(telling(TO_THE_AGENCY, REMINDER))
    return submit(people, people.practitioner(agency=people.agency()))


def telling(to_the_agency: str, reminder: str) -> Procedure:
    return drawn(
        registration()
        .service("tell", "notices.tell", {"to": '"agency"', "text": to_the_agency})
        .service("thank", "notices.tell", {"to": '"applicant"', "text": '"已收到。"'})
        .user("review", form="employer_review", role="agency", milestone="审核中")
        .boundary_timer("late", "review", days=1, interrupting=False)
        .service("remind", "notices.remind", {"text": reminder})
        .end("reminded")
        .path("claim", "tell", "thank", "review", "over")
        .path("late", "remind", "reminded")
    )


def errors_of(procedure: Procedure) -> list[Problem]:
    found = check_procedure(procedure, list_posts())
    return [one for one in found if one.severity is Severity.ERROR]


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


def test_a_notice_that_was_written_with_a_place_that_nothing_fills_is_shown_all_the_same(
    app, people: People
):
    case = told(people)
    text = "%(task)s：%(subject)s已申请。"
    pool = organisation_pool(case.agency_id)
    db.session.execute(update(Notice).where(Notice.pool == pool).values(text=text))
    db.session.commit()
    desk = browser_of(app, people.desk(case.agency))

    assert "—：张伟已申请。" in desk.open("/notices").text()


def test_a_notice_cannot_leave_open_a_task_for_it_is_about_none(app):
    (problem,) = errors_of(telling('"【申请人】的【待办】"', REMINDER))

    assert (problem.code, problem.element_id) == ("unknown_place", "tell")
    assert "“【待办】”" in problem.sentence
    assert "【申请人】、【办件号】" in problem.sentence


def test_a_place_that_no_reminder_knows_is_named_with_those_that_it_knows(app):
    written = telling(TO_THE_AGENCY, '"请尽快审核【姓名】的办件"')
    (problem,) = errors_of(written)

    assert (problem.code, problem.element_id) == ("unknown_place", "remind")
    assert "“【姓名】”" in problem.sentence
    assert "【申请人】、【办件号】、【待办】" in problem.sentence
