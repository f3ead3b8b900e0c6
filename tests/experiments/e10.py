"""E10: everything that is published, and the records behind it, tampered with by somebody who can do anything to them.

Budgets are published, corrected and withdrawn; everything is signed. Then the walls of the database come down, and one
thing at a time is changed: a bit, a column, a row deleted, swapped or doubled, the end cut off, a chain calculated anew
from a forged link on with its head, a byte of a file. After each, staff verify as `manage.py verify` does and a citizen
holds the ledger against a head kept from before (verify.py). Then what was changed is put back; now and then both are
asked again, and have to say nothing.

A chain calculated anew is put in behind nothing that was told outside since: up to the last publication the records inside
are bound to the public ledger, and the public ledger to the head that a citizen kept and to the signatures. Packed pages are
changed behind their ten bytes of head, which say nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from .common import Result

TITLE = "both chains, every row and every file tampered with: staff or a citizen find it"
SHORT, FULL = 60, 2_400
DATABASES = ("sqlite", "postgresql")

CLEAN_EVERY = 20
#: One fault in so many is also looked for without the chains.
CONTROL_EVERY = 5
#: The columns of rows that can be changed one by one, each with what it is changed to.
COLUMNS = {
    "disclosures.Version": ("content", "sha256", "number", "published_at", "reason", "salt"),
    "disclosures.PublishedFile": ("sha256", "sm3", "size", "name"),
    "disclosures.PublishedFigure": ("value", "key"),
    "disclosures.Publication": ("total", "title", "number", "published_at", "first_published_at", "region_name"),
    "disclosures.Withdrawal": ("basis", "at"),
    "disclosures.LedgerEntry": ("content", "sha256", "seq", "version_id"),
    "budgets.Event": (
        "at", "by_id", "who", "place", "subject", "action", "detail", "previous", "sha256", "seq", "budget_id",
    ),
    "budgets.ChainHead": ("seq", "sha256"),
}  # fmt: skip


class Undo(Exception):
    """Takes back what a fault did to the database."""


def run(size: int) -> Result:
    scene = Scene()
    chance = random.Random(20261122)
    missed: list[str] = []
    kinds: Counter[str] = Counter()
    false_alarms: list[str] = list(scene.told())
    tried_without = control = 0
    for number in range(size):
        kind = list(FAULTS)[number % len(FAULTS)]
        tries_without = kind in CHAINED and not number % CONTROL_EVERY
        what, is_found, is_found_without = scene.try_one(kind, random.Random(chance.random()), tries_without)
        kinds[kind] += 1
        tried_without += tries_without
        control += tries_without and not is_found_without
        if not is_found:
            missed.append(f"{kind}: {what}")
        if number % CLEAN_EVERY == 0:
            false_alarms += scene.told()
    false_alarms += scene.told()
    return Result(
        faults=size,
        survived=size - len(missed),
        control=control,
        lost=len(false_alarms),
        failures=(*missed[:10], *[f"false alarm: {line}" for line in false_alarms[:5]]),
        notes={
            "kinds": dict(kinds),
            "clean runs": size // CLEAN_EVERY + 2,
            "false alarms": len(false_alarms),
            "control": f"{tried_without} with the chains unchecked and no head kept",
        },
    )


class Scene:
    """Three departments: one corrected, one published once, one withdrawn."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.core.management import call_command

        from budgets.models import Membership, Person
        from disclosures import copies, public_ledger_views, signing
        from tests.drafts import raise_by, sound_budget

        key = Path(settings.DATA_DIR) / "signing.key"
        with redirect_stdout(io.StringIO()):
            call_command("make_signing_key", str(key))
        settings.SIGNING_KEY_FILE = str(key)
        settings.SIGNING_PUBLIC_KEY = signing.public_key().text()
        pdf = patch.object(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())
        with pdf:  # typesetting is no matter here, and takes the longest
            self._publish(sound_budget, raise_by, Membership, Person)
        self.head = self._head()
        self.script = _script(public_ledger_views.SCRIPT)
        self._take_down_the_walls()
        self.last_told = self._last_told()

    @staticmethod
    def _publish(sound_budget: Any, raise_by: Any, Membership: Any, Person: Any) -> None:
        from django.contrib.auth import get_user_model

        from disclosures import workflow

        corrected, once, gone = (sound_budget(code=code) for code in ("101", "102", "103"))
        for budget in (corrected, once, gone):
            workflow.publish(budget=budget, by=None)
        raise_by(corrected, 10000)
        workflow.publish(budget=corrected, by=None, reason="工资少填一万元")
        officer = get_user_model().objects.create_user("shen", is_staff=True)
        Person.objects.create(user=officer)
        Membership.objects.create(user=officer, role="finance", region=gone.department.region)
        name = gone.department.name
        workflow.withdraw(budget=gone, by=officer, basis="依法撤下", name_typed=name)
        raise_by(corrected, 10000)  # records that are told of nowhere yet

    @staticmethod
    def _head() -> tuple[int, str]:
        from disclosures.models import LedgerEntry

        last = LedgerEntry.objects.order_by("-seq").first()
        return last.seq, last.sha256

    @staticmethod
    def _last_told() -> int:
        """The number of the last event that an entry of the ledger is bound to."""
        from budgets.models import Event
        from disclosures.models import LedgerEntry

        last = LedgerEntry.objects.order_by("-seq").first()
        return Event.objects.get(sha256=last.said["events"]).seq

    @staticmethod
    def _take_down_the_walls() -> None:
        from django.db import connection

        from budgets.walls import WALLS as INSIDE
        from disclosures.walls import WALLS as OUTSIDE

        is_postgresql = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            for wall in (*INSIDE, *OUTSIDE):
                if wall.event != "TRUNCATE" or is_postgresql:
                    on = f" ON {wall.table}" if is_postgresql else ""
                    cursor.execute(f"DROP TRIGGER {wall.trigger}{on}")

    def told(self, *, checks_chains: bool = True) -> Iterator[str]:
        """What staff and a citizen find, the cheapest first."""
        from disclosures.management.commands.verify import lines
        from disclosures.models import Publication

        if checks_chains:
            yield from self._citizen()
            yield from lines(Publication.objects.order_by("pk"), is_deep=False)
            return
        nothing: Callable[..., tuple[()]] = lambda *words, **named: ()  # noqa: E731 (a stand-in)
        names = ("ledger_faults", "public_ledger.faults", "audit.faults")
        with _all([patch(f"disclosures.management.commands.verify.{name}", nothing) for name in names]):
            yield from lines(Publication.objects.order_by("pk"), is_deep=False)

    def _citizen(self) -> Iterator[str]:
        from disclosures.models import LedgerEntry

        seq, sha256 = self.head
        ledger = self.script.Ledger(set(), {seq: (sha256, "head.txt")})
        contents = LedgerEntry.objects.order_by("seq").values_list("content", flat=True)
        try:
            ledger.walk(content.encode() for content in contents)
        except self.script.Differs as differs:
            yield differs.args[1]

    def try_one(self, kind: str, chance: random.Random, tries_without: bool) -> tuple[str, bool, bool]:
        """(what was done, whether it is found, whether it is without the chains where that is tried)."""
        from django.db import transaction

        found = found_without = False
        what = ""
        kept: list[tuple[Path, bytes]] = []
        try:
            with transaction.atomic():
                what = FAULTS[kind](self, chance, kept)
                found = next(self.told(), None) is not None
                if tries_without:
                    found_without = next(self.told(checks_chains=False), None) is not None
                raise Undo
        except Undo:
            for path, data in kept:
                path.write_bytes(data)
        return what, found, found_without


