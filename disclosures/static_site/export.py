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
from functools import partial
from itertools import count, islice
from multiprocessing.pool import Pool
from pathlib import Path

from django.db import connections

from ..models import LedgerEntry, Withdrawal
from . import plan, writing
from .links import file_of
from .writing import Order, Piece, Written

STATE, SUMS = "export.json", "SHA256SUMS"
#: Another whenever the same answers would be written as other files.
EDITION = "1"
CHUNK = 16
#: So many pieces are in memory with their bytes, of 400 KB at most.
AT_ONCE = 256
#: After so many rounds a publication in the middle waits for the next export.
ROUNDS = 3

Tell = Callable[[int, int], None]
Carry = Callable[[Iterator[Order]], Iterator[Written | str]]
Settle = Callable[[], bool]


class NotOurs(Exception):
    """A folder with files in it that no export has written."""


class Unremoved(Exception):
    """Something withdrawn is answered still, and cannot be taken away now."""


@dataclass
class Result:
    """What an export did. ``broken`` are addresses that the site leads to and does not answer; ``is_behind`` is whether
    something was published in the middle of every round."""

    files: int = 0
    written: int = 0
    removed: int = 0
    size: int = 0
    broken: list[str] = field(default_factory=list)
    is_behind: bool = False


@dataclass(frozen=True)
class Told:
    """What was told to the public until now, and how much of it was withdrawn."""

    entries: int
    withdrawals: int


def export(
    folder: Path, *, settle: Settle, processes: int = 1, tell: Tell = lambda done, found: None
) -> Result:
    """Bring a folder to what the public site says now. ``settle`` has the site answer what is told by now, for what was
    committed a moment ago may not be in its store, and what was withdrawn may be there still; False where that cannot be
    done. ``tell`` hears how many pieces are done, and of how many known.

    Raises NotOurs for a folder that holds something else, and Unremoved where something withdrawn might be written.
    """
    before = _last_time(folder)
    with _carriers(processes) as carry:
        walk, is_behind = _walk(folder, before, carry, settle, tell)
    removed = _sweep(folder, walk.written)
    _note(folder, walk.written)
    return Result(
        files=len(walk.written),
        written=sum(each.is_new for each in walk.written.values()),
        removed=removed,
        size=sum(each.size for each in walk.written.values()),
        broken=sorted(walk.broken),
        is_behind=is_behind,
    )


def _walk(
    folder: Path, before: dict[str, Written], carry: Carry, settle: Settle, tell: Tell
) -> tuple[Walk, bool]:
    """Round after round until nothing was told in the middle of one: what was written before it may be withdrawn since, or
    be of another version than what was written after it. A withdrawal is always waited for; whether a publication is
    missing is the second answer."""
    for turn in count(1):
        told = _told()
        if not settle():
            raise Unremoved
        walk = Walk(folder, before, carry, tell)
        walk.over_everything()
        now = _told()
        if now == told or (turn >= ROUNDS and now.withdrawals == told.withdrawals):
            return walk, now != told
        before = before | walk.written
    raise AssertionError("there is always another round")


def _told() -> Told:
    return Told(LedgerEntry.objects.count(), Withdrawal.objects.count())


class Walk:
    """One round. ``written``: what stands in each file now; ``broken``: addresses that were led to and not answered."""

    def __init__(self, folder: Path, before: dict[str, Written], carry: Carry, tell: Tell) -> None:
        self.folder, self.before, self.carry, self.tell = folder, before, carry, tell
        self.written: dict[str, Written] = {}
        self.broken: set[str] = set()
        self.known: set[str] = set()

    def over_everything(self) -> None:
        """Every piece of the plan, and whatever those lead to, until nothing new is found."""
        linked: set[str] = set()
        for pieces in plan.batches():
            linked |= self._over(self._unknown(pieces))
        while found := list(self._unknown(map(Piece, sorted(linked)))):
            linked = self._over(found)

    def _unknown(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces that were not met before; they are known from now on. One file has one address: the first."""
        for piece in pieces:
            file = file_of(piece.address)
            if file not in self.known:
                self.known.add(file)
                yield piece

    def _over(self, pieces: Iterable[Piece]) -> set[str]:
        """Have pieces stand in the folder; the addresses they lead to."""
        linked: set[str] = set()
        for done in self._done(pieces):
            if isinstance(done, str):
                self.broken.add(done)
                continue
            self.written[done.file] = done
            linked.update(done.links)
            self.tell(len(self.written), len(self.known))
        return linked

    def _done(self, pieces: Iterable[Piece]) -> Iterator[Written | str]:
        """What stands is left; of the rest each is written, and none drawn long before: some have all their bytes with
        them."""
        standing: list[Written] = []

        def orders() -> Iterator[Order]:
            for piece in pieces:
                last = self.before.get(file_of(piece.address))
                if last and piece.token and piece.token == last.token and writing.stands(self.folder, last):
                    standing.append(last)
                else:
                    yield Order(self.folder, piece, last)

        yield from self.carry(orders())
        yield from standing


@contextmanager
def _carriers(processes: int) -> Iterator[Carry]:
    """Whoever carries orders out: this process, or so many of its children."""
    if processes == 1:
        yield lambda orders: map(writing.carry_out, orders)
        return
    connections.close_all()  # each child opens its own
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield partial(_shared, pool)


def _shared(pool: Pool, orders: Iterator[Order]) -> Iterator[Written | str]:
    """Carried out by the children, so many at a time."""
    while some := list(islice(orders, AT_ONCE)):
        yield from pool.imap_unordered(writing.carry_out, some, CHUNK)


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
