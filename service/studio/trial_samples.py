"""What a try-out offers where the portal would take a file or search for an employer."""

from collections.abc import Mapping
from typing import Any, Final
from zlib import crc32

from flask_babel import gettext as _

from forms import SampleLookups, sample_agency, sample_document, sample_store

_MOST_OFFERED: Final = 5
_APART: Final = 100


def sample_files(field: Mapping[str, Any]) -> list[dict[str, str]]:
    """Give files to choose from: those that were chosen, then others of this field alone."""
    accepted = field["limits"]["accept"]
    medium = "image" if any(one.startswith("image/") for one in accepted) else "pdf"
    first = crc32(field["key"].encode()) * _APART
    own = [sample_document(medium, first + one) for one in range(_MOST_OFFERED)]
    chosen = [one for one in field["value"] or () if isinstance(one, str)]
    wanted = max(len(chosen), min(field["limits"]["max_files"], _MOST_OFFERED))
    offered = list(dict.fromkeys([*chosen, *own]))[:wanted]
    return [_option(one, _("样本文件 %(number)d", number=n)) for n, one in enumerate(offered, 1)]


def sample_employers(field: Mapping[str, Any]) -> list[dict[str, str]]:
    """Give agencies or stores to choose from: two of each, the second to change to."""
    if field["organisation"] == "agency":
        ids = [sample_agency(), sample_agency(1)]
    else:
        ids = [sample_store(), sample_store(0, 1), sample_store(1)]
    chosen = field["value"]
    if isinstance(chosen, str) and chosen and chosen not in ids:
        ids = [chosen, *ids]
    return [_option(one, _name_of(one)) for one in ids]


def employers_named(value: Any) -> dict[Any, str]:
    """Name the sample employer that an answer is; empty for any other answer."""
    named = _found(value)
    return {value: named} if named else {}


def _name_of(organisation_id: str) -> str:
    return _found(organisation_id) or organisation_id


def _found(value: Any) -> str:
    facts = SampleLookups().organisation(value) if isinstance(value, str) else None
    return facts.name if facts else ""


def _option(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}
