"""Do what is queued in the background, until stopped. `tend` runs one beside itself; more of them do no harm."""

import signal
from contextlib import contextmanager

from django.core.management import call_command
from django.core.management.base import BaseCommand

from disclosures.background.supervising import end_with


class Command(BaseCommand):
    help = "Do long work (imports, batch publication, lost files) until SIGTERM. `tend` starts one by itself."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is queued and end")
        parser.add_argument(
            "--parent", type=int, help="end when the process of this number, which started it, ends"
        )

    def handle(self, *, once, parent, **options):
        if parent:
            end_with(parent)
        with signals_as_before():
            call_command("db_worker", batch=once, reload=False, startup_delay=False, verbosity=1)


@contextmanager
def signals_as_before():
    """The worker of the queue listens to signals and never stops to: whoever called this one wants to hear them again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, hear in before.items():
            signal.signal(number, hear)
