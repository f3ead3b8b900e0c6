"""Benchmarks: each measures ours beside a baseline in the same run, in turn, and prints the ratio of CPU time.

Read ratios, not absolutes: the machine's speed drifts, both sides drift with it. ``make bench`` writes the figures to
DATA_DIR/bench.json. Nothing here passes or fails.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from itertools import product
from pathlib import Path

import django
import xlsxwriter
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from openpyxl import Workbook, load_workbook

RUNS = 7
#: Of each document by each side.
TYPESETTINGS = 3


def main():
    home = Path(os.environ.get("DATA_DIR") or Path(__file__).parent.parent / "var")
    figures = []
    for figure in measured(home):
        figures.append(figure)
        print(_line(figure), flush=True)
    (home / "bench.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1))


def measured(home):
    """One after the other, each as it is measured: the whole takes half an hour."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as scratch:
        (Path(scratch) / "fonts").symlink_to(home / "fonts")
        os.environ |= {"DATA_DIR": scratch, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        setup_test_environment()
        for one in (ledger, page, workbook, document, apart):
            yield one()
        yield from printed()
        yield from examined()
        yield from taken_over()
        yield from given_out(scratch)
        yield publication()
    yield from county()
    yield from search()
    yield from flat()


def _line(figure):
    """A figure with what it is held against, met or missed."""
    told = f"{figure['ours']} / {figure['baseline']}: {figure['ratio']:.3f} ({figure['spread']})"
    if "told" in figure:
        told += f", {figure['told']}"
    if "target" not in figure:
        return told
    return f"{told}; target {figure['target']}: {'met' if figure['ratio'] <= figure['target'] else 'MISSED'}"


def given_out(scratch):
    """What it costs to answer a published page, and to write it as a file (``bench_serving``)."""
    from disclosures.models import Version
    from tests import bench_serving

    _published()
    versions = list(Version.objects.select_related("publication").order_by("pk"))
    return bench_serving.served(versions[-1], scratch) + bench_serving.exported(versions, scratch)


def compare(ours_name, ours, baseline_name, baseline, runs=RUNS):
    """Run both in turn after a warm-up of each; the ratio is the median of the pairs."""
    ours(), baseline()
    pairs = [(cpu(ours), cpu(baseline)) for _ in range(runs)]
    ratios = sorted(a / b for a, b in pairs)
    return {
        "ours": ours_name,
        "baseline": baseline_name,
        "ratio": statistics.median(ratios),
        "spread": f"{ratios[0]:.3f}–{ratios[-1]:.3f}",
        "ours_seconds": statistics.median(a for a, _ in pairs),
        "baseline_seconds": statistics.median(b for _, b in pairs),
    }


def cpu(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def ledger():
    """3,000 entries: one pass that adds to every heading, against filtering the entries for each of the same totals."""
    from budgets.ledger import Ledger
    from tests.shelf import spending

    codes = [f"20{1 + n % 9}{n % 20:02d}{n % 30:02d}" for n in range(3000)]
    postings = [spending("1.01", "1", function=code) for code in codes]
    headings = ["", *sorted({code[:n] for code in codes for n in (3, 5, 7)})]
    wanted = list(product(headings, ("", "basic"), ("", "101", "1")))

    def filtered():
        for code, nature, source in wanted:
            added = Decimal(0)
            for p in postings:
                if p.function.startswith(code) and nature in ("", p.nature) and p.source.startswith(source):
                    added += p.amount

    return compare("ledger in one pass", lambda: Ledger(postings), "a filter for each total", filtered)


def _published():
    """The sample version published last; the samples are loaded once."""
    from disclosures.models import Version

    if not Path(os.environ["DATA_DIR"], "db.sqlite3").exists():
        call_command("migrate", verbosity=0)
        call_command("demo", stdout=io.StringIO())
    return Version.objects.select_related("publication").order_by("pk").last()


def page():
    """The disclosure page as served, against rendering the same page on request."""
    version = _published()
    from disclosures.copies import version_lines
    from disclosures.rendering.page import render_page

    client, address = Client(), version.publication.get_absolute_url()

    def served():
        for _ in range(20):
            assert client.get(address).status_code == 200

    def rendered():
        for _ in range(20):
            lines = version_lines(version.publication)
            render_page(version.document, version.sha256, language="zh-hans", versions=lines)

    return compare("published page, served", served, "the same page rendered live", rendered)


def workbook():
    """The workbook of a version, against openpyxl writing the same cells, blank ones too, without styles."""
    version = _published()
    from disclosures.rendering.workbook import render_workbook

    content = version.document
    ours = load_workbook(io.BytesIO(render_workbook(content, version.sha256)))
    cells = [[["" if value is None else value for value in row] for row in sheet.values] for sheet in ours]

    def rendered():
        for _ in range(5):
            render_workbook(content, version.sha256)

    def plain():
        for _ in range(5):
            book = Workbook()
            for rows in cells:
                sheet = book.create_sheet()
                for row in rows:
                    sheet.append(row)
            book.save(io.BytesIO())

    return compare("workbook with styles and heads", rendered, "openpyxl, cells only", plain)


def document():
    """Composing and examining a whole document, against rendering its PDF once."""
    version = _published()
    from budgets.books import open_books
    from budgets.models import Budget
    from disclosures.compose import compose
    from disclosures.rendering.pdf import job_of, render_html
    from disclosures.rendering.typesetter import write_pdf

    def typeset_here():
        html, widths = render_html(version.document, version.sha256)
        write_pdf(job_of(html, widths, version.sha256))

    of = version.publication
    budgets = Budget.objects.filter(year=of.year, department__region__code=of.region_code)
    books = open_books(budgets.get(department__code=of.department_code))
    return compare(
        "document composed and examined",
        lambda: compose(books),
        "its PDF rendered",
        typeset_here,
        runs=3,
    )


def apart():
    """What the typesetter's own process costs: a PDF made in it by the clock, against the same in this process."""
    from disclosures.rendering.pdf import job_of, render_html, write_pdf
    from disclosures.rendering.typesetter import write_pdf as write_here

    version = _published()
    html, widths = render_html(version.document, version.sha256)
    job = job_of(html, widths, version.sha256)
    pairs = [(waited(lambda: write_pdf(job)), waited(lambda: write_here(job))) for _ in range(TYPESETTINGS)]
    return _ratio("a PDF in a process of its own, waited for", pairs, baseline="the same in this process")


def publication():
    """A correction from its approval until everything of it is public and indexed, against its PDF alone; CPU, that of the
    typesetter's process included."""
    from budgets.models import Budget, Duty
    from disclosures import workflow
    from disclosures.rendering.pdf import job_of, render_html, write_pdf

    of = _published().publication
    budgets = Budget.objects.filter(year=of.year, department__region__code=of.region_code)
    budget = budgets.get(department__code=of.department_code)

    def ours():
        duty = Duty.objects.filter(budget=budget).first()
        workflow.correct(budget=budget, by=None, reason="文字更正")
        Duty.objects.filter(pk=duty.pk).update(text=f"{duty.text}（更正）")
        workflow.publish(budget=Budget.objects.get(pk=budget.pk), by=None)

    def theirs():
        version = _published()
        html, widths = render_html(version.document, version.sha256)
        write_pdf(job_of(html, widths, version.sha256))

    seconds = waited(ours)
    pairs = [(with_children(ours), with_children(theirs)) for _ in range(TYPESETTINGS)]
    figure = _ratio("a correction published, end to end", pairs, baseline="its PDF alone")
    return figure | {"waited_seconds": seconds, "told": f"{seconds:.1f} s waited"}


def waited(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def printed():
    """The PDF of each sample against WeasyPrint as it comes; tests/typesetting.py says what each side includes."""
    from disclosures.copies import render_file
    from disclosures.models import Version
    from disclosures.rendering.pdf import EMBEDDED, render_html

    _published()
    found = []
    for version in Version.objects.order_by("pk"):
        html, widths = render_html(version.document, version.sha256)
        given = Path(os.environ["DATA_DIR"], "typesetting.json")
        given.write_text(json.dumps({"html": html, "widths": widths, "sha256": version.sha256}))
        pairs = [(typeset("ours", given), typeset("stock", given)) for _ in range(TYPESETTINGS)]
        name = f"PDF of {version.publication.region_code} {version.publication.year}"
        for what, target in (("cpu", 0.65), ("memory", 0.6), ("bytes", 0.55)):
            figure = _ratio(f"{name}, {what}", [(a[what], b[what]) for a, b in pairs])
            found.append(figure | {"target": target})
        per_page = found[-3]["ours_measured"] / pairs[0][0]["pages"]
        found[-3] |= {"seconds_per_page": per_page, "told": f"{per_page * 1000:.0f} ms a page"}
        files = {name: render_file(name, version.document, version.sha256) for name in EMBEDDED}
        complete = len(render_file("disclosure.pdf", version.document, version.sha256, files))
        found.append(_ratio(f"{name}, bytes with its data", [(complete, b["bytes"]) for _a, b in pairs]))
    return found


def examined():
    """A published PDF of 33 pages read and examined, against pdfplumber taking text and tables off its pages; and the
    same in a process of its own, by the clock, as somebody waits for it."""
    import pdfplumber

    from disclosures.examination import examine_reading
    from disclosures.reading import reader
    from tests.samples_text import SHARED

    path = SHARED / "wanli-2024.pdf"
    if not path.exists():
        print(f"not measured: {path} is not here")
        return []
    data = path.read_bytes()

    def plain():
        with pdfplumber.open(io.BytesIO(data)) as file:
            for sheet in file.pages:
                sheet.extract_text()
                sheet.extract_tables()

    figure = compare(
        "a PDF of 33 pages read and examined",
        lambda: examine_reading(reader.read_here(data)),
        "pdfplumber, text and tables of its pages",
        plain,
        runs=3,
    )
    start = time.perf_counter()
    examine_reading(reader.read(data))
    return [figure | {"ours_waited_seconds": time.perf_counter() - start}]


#: As many workbooks as a county sends in, of five sheets with thirty rows each.
WORKBOOKS, SHEETS, ROWS = 300, 5, 30


def taken_over():
    """Three hundred workbooks read cell by cell in one process of its own, its start and what it answers counted, against
    openpyxl loading the same in this one; and one alone, as somebody waits for it."""
    from disclosures.intake.sheets import read_many, read_workbook

    books = [_filled_in(number) for number in range(WORKBOOKS)]

    def ours():
        for _name, found in read_many((str(n), book) for n, book in enumerate(books)):
            assert len(found.sheets) == SHEETS

    def theirs():
        for book in books:
            load_workbook(io.BytesIO(book))

    pairs = [(with_children(ours), with_children(theirs)) for _ in range(TYPESETTINGS)]
    figure = _ratio(
        f"{WORKBOOKS} workbooks of {SHEETS * ROWS} rows read", pairs, baseline="openpyxl loading them"
    )
    return [figure | {"target": 0.2, "one_waited_seconds": waited(lambda: read_workbook(books[0]))}]


def county():
    """Three hundred departments through the whole pipeline (``bench_county``)."""
    return on_both_databases("tests.bench_county")


def search():
    """The search and the lists at ten thousand and a million figures (``bench_search``)."""
    return on_both_databases("tests.bench_search")


def flat():
    """What a citizen asks, among a hundred thousand figures and ten million (``bench_flat``)."""
    return on_both_databases("tests.bench_flat")


def on_both_databases(module):
    """What a program prints as JSON, on SQLite and then on PostgreSQL."""
    command = [sys.executable, "-m", module]
    with_postgres = [sys.executable, str(Path(__file__).with_name("with_postgres.py"))]
    ran = [
        subprocess.run(start, stdout=subprocess.PIPE, text=True, check=True)
        for start in (command, with_postgres + command)
    ]
    return [figure for each in ran for figure in json.loads(each.stdout)]


def _filled_in(number):
    """A workbook as offices send it in: titles, heads and frames, and an amount in every other cell."""
    dice = random.Random(number)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    framed, amount = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "#,##0.00"})
    for n in range(SHEETS):
        sheet = book.add_worksheet(f"表{n + 1}")
        sheet.merge_range(0, 0, 0, 11, f"2026年部门预算表{n + 1}", framed)
        sheet.write_row(1, 0, [f"编制部门：第{number}局", *[""] * 10, "单位：万元"])
        sheet.write_row(3, 0, ["科目编码", "科目名称", *(f"第{c}栏" for c in range(10))], framed)
        for row in range(4, 4 + ROWS):
            sheet.write_row(row, 0, [f"20{row:05}", f"科目{dice.randrange(999)}"], framed)
            for column in range(2, 12):
                said = round(dice.random() * 1000, 2) if dice.random() < 0.5 else None
                sheet.write(row, column, said, amount)
    book.close()
    return out.getvalue()


def with_children(work):
    """The CPU time of some work, here and in the processes that it started and waited for."""

    def used():
        spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(each.ru_utime + each.ru_stime for each in spent)

    start = used()
    work()
    return used() - start


def _ratio(name, pairs, baseline="WeasyPrint as it comes"):
    """The least of ours against the least of theirs: what else runs on a machine only ever adds."""
    ratios = sorted(a / b for a, b in pairs)
    ours, theirs = map(min, zip(*pairs, strict=True))
    return {
        "ours": name,
        "baseline": baseline,
        "ratio": ours / theirs,
        "spread": f"{ratios[0]:.3f}–{ratios[-1]:.3f}",
        "ours_measured": ours,
        "baseline_measured": theirs,
    }


def typeset(side, given):
    command = [sys.executable, "-m", "tests.typesetting", side, given]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


if __name__ == "__main__":
    main()
