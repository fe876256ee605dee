"""The one way in which `processes` reads XML that somebody uploaded."""

from typing import Final

from lxml import etree

from processes.sentences import N_, SaidInWords

MAX_BYTES: Final = 2_000_000
# Counted on the raw bytes, before anything is built: a 500-rule decision table has about
# 25,000 tags, a 300-node diagram with its drawing about 15,000.
MAX_TAGS: Final = 60_000
MAX_ATTRIBUTES: Final = 60_000


class XmlRefused(SaidInWords):
    """The file is not XML that we are willing to read."""


def parse_xml(data: bytes) -> etree._Element:
    """Return the root element of an uploaded UTF-8 document, without comments.

    Raises `XmlRefused` on more than 2 MB, a DOCTYPE (and so any entity of the author's),
    too many tags or attributes, another encoding, or faulty XML. Nothing is fetched.
    """
    _refuse_before_parsing(data)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise XmlRefused(*_where(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused(_DOCTYPE)
    return root


_DOCTYPE: Final = N_("文件里有 DOCTYPE 声明，出于安全不予读取。请删除该声明后重新上传。")


def _parser() -> etree.XMLParser:
    # The encoding is forced, so what was searched as UTF-8 is what gets parsed.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refuse_before_parsing(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise XmlRefused(
            N_("文件太大（%(size)d 字节）。请上传不超过 %(limit)d 字节的文件。"),
            {"size": len(data), "limit": MAX_BYTES},
        )
    if b"<!DOCTYPE" in data:
        raise XmlRefused(_DOCTYPE)
    if data.count(b"<") > MAX_TAGS or data.count(b"=") > MAX_ATTRIBUTES:
        raise XmlRefused(N_("文件里的内容太多，无法读取。请拆成几个较小的文件。"))
    _refuse_other_encodings(data)


def _refuse_other_encodings(data: bytes) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise XmlRefused(_ENCODING) from error
    if "\0" in text:
        raise XmlRefused(_ENCODING)


_ENCODING: Final = N_("文件不是 UTF-8 编码。请另存为 UTF-8 后重新上传。")


def _where(error: etree.XMLSyntaxError) -> tuple[str, dict[str, object]]:
    line, column = error.position
    message = N_("文件不是完整的 XML：第 %(line)d 行第 %(column)d 列附近有错误。请重新导出后上传。")
    return message, {"line": line, "column": column}
