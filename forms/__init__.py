"""What a person is asked: one definition for page, mini-program and server check.

This is the public face of the package; everything else in it may change.
"""

from forms.compile import compile_form
from forms.contract import (
    N_,
    Answers,
    Cleaned,
    DefinitionProblem,
    DocumentFacts,
    Expression,
    FieldError,
    FormDefinitionError,
    FormErrors,
    Lookups,
    Msgid,
    OrganisationFacts,
    ParseExpression,
)
from forms.field import Field
from forms.form import Form

__all__ = [
    "N_",
    "Answers",
    "Cleaned",
    "DefinitionProblem",
    "DocumentFacts",
    "Expression",
    "Field",
    "FieldError",
    "Form",
    "FormDefinitionError",
    "FormErrors",
    "Lookups",
    "Msgid",
    "OrganisationFacts",
    "ParseExpression",
    "compile_form",
]
