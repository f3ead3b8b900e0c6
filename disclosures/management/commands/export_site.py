import os
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures import reconciling, withdrawing
from disclosures.static_site.export import NotOurs, Unremoved, export


class Command(BaseCommand):
    help = (
        "Write the whole public site as files that any web server, object store or disk can give out. Run again into the "
        "same folder, it writes only what changed. Exit 1 where a page leads to something that the "
        "site does not answer, or something withdrawn is not removed yet."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--processes", type=int, default=os.cpu_count() or 1, help="the default is one a core"
        )

    def handle(self, *args, folder, processes, **options):
        if processes < 1:
            raise CommandError("--processes 至少为 1")
        begun = time.monotonic()
        try:
            result = export(folder, settle=settle, processes=processes, tell=Progress(self.stderr))
        except NotOurs as error:
            raise CommandError(f"{folder} 不是空的，也不是上次导出的目录，没有写入。") from error
        except Unremoved as error:
            raise CommandError("撤下的内容还没有清除干净，没有导出；原因见日志，请稍后再运行。") from error
        seconds = time.monotonic() - begun
        self.stdout.write(
            f"共 {result.files} 个文件（{result.size / 2**20:.1f} MB），新写 {result.written} 个，"
            f"删除 {result.removed} 个，用时 {seconds:.1f} 秒"
        )
        if result.is_behind:
            self.stderr.write("导出期间不断有新的公开，有的还没有写入：请再运行一次")
        for address in result.broken:
            self.stderr.write(f"没有这一页：{address}")
        if result.broken:
            raise CommandError(f"{len(result.broken)} 个链接没有落点", returncode=1)


def settle() -> bool:
    """Have the site answer what was committed by now, and nothing that was withdrawn; whether that could be done."""
    if not withdrawing.untell():
        return False
    reconciling.settle_waiting()
    return True


class Progress:
    """Tells how far it is, twice a second on a terminal and every ten seconds elsewhere."""

    def __init__(self, out):
        self.out, self.is_terminal = out, sys.stderr.isatty()
        self.next = time.monotonic()

    def __call__(self, done, known):
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + (0.5 if self.is_terminal else 10)
        self.out.write(
            f"\r{done}/{known}" if self.is_terminal else f"{done}/{known}",
            ending="" if self.is_terminal else "\n",
        )
