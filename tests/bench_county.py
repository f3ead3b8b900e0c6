"""A whole county through the whole pipeline: 300 departments, 150 rows each, in one zip.

    python -m tests.bench_county                                    on SQLite
    python tests/with_postgres.py python -m tests.bench_county      on PostgreSQL, with raw COPY beside it

Prints one JSON list of figures as ``bench`` does, which runs it; each is held against a yardstick of the same run.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
import zipfile
from itertools import product
from pathlib import Path

import django
import openpyxl
import xlsxwriter
from django.conf import settings
from django.core.management import call_command

DEPARTMENTS, ROWS, YEAR = 300, 150, 2025
#: Nearly the most that a sheet may have (``prescan``).
MOST_ROWS = 4500
#: Workbooks that one side reads before the other has its turn.
TURN = 20
HEADS = ("功能科目编码", "功能科目名称", "部门经济科目编码", "支出性质", "资金来源", "本年预算", "上年预算数")


def main() -> None:
    departments = int(sys.argv[1]) if len(sys.argv) > 1 else DEPARTMENTS
    with tempfile.TemporaryDirectory(prefix="mingzhang-county-") as scratch:
        os.environ |= {"DATA_DIR": scratch, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
        django.setup()
        settings.DEBUG = False  # else every query is kept
        call_command("migrate", verbosity=0)
        figures = measured(departments)
    print(json.dumps(figures, ensure_ascii=False))


def measured(departments: int) -> list[dict]:
    from django.db import connection

    budgets = county(departments)
    books = [(f"{budget.department.code}.xlsx", detail(budget)) for budget in budgets]
    figures = [read_and_checked(books, budgets)]
    half = len(books) // 2
    before = memory()
    whole, seconds = taken(lambda: imported(books[:half]))
    between = memory()
    more, further = taken(lambda: imported(books[half:]))
    figures[0] |= {
        "import_seconds": seconds + further,
        "import_cpu_seconds": whole + more,
        "memory_grown_mib": between - before,
        "memory_grown_by_the_second_half_mib": memory() - between,
        "database": connection.vendor,
    }
    if connection.vendor == "postgresql":
        again(budgets)
        figures += [written(budgets, ROWS), written(budgets[:2], ROWS * 10), written(budgets[:1], MOST_ROWS)]
    return figures


def read_and_checked(books, budgets) -> dict:
    """In turn with the yardstick, some files each; the ratio is the median of the turns."""
    whole = list(zip(books, budgets, strict=True))
    pairs = []
    for start in range(0, len(whole), TURN):
        some, theirs = zip(*whole[start : start + TURN], strict=True)
        ours = spent(lambda some=some, theirs=theirs: validated(some, theirs))
        pairs.append((ours, spent(lambda some=some: [walked(data) for _name, data in some])))
    name = f"{len(books)} workbooks of {ROWS} rows read and checked"
    return figure(name, "openpyxl reading them", pairs, target=0.2)


def written(budgets, rows: int) -> dict:
    """Budget by budget, in turn with raw COPY of the same rows; beside it COPY into their own table, with its
    indexes, keys and walls: no import can cost less than that."""
    pairs, floors = [], []
    for budget in budgets:
        contents = contents_of(budget, detail(budget, rows))
        _cpu, ours = taken(lambda budget=budget, contents=contents: brought_in(budget, contents))
        raw, floor = copied(budget)
        pairs.append((ours, raw))
        floors.append(floor / raw)
        again([budget])
    name = f"{len(budgets)} × {rows} entries compared and written with their event, seconds"
    found = figure(name, "raw COPY of them", pairs, target=2.5)
    return found | {"copy_into_their_own_table": statistics.median(floors)}


def figure(ours: str, baseline: str, pairs: list[tuple[float, float]], target: float) -> dict:
    ratios = sorted(a / b for a, b in pairs)
    return {
        "ours": ours,
        "baseline": baseline,
        "ratio": statistics.median(ratios),
        "spread": f"{ratios[0]:.3f}–{ratios[-1]:.3f}",
        "target": target,
        "ours_measured": statistics.median(a for a, _ in pairs),
        "baseline_measured": statistics.median(b for _, b in pairs),
    }


# What is measured -------------------------------------------------------------------------------------------------


def walked(data: bytes) -> int:
    """Every cell, as a program that goes by openpyxl looks at it."""
    cells = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows(values_only=True):
            cells += len(row)
    return cells


def validated(books, budgets) -> None:
    from budgets.intake.lookup import charts_held
    from budgets.intake.plan import plan_of
    from disclosures.intake.recognise import contents_of
    from disclosures.intake.sheets import read_many

    with charts_held():  # as a county does
        for (_name, found), budget, (_n, data) in zip(read_many(books), budgets, books, strict=True):
            plan = plan_of(budget, contents_of(data, budget, workbook=found))
            assert not plan.of_level("error"), plan.problems[:3]
            assert len(plan.new["entry"]) == ROWS


def imported(books) -> None:
    """The zip as it is handed in, to the last department."""
    from budgets.models import Region, Work
    from disclosures.background import files, running
    from disclosures.county import importing

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in books:
            made.writestr(name, data)
    kept = files.keep(Uploaded(file.getvalue()))
    work = importing.begin(file=kept, name="county.zip", region=Region.objects.get(), year=YEAR, by=officer())
    running.do.call(work.pk)
    work = Work.objects.get(pk=work.pk)
    assert work.message == f"{len(books)} 份写入", work.message


class Uploaded:
    def __init__(self, data: bytes):
        self.data = data

    def chunks(self):
        yield self.data


def contents_of(budget, data):
    from disclosures.intake.recognise import contents_of

    return contents_of(data, budget)


def brought_in(budget, contents) -> None:
    from budgets.intake.actions import import_contents

    import_contents(budget=budget, contents=contents, by=None, source="bench", ticked=None)


def copied(budget) -> tuple[float, float]:
    """Seconds that the rows of a budget take into a table without any check, index or record, and into their own."""
    from django.db import connection

    from budgets.models import Entry

    fields = [field for field in Entry._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS raw_copy (LIKE budgets_entry)")
        cursor.execute("ALTER TABLE raw_copy ALTER id DROP NOT NULL")
        cursor.execute(f"SELECT {names} FROM budgets_entry WHERE budget_id = %s", [budget.pk])  # noqa: S608 (our own columns)
        rows = cursor.fetchall()
        again([budget])
        return tuple(seconds_of_copy(cursor, table, names, rows) for table in ("raw_copy", "budgets_entry"))


def seconds_of_copy(cursor, table, names, rows) -> float:
    start = time.perf_counter()
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)
    return time.perf_counter() - start


# What it is measured on -------------------------------------------------------------------------------------------


def county(departments: int) -> list:
    from budgets.actions import load_chart
    from budgets.models import Budget, Department, Region

    load_chart(year=YEAR)
    region = Region.objects.create(code="430001", name="某县", level="县", form="national")
    made = [
        Department(region=region, code=str(10000 + n), name=f"某县第{n}局", short_name=f"第{n}局")
        for n in range(departments)
    ]
    Department.objects.bulk_create(made)
    Budget.objects.bulk_create(Budget(department=each, year=YEAR) for each in made)
    return list(Budget.objects.select_related("department__region").order_by("department__code"))


def again(budgets) -> None:
    from budgets.models import Entry

    Entry.objects.filter(budget__in=budgets).delete()


def officer():
    from django.contrib.auth import get_user_model

    from budgets.models import Membership, Person, Region

    if user := get_user_model().objects.filter(username="bench").first():
        return user
    user = get_user_model().objects.create(username="bench")
    Person.objects.create(user=user)
    Membership.objects.create(user=user, role="finance", region=Region.objects.get())
    return user


def detail(budget, rows: int = ROWS) -> bytes:
    """The list that a budget system exports, each row another pair of accounts."""
    functions, economics = codes("function", 7), codes("economic", 5)
    dice = random.Random(budget.pk)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        sheet.write(0, 0, f"{budget.department.name} {YEAR} 年部门预算明细")
        sheet.write(1, 0, "单位：元")
        sheet.write_row(2, 0, HEADS)
        few = [(f, e) for f in functions[:40] for e in economics[:20]]
        pairs = dice.sample(few if rows == ROWS else list(product(functions, economics)), rows)
        for row, ((function, name), (economic, _name)) in enumerate(pairs, 3):
            last = round(dice.random() * 1000000, 2)
            nature = "项目支出" if row % 3 else "基本支出"
            said = (function, name, economic, nature, "一般公共预算拨款收入")
            sheet.write_row(row, 0, [*said, round(last * 1.1, 2), last])
    return out.getvalue()


def codes(system: str, length: int) -> list[tuple[str, str]]:
    from budgets.models import Account

    found = Account.objects.of(system, YEAR).in_use().values_list("code", "name").order_by("code")
    return [(code, name) for code, name in found if len(code) == length]


# Measuring --------------------------------------------------------------------------------------------------------


def spent(work) -> float:
    """CPU seconds, of this process and of those it started."""
    return taken(work)[0]


def taken(work) -> tuple[float, float]:
    """CPU seconds with those of children, and seconds waited."""

    def used() -> float:
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(each.ru_utime + each.ru_stime for each in both)

    start, begun = used(), time.perf_counter()
    work()
    return used() - start, time.perf_counter() - begun


def memory() -> float:
    """MiB that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
