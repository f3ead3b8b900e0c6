"""Publish what is due, send letters, keep counts: each minute, until stopped. Beside it runs a worker for long work."""

import logging
import signal
from threading import Event
from time import monotonic

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from disclosures.background.supervising import Supervisor
from disclosures.tallying import forget_all
from disclosures.tending import tend

log = logging.getLogger(__name__)
MINUTE = 60


class Command(BaseCommand):
    help = "The background work of the portal, each minute until SIGTERM. Two of it running do no harm."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do everything once and end")

    def handle(self, *, once, **options):
        stopped = Event()
        if not once:
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, lambda *_: stopped.set())
        call_command("reconcile")
        forget_all()
        self.tend()
        if once:
            call_command("work", once=True)
        else:
            self.go_on(stopped)

    def go_on(self, stopped):
        """Each minute, and each second a look at the worker."""
        supervisor = Supervisor()
        until = monotonic() + seconds_to_next_minute()
        while not stopped.is_set():
            close_old_connections()  # a database that was away is asked again
            self.look(supervisor)
            if monotonic() >= until:
                self.tend()
                until = monotonic() + seconds_to_next_minute()
            stopped.wait(1)
        supervisor.end()

    def look(self, supervisor):
        try:
            supervisor.look()
        except DatabaseError:
            log.exception("tend: the worker was not looked after; it is tried again in a second")

    def tend(self):
        for name, number in tend(timezone.now()):
            if number:
                self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S}  {name}: {number}")


def seconds_to_next_minute():
    """A little after it: what is set for 10:00 is due then."""
    return MINUTE - timezone.now().second
