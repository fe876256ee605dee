"""What the form editor asks while somebody draws: the form as it will look, and what is wrong."""

from typing import Any

from flask import Response as FlaskResponse
from flask import jsonify, render_template
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from forms import DefinitionProblem, Form, FormDefinitionError, compile_form
from processes.expressions import parse_form_expression
from service.studio.door import administrators, blueprint
from service.studio.posted import posted_json

MOST_CHARACTERS = 400_000


@blueprint.post("/forms/preview")
@administrators
def preview_form() -> FlaskResponse:
    """Give a form as its page draws it; a form nobody can fill gives its problems instead."""
    text = posted_json().get("form")
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise BadRequest
    try:
        form = compile_form(text.encode(errors="replace"), parse_form_expression)
    except FormDefinitionError as refused:
        return jsonify(problems=[_said(one) for one in refused.problems], page=None)
    return jsonify(problems=[], page=_page(form))


def _page(form: Form) -> str:
    groups = form.describe(answers=None)
    return render_template("studio/form_preview.html", form=form, groups=groups)


def _said(problem: DefinitionProblem) -> dict[str, Any]:
    """Give the sentence and the label of the field that it is about, where it is about one."""
    sentence = problem.render(gettext)
    return {"field": str(problem.params.get("field", "")), "sentence": sentence}
