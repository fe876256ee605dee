"""A whole procedure as one .zip: diagram, forms, tables, tests; bombs and paths are refused."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import orjson

from processes.safe_xml import XmlRefused, parse_xml
from processes.trial import Script, ScriptRefused
from processes.vocabulary import BPMN
from service.publishing.draft_files import MOST_BYTES, MOST_FILES
from service.publishing.procedures import Procedure
from service.publishing.trials import MOST_NAME, MOST_TESTS
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
_TESTS: Final = "tests/"
_INDENTED: Final = orjson.OPT_INDENT_2


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds; a test has its name and what is played."""

    files: Procedure
    tests: Mapping[str, Script]


def write_package(name: str, files: Procedure, tests: Mapping[str, Script]) -> bytes:
    """Give a procedure as a .zip."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(f"{name}.bpmn", files.diagram)
        for form, content in sorted(files.forms.items()):
            package.writestr(f"forms/{form}.form", content)
        for table, content in sorted(files.tables.items()):
            package.writestr(f"tables/{table}.dmn", content)
        # A test is called what people like, so its name stands inside.
        for number, (test, script) in enumerate(tests.items(), 1):
            held = {"name": test, "script": script.to_json()}
            package.writestr(f"{_TESTS}{number:03}.json", orjson.dumps(held, option=_INDENTED))
    return packed.getvalue()


def read_package(data: bytes) -> Package:
    """Read a .zip of ours, or a .bpmn diagram alone; the check says what cannot be run.

    Raises:
        Refused: it is neither, or larger than a draft may be.
    """
    if len(data) > MOST_BYTES:
        raise Refused("draft_too_large")
    if not data.startswith(b"PK"):
        return Package(Procedure(data, {}, {}), {})
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _unpacked(package)
    except _DAMAGED as error:
        raise Refused("package_unreadable") from error


def _unpacked(package: zipfile.ZipFile) -> Package:
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
    tests = [one for name, one in read.items() if name.startswith(_TESTS) and one]
    return Package(Procedure(read[diagrams[0].filename], forms, tables), _read_tests(tests))


def _read_tests(files: Iterable[bytes]) -> dict[str, Script]:
    """Read the tests; one that says nothing of what must come of it is none."""
    found: dict[str, Script] = {}
    for content in files:
        try:
            held = orjson.loads(content)
            name, script = str(held["name"]).strip(), Script.from_json(held["script"])
        except (orjson.JSONDecodeError, TypeError, KeyError, ScriptRefused) as error:
            raise Refused("package_test_unreadable") from error
        if script.expects is None or not name.isprintable() or not 0 < len(name) <= MOST_NAME:
            raise Refused("package_test_unreadable")
        found[name] = script
    return found


def _require_small(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory says; `read` then never gives more than it says."""
    if len(entries) > MOST_FILES + MOST_TESTS or sum(one.file_size for one in entries) > MOST_BYTES:
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
