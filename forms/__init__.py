"""What a person is asked: one definition for page, mini-program and server check.

This is the public face of the package; everything else in it may change.
"""

from forms.contract import (
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
    N_,
    OrganisationFacts,
    ParseExpression,
)

__all__ = [
    "Answers",
    "Cleaned",
    "DefinitionProblem",
    "DocumentFacts",
    "Expression",
    "FieldError",
    "FormDefinitionError",
    "FormErrors",
    "Lookups",
    "Msgid",
    "N_",
    "OrganisationFacts",
    "ParseExpression",
]
