"""E8: backup while people write, everything lost, restore; and archives that were harmed.

In each round a budget is corrected and published while the archive is being written; then the database and every file are
taken away, and the archive is put back. Rows, money, both chains and every file must be those of the instant of the backup,
and every publication that was acknowledged before it began must be there. Then copies of the archive are harmed, a byte or
more, and each must be refused before anything is touched. The control restores harmed archives without looking.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

from .common import ROOT, Result

TITLE = "backup while publishing, loss of everything, restore; harmed archives"
SHORT, FULL = 2, 10
DATABASES = ("sqlite", "postgresql")
#: Harmed copies of the archive in each round.
HARMS = 12


def run(size: int) -> Result:
    from django.conf import settings
    from django.db import connection

    from disclosures import copies

    copies.render_pdf = lambda content, sha256, files: b"%PDF-1.7 " + sha256.encode()
    rounds = Rounds(Path(settings.DATA_DIR))
    for number in range(size):
        rounds.try_one(number)
    if connection.vendor == "postgresql":
        rounds.move_from_sqlite()
    return Result(
        faults=rounds.faults,
        survived=rounds.faults - len(rounds.failures),
        control=rounds.control,
        lost=rounds.lost,
        failures=tuple(rounds.failures[:10]),
        notes={"rounds": size, "harmed archives": rounds.harmed, "slowest restore, seconds": rounds.slowest},
    )


class Rounds:
    def __init__(self, data: Path) -> None:
        from disclosures import workflow
        from disclosures.reconciling import reconcile
        from tests.drafts import sound_budget

        self.data, self.archive = data, data / "portal.tar"
        self.faults = self.harmed = self.lost = self.control = 0
        self.slowest = 0.0
        self.failures: list[str] = []
        self.random = random.Random(8)
        self.budgets = [sound_budget(code=code) for code in ("101", "102", "103")]
        for budget in self.budgets:
            workflow.publish(budget=budget, by=None)
        reconcile(grace=timedelta(0))

    def try_one(self, number: int) -> None:
        from disclosures.backup import back_up, digest_of
        from disclosures.models import Version

        before = set(Version.objects.values_list("sha256", flat=True))
        writer = threading.Thread(target=correct, args=[self.budgets[number % 3]])
        writer.start()
        manifest = back_up(self.archive, is_portable=number % 2 == 1)
        writer.join()
        self.faults += 1
        lose_everything(self.data)
        self._restore(manifest, before)
        whole, digest = self.archive.read_bytes(), digest_of(self.archive)
        for _ in range(HARMS):
            self._refuse(whole)
        self.archive.write_bytes(whole)
        assert digest_of(self.archive) == digest
        self._control(whole)

    def _restore(self, manifest, before: set[str]) -> None:
        from disclosures.backup import restore
        from disclosures.models import Version

        start = time.monotonic()
        restored = restore(self.archive, is_thorough=True)
        self.slowest = max(self.slowest, round(time.monotonic() - start, 1))
        if restored.differences:
            self.failures.append("; ".join(restored.differences[:3]))
        missing = before - set(Version.objects.values_list("sha256", flat=True))
        self.lost += len(missing)
        if restored.manifest["money"] != manifest["money"] or len(manifest["money"]) != 3:
            self.failures.append("the money is not that of the backup")

    def _refuse(self, whole: bytes) -> None:
        from disclosures.backup import Damaged, restore, state

        self.archive.write_bytes(harmed(whole, self.random))
        self.faults, self.harmed = self.faults + 1, self.harmed + 1
        there = state()
        try:
            restore(self.archive, may_replace=True)
        except Damaged:
            if state() != there:
                self.failures.append("a harmed archive was refused, but something was changed")
        else:
            self.failures.append("a harmed archive was restored")

    def _control(self, whole: bytes) -> None:
        """Where digests are believed and not compared, an archive with another figure in it is taken in."""
        from disclosures import backup

        take, backup._take = backup._take, blindly(backup._take)
        try:
            self.archive.write_bytes(with_other_figures(whole))
            with tempfile.TemporaryDirectory() as folder:
                backup.unpack(self.archive, Path(folder))
            self.control += 1
        except backup.Damaged:
            pass
        finally:
            backup._take = take

    def move_from_sqlite(self) -> None:
        """What a portal on SQLite wrote down as rows is put in the place of everything here."""
        from disclosures.backup import restore

        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "static").mkdir()
            own = {"DATA_DIR": folder, "DATABASE_URL": "", "ARCHIVE": str(self.archive)}
            subprocess.run([sys.executable, "-c", ON_SQLITE], cwd=ROOT, env=os.environ | own, check=True)
        restored = restore(self.archive, may_replace=True, is_thorough=True)
        self.faults += 1
        if restored.differences or restored.manifest["engine"] != "sqlite":
            self.failures.append("; ".join(restored.differences[:3]) or "it was not SQLite")


ON_SQLITE = """
import os, pathlib, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from disclosures import backup, copies, workflow
from tests.drafts import sound_budget
copies.render_pdf = lambda content, sha256, files: b"%PDF-1.7 " + sha256.encode()
workflow.publish(budget=sound_budget(code="201"), by=None)
backup.back_up(pathlib.Path(os.environ["ARCHIVE"]), is_portable=True)
"""


def correct(budget) -> None:
    """Somebody publishes a correction, as often as the backup lasts."""
    from django.db import connection

    from disclosures import workflow
    from tests.drafts import raise_by

    try:
        raise_by(budget, 10000)
        workflow.publish(budget=budget, by=None, reason="工资少填")
    finally:
        connection.close()


def lose_everything(data: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    shutil.rmtree(data / "published")
    if connection.vendor == "sqlite":
        connection.close()
        for place in data.glob("db.sqlite3*"):
            place.unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        connection.close()
    call_command("migrate", verbosity=0)


def harmed(whole: bytes, chance: random.Random) -> bytes:
    """A byte changed where something stands, the end cut off, a piece doubled or taken out."""
    data, at = bytearray(whole), chance.randrange(len(whole) - 20 * 512)
    kind = chance.choice(("byte", "byte", "cut", "doubled", "gone"))
    if kind == "byte":
        while not data[at]:  # what only fills up a block is nobody's
            at = chance.randrange(len(whole) - 20 * 512)
        data[at] ^= chance.randrange(1, 256)
    elif kind == "cut":
        del data[at:]
    elif kind == "doubled":
        data[at:at] = data[at : at + 512]
    else:
        del data[at : at + 512]
    return bytes(data)


def with_other_figures(whole: bytes) -> bytes:
    """One published figure changed, its length kept."""
    return whole.replace(b"12345000.00", b"92345000.00")


def blindly(take):
    """Take a member in as if its digest had been compared: what the manifest says is believed."""

    def taken(stream, place):
        take(stream, place)
        return Whatever()

    return taken


class Whatever(dict):
    """Equal to everything."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None
