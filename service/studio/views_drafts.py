"""The editor of a draft, and what its page asks while somebody draws."""

from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import format_time, gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service.models import DraftStatus
from service.operations import REGISTRY
from service.publishing import examine_procedure, list_posts, posts_nobody_holds
from service.publishing.draft_files import require_readable
from service.publishing.drafts import (
    DraftMovedOn,
    OpenedProcedure,
    Saved,
    begin_from_files,
    discard_draft,
    get_draft,
    open_revision,
    restore_revision,
    save_draft,
    take_back,
)
from service.publishing.presence import be_in_draft
from service.queries.studio import list_posts_by_name, list_revisions, list_staff
from service.sign_in import current_actor
from service.studio.door import administrators, blueprint
from service.studio.editor_words import editor_words
from service.studio.given_words import given_words
from service.studio.posted import files_in, posted_json
from service.templating import words


@blueprint.get("/drafts/<uuid:draft_id>")
@administrators
def draft(draft_id: UUID) -> str:
    """Show the editor."""
    opened = open_revision(draft_id)
    return render_template(
        "studio/draft.html",
        draft=opened.draft,
        revisions=list_revisions(draft_id),
        editor=_editor(opened),
    )


@blueprint.get("/drafts/<uuid:draft_id>.bpmn")
@administrators
def draft_diagram(draft_id: UUID) -> FlaskResponse:
    """Give the diagram of a draft, of `?revision=` or the newest."""
    opened = open_revision(draft_id, request.args.get("revision", type=int))
    return FlaskResponse(opened.files.diagram, content_type="application/xml; charset=utf-8")


@blueprint.post("/drafts/<uuid:draft_id>")
@administrators
def save(draft_id: UUID) -> FlaskResponse | tuple[FlaskResponse, int]:
    """Save over the state that the editor had seen."""
    asked = posted_json()
    try:
        saved = save_draft(
            draft_id, str(asked.get("seen", "")), files_in(asked), current_actor().account_id
        )
    except DraftMovedOn as moved:
        return jsonify(**_said(moved.saved), by=moved.by, elements=moved.elements), 409
    return jsonify(_said(saved))


@blueprint.post("/drafts/<uuid:draft_id>/copy")
@administrators
def keep_apart(draft_id: UUID) -> FlaskResponse:
    """Keep what the editor holds as another draft."""
    old = get_draft(draft_id)
    name = _("%(name)s（%(who)s的副本）", name=old.name, who=current_actor().display_name)[:100]
    copy_id = begin_from_files(
        old.procedure, name, old.based_on, files_in(posted_json()), current_actor().account_id
    )
    return jsonify(address=url_for("studio.draft", draft_id=copy_id))


@blueprint.post("/drafts/<uuid:draft_id>/check")
@administrators
def check(draft_id: UUID) -> FlaskResponse:
    """Say what is wrong with what the editor holds; nothing is saved."""
    files = files_in(posted_json())
    require_readable(files)
    stem = get_draft(draft_id).procedure
    checked = examine_procedure(files, list_posts(), stem, posts_nobody_holds())
    played = checked.played
    return jsonify(
        problems=[
            {
                "element": one.element_id,
                "sentence": one.render(gettext),
                "severity": one.severity.value,
                "path": one.path,
            }
            for one in checked.problems
        ],
        played=played and {"states": played.states, "complete": played.complete},
    )


@blueprint.post("/drafts/<uuid:draft_id>/here")
@administrators
def here(draft_id: UUID) -> FlaskResponse:
    """Say that somebody is in the draft; give who else is."""
    element = str(posted_json().get("element", ""))
    others = be_in_draft(draft_id, element, current_actor().account_id)
    return jsonify(others=[{"name": one.name, "element": one.element} for one in others])


@blueprint.post("/drafts/<uuid:draft_id>/restore/<int:number>")
@administrators
def restore(draft_id: UUID, number: int) -> Response:
    """Go on from an older saved state."""
    restore_revision(draft_id, number, current_actor().account_id)
    flash(_("已恢复到第 %(number)s 次保存的内容；之后的内容仍在历史里。", number=number))
    return redirect(url_for("studio.draft", draft_id=draft_id))


@blueprint.post("/drafts/<uuid:draft_id>/discard")
@administrators
def discard(draft_id: UUID) -> Response:
    """Put a draft away."""
    discard_draft(draft_id, current_actor().account_id)
    flash(_("草稿已删除；在草稿列表里可以恢复。"))
    return redirect(url_for("studio.procedure", procedure=get_draft(draft_id).procedure))


@blueprint.post("/drafts/<uuid:draft_id>/take-back")
@administrators
def undo_discard(draft_id: UUID) -> Response:
    """Take a discarded draft back."""
    take_back(draft_id, current_actor().account_id)
    return redirect(url_for("studio.draft", draft_id=draft_id))


def _editor(opened: OpenedProcedure) -> dict[str, Any]:
    """Give what the editor's script needs, as JSON in the page."""
    files = opened.files
    return {
        "address": url_for("studio.draft", draft_id=opened.draft.id),
        "open": opened.draft.status is DraftStatus.OPEN,
        "preview_address": url_for("studio.preview_form"),
        "posts_address": url_for("studio.new_post"),
        "diagram": files.diagram.decode(),
        "forms": {name: one.decode() for name, one in files.forms.items()},
        "tables": {name: one.decode() for name, one in files.tables.items()},
        "saved": _said(opened.saved),
        "posts": [[code, words(name)] for code, name in list_posts_by_name()],
        "staff": [[str(id_), name] for id_, name in list_staff()],
        "operations": [
            {
                "name": one.name,
                "summary": words(one.summary),
                "params": {key: words(text) for key, text in one.params.items()},
                "optional": sorted(one.optional),
                "kinds": one.kinds,
                "releases": bool(one.released),
                "results": sorted(one.results),
            }
            for one in REGISTRY.values()
        ],
        "givens": given_words(),
        "words": editor_words(),
    }


def _said(saved: Saved) -> dict[str, Any]:
    return {
        "revision": saved.revision,
        "at": format_time(saved.saved_at, "HH:mm"),
        "seen": saved.seen,
    }
