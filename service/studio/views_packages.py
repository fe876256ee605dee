"""A procedure as one file: carried out and brought in."""

from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from service.publishing.drafts import begin_from_files, open_revision
from service.publishing.packages import process_of, read_package, write_package
from service.publishing.trials import bring_tests, scripts_beside
from service.queries.studio import list_procedures
from service.refusals import Refused
from service.sign_in import current_actor
from service.studio.door import administrators, blueprint
from service.templating import problems_of


@blueprint.get("/drafts/<uuid:draft_id>.zip")
@administrators
def export(draft_id: UUID) -> FlaskResponse:
    """Give a draft with its forms and tables, and the tests beside it, as one file."""
    opened = open_revision(draft_id)
    procedure = opened.draft.procedure
    package = write_package(procedure, opened.files, scripts_beside(procedure))
    answer = FlaskResponse(package, content_type="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{procedure}.zip")
    return answer


@blueprint.post("/import")
@administrators
def bring_in() -> Response | tuple[str, int]:
    """Begin a draft with a file from elsewhere."""
    file = request.files.get("package")
    try:
        package = read_package(file.read() if file else b"")
        procedure, name = process_of(package.files)
        draft_id = begin_from_files(
            procedure, name, None, package.files, current_actor().account_id
        )
    except Refused as refusal:
        rows, problems = list_procedures(), problems_of(refusal)
        return render_template("studio/procedures.html", rows=rows, problems=problems), 422
    brought = len(bring_tests(procedure, package.tests, current_actor().account_id))
    if package.tests:
        flash(_said_of_tests(brought, len(package.tests) - brought))
    return redirect(url_for("studio.draft", draft_id=draft_id))


def _said_of_tests(brought: int, stayed: int) -> str:
    said = str(ngettext("已带入 %(num)s 个流程测试。", "已带入 %(num)s 个流程测试。", brought))
    if not stayed:
        return said

    return said + str(
        ngettext(
            "有 %(num)s 个同名的测试已经在了，没有改动。",
            "有 %(num)s 个同名的测试已经在了，没有改动。",
            stayed,
        )
    )
