import hashlib
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from budgets.access import WrongState
from budgets.intake.actions import Blocked, NothingToImport, import_contents
from budgets.intake.asking import LAST, SLIP, TWICE
from budgets.intake.contents import Level
from budgets.intake.plan import CHANGED, NEW, PENDING, REMOVED, plan_of
from budgets.intake.shapes import shown
from budgets.money import typed_back
from disclosures.intake.recognise import contents_of
from disclosures.management.commands.publish import find_budget
from disclosures.management.reading import bytes_of
from disclosures.reading.raw import Unreadable

WORDS = {Level.ERROR: "错误", Level.QUESTION: "请核对", Level.NOTICE: "提示"}
KINDS = {NEW: "新增", CHANGED: "改动", REMOVED: "删除", PENDING: "待改正"}
MOST_CHANGES = 50
#: Questions that nobody can be taken to have answered: one answer makes another figure of a cell.
DOUBTS = (SLIP, TWICE, LAST, "counted", "unit")


class Command(BaseCommand):
    help = (
        "Take a workbook over into a draft budget, all of it or nothing: our own, the official one of the form, or a detail "
        "list. Exit 0: imported or nothing to import, 1: problems, or amounts in doubt and no --yes, 2: it cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--department", required=True, help="CODE, or REGION/CODE")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument(
            "--region", default="", help="where several regions have a department of this code"
        )
        parser.add_argument("--yes", action="store_true", help="the doubts about amounts were looked at")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")

    def handle(self, *args, file, department, year, region, yes, dry_run, **options):
        budget = find_budget(f"{region}/{department}" if region else department, year)
        data = bytes_of(file)
        try:
            contents = contents_of(data, budget)
        except Unreadable as error:
            raise CommandError(f"读不出来：{error}", returncode=2) from None
        plan = plan_of(budget, contents)
        self._tell_problems(plan.problems)
        errors = len(plan.of_level(Level.ERROR))
        if dry_run or errors:
            self._tell_changes(plan.changes)
        if errors:
            raise CommandError(f"没有导入：错误 {errors} 处", returncode=1)
        if dry_run:
            counts = "，".join(f"{word} {plan.count(kind)} 条" for kind, word in KINDS.items())
            self.stdout.write(f"试导入：{counts}，没有写入")
            return
        doubts = [each for each in plan.of_level(Level.QUESTION) if each.kind in DOUBTS]
        if doubts and not yes:
            raise CommandError(f"没有导入：金额存疑 {len(doubts)} 处，核对后加 --yes 再导入", returncode=1)
        self._import(budget, contents, file.name, hashlib.sha256(data).hexdigest())

    def _import(self, budget, contents, name, sha256):
        try:
            done = import_contents(
                budget=budget, contents=contents, by=None, source=name, sha256=sha256, ticked=None
            )
        except NothingToImport as same:
            self.stdout.write(str(same))
        except (Blocked, WrongState, ValidationError) as error:
            words = "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
            raise CommandError(f"没有导入：{words}", returncode=1) from None
        else:
            self.stdout.write(str(done))

    def _tell_problems(self, problems):
        for problem in problems:
            place = " · ".join(part for part in (problem.origin.sheet, problem.origin.cell) if part)
            place = place or str(problem.origin)
            parts = (
                WORDS[problem.level],
                place,
                f"‘{problem.found}’" if problem.found else "",
                problem.about,
            )
            hint = f"（建议 {problem.suggestion}）" if problem.suggestion else ""
            self.stderr.write(f"{' '.join(part for part in parts if part)}：{problem.wanted}{hint}")

    def _tell_changes(self, changes):
        for change in changes[:MOST_CHANGES]:
            self.stdout.write(f"{KINDS[change.kind]} {_told(change)}")
        if len(changes) > MOST_CHANGES:
            self.stdout.write(f"另有 {len(changes) - MOST_CHANGES} 处")


def _told(change):
    """2010601 行政运行 · 基本支出：12.3 万元 → 15 万元; of a row that is new or gone the one value that it has."""
    before, after = (
        f"{typed_back(value)} 万元" if isinstance(value, Decimal) and change.is_amount else shown(value)
        for value in (change.before, change.after)
    )
    values = {NEW: after, REMOVED: before, PENDING: before}.get(change.kind, f"{before} → {after}")
    return f"{change.label}：{values}"
