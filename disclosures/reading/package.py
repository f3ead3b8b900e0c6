"""The package of a Word file or workbook: its parts as XML, with nothing resolved, loaded or fetched."""

from __future__ import annotations

import io
import posixpath
import zipfile
from functools import cached_property
from typing import IO

from lxml import etree

from .raw import Unreadable

#: More than this in one part no disclosure has; a small file that unpacks to more is made to do harm.
LARGEST_PART = 200_000_000
LARGEST_PACKAGE = 600_000_000
MOST_PARTS = 5_000

OLE = b"\xd0\xcf\x11\xe0"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
STRICT = b"http://purl.oclc.org/ooxml/"
STRICT_NAMES = (
    (
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


class Package:
    """The parts of an Office file by name. ``kind`` is how a person calls the file, for messages."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        if data.startswith(OLE):
            raise Unreadable(f"文件是旧格式或加了密码，请另存为不加密的{kind}后再上传")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise Unreadable(f"文件损坏，打不开，请确认它是{kind}") from error
        if len(members) > MOST_PARTS or sum(member.file_size for member in members) > LARGEST_PACKAGE:
            raise Unreadable("文件展开后过大，不像是公开的预算文件")
        self._names = {member.filename.lstrip("/"): member for member in members}

    def has(self, name: str) -> bool:
        return name in self._names

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream. Raises ``Unreadable`` where it is missing or cannot be unpacked."""
        member = self._names.get(name)
        if member is None:
            raise Unreadable(f"文件不完整，缺少 {name}，请确认它是{self.kind}")
        if member.file_size > LARGEST_PART:
            raise Unreadable("文件展开后过大，不像是公开的预算文件")
        try:
            return self._zip.open(member)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise Unreadable(f"文件损坏或加了密码，打不开，请确认它是{self.kind}") from error

    def read(self, name: str) -> bytes:
        """A part's bytes, its names brought to those of the usual (transitional) form."""
        try:
            with self.open(name) as stream:
                data = stream.read(LARGEST_PART + 1)
        except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
            raise Unreadable(f"文件损坏，打不开，请确认它是{self.kind}") from error
        if STRICT in data:
            for strict, usual in STRICT_NAMES:
                data = data.replace(strict.encode(), usual.encode())
        return data

    def xml(self, name: str) -> etree._Element:
        """A part as XML. A part with a document type of its own is refused: no office program writes one."""
        return parse(self.read(name), self.kind)

    def optional(self, name: str | None) -> etree._Element | None:
        return self.xml(name) if name and self.has(name) else None

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to inside the package: by id the kind of relation and the name of the part."""
        folder, _, file = part.rpartition("/")
        root = self.optional(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        found: dict[str, tuple[str, str]] = {}
        for element in root.iter(RELATIONS) if root is not None else ():
            target = element.get("Target", "")
            if element.get("TargetMode") == "External":
                continue
            name = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(f"{folder}/{target}").lstrip("/")
            )
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], name)
        return found

    @cached_property
    def main(self) -> str:
        """The name of the part that everything hangs on (word/document.xml, xl/workbook.xml)."""
        for kind, name in self.related("").values():
            if kind == "officeDocument":
                return name
        raise Unreadable(f"文件不完整，请确认它是{self.kind}")


#: How XML of others is parsed: no entity is resolved, no document type loaded, no network reached.
SAFELY = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": True,
    "remove_comments": True,
    "remove_pis": True,
}


def parse(data: bytes, kind: str) -> etree._Element:
    """XML from bytes. Raises ``Unreadable`` for what is no XML and for what defines a document type."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**SAFELY))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"文件损坏，内容无法解析，请用办公软件打开后另存为{kind}再上传") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("文件含不允许的 XML 定义，请用办公软件打开后另存再上传")
    return root
