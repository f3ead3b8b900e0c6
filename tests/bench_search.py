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
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

SIZES = (10_000, 1_000_000)
YEARS, OF_ONE = range(2017, 2027), 100  # figures of one publication
RUNS = 5
#: Two characters that few entries have, three, a word that many have, and one that nearly all have.
RARE, LONGER, COMMON, EVERYWHERE = "玄鸟", "玄鸟归巢", "教育", "支出"
RARELY = 40
HEADS = ("支出", "收入", "财政拨款支出", "基本支出", "项目支出")
THINGS = (
    "教育",
    "卫生",
    "公安",
    "水利",
    "住房",
    "文化",
    "交通",
    "农业",
    "环保",
    "科技",
    "公务接待费",
    "差旅费",
    "办公费",
    "维修费",
)


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

    from disclosures.search import engine

    start = time.perf_counter()
    fill(size)
    filled = time.perf_counter() - start
    name = f"{connection.vendor}, {size:,} figures"
    found = [
        compared(f"search, {name}: {words}", lambda w=words: engine.found((w,), "figure"), words)
        for words in (RARE, LONGER, COMMON, EVERYWHERE, RARE[0], COMMON[0])
    ]
    found += [page(f"page, {name}: {address}", address) for address in ADDRESSES]
    found[0]["filled_seconds"] = filled
    return found


def compared(name: str, ours: Callable[[], list[int]], words: str) -> dict[str, Any]:
    theirs = like(words)
    assert ours() == theirs()[: len(ours())], name  # noqa: S101
    return ratio(name, ours, f"LIKE over folded, {len(theirs()):,} found", theirs)


def like(words: str) -> Callable[[], list[int]]:
    """All that hold the words, in the order in which they are shown."""
    from disclosures.models import SearchEntry

    asked = SearchEntry.objects.filter(group="figure", folded__contains=words).order_by("-weight", "pk")
    return lambda: list(asked.values_list("pk", flat=True)[:1001])


ADDRESSES = (
    "/search/?q=玄鸟", "/search/?q=教育", "/search/?q=支出", "/search/?q=第7局 公务接待费",
    "/search/?q=教育&in=figure&page=50",
    "/110001/2026/", "/110001/2026/?q=第7局&sort=-total", "/110001/timeliness/", "/",
)  # fmt: skip


def page(name: str, address: str) -> dict[str, Any]:
    """A page, its rendering included, against scanning for a rare word once."""
    from django.test import Client

    client = Client()

    def ours() -> None:
        assert client.get(address, SERVER_NAME="127.0.0.1").status_code == 200  # noqa: S101

    return ratio(name, ours, "LIKE over folded, rare", like(RARE))


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
    """Publications, their figures and entries, made straight into the tables until there are so many."""
    from django.db import connection, transaction

    from disclosures.models import Publication, SearchEntry, StandingFigure
    from disclosures.search.entries import department

    dice = random.Random(size)
    made = Publication.objects.count()
    while made * OF_ONE < size:
        with transaction.atomic():
            batch = [publication(made + n) for n in range(min(500, size // OF_ONE - made))]
            Publication.objects.bulk_create(batch)
            entries, figures = [], []
            for each in batch:
                if each.year == YEARS[-1]:
                    entries.append(department([each]))
                for n in range(OF_ONE):
                    key, label, number = f"expenditure.f2{n:06d}", label_of(dice, n), dice.randrange(10**11)
                    figures.append(standing(each, key, label, number))
                    entries.append(entry(each, key, label, number))
            StandingFigure.objects.bulk_create(figures, batch_size=1000)
            SearchEntry.objects.bulk_create(entries, batch_size=1000)
            made += len(batch)
    rarely = SearchEntry.objects.filter(group="figure").order_by("pk").values_list("pk", flat=True)
    step = max(1, size // RARELY)
    for pk in list(rarely[step // 2 :: step])[:RARELY]:
        one = SearchEntry.objects.get(pk=pk)
        if RARE not in one.folded:
            SearchEntry.objects.filter(pk=pk).update(folded=f"{LONGER}\n{one.folded}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


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


def label_of(dice: random.Random, n: int) -> str:
    return f"{dice.choice(HEADS)}，2{n:06d} {dice.choice(THINGS)}{dice.choice('甲乙丙丁戊己庚辛')}"


def standing(of: Any, key: str, label: str, number: int) -> Any:
    from disclosures.models import StandingFigure

    return StandingFigure(
        publication=of,
        region_code=of.region_code,
        department_code=of.department_code,
        year=of.year,
        kind=of.kind,
        key=key,
        label=label,
        unit="元",
        number=number,
    )


def entry(of: Any, key: str, label: str, number: int) -> Any:
    from disclosures.models import SearchEntry

    return SearchEntry(
        publication=of,
        group="figure",
        title=label,
        path=f"{of.region_code}/{of.department_code}/{of.year}/#{key}",
        key=key,
        region_code=of.region_code,
        year=of.year,
        folded=f"{label}\n{of.title}",
        weight=number // 10**6,
    )


if __name__ == "__main__":
    main()
