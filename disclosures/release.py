"""Which software makes what is stored: one name for all of it. What was made under another name is made again.

Everything of the project that can make a page, a part of a package or an answer of the API is counted, and more than that:
a list of what each rests on would have to be kept in step with every import, and what it forgets stays old for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDERS = ("budgets", "config", "disclosures", "locale", "static", "templates")
#: Sources of translations are none: what is shown is compiled. pyproject.toml names this release and the libraries it uses.
ENDINGS = frozenset({".conf", ".css", ".csv", ".html", ".js", ".mo", ".py", ".svg", ".toml", ".txt", ".xml"})
PROJECT = "pyproject.toml"


@cache
def dress() -> str:
    """The name of this release at this address, of 12 hexadecimal digits."""
    licence = (settings.LICENCE_NAME, settings.LICENCE_NAME_EN, settings.LICENCE_URL)
    said = f"{settings.SITE_URL} {settings.SITE_SAMPLE} {licence} {digest_of(Path(settings.BASE_DIR))}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def digest_of(base: Path) -> str:
    """The SHA-256 of the names and contents of what a project consists of."""
    digest = hashlib.sha256()
    for place in sorted(_sources(base)):
        data = place.read_bytes()
        digest.update(f"{place.relative_to(base).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _sources(base: Path) -> Iterator[Path]:
    yield base / PROJECT
    for folder in FOLDERS:
        yield from (place for place in (base / folder).rglob("*") if place.suffix in ENDINGS)
