"""What an experiment finds out, the line it prints, and where the figures are kept."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence.json"
#: What a result depends on besides our own code.
PACKAGES = ("Django", "djangorestframework", "weasyprint")


@dataclass(frozen=True)
class Result:
    """What was done and what came of it.

    ``faults`` were put in; ``survived`` of them did no harm; ``lost`` counts what is gone or out that should not be
    (figures, bytes, updates). ``control`` counts the failures of the same with the guard taken away: an experiment
    whose control does not fail proves nothing. ``failures`` names some of what went wrong, ``notes`` other measures.
    """

    faults: int
    survived: int
    control: int
    lost: int = 0
    failures: tuple[str, ...] = ()
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return 0 < self.faults == self.survived and not self.lost and self.control > 0


def some_of(things: Mapping[str, Any], size: int) -> dict[str, Any]:
    """As many of them as wanted, spread over all; all where there are no more."""
    step = max(1, -(-len(things) // size))
    return dict(list(things.items())[::step])


def signed_in(user: Any) -> Any:
    """A browser in which somebody is signed in, with both factors."""
    from django.test import Client

    from budgets.signing_in.sessions import begin_session

    client = Client()
    client.force_login(user, "budgets.signing_in.backend.StaffBackend")
    session = client.session
    begin_session(session)
    session.save()
    return client


def line(name: str, result: Result, seconds: float) -> str:
    """The one line of an experiment."""
    return (
        f"EXPERIMENT {name} faults={result.faults} survived={result.survived} lost={result.lost}"
        f" seconds={seconds:.1f}"
    )


def keep(name: str, result: Result, seconds: float) -> None:
    """Writes the figures down beside those of the other experiments."""
    kept = json.loads(EVIDENCE.read_text()) if EVIDENCE.exists() else {}
    kept[name] = {
        "faults": result.faults,
        "survived": result.survived,
        "lost": result.lost,
        "seconds": round(seconds, 1),
        "control": result.control,
        "notes": result.notes,
        "commit": commit(),
        "versions": versions(),
    }
    EVIDENCE.write_text(
        json.dumps(dict(sorted(kept.items())), ensure_ascii=False, indent=1, default=str) + "\n"
    )


def commit() -> str:
    """The commit that was tried; marked where files were changed since, the figures themselves aside."""

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()

    changed = git(
        "status", "--porcelain", "--untracked-files=no", "--", ".", f":!{EVIDENCE.relative_to(ROOT)}"
    )
    return git("rev-parse", "HEAD") + ("+changes" if changed else "")


def versions() -> dict[str, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        database = cursor.fetchone()[0]
    return {
        "Python": platform.python_version(),
        connection.vendor: database,
        **{package: version(package) for package in PACKAGES},
    }
