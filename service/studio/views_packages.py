"""A procedure as one file: carried out and brought in."""

from uuid import UUID

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.publishing.drafts import begin_from_files, open_revision
from service.publishing.packages import process_of, read_package, write_package
from service.queries.studio import list_procedures
from service.refusals import Refused
from service.sign_in import current_actor
from service.studio.door import administrators, blueprint
from service.templating import problems_of


@blueprint.get("/drafts/<uuid:draft_id>.zip")
@administrators
def export(draft_id: UUID) -> FlaskResponse:
    """Give a draft with its forms and tables as one file."""
    opened = open_revision(draft_id)
    answer = FlaskResponse(
        write_package(opened.draft.procedure, opened.files), content_type="application/zip"
    )
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{opened.draft.procedure}.zip"
    )
    return answer


@blueprint.post("/import")
@administrators
def bring_in() -> Response | tuple[str, int]:
    """Begin a draft with a file from elsewhere."""
    file = request.files.get("package")
    try:
        files = read_package(file.read() if file else b"")
        procedure, name = process_of(files)
        draft_id = begin_from_files(procedure, name, None, files, current_actor().account_id)
    except Refused as refusal:
        rows, problems = list_procedures(), problems_of(refusal)
        return render_template("studio/procedures.html", rows=rows, problems=problems), 422
    return redirect(url_for("studio.draft", draft_id=draft_id))
