"""The portal: where people register, apply and see how far they are."""

from service.portal import (
    views_account,
    views_captcha,
    views_card,
    views_cases,
    views_corrections,
    views_employers,
    views_forms,
    views_home,
    views_notices,
    views_registration,
    views_sign_in,
    views_start,
    views_submit,
    views_uploads,
    words,
)
from service.portal.door import blueprint

__all__ = [
    "blueprint",
    "views_account",
    "views_captcha",
    "views_card",
    "views_cases",
    "views_corrections",
    "views_employers",
    "views_forms",
    "views_home",
    "views_notices",
    "views_registration",
    "views_sign_in",
    "views_start",
    "views_submit",
    "views_uploads",
    "words",
]
