"""What an uploaded file may hold before anybody looks at what it means."""

import time
import tracemalloc

import pytest

from processes.safe_xml import XmlRefused, parse_xml
from tests.attacks.hostile_xml import FILES


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
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