def _script(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("verify_script", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _all:
    """Several stand-ins at once."""

    def __init__(self, patches: list[Any]) -> None:
        self.patches = patches

    def __enter__(self) -> None:
        for each in self.patches:
            each.start()

    def __exit__(self, *error: object) -> None:
        for each in self.patches:
            each.stop()


# Faults ------------------------------------------------------------------------------------------------------------


def _model(name: str) -> Any:
    from django.apps import apps

    return apps.get_model(name)


def _chain(chance: random.Random) -> tuple[Any, list[Any]]:
    """One of the two chains, in order."""
    model = _model(chance.choice(("disclosures.LedgerEntry", "budgets.Event")))
    return model, list(model.objects.order_by("seq"))


def _flipped(value: Any, chance: random.Random) -> Any:
    """The same but for a bit, a digit or a moment."""
    from datetime import datetime, timedelta
    from decimal import Decimal

    match value:
        case datetime():
            return value + timedelta(microseconds=chance.choice((-1, 1, 86_400_000_000)))
        case bool() | None:
            return 1 if value is None else not value
        case int():
            return value + chance.choice((1, 2, 1000))
        case Decimal():
            return value + Decimal(chance.choice(("0.01", "10000")))
        case dict():
            return value | {"forged": chance.randrange(100)}
        case str() if value:
            at = chance.randrange(len(value))
            other = chr(ord(value[at]) ^ (1 << chance.randrange(5)))
            return value[:at] + (other if other.isprintable() else "x" + value[at]) + value[at + 1 :]
    return "x"


def column(scene: Scene, chance: random.Random, kept: list) -> str:
    """One column of one row, of any table of what is published or recorded."""
    from django.db import IntegrityError, transaction

    while True:
        name = chance.choice(list(COLUMNS))
        model, changed = _model(name), chance.choice(COLUMNS[name])
        rows = list(model.objects.values_list("pk", changed))
        if not rows or (name == "disclosures.Version" and changed == "content" and not rows[0][1]):
            continue
        pk, value = chance.choice(rows)
        forged = _forged(model, changed, value, chance)
        if forged == value or (name, changed, value) == ("disclosures.Version", "content", ""):
            continue
        try:
            with transaction.atomic():
                if model.objects.filter(pk=pk).update(**{changed: forged}):
                    return f"{name}.{changed} of {pk}: {str(value)[:40]} → {str(forged)[:40]}"
        except IntegrityError:
            continue  # the database refuses it even so


def _forged(model: Any, changed: str, value: Any, chance: random.Random) -> Any:
    if changed.endswith("_id"):
        others = [
            pk for pk in model._meta.get_field(changed).related_model.objects.values_list("pk", flat=True)
        ]
        return chance.choice([pk for pk in [*others, None] if pk != value] or [value])
    return _flipped(value, chance)


def rehash(scene: Scene, chance: random.Random, kept: list) -> str:
    """A link changed, with its own digest calculated anew."""
    model, rows = _chain(chance)
    row = chance.choice(rows)
    _forge(row, chance)
    _digest_anew(row)
    row.save()
    return f"{row} with a digest of its own"


def _forge(row: Any, chance: random.Random) -> None:
    if hasattr(row, "content"):
        said = row.said
        name = chance.choice(("document", "published_at", "version", "department", "events", "approvals"))
        said[name] = (
            [{"step": "approve", "at": "", "by": 9}] if name == "approvals" else _flipped(said[name], chance)
        )
        row.content = _canonical(said)
    else:
        name = chance.choice(("who", "action", "detail", "at", "place"))
        setattr(row, name, _flipped(getattr(row, name), chance))


def _digest_anew(row: Any) -> None:
    from budgets import audit

    is_entry = hasattr(row, "content")
    row.sha256 = hashlib.sha256(row.content.encode()).hexdigest() if is_entry else audit.digest(row)


def _canonical(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def rewrite(scene: Scene, chance: random.Random, kept: list) -> str:
    """A link changed, and every later link, the head and what stands beside the versions calculated anew."""
    from disclosures import proofs, store

    model, rows = _chain(chance)
    is_ledger = hasattr(rows[0], "content")
    upto = len(rows) if is_ledger else scene.last_told
    at = chance.randrange(upto)
    _forge(rows[at], chance)
    for place in range(at, len(rows)):
        _link(rows[place], rows[place - 1].sha256 if place else "")
    _save_anew(model, rows[at:])
    name = "publications" if is_ledger else "events"
    _model("budgets.ChainHead").objects.filter(name=name).update(sha256=rows[-1].sha256)
    for row in rows[at:] if is_ledger else ():
        folder = store.folder_of(row.version.sha256)
        if row.said["act"] in proofs.TELLING and folder.exists():
            for proof, data in proofs.proofs(row).items():
                _write(folder / proof.lower(), data, kept)
    return f"{name} from {at + 1} on"


def _link(row: Any, previous: str) -> None:
    if hasattr(row, "content"):
        row.content = _canonical(row.said | {"previous": previous})
    else:
        row.previous = previous
    _digest_anew(row)


def _save_anew(model: Any, rows: list[Any]) -> None:
    """Digests are unique, and some of these may stand where others did."""
    model.objects.filter(pk__in=[row.pk for row in rows]).delete()
    model.objects.bulk_create(rows)


def delete(scene: Scene, chance: random.Random, kept: list) -> str:
    model, rows = _chain(chance)
    row = chance.choice(rows)
    model.objects.filter(pk=row.pk).delete()
    return f"{row} deleted"


def truncate(scene: Scene, chance: random.Random, kept: list) -> str:
    model, rows = _chain(chance)
    gone = chance.randrange(1, len(rows))
    model.objects.filter(pk__in=[row.pk for row in rows[-gone:]]).delete()
    return f"the last {gone} of {model.__name__} cut off"


def swap(scene: Scene, chance: random.Random, kept: list) -> str:
    """Two links change places."""
    model, rows = _chain(chance)
    one, other = chance.sample(rows, 2)
    one.seq, other.seq = other.seq, one.seq
    _save_anew(model, [one, other])
    return f"{one} and {other} changed places"


def duplicate(scene: Scene, chance: random.Random, kept: list) -> str:
    """A link written once more at the end, chained, with its head."""
    model, rows = _chain(chance)
    row, last = chance.choice(rows), rows[-1]
    row.pk, row.id, row.seq = None, None, last.seq + 1
    if hasattr(row, "content"):
        row.content = _canonical(row.said | {"seq": row.seq})
    _link(row, last.sha256)
    row.save(force_insert=True)
    if hasattr(row, "content"):
        _model("budgets.ChainHead").objects.filter(name="publications").update(seq=row.seq, sha256=row.sha256)
    return f"{row} doubled"


def row_gone(scene: Scene, chance: random.Random, kept: list) -> str:
    """A figure, a file or a withdrawal that is not recorded any more."""
    model = _model(
        chance.choice(("disclosures.PublishedFile", "disclosures.PublishedFigure", "disclosures.Withdrawal"))
    )
    pk = chance.choice(list(model.objects.values_list("pk", flat=True)))
    model.objects.filter(pk=pk).delete()
    return f"{model.__name__} {pk} deleted"


def file(scene: Scene, chance: random.Random, kept: list) -> str:
    """A byte of a file flipped, the file cut short, lengthened, emptied or exchanged for another."""
    path = chance.choice(_stored())
    data = path.read_bytes()
    begin = 10 if path.suffix == ".gz" else 0
    way = chance.choice(("flip", "flip", "flip", "cut", "more", "empty", "exchange"))
    forged = data
    if way == "flip":
        changed = bytearray(data)
        changed[chance.randrange(begin, len(data))] ^= 1 << chance.randrange(8)
        forged = bytes(changed)
    elif way == "cut":
        forged = data[: chance.randrange(begin, len(data))]
    elif way == "more":
        forged = data + b"\n0"
    elif way == "empty":
        forged = b""
    else:
        forged = chance.choice([each for each in _stored() if each.read_bytes() != data]).read_bytes()
    _write(path, forged, kept)
    return f"{path.name}: {way}"


def file_gone(scene: Scene, chance: random.Random, kept: list) -> str:
    """A file that was given out on the day of publication, or a signature, taken away."""
    path = chance.choice([each for each in _stored() if _is_recorded(each)])
    kept.append((path, path.read_bytes()))
    path.unlink()
    return f"{path.name}: gone"


def _write(path: Path, data: bytes, kept: list) -> None:
    kept.append((path, path.read_bytes()))
    path.write_bytes(data)


def _is_recorded(path: Path) -> bool:
    made_again = ("page.", "changes.", "manifest", "sha256sums")
    return path.suffix == ".minisig" or not path.name.startswith(made_again)


def _stored() -> list[Path]:
    """The files of versions as they are given out now; pages, if they wear today's dress and tell of today's version."""
    from disclosures import copies, store
    from disclosures.models import Version

    paths: list[Path] = []
    for version in Version.objects.filter(withdrawal=None).select_related("publication").order_by("pk"):
        pages = [copies.page_name(language, version.publication.number) for language in copies.LANGUAGES]
        names = {*pages, *(f"{page}.gz" for page in pages)}
        for path in sorted(store.folder_of(version.sha256).rglob("*")):
            if path.is_file() and (not path.name.startswith("page.") or path.name in names):
                paths.append(path)
    return paths


FAULTS: dict[str, Callable[[Scene, random.Random, list], str]] = {
    "column": column,
    "file": file,
    "rehash": rehash,
    "file again": file,
    "rewrite": rewrite,
    "column again": column,
    "delete": delete,
    "truncate": truncate,
    "file gone": file_gone,
    "swap": swap,
    "duplicate": duplicate,
    "row gone": row_gone,
}
#: What without the chains has to be missed now and then, or they would not be needed.
CHAINED = ("rehash", "rewrite", "delete", "truncate", "swap", "duplicate")
