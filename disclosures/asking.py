"""Asking the database for the public: few at once and not for ever, so that what needs no database goes on being read.

Everything that is asked for one answer is of one instant: a page that asks for the versions and then for their figures
would else print the digest of one version over the figures of the next.

A database that is stopped, not killed, answers nothing and refuses nothing: without a limit every thread of the server
would end up waiting for it. A question that takes too long is cut off; for some seconds after a failure none is asked.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from .api.errors import refusal
from .rendering.frame import frame

log = logging.getLogger(__name__)

#: Of the server's four threads: the others answer out of the store.
AT_ONCE = 2
#: A question may take so long, and may wait so long for its turn.
LONGEST, TURN = 5, 0.5
#: After a failure the database is left alone so long; Retry-After says it too.
REST = 3
#: A file takes so long to be made, when others are made too.
MAKING = 30


class Unavailable(Exception):
    """The database does not answer, or not now."""


class Unmade(Unavailable):
    """A file was lost and cannot be made again, or not now."""


class _State:
    """Of this process."""

    def __init__(self) -> None:
        self.turns = threading.BoundedSemaphore(AT_ONCE)
        self.rests_until = 0.0


state = _State()
mine = threading.local()


@contextmanager
def asking(*, of_one_instant: bool = True) -> Iterator[None]:
    """Around everything that asks the database for a public page. Raises Unavailable where it cannot be asked. Not of one
    instant is what has to notice a withdrawal in its middle."""
    if getattr(mine, "asks", False):
        yield
        return
    if time.monotonic() < state.rests_until:
        raise Unavailable
    if not state.turns.acquire(timeout=TURN):
        _rest()
        raise Unavailable
    mine.asks = True
    try:
        with _cut_off_in_the_end(), _one_instant() if of_one_instant else nullcontext():
            yield
    except (OperationalError, InterfaceError) as error:
        _rest()
        raise Unavailable from error
    finally:
        mine.asks = False
        state.turns.release()


def _rest() -> None:
    state.rests_until = time.monotonic() + REST


@contextmanager
def _one_instant() -> Iterator[None]:
    """A transaction that reads what was committed when it began, and takes no lock that a writer would wait for."""
    if connection.in_atomic_block:  # whoever began that one has chosen
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()  # it is told its mode as it connects
    writing, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = writing


@contextmanager
def _cut_off_in_the_end() -> Iterator[None]:
    timer = threading.Timer(LONGEST, _cut_off, [connections[connection.alias]])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut_off(asked) -> None:
    """End what another thread is waiting for. While it still connects there is nothing to cut: that has a limit of its own
    (settings.py)."""
    raw = asked.connection
    if raw is None:
        return
    if asked.vendor == "sqlite":
        raw.interrupt()
        return
    try:
        with socket.socket(fileno=os.dup(raw.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
    except (OSError, DatabaseError) as error:
        log.info("a question that took too long had ended already: %s", error)


class Unavailability:
    """Answers 503 to the public where the database could not be asked; staff pages see the failure as it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        failed = isinstance(exception, (Unavailable, OperationalError, InterfaceError))
        if not failed or request.path_info.startswith("/admin/"):
            return None
        return unavailable(request, is_unmade=isinstance(exception, Unmade))


def unavailable(request: HttpRequest, *, is_unmade: bool = False) -> HttpResponse:
    """Not now; what is published can be read all the same."""
    if request.path_info.startswith("/api/"):
        response: HttpResponse = refusal(request, "unavailable", 503)
    else:
        context = frame(request.path) | {"is_unmade": is_unmade, "address": request.get_full_path()}
        response = render(request, "disclosures/503.html", context, status=503)
    response["Retry-After"] = str(MAKING if is_unmade else REST)
    response["Cache-Control"] = "no-store"
    return response
