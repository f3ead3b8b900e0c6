"""The search and the lists at ten thousand and a million figures, against LIKE over the same rows in the same run.

    python -m tests.bench_search [figures …]                                    on SQLite
    python tests/with_postgres.py python -m tests.bench_search [figures …]      on PostgreSQL

Prints one JSON list of figures as ``bench`` does, which runs it. By the clock, warm: what a reader waits for.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

SIZES = (10_000, 1_000_000)
YEARS, OF_ONE = range(2017, 2027), 100  # figures of one publication
RUNS = 5
#: What few entries have, of two characters and of four.
RARE, LONGER = "玄鸟", "玄鸟归巢"
#: Rare ones; a word of some in a hundred and one of nearly all; single characters; three words; English words of some.
QUESTIONS = (
    RARE,
    LONGER,
    "教育",
    "支出",
    RARE[0],
    "教",
    "0",
    "第7局 差旅费 2026",
    "official receptions",
    "no such words",
)
RARELY = 40
HEADS = {
    "支出": "Expenditure",
    "收入": "Income",
    "财政拨款支出": "Expenditure from fiscal appropriations",
    "基本支出": "Basic expenditure",
    "项目支出": "Project expenditure",
}
THINGS = {
    **dict.fromkeys(("教育", "卫生", "公安", "水利", "住房", "文化", "交通", "农业", "环保", "科技"), ""),
    "公务接待费": "Official receptions",
    "差旅费": "Travel",
    "办公费": "Office supplies",
    "维修费": "Repairs",
}


def main() -> None:
    sizes = [int(each) for each in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="mingzhang-search-") as scratch:
        os.environ |= {"DATA_DIR": scratch, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
        django.setup()
        settings.DEBUG = False  # else every query is kept
        call_command("migrate", verbosity=0)
        figures = [figure for size in sizes for figure in measured(size)]
    print(json.dumps(figures, ensure_ascii=False))


def measured(size: int) -> list[dict[str, Any]]:
    """Fills the tables up to a size, then asks."""
    from django.db import connection

    start = time.perf_counter()
    fill(size)
    filled = time.perf_counter() - start
    name = f"{connection.vendor}, {size:,} figures"
    found = [compared(f"search, {name}: {question}", question) for question in QUESTIONS]
    found += [page(f"page, {name}: {address}", address) for address in ADDRESSES]
    found[0]["filled_seconds"] = filled
    return found


def compared(name: str, question: str) -> dict[str, Any]:
    from disclosures.search import engine

    words = question.split()
    theirs = like(words)
    assert engine.found(words, "figure") == theirs(), name  # noqa: S101
    return ratio(
        name, lambda: engine.found(words, "figure"), f"LIKE over folded, {len(theirs()):,} found", theirs
    )


def like(words: Sequence[str]) -> Callable[[], list[int]]:
    """The first that hold the words, in the order in which they are shown."""
    from disclosures.models import SearchEntry

    asked = SearchEntry.objects.filter(group="figure").order_by("-weight", "pk")
    for word in words:
        asked = asked.filter(folded__contains=word)
    return lambda: list(asked.values_list("pk", flat=True)[:1001])


ADDRESSES = (
    *(f"/search/?q={question}" for question in QUESTIONS), "/search/?q=dnj", "/search/?q=教育&in=figure&page=50",
    "/en/search/?q=official receptions",
    "/110001/2026/", "/110001/2026/?q=第7局&sort=-total", "/110001/timeliness/", "/",
)  # fmt: skip


def page(name: str, address: str) -> dict[str, Any]:
    """A page, its rendering included, against scanning for a rare word once."""
    from django.test import Client

    client = Client()

    def ours() -> None:
        assert client.get(address, SERVER_NAME="127.0.0.1").status_code == 200  # noqa: S101

    return ratio(name, ours, "LIKE over folded, rare", like([RARE]))


def ratio(name: str, ours: Callable[[], Any], baseline: str, theirs: Callable[[], Any]) -> dict[str, Any]:
    ours(), theirs()
    pairs = [(waited(ours), waited(theirs)) for _ in range(RUNS)]
    ratios = sorted(a / b for a, b in pairs)
    return {
        "ours": name,
        "baseline": baseline,
        "ratio": statistics.median(ratios),
        "spread": f"{ratios[0]:.4f}–{ratios[-1]:.4f}",
        "ours_seconds": statistics.median(a for a, _ in pairs),
        "baseline_seconds": statistics.median(b for _, b in pairs),
    }


def waited(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# What is asked ----------------------------------------------------------------------------------------------------


def fill(size: int) -> None:
    """Publications, their figures and entries, poured into the tables until there are so many; the index after them."""
    from django.apps import apps
    from django.db import connection, transaction

    from disclosures.models import Publication, SearchEntry
    from disclosures.search.entries import department

    index = import_module("disclosures.migrations.0017_search_in_english")
    made, dice = Publication.objects.count(), random.Random(size)
    with connection.schema_editor() as editor:
        index.disable(apps, editor)
    with transaction.atomic():
        new = [publication(n) for n in range(made, size // OF_ONE)]
        Publication.objects.bulk_create(new, batch_size=500)
        rows = [row for each in new for row in told(dice, each)]
        pour("disclosures_standingfigure", FIGURE, (standing(*row) for row in rows))
        step = max(1, len(rows) // RARELY)
        pour("disclosures_searchentry", ENTRY, (entry(n % step == 0, *row) for n, row in enumerate(rows)))
        latest = (each for each in new if each.year == YEARS[-1])
        SearchEntry.objects.bulk_create((department([each]) for each in latest), batch_size=500)
    with connection.schema_editor() as editor:
        index.enable(apps, editor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def pour(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows into a table, by COPY where there is one."""
    from django.db import connection

    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of this file
            connection.connection.executemany(sql, rows)


