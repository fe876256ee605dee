"""The portal: where people register, apply and see how far they are."""

from service.portal import (
    views_account,
    views_captcha,
    views_employers,
    views_home,
    views_registration,
    views_sign_in,
)
from service.portal.door import blueprint

__all__ = [
    "blueprint",
    "views_account",
    "views_captcha",
    "views_employers",
    "views_home",
    "views_registration",
    "views_sign_in",
]
