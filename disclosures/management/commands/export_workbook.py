from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.drafts import draft_of
from disclosures.management.commands.publish import find_budget
from disclosures.management.reading import why
from disclosures.rendering.workbook import render_workbook


class Command(BaseCommand):
    help = "Write a budget as it stands as the official workbook of its form. Importing it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("department", help="REGION/CODE, or CODE where only one department has it")
        parser.add_argument("year", type=int)
        parser.add_argument("file", type=Path, help="where to write it (.xlsx)")

    def handle(self, *args, department, year, file, **options):
        budget = find_budget(department, year)
        try:
            file.write_bytes(render_workbook(draft_of(budget).content))
        except LookupError as error:
            raise CommandError(f"没有导出：{error}", returncode=1) from None
        except OSError as error:
            raise CommandError(f"写不了 {file}：{why(error)}", returncode=1) from None
        self.stdout.write(f"已写入 {file}：{budget}")
