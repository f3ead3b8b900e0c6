"""Which version a file is of, by its digest: what the page for checking files looks up where no application answers.

A shard ``verify/digests/ab.js`` holds every digest that begins with ab, as a call that a browser can load from a disk too:
``mingzhangDigests({digest: [[file's name or "", title, year, number, is it in force, published, address], …]})``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from ..addresses import public_addresses
from ..models import PublishedFile, Version
from .answers import script
from .writing import Piece

FOLDER = "/verify/digests/"
COLUMNS = (
    "version__publication__region_code",
    "version__publication__department_code",
    "version__publication__year",
    "version__publication__title",
    "version__publication__number",
    "version__number",
    "version__published_at",
)
SHARDS = [f"{number:02x}" for number in range(256)]


def pieces() -> Iterator[Piece]:
    """All 256, those that hold nothing too: a file of somebody else may ask for any."""
    shards: dict[str, dict[str, list[list[Any]]]] = defaultdict(lambda: defaultdict(list))
    for digest, row in _rows():
        shards[digest[:2]][digest].append(row)
    for name in SHARDS:
        told = dict(sorted(shards[name].items()))
        yield Piece(f"{FOLDER}{name}.js", ready=script("mingzhangDigests", told))


def _rows() -> Iterator[tuple[str, list[Any]]]:
    """Of what was withdrawn nothing is told: a small file can be guessed."""
    files = PublishedFile.objects.filter(version__withdrawal=None).order_by("pk")
    for digest, name, *of in files.values_list("sha256", "name", *COLUMNS).iterator():
        yield digest, _row(name, *of)
    columns = [column.removeprefix("version__") for column in COLUMNS]
    for digest, *of in Version.objects.standing().order_by("pk").values_list("sha256", *columns).iterator():
        yield digest, _row("", *of)


def _row(name, region, department, year, title, current, number, published_at) -> list[Any]:
    with public_addresses():
        address = reverse("version", args=(region, department, year, number))
    published = localtime(published_at).isoformat(timespec="minutes")
    return [name, title, year, number, number == current, published, address.lstrip("/")]
