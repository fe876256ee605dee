"""Words what is wrong with a form, with the reason where the form alone cannot know it."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from flask_babel import gettext

from forms import FormErrors
from service.queries.organisations import find_lost_employer
from service.refusals import SENTENCES, Refused
from service.templating import Problem, problems_of

_EMPLOYER: Final = "agency"


def problems_with(error: FormErrors | Refused, account_id: UUID) -> list[Problem]:
    """Word what was wrong; whoever is asked for an employer anew reads why."""
    asked = isinstance(error, FormErrors) and any(
        (one.key, one.code) == (_EMPLOYER, "required") for one in error.errors
    )
    lost = find_lost_employer(account_id) if asked else None
    if lost is None:
        return problems_of(error)
    unavailable = SENTENCES["employer_unavailable"]
    sentence = gettext(unavailable) % {"name": lost}
    return [
        replace(one, sentence=sentence) if one.key == _EMPLOYER else one
        for one in problems_of(error)
    ]
