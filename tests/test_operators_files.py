"""What the operator imports, exports and publishes at the command line: told in 万元 and sentences, with exit codes."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from budgets.intake.our_workbook_writer import workbook_of
from budgets.models import Budget, Particular
from budgets.money import typed_back
from tests import drafts, people

pytestmark = pytest.mark.django_db
WHERE = ("--department", "101", "--year", "2025")


@pytest.fixture
def budget():
    return drafts.sound_budget("101")


def run(*arguments, capsys):
    """The exit code of a command, and what it said."""
    code = 0
    try:
        call_command(*arguments)
    except CommandError as error:
        code = error.returncode
        print(error)
    told = capsys.readouterr()
    return code, told.out + told.err


@pytest.fixture
def file(budget, tmp_path):
    place = tmp_path / "101.xlsx"
    place.write_bytes(workbook_of(budget))
    return place


def test_what_would_change_is_told_in_wan(budget, file, capsys):
    entry = budget.entries.filter(direction="expenditure", function__isnull=False).first()
    was = entry.amount
    budget.entries.filter(pk=entry.pk).update(amount=people.yuan("1250"))
    code, told = run("import_budget", str(file), *WHERE, "--dry-run", capsys=capsys)
    (line,) = [line for line in told.splitlines() if line.startswith("改动")]
    assert code == 0 and line.endswith(f"：1250 万元 → {typed_back(was)} 万元"), told


def test_amounts_in_doubt_are_not_taken_over_before_somebody_looked(budget, file, capsys):
    entry = budget.entries.filter(direction="expenditure", function__isnull=False).first()
    was = entry.amount
    budget.entries.filter(pk=entry.pk).update(amount=was * 10_000)
    code, told = run("import_budget", str(file), *WHERE, capsys=capsys)
    entry.refresh_from_db()
    assert (code, entry.amount) == (1, was * 10_000) and "加 --yes 再导入" in told
    code, _told = run("import_budget", str(file), *WHERE, "--yes", capsys=capsys)
    entry.refresh_from_db()
    assert (code, entry.amount) == (0, was)


def test_what_would_be_new_is_told_with_what_it_is_and_never_as_none(budget, file, capsys):
    budget.entries.all().delete()
    _code, told = run("import_budget", str(file), *WHERE, "--dry-run", capsys=capsys)
    new = [line for line in told.splitlines() if line.startswith("新增")]
    assert new and all(line.endswith(" 万元") and "→" not in line for line in new)
    assert "None" not in told and "00.00" not in told


def test_what_is_empty_now_is_told_as_empty(budget, file, capsys):
    Particular.objects.filter(budget=budget, key="running").update(last=None)
    _code, told = run("import_budget", str(file), *WHERE, "--dry-run", capsys=capsys)
    assert "None" not in told and "（空） → " in told


@pytest.mark.parametrize("command", ["import_budget", "export_workbook"])
def test_a_folder_is_no_file_and_is_told_in_a_sentence(budget, tmp_path, command, capsys):
    arguments = (str(tmp_path), *WHERE) if command == "import_budget" else ("101", "2025", str(tmp_path))
    code, told = run(command, *arguments, capsys=capsys)
    assert code and told.count("\n") == 1 and told.endswith("：这是文件夹\n")


def test_a_file_in_no_folder_is_not_written_and_told_in_a_sentence(budget, tmp_path, capsys):
    code, told = run("export_workbook", "101", "2025", str(tmp_path / "没有" / "a.xlsx"), capsys=capsys)
    assert code == 1 and told.endswith("：没有这个文件夹\n")


def test_a_budget_that_is_withheld_is_not_published_and_that_is_told(budget, capsys):
    Budget.objects.filter(pk=budget.pk).update(state="withheld")
    code, told = run("publish", "101", "2025", capsys=capsys)
    assert (code, told) == (1, "没有公开：本部门已登记不公开。\n")


def test_a_budget_of_a_year_without_a_form_is_not_published_and_that_is_told(budget, capsys):
    Budget.objects.create(department=budget.department, year=2016)
    code, told = run("publish", "101", "2016", capsys=capsys)
    assert code == 1 and told.startswith("没有公开：")
