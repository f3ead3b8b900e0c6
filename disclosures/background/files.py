"""What was handed in for long work and is larger than a page should hold: kept on disk, for nobody but this portal."""

from __future__ import annotations

import os
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from .. import store

DAY = timedelta(days=1)


def root() -> Path:
    """Where a browser's file is written while it is being sent, too (settings)."""
    return Path(settings.DATA_DIR) / "uploads"


def place_of(name: str) -> Path:
    """Where a file stands that ``keep`` named; ValueError for a name that is none."""
    if not re.fullmatch(r"[0-9a-f]{32}", name):
        raise ValueError(f"no upload is called {name!r}")
    return root() / name


def keep(uploaded: Any) -> str:
    """Write what a browser sends to the disk piece by piece; returns its name. OSError where there is no room."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    handle = os.open(place_of(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in uploaded.chunks():
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        discard(name)
        raise
    return name


def discard(name: str) -> None:
    store.discard(place_of(name))


def sweep(now: datetime, kept: timedelta) -> None:
    """Remove what a killed process left: what a browser was sending a day ago, and what no work ever spoke of."""
    for place in root().glob("*") if root().is_dir() else ():
        longest = kept + DAY if re.fullmatch(r"[0-9a-f]{32}", place.name) else DAY
        if now.timestamp() - place.stat().st_mtime > longest.total_seconds():
            store.discard(place)
