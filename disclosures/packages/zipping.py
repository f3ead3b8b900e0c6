"""An archive (zip) written from one end to the other, of members that were compressed before.

``zipfile`` compresses what it is given once more; here pieces of deflate data are copied. Sizes and check sums are known
before a member begins, so nothing is written twice, and the same members give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

DEFLATE, UTF8 = 8, 0x0800
PLAIN, LARGE = 20, 45  # what a reader must know of the format: deflate, and sizes of 64 bits
FIRST_DAY = 0x21  # 1 January 1980, the first that the format knows
MOST = 0xFFFFFFFF
LONG = struct.Struct("<Q")


@dataclass(frozen=True)
class Member:
    """One file of an archive: its CRC-32, its size, and its size compressed."""

    name: str
    crc: int
    size: int
    squeezed: int

    @property
    def is_large(self) -> bool:
        return max(self.size, self.squeezed) >= MOST


class Archive:
    """Writes members to ``file``, then the directory of them (``close``)."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.at = 0
        self.members: list[tuple[Member, int]] = []

    def add(self, member: Member, pieces: Iterable[bytes]) -> None:
        """A member whose compressed bytes these are. ValueError where they are not as many as it says."""
        self.members.append((member, self.at))
        name = member.name.encode()
        sizes = (MOST, MOST) if member.is_large else (member.squeezed, member.size)
        extra = _extra(member.size, member.squeezed) if member.is_large else b""
        version = LARGE if member.is_large else PLAIN
        self._write(
            struct.pack(
                "<4s5H3I2H", b"PK\x03\x04", version, UTF8, DEFLATE, 0, FIRST_DAY,
                member.crc, *sizes, len(name), len(extra),
            )
        )  # fmt: skip
        self._write(name + extra)
        start = self.at
        for piece in pieces:
            self._write(piece)
        if self.at - start != member.squeezed:
            raise ValueError(f"{member.name} has {self.at - start} bytes, not {member.squeezed}")

    def close(self) -> None:
        start = self.at
        for member, offset in self.members:
            self._write(_entry(member, offset))
        length, count = self.at - start, len(self.members)
        if max(start, length) >= MOST or count >= 0xFFFF:
            self._write_large_end(start, length, count)
            start, length, count = min(start, MOST), min(length, MOST), min(count, 0xFFFF)
        self._write(struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, length, start, 0))

    def _write_large_end(self, start: int, length: int, count: int) -> None:
        end = self.at
        self._write(
            struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, LARGE, LARGE, 0, 0, count, count, length, start)
        )
        self._write(struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1))

    def _write(self, data: bytes) -> None:
        self.file.write(data)
        self.at += len(data)


def _entry(member: Member, offset: int) -> bytes:
    """A line of the directory."""
    wide: list[int] = []
    sizes: list[Any] = []
    for value in (member.squeezed, member.size):
        sizes.append(MOST if member.is_large else value)
    wide += [member.size, member.squeezed] if member.is_large else []
    wide += [offset] if offset >= MOST else []
    extra, name = _extra(*wide) if wide else b"", member.name.encode()
    version = LARGE if wide else PLAIN
    head = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", version, version, UTF8, DEFLATE, 0, FIRST_DAY,
        member.crc, *sizes, len(name), len(extra), 0, 0, 0, 0, min(offset, MOST),
    )  # fmt: skip
    return head + name + extra


def _extra(*values: int) -> bytes:
    """Sizes and places that need 64 bits."""
    body = b"".join(map(LONG.pack, values))
    return struct.pack("<2H", 1, len(body)) + body
