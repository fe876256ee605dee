"""The child process: a file on standard input, a header line and JPEGs on standard output.

`python -m service.imaging.child MEMORY COMPUTING` binds itself to these limits, then reads.
The header is JSON: `{"media_type": …, "pages": [[bytes, width, height], …]}` or
`{"refused": name, "params": …}`.
"""

import sys
from typing import Final

import orjson

from service.imaging.documents import derive_pages
from service.imaging.kinds import Kind, recognise
from service.imaging.limits import Limits, impose
from service.imaging.pages import Derived
from service.imaging.pictures import derive_picture
from service.imaging.refusals import ImageRefused, TooDemanding

_OUT: Final = sys.stdout.buffer


def main(arguments: list[str]) -> None:
    """Derive what is on standard input."""
    memory, computing = map(int, arguments)
    impose(Limits(memory=memory, computing=computing))
    try:
        _answer(_derived(sys.stdin.buffer.read()))
    except ImageRefused as refused:
        _refuse(refused)
    except MemoryError:
        _refuse(TooDemanding())


def _derived(original: bytes) -> Derived:
    kind = recognise(original)
    if kind is Kind.PDF:
        return Derived(tuple(derive_pages(original)), kind.value)
    return Derived((derive_picture(original, kind),), kind.value)


def _answer(derived: Derived) -> None:
    sizes = [[len(page.jpeg), page.width, page.height] for page in derived.pages]
    header = orjson.dumps({"media_type": derived.media_type, "pages": sizes})
    _OUT.write(header + b"\n")
    for page in derived.pages:
        _OUT.write(page.jpeg)
    _OUT.flush()


def _refuse(refused: ImageRefused) -> None:
    answer = {"refused": type(refused).__name__, "params": refused.params}
    _OUT.write(orjson.dumps(answer) + b"\n")
    _OUT.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
