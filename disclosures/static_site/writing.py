"""One file of the site and its compressed twin. Whoever looks sees the old file or the new one, never half of one."""

from __future__ import annotations

import gzip
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from .answers import Answer, Unanswered, answer
from .links import file_of, relative

#: What is worth compressing; the rest is compressed in itself.
TEXT = (
    "text/html", "text/css", "text/csv", "text/plain", "text/javascript", "text/x-python", "application/javascript",
    "application/json", "application/jsonl", "application/xml", "application/atom+xml", "image/svg+xml",
)  # fmt: skip
#: The page for what is not there stands for addresses at any depth: its links stay as they are.
ANYWHERE = ("/404.html", "/en/404.html")
WRITING = ".writing"


@dataclass(frozen=True)
class Piece:
    """An address that the site is to have. ``token`` is what its bytes follow from, where that is known without them;
    ``ready`` are the bytes of what the application itself does not have: indexes that are read in the browser."""

    address: str
    token: str = ""
    ready: Answer | None = None


@dataclass(frozen=True)
class Written:
    """What stands in a file of the site now. ``links`` are the addresses that a page leads to."""

    address: str
    file: str
    token: str
    sha256: str
    size: int
    has_twin: bool = False
    links: list[str] = field(default_factory=list)
    is_new: bool = True


@dataclass(frozen=True)
class Order:
    """A piece to be written under a folder, and what stood there the last time."""

    folder: Path
    piece: Piece
    before: Written | None = None


def carry_out(order: Order) -> Written | str:
    """Write a piece; the address itself where the site has no answer. Runs in processes of its own."""
    piece, before = order.piece, order.before
    try:
        answered = piece.ready or answer(piece.address)
    except Unanswered:
        return piece.address
    token = piece.token or hashlib.sha256(answered.body).hexdigest()
    if before and before.token == token and stands(order.folder, before):
        return before
    return put(order.folder, piece.address, answered, token)


def put(folder: Path, address: str, answered: Answer, token: str) -> Written:
    """Write what was answered as a file under the folder."""
    body, links = answered.body, []
    if answered.media_type == "text/html" and address not in ANYWHERE:
        body, links = relative(body, address)
    file = file_of(address)
    has_twin = answered.media_type in TEXT
    if has_twin:
        replace(folder / f"{file}.gz", gzip.compress(body, 9, mtime=0))
    replace(folder / file, body)
    return Written(address, file, token, hashlib.sha256(body).hexdigest(), len(body), has_twin, links)


def stands(folder: Path, written: Written) -> bool:
    """Whether a file is still there as long as it was, and its twin beside it."""
    try:
        is_whole = (folder / written.file).stat().st_size == written.size
    except OSError:
        return False
    return is_whole and (not written.has_twin or (folder / f"{written.file}.gz").is_file())


def replace(place: Path, body: bytes) -> None:
    """Put bytes in a place, all or nothing."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f"{WRITING}-{os.getpid()}-{place.name}")
    try:
        beside.write_bytes(body)
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
