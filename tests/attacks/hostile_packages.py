"""Packages that grow, climb out of their folder, lie about themselves, or hold something else."""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Final

_USUAL_DICTIONARY: Final = 1 << 23
Entry = tuple[str | zipfile.ZipInfo, bytes]

DIAGRAM: Final = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
    b'<process id="case" name="NAMED"/></definitions>'
)


def packed(entries: Iterable[Entry], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a .zip of a sound diagram and these entries."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method) as package:
        for name, content in [("case.bpmn", DIAGRAM), *entries]:
            package.writestr(name, content)
    return data.getvalue()


TEST: Final = (
    b'{"name": "NAMED", "script": {"begins": "2026-03-02T09:30:00+08:00", "given": {}, "acts": [],'
    b' "expects": {"status": "open", "milestone": null, "outcome": null, "open": ["ask"]}}}'
)
SOUND: Final = packed(
    [
        ("forms/plain.form", b'{"type": "default"}'),
        ("tables/t.dmn", b"<t/>"),
        ("tests/001.json", TEST),
    ]
)
_DEFLATED: Final = zlib.compress(DIAGRAM, wbits=-15)


def _test(old: bytes, new: bytes) -> Callable[[], bytes]:
    assert old in TEST
    return lambda: packed([("tests/001.json", TEST.replace(old, new))])


def _bomb(method: int) -> Callable[[], bytes]:
    return lambda: packed([("forms/big.form", b"0" * 50_000_000)], method)


def _of_lies() -> bytes:
    """Give a bomb whose directory says that it holds 100 bytes."""
    honest = packed([("forms/big.form", b"0" * 50_000_000)])
    return honest.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 100))


def _overlapping() -> bytes:
    """Give a package whose directory names one big piece of data a hundred times."""
    once = packed([("forms/a.form", bytes(range(256)) * 4_000)])
    end = once.rindex(b"PK\x05\x06")
    start = struct.unpack("<L", once[end + 16 : end + 20])[0]
    second = once.index(b"PK\x01\x02", start + 4)
    entry = once[second:end]
    copies = b"".join(
        entry.replace(b"forms/a.form", b"forms/%c.form" % (97 + n % 26)) for n in range(50)
    )
    directory = once[start:second] + copies
    counts = struct.pack("<HHHHLLH", 0, 0, 51, 51, len(directory), start, 0)
    return once[:start] + directory + b"PK\x05\x06" + counts


def _huge_dictionary() -> bytes:
    """Give an LZMA entry that asks for a dictionary of 1.5 GB."""
    honest = packed([("forms/a.form", b"abc" * 100)], zipfile.ZIP_LZMA)
    return honest.replace(struct.pack("<L", _USUAL_DICTIONARY), struct.pack("<L", 0x60000000))


def _encrypted() -> bytes:
    data = bytearray(packed([("forms/a.form", b"{}")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.rindex(mark)
        data[at + offset] |= 1
    return bytes(data)


def _directory_elsewhere() -> bytes:
    """Give a package whose files, counted from its directory, are before its beginning."""
    end = SOUND.rindex(b"PK\x05\x06")
    beyond = struct.pack("<L", len(SOUND) * 2)
    return SOUND[: end + 16] + beyond + SOUND[end + 20 :]


def _far_away() -> bytes:
    """Give a package whose directory says, in its 64-bit words, that a file is at 2^63."""
    end, first = SOUND.rindex(b"PK\x05\x06"), SOUND.index(b"PK\x01\x02")
    entry = bytearray(SOUND[first : first + 46 + len("case.bpmn")])
    extra = struct.pack("<HHQ", 1, 8, 1 << 63)
    entry[30:32], entry[42:46] = struct.pack("<H", len(extra)), b"\xff" * 4
    counts = struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry) + len(extra), first, 0)
    return SOUND[:first] + entry + extra + SOUND[end : end + 4] + counts


def _in_no_alphabet() -> bytes:
    """Give a package whose directory says that its names are UTF-8; one of them is not."""
    data = bytearray(SOUND.replace(b"plain", b"p\xe2\x28in"))
    first = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, data.index(b"PK\x01\x02", first + 4) + 8, 0x800)
    return bytes(data)


def _link(name: str, target: bytes) -> bytes:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return packed([(info, target)])


