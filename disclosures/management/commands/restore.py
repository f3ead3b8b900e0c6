import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.backup import Damaged, Refused, restore
from disclosures.dumping import CannotDump


class Command(BaseCommand):
    help = (
        "Put back an archive of `backup` and compare everything with its manifest. Stop the servers first. "
        "Exit 1: nothing was changed; exit 2: it was, and something is not as the manifest says."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="put it in the place of what is here")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="recompute every digest of every version too (manage.py verify)",
        )

    def handle(self, *, file, replace, verify, **options):
        start = time.monotonic()
        try:
            restored = restore(file, may_replace=replace, is_thorough=verify)
        except (Damaged, Refused, CannotDump) as error:
            raise CommandError(f"没有恢复：{error}", returncode=1) from error
        for line in restored.differences:
            self.stdout.write(line)
        manifest = restored.manifest
        self.stdout.write(
            f"已恢复 {manifest['made_at']} 的备份：{len(manifest['members'])} 个文件，{len(manifest['money'])} 份预算，"
            f"用时 {time.monotonic() - start:.1f} 秒"
        )
        if restored.differences:
            raise CommandError(f"不符 {len(restored.differences)} 处", returncode=2)
        self.stdout.write("行数、各预算合计、链头、文件摘要与归档全部相符")
