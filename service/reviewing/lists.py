"""Pages that lead to a case: what there is to do, what was done, the case itself."""

from uuid import UUID

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import documents
from service.actors import post_pool
from service.failures import NotFound
from service.queries.case_page import get_case
from service.queries.inbox import find_next_task, read_inbox
from service.queries.review_page import needs_another, read_done, reader_of
from service.reviewing.desk import Desk
from service.reviewing.due import due_words
from service.reviewing.page import read_case_view, watermark
from service.sign_in import current_actor
from service.templating import Problem


def show_inbox(desk: Desk) -> str:
    """Show a page of the desk's open tasks, of one procedure only where one is asked for."""
    after, only = request.args.get("after"), request.args.get("only")
    actor = current_actor()
    page = read_inbox(actor.pools, after, reader_of(actor), only)
    return render_template(
        "reviewing/inbox.html", desk=desk, list=page, after=after, only=only, due=due_words()
    )


def go_to_next_task(desk: Desk) -> Response:
    """Go to the task after the place `after`, else to the most urgent, else to the inbox."""
    actor = current_actor()
    after, only = request.args.get("after"), request.args.get("only")
    found = find_next_task(actor.pools, after=after, reader=reader_of(actor), only=only)
    address = desk.url("task", task_id=found, only=only) if found else desk.url("inbox", only=only)
    return redirect(address)


def show_done(desk: Desk) -> str:
    """Show what the signed-in account has decided, the newest first."""
    after = request.args.get("after")
    page = read_done(current_actor().account_id, after)
    return render_template("reviewing/done.html", desk=desk, list=page, after=after)


def find_case(desk: Desk) -> str | Response | tuple[str, int]:
    """Go to the case whose number was entered."""
    number = "".join(request.args.get("no", "").split())
    if not number:
        return render_template("reviewing/find_case.html", desk=desk, number="")
    try:
        get_case(number, current_actor())
    except NotFound:
        sentence = _("没有这个办件号，或不归您办理。请核对后重试。")
        page = render_template(
            "reviewing/find_case.html",
            desk=desk,
            number=number,
            problems=[Problem("no", sentence)],
        )
        return page, 404
    return redirect(desk.url("case", case_no=number))


def show_case(desk: Desk, case_no: str) -> str:
    """Show a case that the desk may know, to be read only."""
    actor = current_actor()
    case = get_case(case_no, actor)
    view = read_case_view(case, actor)
    waiting = [line.waiting for line in view.story.lines if line.waiting]
    own = next((one.task_id for one in waiting if actor.works(one.pool)), None)
    return render_template(
        "reviewing/case.html",
        desk=desk,
        view=view,
        own_task=own,
        barred=own is not None and needs_another(own, actor),
        watermark=watermark(actor),
        may_treat=actor.works(post_pool("administrator")),
    )


def send_page_image(document_id: UUID, number: int) -> Response:
    """Send one page of a document to a desk that reviews or reviewed its case."""
    page = documents.read_page(document_id, number, current_actor())
    # Nothing of an applicant's papers stays behind on a shared computer.
    headers = {"Cache-Control": "private, no-store"}
    return Response(page.content, mimetype=page.media_type, headers=headers)
