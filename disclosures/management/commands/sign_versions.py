from django.core.management.base import BaseCommand, CommandError

from disclosures import proofs, signing
from disclosures.models import Version


class Command(BaseCommand):
    help = "Sign the versions that have no signature of the present key: after the key was set, changed or restored."

    def handle(self, **options):
        if signing.secret_key() is None:
            raise CommandError("没有签名密钥：请设置 SIGNING_KEY_FILE。", returncode=1)
        signed = 0
        for version in Version.objects.filter(withdrawal=None).defer("content").iterator():
            entry = proofs.entry_of(version)
            if not proofs.is_signed(entry):
                proofs.write(entry)
                signed += 1
        self.stdout.write(f"已签名：{signed} 个版本")
