"""The questions of 用户注册, from `forms/definitions`."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import forms
from forms import DocumentFacts, Field, Form, OrganisationFacts, compile_form
from processes.expressions import parse_form_expression

_DEFINITIONS: Final = Path(forms.__file__).parent / "definitions"


class NoLookups:
    """A form without uploads, pickers and reviews looks nothing up."""

    def document(self, id: str) -> DocumentFacts | None:  # noqa: ARG002, A002 - the contract's
        """Know no upload."""
        return None

    def organisation(self, id: str) -> OrganisationFacts | None:  # noqa: ARG002, A002 - as above
        """Know no organisation."""
        return None

    def returnable(self) -> dict[str, str]:
        """Return nothing."""
        return {}

    def affected(self) -> dict[str, str]:
        """Give none."""
        return {}


@cache
def registration_form() -> Form:
    """Give the compiled form of a person's questions."""
    return _compiled("account_registration")


@cache
def organisation_form() -> Form:
    """Give the compiled form of what an agency or a store types: its name and its number."""
    return _compiled("organisation_account")


def _compiled(name: str) -> Form:
    return compile_form((_DEFINITIONS / f"{name}.form").read_bytes(), parse_form_expression)


def normalise_mobile(text: str) -> str:
    """Write a mobile the one way in which numbers are kept; what is no number stays as it is."""
    written: Any = _mobile().kind.normalise(text)
    return str(written or "")


def mask_mobile(mobile: str) -> str:
    """Write a mobile as screens show it: 154****0001."""
    return str(_mobile().kind.mask(mobile))


def _mobile() -> Field:
    return next(field for field in registration_form().fields if field.key == "mobile")
