"""XML that would read a file, reach the network, grow without end or never be read to its end."""

from processes.safe_xml import MAX_BYTES

BILLION_LAUGHS = (
    b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">%s]><a>&l9;</a>"""
    % b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
)

FILES = {
    "external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    "external entity over http": b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><a>&x;</a>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/"> %x;]><a/>',
    "external DTD": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
    "billion laughs": BILLION_LAUGHS,
    "DOCTYPE in UTF-16": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    "DOCTYPE in UTF-16 without a mark": "<!DOCTYPE a><a/>".encode("utf-16-le"),
    "DOCTYPE in UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>',
    "undeclared entity": b"<a>&x;</a>",
    "undeclared entity in an attribute": b'<a b="&x;"/>',
    "too big": b"<a>" + b" " * MAX_BYTES + b"</a>",
    "ten thousand deep": b"<a>" * 10_000 + b"</a>" * 10_000,
    "half a million elements": b"<a>" + b"<b/>" * 400_000 + b"</a>",
    "a hundred thousand attributes": b"<a %s/>" % b" ".join(b'a%d=""' % n for n in range(100_000)),
    "not XML": b"PK\x03\x04 a zip archive",
    "nothing": b"",
    "cut off": b"<a><b>",
    "GB 18030": '<?xml version="1.0" encoding="GB18030"?><a>铭牌</a>'.encode("gb18030"),
}

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_PROLOGUES = {
    "a file": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>',
    "a parameter entity": '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]>',
    "an external DTD": '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">',
    "a public DTD": '<!DOCTYPE d PUBLIC "-//OMG//BPMN" "http://127.0.0.1:1/x.dtd">',
    "billion laughs": f'<!DOCTYPE d [<!ENTITY l0 "ha">{_LAUGHS}<!ENTITY x "&l9;">]>',
    "a quadratic blow-up": f'<!DOCTYPE d [<!ENTITY x "{"a" * 100_000}">]>',
    "an entity of its own": '<!DOCTYPE d [<!ENTITY x "y">]>',
}


def spoiled(document: bytes, name: bytes) -> dict[str, bytes]:
    """Give the whole files above, and a sound document with each prologue, its `name` expanded."""
    assert name in document
    inside = {
        f"{word} inside": prologue.encode() + document.replace(name, b"&x;" * 100)
        for word, prologue in _PROLOGUES.items()
    }
    deep = {"a name ten thousand deep": _deepened(document)}
    return FILES | inside | deep


def _deepened(document: bytes) -> bytes:
    end = document.rindex(b"</")
    return document[:end] + b"<a>" * 10_000 + b"</a>" * 10_000 + document[end:]
