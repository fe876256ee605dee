"""What an uploaded file may hold before anybody looks at what it means."""

import time
import tracemalloc

import pytest

from processes.safe_xml import MAX_BYTES, XmlRefused, parse_xml

BILLION_LAUGHS = (
    b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">%s]><a>&l9;</a>"""
    % b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
)

ATTACKS = {
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


@pytest.mark.parametrize("data", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_dangerous_or_broken_file_is_refused_at_once_with_a_sentence(data: bytes) -> None:
    tracemalloc.start()
    began = time.thread_time()
    with pytest.raises(XmlRefused) as refusal:
        parse_xml(data)
    took, peak = time.thread_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert str(refusal.value).endswith("。")
    assert took < 0.2
    assert peak < 12_000_000


def test_a_plain_document_is_read_without_its_comments() -> None:
    root = parse_xml('<?xml version="1.0" encoding="UTF-8"?><a>铭<!-- x -->牌<b/></a>'.encode())
    assert (root.text, [child.tag for child in root]) == ("铭牌", ["b"])


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse_xml("<a>铭牌</a>".encode("utf-8-sig")).text == "铭牌"


def test_an_include_is_left_alone() -> None:
    include = (
        '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/>'
    )
    root = parse_xml(f"<a>{include}</a>".encode())
    assert root[0].get("href") == "/etc/hostname"
    assert root.text is None
