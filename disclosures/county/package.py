"""A zip of workbooks, one a department: what is in it is listed and judged before anything of it is unpacked.

Its names may be GBK, as Windows writes them in China. What a system leaves in such a zip (.DS_Store, ~$预算.xlsx) is not
spoken of; what is no workbook is passed over with a word; what no honest archiver writes refuses the whole.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from ..reading.prescan import ARCHIVE, BROKEN, LOCKED, MOST_BYTES, ODD, TOO_LARGE
from ..reading.raw import Unreadable

MEGABYTE = 2**20
MOST_PACKED = 1024 * MEGABYTE  # of the zip itself
MOST_FILES = 1000
MOST_LINES = 20_000  # of its list, folders and what systems leave included
MOST_LIST = 8 * MEGABYTE  # of the list itself: each line of it takes a tenfold of its bytes once it is read
MOST_UNPACKED = 2048 * MEGABYTE

TOO_BIG = f"压缩包超过 {MOST_PACKED // MEGABYTE} MB。请分几次上传。"
NO_ZIP = "不是压缩包（.zip）。请把各部门的工作簿压成一个 .zip 后再上传。"
OTHER_ARCHIVE = "这是 RAR 或 7z 压缩包。请改压成 .zip 后再上传。"
TOO_MANY = f"压缩包里超过 {MOST_FILES} 份文件。请分几次上传。"
UNPACKED = f"压缩包解压后超过 {MOST_UNPACKED // MEGABYTE} MB，未予读取。请分几次上传。"
NOTHING = "压缩包里没有工作簿（.xlsx）。"
NO_WORKBOOK = "不是工作簿，已略过"
OTHER_PACKING = "在压缩包里的压缩方式不能读取。请用系统自带的压缩功能重新压成 .zip 后再上传。"

#: Endings of workbooks; what is none of ours is told so by whoever reads it (另存为 .xlsx).
BOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv")
ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar")
#: How the files of a zip are packed by what systems bring along; decoders of others fail in ways of their own.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


@dataclass(frozen=True)
class Part:
    """One file of the zip: its place there, its name as people read it, and why it is not read, empty where it is."""

    number: int
    name: str
    why_not: str = ""
    is_wrong: bool = False  # a workbook that cannot be read, not something else


def parts_of(place: Path) -> list[Part]:
    """The files of a zip in the order of their names. Raises Unreadable with a sentence where it is none, holds too much,
    or is not safe to unpack."""
    if place.stat().st_size > MOST_PACKED:
        raise Unreadable(TOO_BIG)
    with _opened(place) as package:
        found = package.infolist()
        if len(found) > MOST_LINES:
            raise Unreadable(TOO_MANY)
        files = [(n, info) for n, info in enumerate(found) if not info.is_dir() and not _is_litter(info)]
        _judge([info for _n, info in files])
    parts = [_part(number, info) for number, info in files]
    if not any(not part.why_not or part.is_wrong for part in parts):
        raise Unreadable(NOTHING)
    return sorted(parts, key=lambda part: part.name)


class Package:
    """A zip that was judged, open to be read from."""

    def __init__(self, package: zipfile.ZipFile):
        self.package, self.infos = package, package.infolist()

    def read(self, number: int) -> bytes:
        """The bytes of a file, by its place in the list. Raises Unreadable where it is broken, locked, packed otherwise or
        too large, whatever the list says of its size."""
        if self.infos[number].compress_type not in PACKINGS:
            raise Unreadable(OTHER_PACKING)
        try:
            with self.package.open(self.infos[number]) as stream:
                data = stream.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise Unreadable(BROKEN) from error
        except RuntimeError as error:  # zipfile says so of a file with a password
            raise Unreadable(LOCKED) from error
        if len(data) > MOST_BYTES:
            raise Unreadable(TOO_LARGE)
        return data


@contextmanager
def opened(place: Path) -> Iterator[Package]:
    with _opened(place) as package:
        yield Package(package)


@contextmanager
def _opened(place: Path) -> Iterator[zipfile.ZipFile]:
    with place.open("rb") as file:
        if file.read(4).startswith(_OTHER_ARCHIVES):
            raise Unreadable(OTHER_ARCHIVE)
        file.seek(0, os.SEEK_SET)
        try:
            _require_short_list(file)
            package = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
            raise Unreadable(NO_ZIP) from error
        with package:
            yield package


def _require_short_list(file: IO[bytes]) -> None:
    """Unreadable where the list is longer than any of people, told from the end of the file (Zip64 or not) as ``ZipFile``
    finds it: that reads the whole list at once, whatever the number of files says, and a gigabyte holds twenty million."""
    try:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # a reader of our own might find another end
    except OSError as error:  # it points to before the beginning
        raise Unreadable(NO_ZIP) from error
    if end is None:
        raise Unreadable(NO_ZIP)
    if end[zipfile._ECD_ENTRIES_TOTAL] > MOST_LINES or end[zipfile._ECD_SIZE] > MOST_LIST:  # type: ignore[attr-defined]
        raise Unreadable(TOO_MANY)


def name_of(info: zipfile.ZipInfo) -> str:
    """The name as people read it, folders included. Python reads a name that does not say what it is as cp437; on Chinese
    Windows it is GBK, on a Mac UTF-8."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            packed = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return packed.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_litter(info: zipfile.ZipInfo) -> bool:
    """What systems and programs leave beside the files of people."""
    way = PurePosixPath(name_of(info))
    return (
        "__MACOSX" in way.parts
        or way.name.startswith((".", "~$"))
        or way.name.lower() in ("thumbs.db", "desktop.ini")
    )


def _judge(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES:
        raise Unreadable(TOO_MANY)
    names = [name_of(info) for info in infos]
    is_twice = len({name.lower() for name in names}) < len(names)
    if is_twice or any(_leads_elsewhere(info, name) for info, name in zip(infos, names, strict=True)):
        raise Unreadable(ODD)
    unpacked = 0
    for info in infos:
        unpacked += info.file_size
    if unpacked > MOST_UNPACKED:
        raise Unreadable(UNPACKED)


def _leads_elsewhere(info: zipfile.ZipInfo, name: str) -> bool:
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return (
        is_link
        or name.startswith("/")
        or ".." in name.split("/")
        or ":" in name
        or "\0" in info.orig_filename
    )


def _part(number: int, info: zipfile.ZipInfo) -> Part:
    name = name_of(info)
    ending = PurePosixPath(name).suffix.lower()
    if ending in ARCHIVES:
        return Part(number, name, ARCHIVE, is_wrong=True)
    if ending not in BOOKS:
        return Part(number, name, NO_WORKBOOK)
    if info.flag_bits & 1:
        return Part(number, name, LOCKED, is_wrong=True)
    if info.compress_type not in PACKINGS:
        return Part(number, name, OTHER_PACKING, is_wrong=True)
    if info.file_size > MOST_BYTES:
        return Part(number, name, TOO_LARGE, is_wrong=True)
    return Part(number, name)
