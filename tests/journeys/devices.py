"""What people hold in their hands, as Playwright describes it."""

from collections.abc import Callable
from typing import Any, Final

from tests.journeys.visitor import Visitor

PC: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
Welcome = Callable[..., Visitor]
"""Opens a browser: `welcome()` is a PC; `PHONE`, `javascript=False` and `language="en"` differ."""
