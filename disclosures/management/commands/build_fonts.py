"""Trim the faces of the printed document, once."""

from django.core.management.base import BaseCommand

from disclosures.rendering import fonts


class Command(BaseCommand):
    help = "Make the trimmed faces used in print (about 12 seconds, once)."
    requires_system_checks = []

    def handle(self, **options):
        made = fonts.build()
        state = "made" if made else "already there"
        self.stdout.write(f"Fonts for print: {state}, in {fonts.directory()}")
