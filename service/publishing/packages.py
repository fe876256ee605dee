"""A whole procedure as one .zip: diagram, forms and tables; bombs and paths are refused."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

from processes.safe_xml import XmlRefused, parse_xml
from processes.vocabulary import BPMN
from service.publishing.draft_files import MOST_BYTES, MOST_FILES
from service.publishing.procedures import Procedure
from service.refusals import Refused

MOST_RATIO: Final = 200
"""Times; a diagram packs about 15 times, a bomb a thousand."""
_ID: Final = re.compile(r"[\w.-]{1,64}")
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError),
    # A directory that points nowhere, names that are no text.
    *(ValueError, OverflowError),
)
_FOLDERS: Final = {"forms/": ".form", "tables/": ".dmn"}


def write_package(name: str, files: Procedure) -> bytes:
    """Give a procedure as a .zip."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(f"{name}.bpmn", files.diagram)
        for form, content in sorted(files.forms.items()):
            package.writestr(f"forms/{form}.form", content)
        for table, content in sorted(files.tables.items()):
            package.writestr(f"tables/{table}.dmn", content)
    return packed.getvalue()


def read_package(data: bytes) -> Procedure:
    """Read a .zip of ours, or a .bpmn diagram alone; the check says what cannot be run.

    Raises:
        Refused: it is neither, or larger than a draft may be.
    """
    if len(data) > MOST_BYTES:
        raise Refused("draft_too_large")
    if not data.startswith(b"PK"):
        return Procedure(data, {}, {})
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _unpacked(package)
    except _DAMAGED as error:
        raise Refused("package_unreadable") from error


def _unpacked(package: zipfile.ZipFile) -> Procedure:
    entries = package.infolist()
    # Others unpack with as much memory as the file itself asks for.
    if any(one.compress_type not in _METHODS for one in entries):
        raise Refused("package_unreadable")
    _require_small(entries)
    diagrams = [one for one in entries if "/" not in one.filename and _ends(one, ".bpmn")]
    if len(diagrams) != 1:
        raise Refused("package_unreadable")
    read = {one.filename: package.read(one) for one in entries}
    forms, tables = (
        {
            name.removeprefix(folder).removesuffix(ending): content
            for name, content in read.items()
            if name.startswith(folder) and name.endswith(ending)
        }
        for folder, ending in _FOLDERS.items()
    )
    return Procedure(read[diagrams[0].filename], forms, tables)


def _require_small(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory says; `read` then never gives more than it says."""
    if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
        raise Refused("draft_too_large")
    if any(one.file_size > MOST_RATIO * max(one.compress_size, 1) for one in entries):
        raise Refused("draft_too_large")


def _ends(entry: zipfile.ZipInfo, ending: str) -> bool:
    return entry.filename.endswith(ending)


def process_of(files: Procedure) -> tuple[str, str]:
    """Give the id and the name of the process that a diagram draws.

    Raises:
        Refused: there is none, or the file may not be read.
    """
    try:
        process = parse_xml(files.diagram).find(f"{BPMN}process")
    except XmlRefused as refused:
        message, params = refused.message, refused.params
        raise Refused("draft_unreadable", message=message, params=params) from refused
    if process is None:
        raise Refused("package_unreadable")
    id_ = process.get("id") or ""
    if not _ID.fullmatch(id_):  # It becomes part of addresses.
        raise Refused("package_unreadable")
    return id_, (process.get("name") or id_)[:100]
