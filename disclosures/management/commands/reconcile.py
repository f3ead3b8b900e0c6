from django.core.management.base import BaseCommand

from disclosures.reconciling import reconcile


class Command(BaseCommand):
    help = "Bring stored files, pointers and lists to what the database says; one line for everything done."

    def handle(self, *args, **options):
        told = reconcile()
        for line in told:
            self.stdout.write(line)
        self.stdout.write(f"已整理 {len(told)} 处" if told else "没有需要整理的")
