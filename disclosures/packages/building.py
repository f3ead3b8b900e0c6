"""Building: a package is made when what it is to say has changed, in the background, and given out as stored.

Packages stand under ``packages/<year or all>/<key>.zip``; the key is a digest of all that goes in. ``current.json`` beside
them says which stands. What is withdrawn is taken away at once (``forget``), and what is left is built anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from .. import copies, store
from ..addresses import public_addresses
from ..models import CodeChange, Population, Publication, Version, Withdrawal
from ..release import dress
from . import parts
from .declared import RESOURCES, Resource
from .descriptor import WHOLE, Counted, Held, as_json, descriptor, readme
from .rows import head_line, lines
from .zipping import Archive, Member

log = logging.getLogger(__name__)

CURRENT = "current.json"
#: A package that took so long to build is not built again before this many times as long has passed.
REST = 20
AT_ONCE = 500

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """A package that stands: what it was made from, its bytes, and how long that took, in seconds."""

    scope: str
    key: str
    sha256: str
    size: int
    publications: int
    latest: str
    seconds: float

    @property
    def path(self) -> Path:
        return folder(self.scope) / f"{self.key}.zip"


def folder(scope: str) -> Path:
    return store.root() / "packages" / scope


def current(scope: str) -> Stored | None:
    """The package of a year, or of all, that stands; None where none was built."""
    try:
        stored = Stored(**json.loads((folder(scope) / CURRENT).read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        log.error("the package %s cannot be read: %s", scope, error)
        return None
    return stored if stored.path.exists() else None


# What is to be built ----------------------------------------------------------------------------------------------


def keys() -> dict[str, str]:
    """The key that each package should have now: of every year in which anything stands, and of all."""
    common = dress()
    common += "".join(map(repr, CodeChange.objects.order_by("pk").values_list()))
    found = {WHOLE: hashlib.sha256(common.encode())}
    for year, *row in _facts():
        found.setdefault(str(year), hashlib.sha256(common.encode()))
        for scope in (WHOLE, str(year)):
            found[scope].update(repr(row).encode())
    for population in Population.objects.order_by("region_code", "year"):
        for scope in {WHOLE, str(population.year)} & found.keys():
            found[scope].update(f"{population} {population.source}".encode())
    return {scope: digest.hexdigest()[:32] for scope, digest in found.items()}


def _facts() -> Iterator[tuple[Any, ...]]:
    """A row for each version that stands: all of the portal's own that goes into a package beside its document."""
    names = ("number", "sha256", "published_at", "reason")
    of = ("region_code", "department_code", "number", "first_published_at", "published_at")
    rows = standing(WHOLE).values_list("publication__year", *(f"publication__{name}" for name in of), *names)
    return rows.iterator(AT_ONCE)


def standing(scope: str) -> QuerySet[Version]:
    """The versions of a year, or of all, that were not withdrawn; region by region."""
    found = Version.objects.standing().filter(publication__withdrawn_at=None)
    if scope != WHOLE:
        found = found.filter(publication__year=scope)
    order = ("region_code", "year", "department_code", "pk")
    return found.order_by(*(f"publication__{name}" for name in order), "number")


def write_missing(now: datetime | None = None) -> int:
    """Build every package that does not say what stands now, and take away those of years that are no more; how many."""
    wanted = keys()
    for place in (store.root() / "packages").glob("*"):
        if place.name not in wanted:
            store.discard(place)
    late = [scope for scope, key in wanted.items() if _is_late(scope, key, now or timezone.now())]
    return len([scope for scope in late if build(scope)])


def _is_late(scope: str, key: str, now: datetime) -> bool:
    stored = current(scope)
    if stored is None:
        return True
    age = now.timestamp() - stored.path.stat().st_mtime
    return stored.key != key and not 0 <= age < REST * stored.seconds


def forget(publication: Publication) -> None:
    """Take away every package that told of what was withdrawn."""
    for scope in (str(publication.year), WHOLE):
        store.discard(folder(scope))


def build(scope: str) -> Stored | None:
    """Build a package as it should be now; None where there is nothing to put in."""
    with store.alone(f"package-{scope}"):
        while True:
            withdrawals, key = _withdrawals(), keys().get(scope)
            if key is None:
                return None
            stored = current(scope)
            if stored and stored.key == key:
                return stored
            try:
                return _build(scope, key, withdrawals)
            except Overtaken:
                log.info(
                    "the package %s is begun again: something was published or withdrawn meanwhile", scope
                )


