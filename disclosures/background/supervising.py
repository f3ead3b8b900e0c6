"""A worker beside ``tend``: a process of its own, started again when it dies, so that nobody has to run it apart."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.utils import timezone

from . import queue

log = logging.getLogger(__name__)
#: One that dies as soon as it is started is not started all the time.
LEAST_SECONDS = 5
#: So long a worker may finish the item that it is at.
PATIENCE = 40
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Supervisor:
    """Keeps one worker alive while ``tend`` runs."""

    def __init__(self) -> None:
        self.worker: subprocess.Popen[bytes] | None = None
        self.started = 0.0

    def look(self) -> None:
        """Start the worker where none is running; what the last one held is queued again at once."""
        if self.worker and self.worker.poll() is None:
            return
        if time.monotonic() - self.started < LEAST_SECONDS and self.started:
            return
        if self.worker:
            log.warning("the worker ended with %s; another is started", self.worker.returncode)
            queue.release(timezone.now())
        self.started = time.monotonic()
        self.worker = subprocess.Popen(  # noqa: S603  (our own command)
            (sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--parent", str(os.getpid())),
            start_new_session=True,
        )

    def end(self) -> None:
        """Let it finish the item that it is at, but not for ever."""
        if self.worker is None or self.worker.poll() is not None:
            return
        self.worker.send_signal(signal.SIGTERM)
        try:
            self.worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            log.warning("the worker did not end within %s seconds and was ended", PATIENCE)
            self.worker.kill()
            self.worker.wait()


def end_with(parent: int) -> None:
    """From now on this process is told to end when the one that started it is gone; at once where it is already."""
    system = ctypes.CDLL(None)
    if hasattr(system, "prctl"):
        system.prctl(DIE_WITH_PARENT, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
