import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.signing import make_key


class Command(BaseCommand):
    help = "Make a key that signs publications (minisign format, no password): FILE and FILE.pub. Overwrites nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        key, beside = make_key(), file.with_name(f"{file.name}.pub")
        try:
            _write(file, key.file(), 0o600)
            _write(beside, key.public.file(), 0o644)
        except OSError as error:
            raise CommandError(f"写不了 {error.filename}：{error.strerror}", returncode=1) from None
        self.stdout.write(f"签名密钥：{file}（只给负责公开的进程读，另存一份离线保管）")
        self.stdout.write(f"公钥：{beside}")
        self.stdout.write(f"SIGNING_KEY_FILE={file.absolute()}")
        self.stdout.write(f"SIGNING_PUBLIC_KEY={key.public.text()}")


def _write(path, text, mode):
    """A new file, from its first byte on with these rights."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
