"""Whether what a citizen asks costs the same when a hundred times as much is published.

    python -m tests.bench_flat                                    on SQLite
    python tests/with_postgres.py python -m tests.bench_flat      on PostgreSQL

Two processes, one with ``FEWER`` figures in its index and one with more, are asked the same in turn; by the clock, warm.
FIGURES in the environment says how many more are: filling in ten million takes minutes. Prints one JSON list of figures
as ``bench`` does, which runs it.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import Any

FEWER = 100_000
MORE = int(os.environ.get("FIGURES") or 10_000_000)
ROUNDS = 9
#: Of a made region, so that a list or a ranking is of as many whatever else is published.
DEPARTMENTS, YEARS = 50, range(2017, 2027)
REGION = "110001"

#: What is asked, and the most it may cost of what it costs among fewer (stack.md §10).
ASKED = (
    ("a department over the years, made again", "/430001/101/", 1.3),
    ("a figure of every department of a region", f"/api/v1/figures/?region={REGION}&year=2025&key=running", 1.3),
    ("the figures of a department", f"/api/v1/figures/?region={REGION}&department=7&year=2025", 1.3),
    ("departments of a region, of the API", f"/api/v1/departments/?region={REGION}&year=2025", 1.3),
    ("the list of a region and year, sorted", f"/{REGION}/2025/?sort=-total", 1.5),
    ("a ranking", f"/{REGION}/2025/rankings/three-public/", 1.5),
    ("two departments side by side", f"/compare/?a={REGION}-7-2025&b={REGION}-8-2025", 1.5),
    ("peers", f"/{REGION}/7/2025/peers/", 1.5),
    ("regions side by side", "/compare/regions/", 1.5),
    ("the front page, made again", "/", 1.5),
)  # fmt: skip


def main() -> None:
    if sys.argv[1:]:
        answer(int(sys.argv[1]))
        return
    with ExitStack() as stack:
        fewer, more = (stack.enter_context(Asked(figures)) for figures in (FEWER, MORE))
        found = [compared(*each, fewer, more) for each in ASKED]
    found[0]["filled_seconds"] = more.filled
    print(json.dumps(found, ensure_ascii=False))


def compared(name: str, address: str, target: float, fewer: Asked, more: Asked) -> dict[str, Any]:
    fewer.seconds(address), more.seconds(address)
    pairs = [(more.seconds(address), fewer.seconds(address)) for _round in range(ROUNDS)]
    ratios = sorted(a / b for a, b in pairs)
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return {
        "ours": f"{name}, {more.database}, {MORE:,} figures",
        "baseline": f"of {FEWER:,}",
        "ratio": ours / theirs,
        "spread": f"{ratios[0]:.2f}–{ratios[-1]:.2f}",
        "target": target,
        "ours_seconds": ours,
        "baseline_seconds": theirs,
    }


class Asked:
    """A process of its own with a database of its own, which is told an address and tells how long the answer took."""

    def __init__(self, figures: int) -> None:
        self.figures, self.home = figures, tempfile.mkdtemp(prefix="mingzhang-flat-")

    def __enter__(self) -> Asked:
        environment = os.environ | {
            "DATA_DIR": self.home,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        if url := os.environ.get("DATABASE_URL"):
            environment["DATABASE_URL"] = another_database(url, f"flat_{self.figures}")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench_flat", str(self.figures)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.database, filled = self._line().split()
        self.filled = float(filled)
        return self

    def __exit__(self, *_failure: Any) -> None:
        self.process.communicate()
        shutil.rmtree(self.home)

    def seconds(self, address: str) -> float:
        self.process.stdin.write(f"{address}\n")
        self.process.stdin.flush()
        return float(self._line())

    def _line(self) -> str:
        line = self.process.stdout.readline()
        assert line, "the process with the figures ended"
        return line


def another_database(url: str, name: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"


# In the process of its own ----------------------------------------------------------------------------------------


def answer(figures: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from disclosures import store

    settings.DEBUG = False  # else every query is kept
    start = time.perf_counter()
    fill(figures)
    print(connection.vendor, time.perf_counter() - start, flush=True)
    client = Client()
    for line in sys.stdin:
        # What is stored answers alike however much there is: here it is made again.
        shutil.rmtree(store.root() / "lists", ignore_errors=True)
        start = time.perf_counter()
        status = client.get(line.strip(), SERVER_NAME="127.0.0.1").status_code
        seconds = time.perf_counter() - start
        assert status == 200, (status, line)
        print(seconds, flush=True)


def fill(figures: int) -> None:
    """One county that published three budgets, and the figures of one of them again for publications made up."""
    from django.core.management import call_command
    from django.db import connection

    from disclosures import copies, workflow
    from disclosures.models import Publication, StandingFigure
    from tests.drafts import sound_budget

    call_command("migrate", verbosity=0)
    copies.render_pdf = lambda content, sha256, files: b"%PDF"
    for code, year in (("102", 2025), ("101", 2024), ("101", 2025)):
        version = workflow.publish(budget=sound_budget(code, year=year), by=None)
    real = Publication.objects.get(pk=version.publication_id)
    made = figures // StandingFigure.objects.filter(publication=real).count()
    Publication.objects.bulk_create((made_up(real, n) for n in range(made)), batch_size=1000)
    with connection.schema_editor() as editor:
        for index in StandingFigure._meta.indexes:
            editor.remove_index(StandingFigure, index)
    with connection.cursor() as cursor:
        cursor.execute(AGAIN, [real.pk, Publication.objects.order_by("pk")[2].pk])
    with connection.schema_editor() as editor:
        for index in StandingFigure._meta.indexes:
            editor.add_index(StandingFigure, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


#: The same figures of each publication made up, each time a little other.
AGAIN = """
INSERT INTO disclosures_standingfigure
    (publication_id, region_code, department_code, year, kind, key, label, unit, number, anchor)
SELECT p.id, p.region_code, p.department_code, p.year, p.kind, f.key, f.label, f.unit, f.number + p.id, f.anchor
FROM disclosures_publication p CROSS JOIN disclosures_standingfigure f
WHERE f.publication_id = %s AND p.id > %s
"""


def made_up(real: Any, n: int) -> Any:
    """The n-th publication: department after department of region after region, ten years each."""
    from django.forms.models import model_to_dict

    from disclosures.models import Publication

    department, year = divmod(n, len(YEARS))
    region, department = divmod(department, DEPARTMENTS)
    name = f"某县第{department}局"
    told = model_to_dict(real, exclude=["id"]) | {
        "region_code": str(int(REGION) + region + region // 99),  # none that ends as a city's does
        "department_code": str(department),
        "department_name": name,
        "short_name": f"第{department}局",
        "year": YEARS[year],
        "title": f"{name}{YEARS[year]}年部门预算",
        "total": real.total + n,
    }
    return Publication(**told)


if __name__ == "__main__":
    main()
