"""The walk over the whole site: what changed is written, what is gone is taken away, everything else is left alone.

Two exports of the same data are the same bytes, whatever stood in the folder before. ``SHA256SUMS`` lists every file
but the compressed twins, for whoever carries the folder across a gap between networks; ``export.json`` is what the next
export knows of this one.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.db import connections

from . import plan, writing
from .links import file_of
from .writing import Order, Piece, Written

STATE, SUMS = "export.json", "SHA256SUMS"
#: Another whenever the same answers would be written as other files.
EDITION = "1"
CHUNK = 16

Tell = Callable[[int, int], None]


class NotOurs(Exception):
    """A folder with files in it that no export has written."""


@dataclass
class Result:
    """What an export did. ``broken`` are addresses that the site leads to and does not answer."""

    files: int = 0
    written: int = 0
    removed: int = 0
    size: int = 0
    broken: list[str] = field(default_factory=list)


def export(folder: Path, *, processes: int = 1, tell: Tell = lambda done, found: None) -> Result:
    """Bring a folder to what the public site says now. ``tell`` hears how many pieces are done, and of how many known.

    Raises NotOurs for a folder that holds something else.
    """
    before = _last_time(folder)
    with _carriers(processes) as carry:
        written, broken = _walk(folder, before, carry, tell)
    removed = _sweep(folder, written)
    _note(folder, written)
    return Result(
        files=len(written),
        written=sum(each.is_new for each in written.values()),
        removed=removed,
        size=sum(each.size for each in written.values()),
        broken=sorted(broken),
    )


def _walk(
    folder: Path, before: dict[str, Written], carry: Callable, tell: Tell
) -> tuple[dict[str, Written], set[str]]:
    """Every piece of the plan, and whatever those lead to, until nothing new is found."""
    written: dict[str, Written] = {}
    broken: set[str] = set()
    known: set[str] = set()
    found = list(plan.pieces())
    while found := _unknown(found, known):
        linked: set[str] = set()
        for done in _done(folder, found, before, carry):
            if isinstance(done, str):
                broken.add(done)
                continue
            written[done.file] = done
            linked.update(done.links)
            tell(len(written), len(known))
        found = [Piece(address) for address in sorted(linked)]
    return written, broken


def _unknown(pieces: Iterable[Piece], known: set[str]) -> list[Piece]:
    """The pieces that were not met before; they are known from now on. One file has one address: the first."""
    found = []
    for piece in pieces:
        file = file_of(piece.address)
        if file not in known:
            known.add(file)
            found.append(piece)
    return found


def _done(
    folder: Path, pieces: list[Piece], before: dict[str, Written], carry: Callable
) -> Iterator[Written | str]:
    """What stands is left; of the rest each is written."""
    orders = []
    for piece in pieces:
        last = before.get(file_of(piece.address))
        if last and piece.token and piece.token == last.token and writing.stands(folder, last):
            yield last
        else:
            orders.append(Order(folder, piece, last))
    yield from carry(orders)


@contextmanager
def _carriers(processes: int) -> Iterator[Callable]:
    """Whoever carries orders out: this process, or so many of its children."""
    if processes == 1:
        yield lambda orders: map(writing.carry_out, orders)
        return
    connections.close_all()  # each child opens its own
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield lambda orders: pool.imap_unordered(writing.carry_out, orders, CHUNK)


# What was written the last time -------------------------------------------------------------------------------------


def _last_time(folder: Path) -> dict[str, Written]:
    """The files of the export before, by name; none where it was made by software that wrote them otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / STATE
    if not place.exists():
        if any(folder.iterdir()):
            raise NotOurs(folder)
        return {}
    state = json.loads(place.read_bytes())
    files = {each["file"]: Written(**each, is_new=False) for each in state["files"]}
    if state["edition"] != EDITION:
        return {name: replace(each, token="") for name, each in files.items()}
    return files


def _note(folder: Path, written: dict[str, Written]) -> None:
    """Write down what stands there now: for the next export, and for whoever receives the folder."""
    rows = [asdict(written[name]) for name in sorted(written)]
    for row in rows:
        del row["is_new"]
    state = json.dumps({"edition": EDITION, "files": rows}, ensure_ascii=False, indent=1) + "\n"
    sums = "".join(f"{row['sha256']}  {row['file']}\n" for row in rows)
    writing.replace(folder / SUMS, sums.encode())
    writing.replace(folder / STATE, state.encode())


def _sweep(folder: Path, written: dict[str, Written]) -> int:
    """Take away the files that are none of the site any more; how many."""
    wanted = {*written, STATE, SUMS} | {f"{name}.gz" for name, each in written.items() if each.has_twin}
    gone = [place for place in folder.rglob("*") if place.is_file() and _name(folder, place) not in wanted]
    for place in gone:
        place.unlink()
    for place in sorted((each for each in folder.rglob("*") if each.is_dir()), reverse=True):
        if not any(place.iterdir()):
            place.rmdir()
    return len(gone)


def _name(folder: Path, place: Path) -> str:
    return place.relative_to(folder).as_posix()
