import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.backup import back_up, digest_of
from disclosures.dumping import CannotDump


class Command(BaseCommand):
    help = "Write database and published files of one instant to an archive. The portal goes on working meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--portable",
            action="store_true",
            help="the database as rows, which the other engine can read too; slower",
        )

    def handle(self, *, file, portable, **options):
        start = time.monotonic()
        try:
            manifest = back_up(file, is_portable=portable)
        except CannotDump as error:
            raise CommandError(f"没有备份：{error}", returncode=1) from error
        except OSError as error:
            raise CommandError(
                f"没有备份：{error.strerror}（{error.filename or file}）", returncode=1
            ) from error
        self.stdout.write(
            f"已备份 {file}：{len(manifest['members'])} 个文件，{len(manifest['money'])} 份预算，"
            f"{file.stat().st_size} 字节，用时 {time.monotonic() - start:.1f} 秒"
        )
        for name, (number, head) in manifest["chains"].items():
            self.stdout.write(f"链头 {name} {number} {head}")
        self.stdout.write(f"归档摘要 SHA-256 {digest_of(file)}")
