"""Pointers: what stands for a department and year, in a small file, so that published pages need no database.

A pointer repeats rows of the index and is written after they are committed (reconciling.py). It is a cache like every
other file: where there is none, or one that cannot be read, the database is asked. The file is the fields below as JSON.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from . import store
from .asking import asking
from .models import Publication, Version

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Withdrawn:
    """When and on what basis a version was withdrawn."""

    at: datetime
    basis: str


@dataclass(frozen=True)
class Pointed:
    """One version as a pointer knows it: enough to find what is stored of it."""

    publication: Pointer
    number: int
    sha256: str
    withdrawn: Withdrawn | None


@dataclass(frozen=True)
class Pointer:
    """A publication as a pointer knows it. ``versions``: {"number", "sha256", "withdrawn": {"at", "basis"} or None}."""

    region_code: str
    region_name: str
    department_code: str
    department_name: str
    year: int
    kind: str
    title: str
    number: int
    history: str
    versions: list[dict[str, Any]]

    def version(self, number: int | None = None) -> Pointed | None:
        """The numbered version, or the one that stands; None where there is none of this number."""
        wanted = number or self.number
        line = next((each for each in self.versions if each["number"] == wanted), None)
        if line is None:
            return None
        told = line["withdrawn"]
        withdrawn = Withdrawn(datetime.fromisoformat(told["at"]), told["basis"]) if told else None
        return Pointed(self, wanted, line["sha256"], withdrawn)

    @property
    def place(self) -> Path:
        return place_of(self.region_code, self.department_code, self.year)


SHARED = (
    "region_code", "region_name", "department_code", "department_name", "year", "kind", "title", "number", "history",
)  # fmt: skip


def folder() -> Path:
    return Path(f"{store.root()}/current")


def place_of(region: str, department: str, year: int) -> Path:
    """Where a pointer stands. The codes are those of an address: figures and small letters."""
    return Path(_place_of(region, department, year))


def _place_of(region: str, department: str, year: int) -> str:
    return f"{store.root()}/current/{region}/{department}/{year}.json"


def find(region: str, department: str, year: int) -> Pointer | None:
    """What is published of a department and year: out of its pointer, else out of the database."""
    pointer = read(_place_of(region, department, year))
    if pointer is None:
        with asking():
            pointer = asked(region, department, year)
    return pointer


def read(place: Path | str) -> Pointer | None:
    """The pointer that stands in a place; None where there is none that can be read."""
    try:
        return Pointer(**json.loads(store.read_whole(place)))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError) as error:
        log.error("the pointer %s cannot be read: %s", place, error)
        return None


def asked(region: str, department: str, year: int) -> Pointer | None:
    """The same out of the database, in one query."""
    versions = Version.objects.of(region, department, year).select_related("publication", "withdrawal")
    rows = list(versions.defer("content").order_by("number"))
    return _pointer(rows[0].publication, rows) if rows else None


def of(publication: Publication) -> Pointer | None:
    """The pointer that a publication should have now."""
    return asked(publication.region_code, publication.department_code, publication.year)


def _pointer(publication: Publication, rows: list[Version]) -> Pointer:
    shared = {name: getattr(publication, name) for name in SHARED}
    versions = [{"number": row.number, "sha256": row.sha256, "withdrawn": _withdrawn(row)} for row in rows]
    return Pointer(**shared, versions=versions)


def _withdrawn(row: Version) -> dict[str, str] | None:
    withdrawal = getattr(row, "withdrawal", None)
    return withdrawal and {"at": withdrawal.at.isoformat(), "basis": withdrawal.basis}


def write(pointer: Pointer) -> None:
    """Let what is public be what this pointer says, from one instant to the next."""
    text = json.dumps(asdict(pointer), ensure_ascii=False, indent=1, sort_keys=True)
    store.put(pointer.place, text.encode() + b"\n")


def are_there() -> bool:
    """Whether anything can be read without the database."""
    return folder().is_dir() and any(entry.is_dir() for entry in os.scandir(folder()))
