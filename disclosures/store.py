"""The file store: what was rendered from a version, under the version's digest.

Derived files are caches: one that is lost is rendered again. What is never allowed is half a file under a public name,
so a file is written beside its place, flushed to the disk, and then renamed (measured: 451 injected faults, no bad
state; written straight to the name, ten of 231 kills left one).
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError

DIGEST = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)?$")
#: What a file is called until it is whole.
WRITING = ".writing-"
#: A publication takes two or three MB; below this much free space none is begun.
LEAST_FREE = 32 * 2**20

NO_ROOM = "磁盘空间不足，未发布。对外内容没有变化，请清理磁盘后再公开。"
NO_DISK = "磁盘读写失败，未发布。对外内容没有变化，请检查磁盘后再公开。"
FULL = (errno.ENOSPC, errno.EDQUOT)
BROKEN = (errno.EIO, errno.EROFS)


def root() -> Path:
    return _root(settings.DATA_DIR)


@cache  # of one folder, but in tests; putting paths together was a fifth of answering a page
def _root(data_dir: Path | str) -> Path:
    return Path(data_dir) / "published"


def folder_of(sha256: str) -> Path:
    """Where everything that is rendered of a version stands; ValueError for a digest that is none."""
    return Path(_folder_of(sha256))


def _folder_of(sha256: str) -> str:
    if not DIGEST.fullmatch(sha256):
        raise ValueError(f"no version has the digest {sha256!r}")
    return f"{root()}/{sha256[:2]}/{sha256}"


def path_of(sha256: str, name: str) -> Path:
    """Where a rendering of a version stands; ValueError for a name that is none."""
    return Path(_path_of(sha256, name))


def _path_of(sha256: str, name: str) -> str:
    if not NAME.fullmatch(name) or ".." in name:
        raise ValueError(f"no file is called {name!r}")
    return f"{_folder_of(sha256)}/{name}"


def read(sha256: str, name: str) -> bytes | None:
    """The stored bytes, or None where there are none."""
    try:
        return read_whole(_path_of(sha256, name))
    except FileNotFoundError:
        return None


def read_whole(place: str | Path) -> bytes:
    """The bytes of a file. Every reader of a page waits for two: a path put together and a buffer cost twice the reading."""
    with open(place, "rb", buffering=0) as file:
        return file.read()


def write(sha256: str, name: str, content: bytes) -> None:
    """Put bytes under a name, all or nothing."""
    put(path_of(sha256, name), content)


def remove(sha256: str) -> None:
    """Take away everything that was rendered of a version."""
    discard(folder_of(sha256))


def put(place: Path, content: bytes) -> None:
    """Put bytes in a place, all or nothing: whoever looks sees what was there before, or all of it."""
    with putting(place) as file:
        file.write(content)


@contextmanager
def putting(place: Path) -> Iterator[BinaryIO]:
    """The same of what comes piece by piece: it stands in its place when this ends, and not where it fails."""
    _make_folder(place.parent)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=WRITING)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).rename(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _flush_folder(place.parent)


def discard(place: Path) -> None:
    """Take away a file, or a folder with what is in it; nothing where there is none."""
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    if place.parent.is_dir():
        _flush_folder(place.parent)


def _make_folder(folder: Path) -> None:
    """A new folder survives a power cut only when the one it stands in has been flushed."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """A rename survives a power cut only when its folder has been flushed too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# One at a time -----------------------------------------------------------------------------------------------------


@contextmanager
def alone(what: str, *, waiting: bool = True) -> Iterator[bool]:
    """Nobody else, in any process, does ``what`` meanwhile. Without waiting: False where somebody is at it."""
    _make_folder(root())
    handle = os.open(root() / f".{what}", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield _locked(handle, waiting=waiting)
    finally:
        os.close(handle)  # and with it the lock


def _locked(handle: int, *, waiting: bool) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if waiting else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


# Disks that are full or fail ---------------------------------------------------------------------------------------


class DiskFailed(ValidationError):
    """Nothing was published, and nothing is wrong with what was to be: it may be tried again when the disk is well."""


@contextmanager
def disk() -> Iterator[None]:
    """What publishes, within this: refused where there is no room, and told in a sentence where the disk fails it."""
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE:
        raise DiskFailed(NO_ROOM, code="disk")
    try:
        yield
    except (OSError, OperationalError) as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise DiskFailed(sentence, code="disk") from error


def _sentence(error: OSError | OperationalError) -> str | None:
    """What a failing disk is called; None where something else failed."""
    said, number = str(error).lower(), getattr(error, "errno", None)
    if number in FULL or "disk is full" in said or "no space left" in said:
        return NO_ROOM
    if number in BROKEN or "disk i/o error" in said or "unable to open database file" in said:
        return NO_DISK
    return None
