"""Backup: the database of one instant, every published file of its versions, and a manifest of what all that comes to.

The archive is a tar: the database, the files, ``manifest.json`` at its end. Versions point to files by their digests, and
files are stored before the rows that name them: the database is written down first, and every file it names is there.

Manifest: {"made_at", "software": migrations by application, "engine", "rows": {table: count}, "money":
{region/department/year: {"income", "expenditure"}} in 元, "chains": {name: [number, digest]}, "members": {name: {"size",
"sha256"}}}.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from budgets import audit
from budgets.books import open_books
from budgets.ledger import EXPENDITURE, INCOME, key
from budgets.models import Budget, ChainHead, Event

from . import copies, dumping, store
from .models import Publication, Version
from .reconciling import reconcile
from .verification import ledger_faults, verify

MANIFEST = "manifest.json"
MEMBER = re.compile(
    r"manifest\.json|database\.(sqlite3|pgdump|jsonl)|published/[0-9a-f]{2}/[0-9a-f]{64}(/[a-z0-9][a-z0-9.-]*){1,2}"
)
#: A table that holds no record: who is signed in now.
PASSING = ("django_session",)
#: How tables begin that one engine alone has, for the search; it makes them of others.
OF_ONE_ENGINE = "disclosures_searchindex"


class Damaged(Exception):
    """The archive is not what was written. Nothing was changed."""


class Refused(Exception):
    """It may not or cannot be restored here; the sentence says why. Nothing was changed."""


@dataclass
class Restored:
    """What was restored, and every difference from what the manifest says; none where all is as it was."""

    manifest: dict[str, Any]
    differences: list[str] = field(default_factory=list)


# Writing ----------------------------------------------------------------------------------------------------------


def back_up(file: Path, *, is_portable: bool = False) -> dict[str, Any]:
    """Write an archive, all or nothing; returns its manifest. ``is_portable``: readable by the other engine too. Raises
    CannotDump, and OSError where there is no room."""
    name = dumping.ROWS if is_portable else dumping.NAMES[connection.vendor]
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=store.WRITING)
    try:
        with os.fdopen(handle, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as archive:
            manifest = _write(archive, name, scratch=file.parent)
        with open(temporary, "rb") as stream:
            os.fsync(stream.fileno())
        os.replace(temporary, file)  # readable by its owner alone: it holds drafts and password hashes
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return manifest


def _write(archive: tarfile.TarFile, name: str, *, scratch: Path) -> dict[str, Any]:
    members: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(dir=scratch, prefix=store.WRITING) as folder:
        dump = Path(folder) / name
        with dumping.one_instant() as instant:
            instant.dump(dump, name)
            manifest = {"made_at": timezone.localtime().isoformat(), "engine": connection.vendor} | state()
            published = list(_files())
        _add(archive, name, dump, members)
    for member, place in published:
        _add(archive, member, place, members)
    manifest["members"] = members
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(text), 0o600
    archive.addfile(info, io.BytesIO(text))
    return manifest


def _add(archive: tarfile.TarFile, name: str, place: Path, members: dict[str, dict[str, Any]]) -> None:
    with place.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        info = archive.gettarinfo(arcname=name, fileobj=stream)
        archive.addfile(_nobodys(info), stream)
    members[name] = {"size": info.size, "sha256": digest}


def _nobodys(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


def _files() -> Iterator[tuple[str, Path]]:
    """Every file of the versions that stand; one that was lost is made again first. Pages are rendered after a restore."""
    for version in Version.objects.filter(withdrawal=None).defer("content"):
        for name in version.files.values_list("name", flat=True):
            if store.read(version.sha256, name) is None:
                copies.file_again(version.sha256, name)
        folder = store.folder_of(version.sha256)
        for place in sorted(folder.rglob("*")):
            if place.is_file() and not place.name.startswith((".", "page.", "changes.")):
                yield f"published/{place.relative_to(store.root())}", place


# What there is ----------------------------------------------------------------------------------------------------


def state() -> dict[str, Any]:
    """What the database comes to, in the words of the manifest."""
    return {"software": _migrations(), "rows": _rows(), "money": _money(), "chains": _chains()}


def _migrations() -> dict[str, list[str]]:
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection).applied_migrations):
        applied.setdefault(app, []).append(name)
    return applied


def _rows() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - set(PASSING)
        for table in sorted(name for name in tables if not name.startswith(OF_ONE_ENGINE)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table of ours)
            counts[table] = cursor.fetchone()[0]
    return counts


def _money() -> dict[str, dict[str, str]]:
    """Income and expenditure of every budget as the ledger adds them."""
    budgets = Budget.objects.select_related("department__region").order_by("pk")
    return {audit.subject_of(budget): _totals(budget) for budget in budgets}


def _totals(budget: Budget) -> dict[str, str]:
    ledger = open_books(budget).ledger
    return {side: str(ledger[key(side)].this) for side in (INCOME, EXPENDITURE)}


def _chains() -> dict[str, list[Any]]:
    return {head.name: [head.seq, head.sha256] for head in ChainHead.objects.order_by("name")}


# Reading ----------------------------------------------------------------------------------------------------------


def restore(file: Path, *, may_replace: bool = False, is_thorough: bool = False) -> Restored:
    """Put back what an archive holds, and compare it with what its manifest says. ``is_thorough``:
    also everything that ``manage.py verify`` looks at.

    Nothing is touched before the whole archive has been read and every digest compared. Raises Damaged, Refused, CannotDump.
    """
    scratch = Path(settings.DATA_DIR)
    with tempfile.TemporaryDirectory(dir=scratch, prefix=store.WRITING) as folder:
        manifest = unpack(file, Path(folder))
        name = _database_of(manifest)
        _check_place(manifest, name, may_replace=may_replace)
        if name == dumping.ROWS:
            call_command("migrate", verbosity=0)
        dumping.load(Path(folder) / name, name)
        _put_files(Path(folder) / "published")
    restored = Restored(manifest)
    restored.differences += _differences(manifest, is_thorough=is_thorough)
    return restored


def unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Write the members of an archive into a folder and hold each against the manifest, which is returned."""
    found: dict[str, dict[str, Any]] = {}
    with _readable(file), tarfile.open(file, mode="r:") as archive:
        for info in archive:
            if not info.isreg() or not MEMBER.fullmatch(info.name) or info.name in found:
                raise Damaged(f"归档中有不该有的 {info.name[:80]}")
            place = folder / info.name
            place.parent.mkdir(parents=True, exist_ok=True)
            found[info.name] = _take(archive.extractfile(info), place)
        manifest = json.loads((folder / MANIFEST).read_bytes())
        expected = manifest["members"]
    found.pop(MANIFEST)
    if found != expected:
        names = sorted(
            name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)
        )
        raise Damaged(f"归档已损坏：{names[0]} 等 {len(names)} 个文件与清单不符")
    return manifest


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise Damaged(f"归档已损坏或不是本系统的归档：{file.name}（{error}）") from error