class Overtaken(Exception):
    """Something else stands than when a package was begun."""


def _withdrawals() -> int:
    return Withdrawal.objects.count()


@public_addresses()
def _build(scope: str, key: str, withdrawals: int) -> Stored:
    """Everything that is asked for is asked for first and at once, and thrown away if anything was published meanwhile:
    the long part of the work is documents, which never change. They may be withdrawn, and nothing of them is pointed to."""
    began = time.monotonic()
    place = folder(scope) / f"{key}.zip"
    with ExitStack() as kept:
        source = Source(scope, kept)
        if keys().get(scope) != key:
            raise Overtaken
        told = _written(source, place, withdrawals)
    if _withdrawals() != withdrawals:
        store.discard(place)
        raise Overtaken
    stored = Stored(
        scope=scope,
        key=key,
        sha256=told.digest.hexdigest(),
        size=told.size,
        publications=source.held.publications,
        latest=source.held.latest,
        seconds=round(time.monotonic() - began, 3),
    )
    store.put(folder(scope) / CURRENT, as_json(asdict(stored)))
    for other in folder(scope).glob("*.zip"):
        if other != place:
            store.discard(other)
    return stored


def _written(source: Source, place: Path, withdrawals: int) -> Told:
    """The package in its place. Overtaken where a document is gone, having been withdrawn."""
    try:
        for sha256 in source.digests:
            _have_part(sha256)
        with store.putting(place) as file:
            told = Told(file)
            write(source, told)
        return told
    except (OSError, ValueError) as error:
        if _withdrawals() == withdrawals:
            raise
        raise Overtaken from error


