"""Makes what reviewers may see from what strangers upload.

This is the public face of the package; everything else in it may change.
"""

from service.imaging.kinds import recognise
from service.imaging.limits import Limits
from service.imaging.pages import Derived, DerivedPage
from service.imaging.parent import ImagingFailed, derive
from service.imaging.refusals import ImageRefused

__all__ = [
    "Derived",
    "DerivedPage",
    "ImageRefused",
    "ImagingFailed",
    "Limits",
    "derive",
    "recognise",
]
