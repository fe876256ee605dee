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
from forms.kinds.documents import sample_document
from forms.kinds.organisations import sample_agency, sample_store
from forms.safe_json import parse_json
from forms.samples import SampleLookups, StandIns

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
    "SampleLookups",
    "StandIns",
    "compile_form",
    "parse_json",
    "sample_agency",
    "sample_document",
    "sample_store",
]
