import json
import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.examined import report_of_budget, report_of_file
from disclosures.management.commands.publish import find_budget
from disclosures.management.reading import bytes_of
from disclosures.reading.raw import Unreadable
from disclosures.reporting.text import lines_of
from disclosures.reporting.told import NO_BUDGET, told

#: CODE/YEAR or REGION/CODE/YEAR: our own budget. Anything else is a file.
BUDGET = re.compile(r"(?P<department>(?:[0-9]{6}/)?[0-9a-z]{1,12})/(?P<year>[1-9][0-9]{3})")


class Command(BaseCommand):
    help = (
        "Examine a budget of ours, or a document that somebody published. "
        "Exit 0: no contradiction, 1: contradictions, 2: it cannot be read, or there is no budget in it."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "target", help="CODE/YEAR, REGION/CODE/YEAR, or a file: .pdf .docx .xlsx .html .txt .json"
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args, target, **options):
        report = examined(target)
        about = told(report)
        if options["format"] == "json":
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            for line in lines_of(about):
                self.stdout.write(line)
        if errors := report["counts"]["error"]:
            raise CommandError(f"不相符：错误 {errors} 处", returncode=1)
        if not about.is_budget:
            raise CommandError(NO_BUDGET, returncode=2)


def examined(target):
    """The report of a target as typed; CommandError 2 for what is not there or cannot be read."""
    own = BUDGET.fullmatch(target)
    if own and not Path(target).is_file():
        try:
            budget = find_budget(own["department"], int(own["year"]))
        except CommandError as error:
            raise CommandError(str(error), returncode=2) from None
        return report_of_budget(budget, target=target)
    try:
        return report_of_file(bytes_of(Path(target)), Path(target).name) | {"target": target}
    except Unreadable as error:
        raise CommandError(f"读不出来：{error}", returncode=2) from None
