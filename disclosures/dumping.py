"""The whole database in one file and back, as it was at one instant.

Each engine has a way of its own: the copy that SQLite makes of itself, the archive of pg_dump. Between them there is a
third, the rows as JSON, one a line: slower, but what SQLite wrote PostgreSQL can read. The walls of the database come with
an engine's own file; rows are loaded with the walls down, in one transaction that puts them up again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from budgets import walls as budget_walls

from . import walls

SQLITE, POSTGRESQL, ROWS = "database.sqlite3", "database.pgdump", "database.jsonl"
NAMES = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
WALLS = (*budget_walls.WALLS, *walls.WALLS)


class CannotDump(Exception):
    """A sentence for the operator: why the database cannot be written down or read back."""


@dataclass(frozen=True)
class Instant:
    """The database as it stands while it is held; ``name`` is what PostgreSQL calls it."""

    name: str = ""

    def dump(self, file: Path, name: str) -> None:
        """Write the database down, as ``name`` says: in its engine's own way, or as rows."""
        {SQLITE: _dump_sqlite, POSTGRESQL: _dump_postgresql, ROWS: _dump_rows}[name](file, self)


@contextmanager
def one_instant() -> Iterator[Instant]:
    """All that is read within it is of the same instant, whoever writes meanwhile. Nobody has to wait for it. Whoever is
    in a transaction already stays in that one, which pg_dump cannot share."""
    if connection.in_atomic_block:
        yield Instant()
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield Instant(cursor.fetchone()[0])
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # not atomic(): that takes the lock that writers need
        try:
            cursor.execute("SELECT count(*) FROM django_migrations")
            yield Instant()
        finally:
            cursor.execute("ROLLBACK")


def load(file: Path, name: str) -> None:
    """Put what was written down in the place of everything that is there."""
    {SQLITE: _load_sqlite, POSTGRESQL: _load_postgresql, ROWS: _load_rows}[name](file)


# SQLite -----------------------------------------------------------------------------------------------------------


def _dump_sqlite(file: Path, _instant: Instant) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, not three


def _load_sqlite(file: Path) -> None:
    """The old files are moved aside first: a write-ahead log of another database would ruin the new one."""
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    aside = place.with_name(f"{place.name}.replaced")
    for ending in ("-wal", "-shm", ""):
        old = place.with_name(place.name + ending)
        if old.exists():
            old.rename(aside.with_name(aside.name + ending))
    shutil.move(file, place)
    for ending in ("-wal", "-shm", ""):
        aside.with_name(aside.name + ending).unlink(missing_ok=True)


# PostgreSQL -------------------------------------------------------------------------------------------------------


def _dump_postgresql(file: Path, instant: Instant) -> None:
    _run("pg_dump", "--format=custom", f"--snapshot={instant.name}", f"--file={file}")


def _load_postgresql(file: Path) -> None:
    connection.close()
    database = connection.settings_dict["NAME"]
    _run(
        "pg_restore", "--clean", "--if-exists", "--single-transaction", "--exit-on-error",
        f"--dbname={database}", str(file),
    )  # fmt: skip


def _run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL on our database. Owner and grants stay those of the place."""
    command = [program, "--no-owner", "--no-privileges", *arguments]
    try:
        subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)  # noqa: S603
    except FileNotFoundError as error:
        raise CannotDump(f"本机没有 {program}，请安装 postgresql-client") from error
    except subprocess.CalledProcessError as error:
        raise CannotDump(f"{program} 失败：{error.stderr.strip()[-500:]}") from error


def _environment() -> dict[str, str]:
    """The address of the database where the programs of PostgreSQL look for it, the password not among the arguments."""
    known = connection.settings_dict
    named = {
        "PGDATABASE": "NAME",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGHOST": "HOST",
        "PGPORT": "PORT",
    }
    address = {variable: str(known[name]) for variable, name in named.items() if known.get(name)}
    options = {
        f"PG{name.upper()}": str(value) for name, value in known["OPTIONS"].items() if name.startswith("ssl")
    }
    return os.environ | address | options


# Rows -------------------------------------------------------------------------------------------------------------


def _models() -> list[Any]:
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


class Exact(DjangoJSONEncoder):
    """Django's own cuts times off at the millisecond: the digests of events are over microseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _dump_rows(file: Path, _instant: Instant) -> None:
    with file.open("w", encoding="utf-8") as stream:
        for model in _models():
            rows = model._base_manager.order_by("pk").iterator(chunk_size=1000)
            serializers.serialize("jsonl", rows, stream=stream, cls=Exact)


@transaction.atomic
def _load_rows(file: Path) -> None:
    budget_walls.take_down(WALLS, "default")
    _empty()
    with file.open(encoding="utf-8") as stream:
        for row in serializers.deserialize("jsonl", stream):
            row.save(force_insert=True)
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # before walls are raised on these tables
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    budget_walls.put_up(WALLS, "default")


def _empty() -> None:
    """Every table of ours and Django's, what joins two of them included; foreign keys are looked at in the end."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