def _take(stream: Any, place: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with place.open("xb") as copy:
        while block := stream.read(1 << 20):
            copy.write(block)
            digest.update(block)
            size += len(block)
        _flush(copy)
    return {"size": size, "sha256": digest.hexdigest()}


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _database_of(manifest: dict[str, Any]) -> str:
    return next(name for name in (*dumping.NAMES.values(), dumping.ROWS) if name in manifest["members"])


def _check_place(manifest: dict[str, Any], name: str, *, may_replace: bool) -> None:
    if name not in (dumping.NAMES[connection.vendor], dumping.ROWS):
        raise Refused(
            f"归档来自 {manifest['engine']}，本机数据库是 {connection.vendor}；请用 backup --portable 重新备份"
        )
    known = {(app, each) for app, each in MigrationLoader(None).disk_migrations}
    made = {(app, each) for app, names in manifest["software"].items() for each in names}
    if unknown := sorted(made - known):
        raise Refused(f"归档由更新的软件制作（{'.'.join(unknown[0])}），请先升级软件")
    if name == dumping.ROWS and known - made:
        raise Refused("归档由较早的软件制作；以行保存的归档只能用同一版软件恢复")
    if not may_replace and not _is_empty():
        raise Refused("这里已有数据，没有恢复。确要以归档替换全部数据，请加 --replace")


def _is_empty() -> bool:
    try:
        has_rows = Budget.objects.exists() or Publication.objects.exists() or Event.objects.exists()
    except DatabaseError:
        has_rows = False  # nothing was migrated yet
        connection.close()
    return not has_rows and not any(store.root().glob("[0-9a-f][0-9a-f]/*"))


def _put_files(published: Path) -> None:
    """The files of the archive in the place of all that was stored."""
    aside = store.root().with_name("published.replaced")
    shutil.rmtree(aside, ignore_errors=True)
    if store.root().exists():
        store.root().rename(aside)
    published.mkdir(exist_ok=True)
    published.rename(store.root())
    for place in store.root().rglob("*"):
        place.chmod(0o755 if place.is_dir() else 0o644)
    shutil.rmtree(aside, ignore_errors=True)


def _differences(manifest: dict[str, Any], *, is_thorough: bool) -> Iterator[str]:
    """What is not as the manifest says. The software may be newer: its migrations are run between counting and adding."""
    for table, count in _rows().items():
        if count != (told := manifest["rows"].get(table, 0)):
            yield f"{table}：恢复 {count} 行，归档 {told} 行"
    for name, told in manifest["members"].items():
        if name.startswith("published/") and digest_of(store.root().parent / name) != told["sha256"]:
            yield f"{name} 与归档不符"
    call_command("migrate", verbosity=0)
    yield from _unlike("合计", _money(), manifest["money"])
    yield from _unlike("链头", _chains(), manifest["chains"])
    yield from audit.faults()
    yield from ledger_faults()
    reconcile()
    if is_thorough:
        for publication in Publication.objects.all():
            yield from verify(publication)


def _unlike(what: str, found: dict[str, Any], told: dict[str, Any]) -> Iterator[str]:
    for name in sorted(found.keys() | told.keys()):
        if found.get(name) != told.get(name):
            yield f"{what} {name}：恢复 {found.get(name)}，归档 {told.get(name)}"


def digest_of(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
