"""The questions of 用户注册, from `forms/definitions/account_registration.form`."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import forms
from forms import DocumentFacts, Field, Form, OrganisationFacts, compile_form
from processes.expressions import parse_form_expression

_FILE: Final = Path(forms.__file__).parent / "definitions" / "account_registration.form"


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
    """Give the compiled form."""
    return compile_form(_FILE.read_bytes(), parse_form_expression)


def normalise_mobile(text: str) -> str:
    """Write a mobile the one way in which numbers are kept; what is no number stays as it is."""
    written: Any = _mobile().kind.normalise(text)
    return str(written or "")


def mask_mobile(mobile: str) -> str:
    """Write a mobile as screens show it: 154****0001."""
    return str(_mobile().kind.mask(mobile))


def _mobile() -> Field:
    return next(field for field in registration_form().fields if field.key == "mobile")
