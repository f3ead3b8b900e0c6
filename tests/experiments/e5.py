"""E5: one publication, with every call of the system that touches a disk failing in turn.

A budget is corrected and published again, for real, in a process of its own. At the n-th openat, write, fsync … the process
is killed, or the disk is full or fails. Then citizens read, everything is brought in order, and citizens read again: what
they read is the old version or the new one, whole; the new one where the publication had said that it is done.

The document is typeset anew only in one of so many runs: typesetting happens in a process that writes nothing of ours, and
takes longer than all the rest. The others get the PDF of the same document typeset before.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from .common import Result

TITLE = "one publication, each of its calls to the disk killed, refused for want of room, or failed"
SHORT, FULL = 12, 680

CALLS = (
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "unlink",
    "ftruncate",
    "close",
    "mkdir",
)
FAULTS = ("signal=SIGKILL", "error=ENOSPC", "error=EIO")
#: One publication in so many is typeset anew.
TYPESET = 17
LONGEST = 120  # seconds a publication may take
BASE = "/430001/101/2025/"
FILES = ("disclosure.json", "disclosure.xlsx", "disclosure.docx", "disclosure.pdf", "tables/balance.csv")
PAGES = (BASE, f"/en{BASE}", f"{BASE}v1/", "/", "/430001/", "/en/430001/2025/")
#: How a publication ended: exit codes of its process.
DONE, DONE_AT_LAST, TOLD, FAILED = 0, 10, 11, 12


@dataclass(frozen=True)
class Fault:
    """At the ``nth`` call of this name; ``tries`` again in the same process where it can."""

    call: str
    nth: int
    kind: str
    is_typeset: bool = False
    tries_again: bool = False

    def __str__(self) -> str:
        return f"{self.kind} at {self.call} {self.nth}"


#: At a call that no publication comes to.
NO_FAULT = Fault("close", 60_000, "retval=0")


@dataclass
class Tally:
    """What came of the faults."""

    bad: list[str] = field(default_factory=list)
    ends: Counter = field(default_factory=Counter)
    reconciled: Counter = field(default_factory=Counter)


def run(size: int) -> Result:
    if problem := why_not():
        print(f"E5 CANNOT BE RUN HERE: {problem}", file=sys.stderr, flush=True)
        return Result(faults=0, survived=0, control=0, failures=(problem,))
    scene = Scene()
    calls = scene.calls()
    faults = list(spread(calls, size))
    safe = Tally()
    for fault in faults:
        try_one(scene, fault, safe)
    control = Tally()
    try_one(scene, NO_FAULT, control, is_naive=True)
    if control.ends != {"done": 1}:
        return Result(len(faults), 0, 0, failures=(f"the control, with no fault, {dict(control.ends)}",))
    for fault in spread(calls, max(12, size // 8), of=("write", "close", "openat")):
        try_one(scene, fault, control, is_naive=True)
    return Result(
        faults=len(faults),
        survived=len(faults) - len(safe.bad),
        control=len(control.bad),
        lost=0,
        failures=tuple(safe.bad[:10]),
        notes={
            "calls": calls,
            "typeset anew": len([fault for fault in faults if fault.is_typeset]),
            "ends": dict(safe.ends),
            "brought in order": dict(safe.reconciled),
            "control of": max(12, size // 8),
        },
    )


def why_not() -> str:
    """Whether one process may stop another here."""
    if shutil.which("strace") is None:
        return "strace is missing: sudo apt-get install strace"
    tried = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return f"ptrace is forbidden: {tried.stderr.strip()}" if tried.returncode else ""


def spread(calls: dict[str, int], size: int, of: tuple[str, ...] = CALLS) -> Iterator[Fault]:
    """So many faults, evenly over every call and every kind."""
    points = [(call, nth) for call in of for nth in range(1, calls.get(call, 0) + 1)]
    every = [(call, nth, kind) for call, nth in points for kind in FAULTS]
    size = min(size, len(every))
    for number in range(size):
        call, nth, kind = every[number * len(every) // size]
        yield Fault(call, nth, kind, number % TYPESET == 0, number % 2 == 0)


# The scene ---------------------------------------------------------------------------------------------------------


class Scene:
    """A budget that is public in its first version and has been corrected since; it can be laid out again and again."""

    def __init__(self) -> None:
        from django.conf import settings

        from disclosures import workflow
        from disclosures.reconciling import reconcile
        from tests.drafts import raise_by, sound_budget

        self.data = Path(settings.DATA_DIR)
        self.kept = self.data / "kept"
        budget = sound_budget()
        workflow.publish(budget=budget, by=None)
        raise_by(budget, 10000)
        reconcile(grace=timedelta(0))
        self.pdf = self._typeset(budget)
        self.first = stored_answers()
        self._keep()

    def _typeset(self, budget) -> bytes:
        """The PDF of what is to be published, but for the time on it."""
        from disclosures import copies
        from disclosures.document import as_json, digest
        from disclosures.drafts import draft_of

        stamp = {"number": 2, "reason": "工资少填", "previous": "0" * 64}
        content = as_json(
            draft_of(budget).document.stamped(published_at="2025-03-01T10:00:00+08:00", **stamp)
        )
        return copies.render_file("disclosure.pdf", content, digest(content))

    def _keep(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.rmtree(self.kept, ignore_errors=True)
        self.kept.mkdir()
        shutil.copy2(self.data / "db.sqlite3", self.kept)
        shutil.copytree(self.data / "published", self.kept / "published")

    def lay_out(self) -> None:
        from django.db import connection

        connection.close()
        for place in self.data.glob("db.sqlite3*"):
            place.unlink()
        shutil.rmtree(self.data / "published")
        shutil.copy2(self.kept / "db.sqlite3", self.data)
        shutil.copytree(self.kept / "published", self.data / "published")

    def calls(self) -> dict[str, int]:
        """How often one publication makes each call."""
        self.lay_out()
        trace = self.data / "trace"
        publish_beside(self, Fault("none", 0, ""), ["-o", str(trace), "-e", f"trace={','.join(CALLS)}"])
        called = re.findall(r"^(\w+)\(", trace.read_text(), re.MULTILINE)
        trace.unlink()
        return dict(Counter(called))


# One fault ---------------------------------------------------------------------------------------------------------


def try_one(scene: Scene, fault: Fault, tally: Tally, *, is_naive: bool = False) -> None:
    scene.lay_out()
    inject = ["-o", "/dev/null", "-e", f"trace={fault.call}"]
    inject += ["-e", f"inject={fault.call}:{fault.kind}:when={fault.nth}"]
    ended = publish_beside(scene, fault, inject, is_naive=is_naive)
    tally.ends[ended] += 1
    problem = seen_at_once(scene, must_be_new=ended in ("done", "done at last"))
    if not problem and not is_naive:
        problem = seen_in_order(scene, tally)
    if problem:
        tally.bad.append(f"{fault}, {ended}: {problem}")


def publish_beside(scene: Scene, fault: Fault, strace: list[str], *, is_naive: bool = False) -> str:
    """Publish in a process of its own under strace; how that ended, in a word."""
    from django.db import connection

    connection.close()
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        os.read(ready, 1)
        os._exit(publish(scene, fault, is_naive=is_naive))
    os.close(ready)
    tracer = subprocess.Popen(["strace", "-p", str(child), *strace], stderr=subprocess.PIPE, text=True)
    tracer.stderr.readline()  # "Process … attached"
    os.write(go, b"x")
    os.close(go)
    status = waited_for(child)
    tracer.wait()
    if os.WIFSIGNALED(status):
        return "killed" if os.WTERMSIG(status) == signal.SIGKILL else f"signal {os.WTERMSIG(status)}"
    words = {DONE: "done", DONE_AT_LAST: "done at last", TOLD: "refused in a sentence", FAILED: "failed"}
    return words.get(os.WEXITSTATUS(status), f"exit {os.WEXITSTATUS(status)}")


def waited_for(child: int) -> int:
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status
        time.sleep(0.01)
    os.kill(child, signal.SIGTERM)
    return os.waitpid(child, 0)[1]


def publish(scene: Scene, fault: Fault, *, is_naive: bool) -> int:
    """In the child: publish once, or twice where the first attempt failed; the exit code."""
    from disclosures import copies, store

    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what is logged is no part of it
    if is_naive or not fault.is_typeset:
        copies.render_pdf = lambda *_: scene.pdf
    if is_naive:
        be_naive()
    for attempt in (DONE, DONE_AT_LAST):
        try:
            correct()
            return attempt
        except store.DiskFailed:
            ended = TOLD
        except Exception:  # whatever an interrupted call leads to: what counts is what citizens read
            ended = FAILED
        if not fault.tries_again:
            break
    return ended


def correct() -> None:
    from budgets.models import Budget
    from disclosures import workflow
    from disclosures.actions import Unchanged

    try:
        workflow.publish(budget=Budget.objects.get(), by=None, reason="工资少填")
    except Unchanged:
        return  # it was done, but whoever asked was not told


def be_naive() -> None:
    """What the store guards against: files written after the rows, straight to their names."""
    from disclosures import actions, copies, store

    def put(place: Path, content: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def render_files(content, sha256):
        files: dict[str, bytes] = {}
        for name in copies.file_names(content):
            files[name] = copies.render_file(name, content, sha256, files)
        return files

    freeze = actions._freeze

    def freeze_first(budget, draft, content, files, *, by):
        version = freeze(budget, draft, content, files, by=by)
        for name, data in files.items():
            store.write(version.sha256, name, data)
        return version

    store.put, copies.write_files, actions._freeze = put, render_files, freeze_first


# What citizens read ------------------------------------------------------------------------------------------------


def stored_answers() -> dict[str, bytes]:
    from django.test import Client

    client = Client(raise_request_exception=False)
    answers = {}
    for address in (*PAGES, *(BASE + name for name in FILES)):
        answer = client.get(address)
        answers[address] = answer.content if answer.status_code == 200 else str(answer.status_code).encode()
    return answers


def seen_at_once(scene: Scene, *, must_be_new: bool) -> str:
    """What is wrong with what is read right after the fault; empty where nothing is."""
    from disclosures.models import PublishedFile

    answers = stored_answers()
    for address in PAGES:
        if not answers[address].endswith(b"</html>\n"):
            return f"{address} is cut short: {answers[address][-60:]!r}"
    recorded = set(PublishedFile.objects.values_list("name", "sha256"))
    for name in FILES:
        if (name, hashlib.sha256(answers[BASE + name]).hexdigest()) not in recorded:
            return f"{name} is no file of any version ({len(answers[BASE + name])} bytes)"
    number = json.loads(answers[f"{BASE}disclosure.json"])["document"]["number"]
    if must_be_new and number != 2:
        return "publication was acknowledged, but the old version is read"
    return "" if number == 2 else same_as_first(scene, answers)


def same_as_first(scene: Scene, answers: dict[str, bytes]) -> str:
    """The old version is not only whole but untouched."""
    changed = [name for name in FILES if answers[BASE + name] != scene.first[BASE + name]]
    return f"files of the first version changed: {changed}" if changed else ""


def seen_in_order(scene: Scene, tally: Tally) -> str:
    """Reconcile, then look at everything: rows, chains, files, pointers, lists, and that nothing is left over."""
    from budgets import audit
    from budgets.models import Budget
    from disclosures import store
    from disclosures.models import Publication, Version
    from disclosures.reconciling import reconcile
    from disclosures.verification import verify

    told = reconcile(grace=timedelta(0))
    tally.reconciled.update(re.sub(r"[0-9a-z_./-]{6,}", "…", line.rpartition("：")[2]) for line in told)
    publication = Publication.objects.get()
    if wrong := [*verify(publication), *audit.faults()]:
        return "; ".join(wrong[:3])
    if reconcile(grace=timedelta(0)):
        return "what was brought in order is not in order"
    if left := [place.name for place in store.root().rglob(f"{store.WRITING}*")]:
        return f"left over: {left}"
    public = set(Version.objects.values_list("sha256", flat=True))
    if stray := [place.name for place in store.root().glob("[0-9a-f][0-9a-f]/*") if place.name not in public]:
        return f"of no version: {stray}"
    is_new = publication.number == 2
    if (Budget.objects.get().state == Budget.State.PUBLISHED) != is_new:
        return "the state of the budget is not that of its versions"
    pages = stored_answers()
    if json.loads(pages[f"{BASE}disclosure.json"])["document"]["number"] != publication.number:
        return "the address leads to another version"
    if ("第2版".encode() in pages["/"]) != is_new or (b"noindex" in pages[f"{BASE}v1/"]) != is_new:
        return "lists or pages tell of another version"
    return packed_as_plain(publication)


def packed_as_plain(publication) -> str:
    """The page for browsers that unpack says the same."""
    from django.test import Client

    client = Client()
    plain, packed = (client.get(BASE, headers=headers) for headers in ({}, {"Accept-Encoding": "gzip"}))
    return "" if gzip.decompress(packed.content) == plain.content else f"{publication}: packed differs"
