from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils import timezone

from disclosures.models import LedgerEntry


class Command(BaseCommand):
    help = "Print the head of the public ledger: number, digest, time. --letter: as a letter to whoever shall keep it."

    def add_arguments(self, parser):
        parser.add_argument(
            "--letter", action="store_true", help="a letter to the audit office or the congress"
        )

    def handle(self, *args, letter=False, **options):
        head = LedgerEntry.objects.order_by("-seq").first()
        if head is None:
            raise CommandError("公开总账还没有记录。", returncode=1)
        if not letter:
            self.stdout.write(f"{head.seq} {head.sha256} {head.said['published_at']}")
            return
        told = {"head": head, "site": settings.SITE_URL, "today": timezone.localdate()}
        self.stdout.write(render_to_string("disclosures/ledger_letter.txt", told))