def publication(n: int) -> Any:
    from disclosures.models import Publication

    code, year = n // len(YEARS), YEARS[n % len(YEARS)]
    name = f"某县第{code}局"
    return Publication(
        region_code=f"{110001 + code // 300}",
        region_name="某县",
        department_code=str(code),
        department_name=name,
        short_name=f"第{code}局",
        kind="department",
        year=year,
        number=1,
        title=f"{name}{year}年部门预算",
        total=10**8 + n,
        percent="",
        first_published_at=datetime(year, 2, 10, tzinfo=UTC),
        published_at=datetime(year, 2, 10, tzinfo=UTC),
        approved_on=date(year, 1, 20 + n % 10),
        due_on=date(year, 2, 9 + n % 10),
    )


def told(dice: random.Random, of: Any) -> Iterator[tuple[Any, str, str, str, int]]:
    """(publication, key, label, label in English, hundredths) of each figure of a publication."""
    for n in range(OF_ONE):
        head, thing, letter = (
            dice.choice(list(HEADS)),
            dice.choice(list(THINGS)),
            dice.choice("甲乙丙丁戊己庚辛"),
        )
        code = f"2{n:06d}"
        in_english = f"{HEADS[head]}, {code} {THINGS[thing] or thing + letter}"
        yield (
            of,
            f"expenditure.f{code}",
            f"{head}，{code} {thing}{letter}",
            in_english,
            dice.randrange(10**11),
        )


FIGURE = (
    "publication_id",
    "region_code",
    "department_code",
    "year",
    "kind",
    "key",
    "label",
    "unit",
    "number",
    "anchor",
)
ENTRY = (
    "publication_id", "group", "title", "title_en", "text", "text_en", "path", "key", "region_code", "year", "folded",
    "weight",
)  # fmt: skip


def standing(of: Any, key: str, label: str, _in_english: str, number: int) -> tuple[Any, ...]:
    return of.pk, of.region_code, of.department_code, of.year, of.kind, key, label, "元", number, ""


def entry(is_rare: bool, of: Any, key: str, label: str, in_english: str, number: int) -> tuple[Any, ...]:
    from disclosures.search.folding import folded_lines

    path = f"{of.region_code}/{of.department_code}/{of.year}/#{key}"
    folded = folded_lines(LONGER if is_rare else "", label, of.title, in_english)
    weight = number // 10**6
    return of.pk, "figure", label, in_english, "", "", path, key, of.region_code, of.year, folded, weight


if __name__ == "__main__":
    main()
