"""Runs experiments: ``python -m tests.experiments [--short] [e3 e7 …]``; all of them where none is named.

Each runs in a process of its own, with a directory and a database of its own. The full run keeps its figures in
docs/evidence.json; the short one only prints its line. Where DATABASE_URL names a PostgreSQL, those that have something
to say of it are run there, and called E3-postgresql.
"""

from __future__ import annotations

import logging
import os
import pkgutil
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from .common import ROOT, keep, line


def main(words: list[str]) -> int:
    is_short = "--short" in words
    if "--here" in words:
        return here(words[-1], is_short)
    wanted = [word.lower() for word in words if not word.startswith("-")] or names()
    ended = [beside(name, is_short) for name in wanted if engine() in databases(name)]
    return max(ended, default=0)


def names() -> list[str]:
    """Of all experiments, in the order of their numbers."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return sorted(
        (name for name in found if name[0] == "e" and name[1:].isdigit()), key=lambda name: int(name[1:])
    )


def databases(name: str) -> tuple[str, ...]:
    return getattr(import_module(f"tests.experiments.{name}"), "DATABASES", ("sqlite",))


def engine() -> str:
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"


def beside(name: str, is_short: bool) -> int:
    """One experiment in its own process and place; 0 where it is good."""
    fonts = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute() / "fonts"
    with tempfile.TemporaryDirectory(prefix=f"mingzhang-{name}-") as folder:
        (Path(folder) / "fonts").symlink_to(fonts)
        (Path(folder) / "static").mkdir()
        own = {
            "DATA_DIR": folder,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": own_database(name) if engine() == "postgresql" else "",
        }
        command = [sys.executable, "-m", "tests.experiments", "--here", *(["--short"] * is_short), name]
        return subprocess.run(command, cwd=ROOT, env=os.environ | own).returncode


def own_database(name: str) -> str:
    """The address of a new, empty database on the server that DATABASE_URL names."""
    import psycopg

    address = os.environ["DATABASE_URL"]
    database = f"experiment_{name}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {database}")
    return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))


def here(name: str, is_short: bool) -> int:
    """One experiment in this process, which is its own."""
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    logging.disable(logging.CRITICAL)  # of what is done to it, the portal has much to say
    setup_test_environment()
    call_command("migrate", verbosity=0)
    experiment = import_module(f"tests.experiments.{name}")
    start = time.monotonic()
    result = experiment.run(experiment.SHORT if is_short else experiment.FULL)
    seconds = time.monotonic() - start
    called = name.upper() if engine() == "sqlite" else f"{name.upper()}-{engine()}"
    print(line(called, result, seconds), flush=True)
    for failure in result.failures:
        print(f"  {failure}")
    if not result.control:
        print("  the control did not fail")
    if not is_short:
        keep(called, result, seconds)
    return 0 if result.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
