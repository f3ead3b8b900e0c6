"""Parts: what one version gives to a data package, compressed once and stored with the version's files.

A part is one line of JSON, ``{resource: [offset, length, rows]}``, and behind it the pieces: lines of CSV as raw deflate
data that ends on a byte and is not the last of its stream (Z_FULL_FLUSH), so that pieces of many versions are joined by
copying them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import store
from ..release import dress
from .rows import OF_VERSIONS, lines, rows_of

RAW = -15  # deflate data without head and digest, as archives hold it
#: The last block of a stream, with nothing in it.
LAST = b"\x03\x00"


@dataclass(frozen=True)
class Piece:
    """Lines of one resource, compressed; how many rows they are."""

    data: bytes
    rows: int


def squeezed(lines: Iterable[bytes]) -> tuple[bytes, int]:
    """The lines as a piece that others can stand behind, and how many there were."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, RAW)
    count, out = 0, []
    for line in lines:
        out.append(squeeze.compress(line))
        count += 1
    return b"".join([*out, squeeze.flush(zlib.Z_FULL_FLUSH)]), count


def plain(data: bytes) -> bytes:
    """What a piece says."""
    return zlib.decompressobj(RAW).decompress(data)


def name() -> str:
    return f"part.{dress()}"


def make(content: Mapping[str, Any]) -> bytes:
    """The part of a document."""
    told = rows_of(content)
    where: dict[str, tuple[int, int, int]] = {}
    pieces, offset = [], 0
    for resource in OF_VERSIONS:
        data, count = squeezed(lines(resource, told[resource.name]))
        where[resource.name] = (offset, len(data), count)
        pieces.append(data)
        offset += len(data)
    return b"".join([json.dumps(where).encode(), b"\n", *pieces])


def write(sha256: str, content: Mapping[str, Any]) -> None:
    """Store the part of a version, and take away those that other software made."""
    store.write(sha256, name(), make(content))
    for other in store.folder_of(sha256).glob("part.*"):
        if other.name != name():
            store.discard(other)


def is_there(sha256: str) -> bool:
    return store.path_of(sha256, name()).exists()


def piece(sha256: str, resource: str) -> Piece:
    """What a version gives to one resource. FileNotFoundError where its part is not stored."""
    with store.path_of(sha256, name()).open("rb") as file:
        offset, length, rows = json.loads(file.readline())[resource]
        file.seek(offset, 1)
        return Piece(file.read(length), rows)


def pieces(digests: Iterable[str], resource: str) -> Iterator[Piece]:
    for sha256 in digests:
        yield piece(sha256, resource)