class Told:
    """A file that knows the digest of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self.file.write(data)


# Where it comes from ----------------------------------------------------------------------------------------------


class Source:
    """What goes into the package of a year, or of all: which documents, and the rows of the portal's own lists, kept on the
    disk until ``kept`` is closed. Where nothing was published while this was made, all of it is of one moment."""

    def __init__(self, scope: str, kept: ExitStack) -> None:
        self.scope = scope
        self.digests = list(self.in_force().values_list("sha256", flat=True).iterator(AT_ONCE))
        latest = standing(scope).order_by("-published_at").values_list("published_at", flat=True).first()
        years = self.in_force().order_by().values_list("publication__year", flat=True).distinct()
        self.held = Held(
            scope,
            len(self.digests),
            _moment(latest) if latest else "",
            tuple(sorted(years)),
        )
        folder(scope).mkdir(parents=True, exist_ok=True)
        self.own = {
            each.name: _own(each, ROWS[each.name](self), kept)
            for each in RESOURCES
            if not each.is_of_versions
        }

    def in_force(self) -> QuerySet[Version]:
        return standing(self.scope).in_force()

    def pieces(self, resource: Resource) -> Iterator[tuple[bytes, int]]:
        """The compressed lines of a resource, some at a time, and how many they are."""
        if not resource.is_of_versions:
            return self.own[resource.name].pieces()
        return ((piece.data, piece.rows) for piece in parts.pieces(self.digests, resource.name))


def _have_part(sha256: str) -> None:
    if not parts.is_there(sha256):
        parts.write(sha256, Version.objects.get(sha256=sha256).document)
        copies.remove_if_withdrawn(sha256)


def _publications(source: Source) -> Iterator[Row]:
    for version in source.in_force().select_related("publication").defer("content").iterator(AT_ONCE):
        of = version.publication
        yield {
            "publication": _name(of),
            "version": version.number,
            "sha256": version.sha256,
            "address": settings.SITE_URL + version.get_absolute_url(),
            **{name: getattr(of, name) for name in SHARED},
            **{name: _moment(getattr(of, name)) for name in ("first_published_at", "published_at")},
        }


SHARED = (
    "region_code", "region_name", "department_code", "department_name", "short_name", "kind", "year", "title",
    "approved_on", "due_on", "late_reason",
)  # fmt: skip


def _versions(source: Source) -> Iterator[Row]:
    for version in standing(source.scope).select_related("publication").defer("content").iterator(AT_ONCE):
        yield {
            "publication": _name(version.publication),
            "version": version.number,
            "in_force": version.number == version.publication.number,
            "sha256": version.sha256,
            "published_at": _moment(version.published_at),
            "reason": version.reason,
            "address": settings.SITE_URL + version.get_absolute_url(),
        }


def _populations(source: Source) -> Iterator[Row]:
    of_year = Q() if source.scope == WHOLE else Q(year=source.scope)
    for row in Population.objects.filter(of_year).order_by("region_code", "year"):
        yield {name: getattr(row, name) for name in ("region_code", "year", "persons", "source")}


def _code_changes(_source: Source) -> Iterator[Row]:
    names = ("system", "year", "old_code", "new_code", "note", "confidence")
    for row in CodeChange.objects.filter(is_void=False).order_by(*names):
        yield {name: getattr(row, name) for name in names} | {"checked": row.is_checked}


ROWS: dict[str, Callable[[Source], Iterator[Row]]] = {
    "publications": _publications,
    "versions": _versions,
    "populations": _populations,
    "code-changes": _code_changes,
}


def _name(publication: Publication) -> str:
    return f"{publication.region_code}/{publication.department_code}/{publication.year}"


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat()


# From one end to the other ----------------------------------------------------------------------------------------


@dataclass
class Count:
    """What a member says, counted as it is read once."""

    crc: int = 0
    size: int = 0
    squeezed: int = 0
    rows: int = 0

    def __post_init__(self) -> None:
        self.digest = hashlib.sha256()

    def see(self, piece: bytes, rows: int) -> None:
        text = parts.plain(piece)
        self.crc = zlib.crc32(text, self.crc)
        self.size += len(text)
        self.squeezed += len(piece)
        self.rows += rows
        self.digest.update(text)

    def end(self) -> None:
        self.squeezed += len(parts.LAST)

    def member(self, name: str) -> Member:
        return Member(name, self.crc, self.size, self.squeezed)

    @property
    def counted(self) -> Counted:
        return Counted(self.size, self.rows, self.digest.hexdigest())


def write(source: Source, file: Any) -> None:
    """Write a package. However much it is, no more than one version's part is in memory: everything is read twice, once to
    be counted, since the descriptor stands first, and once to be copied."""
    counts = {each.name: _count(_pieces(source, each)) for each in RESOURCES}
    archive = Archive(file)
    said = descriptor(source.held, {name: count.counted for name, count in counts.items()})
    for name, text in (("datapackage.json", as_json(said)), ("README.md", readme(source.held))):
        _add(archive, name, _count([(parts.squeezed([text])[0], 1)]), [parts.squeezed([text])[0]])
    for resource in RESOURCES:
        pieces = (piece for piece, _rows in _pieces(source, resource))
        _add(archive, resource.path, counts[resource.name], pieces)
    archive.close()


def _add(archive: Archive, name: str, count: Count, pieces: Iterable[bytes]) -> None:
    def ended() -> Iterator[bytes]:
        yield from pieces
        yield parts.LAST

    archive.add(count.member(name), ended())


def _count(pieces: Iterable[tuple[bytes, int]]) -> Count:
    count = Count()
    for piece, rows in pieces:
        count.see(piece, rows)
    count.end()
    return count


def _pieces(source: Source, resource: Resource) -> Iterator[tuple[bytes, int]]:
    """The compressed pieces of a resource and how many rows each is, its line of heads first."""
    yield parts.squeezed([head_line(resource)])[0], 0
    yield from source.pieces(resource)


@dataclass(frozen=True)
class Own:
    """The rows of the portal's own lists, asked for once and kept on the disk, compressed some at a time."""

    file: IO[bytes]
    sizes: list[tuple[int, int]]

    def pieces(self) -> Iterator[tuple[bytes, int]]:
        self.file.seek(0)
        for size, rows in self.sizes:
            yield self.file.read(size), rows


def _own(resource: Resource, rows: Iterator[Row], kept: ExitStack) -> Own:
    file = tempfile.TemporaryFile(dir=store.root() / "packages")  # noqa: SIM115 - closed with the others
    kept.enter_context(file)
    sizes, waiting = [], []
    for line in lines(resource, rows):
        waiting.append(line)
        if len(waiting) == AT_ONCE:
            sizes.append(_keep(file, waiting))
            waiting = []
    if waiting:
        sizes.append(_keep(file, waiting))
    return Own(file, sizes)


def _keep(file: IO[bytes], waiting: list[bytes]) -> tuple[int, int]:
    data, rows = parts.squeezed(waiting)
    file.write(data)
    return len(data), rows