def _named(*names: str) -> Callable[[], bytes]:
    return lambda: packed([(name, b"{}") for name in names])


PACKAGES: Final[dict[str, Callable[[], bytes]]] = {
    "nothing": lambda: b"",
    "two letters": lambda: b"PK",
    "no directory": lambda: b"PK\x03\x04" + b"\0" * 100_000,
    "cut off": lambda: packed([])[:-30],
    "ten megabytes": lambda: b"PK" + b"\0" * 10_000_000,
    "not a package": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000,
    "a bomb": _bomb(zipfile.ZIP_DEFLATED),
    "a bomb in bzip2": _bomb(zipfile.ZIP_BZIP2),
    "a bomb in LZMA": _bomb(zipfile.ZIP_LZMA),
    "a bomb that says it is small": _of_lies,
    "a bomb in the place of a form": lambda: packed(
        [("forms/a.form", _bomb(zipfile.ZIP_DEFLATED)())]
    ),
    "one big piece a hundred times": _overlapping,
    "a dictionary of 1.5 GB": _huge_dictionary,
    "ten thousand files": lambda: packed([(f"forms/f{n}.form", b"{}") for n in range(10_000)]),
    "encrypted": _encrypted,
    "a link": lambda: _link("forms/link.form", b"/etc/passwd"),
    "a path upwards": _named("forms/../../../etc/passwd.form"),
    "a path from the root": _named("forms//etc/passwd.form"),
    "a path of Windows": _named("forms/..\\..\\windows.form"),
    "a name of 60 KB": _named("forms/" + "a" * 60_000 + ".form"),
    "a name in another direction": _named("forms/\u202emrof.form"),
    "a name without letters": _named("forms/.form"),
    "a path in the tables": _named("tables/../../x.dmn"),
    "two diagrams": _named("other.bpmn"),
    "a process that is a path": lambda: _process("../../etc"),
    "a process without id": lambda: _process(""),
    "an evil form": lambda: packed([("forms/a.form", b"[" * 200_000)]),
    "an evil table": lambda: packed([("tables/a.dmn", b"<!DOCTYPE d><d/>")]),
    "a test that is no JSON": lambda: packed([("tests/001.json", b"\x89PNG")]),
    "a test that is a list": lambda: packed([("tests/001.json", b"[1]")]),
    "a test of brackets": lambda: packed([("tests/001.json", b"[" * 200_000)]),
    "a test of deep objects": lambda: packed([("tests/001.json", b'{"a":' * 200_000)]),
    "a test without a name": _test(b"NAMED", b" "),
    "a test with a name of a megabyte": _test(b"NAMED", b"a" * 1_000_000),
    "a test named in another direction": _test(b"NAMED", b"\\u202ea"),
    "a test named NUL": _test(b"NAMED", b"a\\u0000b"),
    "a test that answers NUL": _test(b'"given": {}', b'"given": {"a": "\\u0000"}'),
    "a test that expects nothing": _test(b'"expects"', b'"expected"'),
    "a test of ten thousand acts": _test(b'"acts": []', b'"acts": [' + b"{}," * 9_999 + b"{}]"),
    "a test of half a character": _test(b'"given": {}', b'"given": {"a": "\\ud83d"}'),
    "a checksum that is wrong": lambda: _spoiled(packed([("forms/a.form", b"{}")])),
    "packed data that is damaged": lambda: SOUND.replace(_DEFLATED, b"\xff" + _DEFLATED[1:]),
    "a directory that begins elsewhere": _directory_elsewhere,
    "a file beyond the end of the address space": _far_away,
    "a name in no alphabet": _in_no_alphabet,
}


def damaged(seed: int) -> bytes:
    """Give a sound package of which a few bytes were lost on the way, each seed others."""
    dice, data = random.Random(seed), bytearray(SOUND)
    for _ in range(dice.randint(1, 4)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data[: dice.choice((len(data), len(data), dice.randrange(len(data))))])


def _process(name: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("case.bpmn", DIAGRAM.replace(b'"case"', f'"{name}"'.encode()))
    return data.getvalue()


def _spoiled(data: bytes) -> bytes:
    right = struct.pack("<L", zlib.crc32(b"{}"))
    return data.replace(right, b"\0\0\0\0")
