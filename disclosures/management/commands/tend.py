"""Publish what is due, send letters, keep counts: each minute, until stopped."""

import signal
from threading import Event

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from disclosures.tallying import forget_all
from disclosures.tending import tend

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
        while not once and not stopped.wait(seconds_to_next_minute()):
            close_old_connections()  # a database that was away is asked again
            self.tend()

    def tend(self):
        for name, number in tend(timezone.now()):
            if number:
                self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S}  {name}: {number}")


def seconds_to_next_minute():
    """A little after it: what is set for 10:00 is due then."""
    return MINUTE - timezone.now().second
