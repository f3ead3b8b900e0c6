"""E3: amounts typed into the form are, to the 分, in the database, in the ledger's sums, and in six outputs.

The oracle counts in whole 分 and knows nothing of ours. The control goes by binary fractions, as a program does that
nobody told otherwise.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from decimal import ROUND_HALF_UP, Decimal

from tests.experiments.common import Result

TITLE = "every amount is the same in the form, the database, the ledger and six outputs"
SHORT, FULL = 60, 10_000
DATABASES = ("sqlite", "postgresql")

LIMIT = 999_999_999_999_999  # 分: 9,999,999,999,999.99 元, the most that is taken
MOST = 9_990_000_000_000_000  # 分: what is beyond the limit is refused
A_BUDGET = 150  # amounts in one budget, each under a function code of its own
FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def run(size):
    from budgets.actions import load_chart
    from disclosures.rendering import fonts

    fonts.build()
    load_chart(year=2025)
    dice = random.Random(2025)
    taken = [amount(dice, LIMIT) for _ in range(size)]
    refused = [dice.randrange(LIMIT + 1, MOST) for _ in range(size // 50 + 1)]
    failures = too_much(refused)
    for n in range(0, size, A_BUDGET):
        failures += round_trip(n // A_BUDGET, taken[n : n + A_BUDGET], dice)
    faults = len(taken) + len(refused)
    wrong = len({failure.partition(":")[0] for failure in failures})
    return Result(
        faults,
        faults - wrong,
        control=by_binary_fractions(taken),
        lost=len(failures),
        failures=tuple(failures[:10]),
        notes={
            "outputs": ["page", "JSON", "CSV", "XLSX", "DOCX", "PDF"],
            "refused_above_the_limit": len(refused),
        },
    )


def amount(dice, most):
    """So many 分: of every length alike, and those where rounding turns."""
    fen = dice.randrange(10 ** dice.randrange(1, len(str(most)) + 1))
    if dice.random() < 0.3:
        fen = fen // 10_000 * 10_000 + dice.choice((4_999, 5_000, 5_001, 9_999, 1, 0))
    return max(1, min(fen, most))


# The oracle: whole 分 ------------------------------------------------------------------------------------------------


def in_yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def printed(fen, per):
    """Rounded half up to two places of a unit of so many 分, with commas."""
    value = (Decimal(fen) / per).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{value:,}"


def typed(fen, dice):
    """As a clerk types it, in 万元."""
    whole, rest = divmod(fen, 1_000_000)
    decimals = f"{rest:06d}".rstrip("0")
    text = f"{whole:,}" if dice.random() < 0.5 else str(whole)
    text += f".{decimals}" if decimals else ""
    return text.translate(FULL_WIDTH) if dice.random() < 0.3 else text


# One budget ---------------------------------------------------------------------------------------------------------


def a_budget(n):
    from budgets.models import Budget, Department, Region

    region, _made = Region.objects.get_or_create(code="430100", defaults={"name": "长沙市", "level": "市"})
    department = Department.objects.create(
        region=region, code=f"{n:03d}", name=f"第{n}局", short_name=f"第{n}局"
    )
    return Budget.objects.create(department=department, year=2025)


def form_for(budget, code, text, last=""):
    from budgets.forms import EntryForm

    given = {
        "function": code,
        "amount": text,
        "last_amount": last,
        "nature": "basic",
        "source": "",
        "reason": "增加",
    }
    return EntryForm(given, budget=budget, direction="expenditure")


def too_much(amounts):
    """Those above the limit that were not refused with its sentence."""
    budget, dice = a_budget(999), random.Random(1)
    for fen in amounts:
        form = form_for(budget, "2010601", typed(fen, dice))
        if list(form.errors.get("amount", [])) != ["超过上限 9,999,999,999,999.99 元"]:
            return [f"{fen}: above the limit, {form.errors.as_json()}"]
    return []


def round_trip(n, amounts, dice):
    """What differs from the oracle, each as "分: where"."""
    from budgets import actions
    from budgets.models import Account

    budget = a_budget(n)
    codes = Account.objects.of("function", 2025).in_use().filter(code__regex="^[0-9]{7}$")
    codes = list(codes.order_by("code").values_list("code", flat=True)[:A_BUDGET])
    by_code = dict(zip(codes, amounts, strict=False))
    for code, fen in by_code.items():
        form = form_for(budget, code, typed(fen, dice), last=typed(fen, dice))
        if form.errors:
            return [f"{fen}: refused, {form.errors.as_json()}"]
        actions.save_entry(entry=form.save(commit=False), by=None)
    failures = [*in_the_database(budget, by_code), *in_the_ledger(budget, by_code)]
    content, sha256, files = published(budget)
    for place, found, wanted in outputs(content, sha256, files, by_code):
        failures += [
            f"{by_code[code]}: {place} of {code}" for code in by_code if wanted(code) not in found(code)
        ]
    return failures


def in_the_database(budget, by_code):
    """Read past our own fields."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, e.amount, e.last_amount FROM budgets_entry e JOIN budgets_account a"
            " ON a.id = e.function_id WHERE e.budget_id = %s",
            [budget.pk],
        )
        stored = {code: (amount, last) for code, amount, last in cursor.fetchall()}
    return [f"{fen}: database" for code, fen in by_code.items() if stored.get(code) != (fen, fen)]


def in_the_ledger(budget, by_code):
    from budgets.books import open_books

    ledger = open_books(budget).ledger
    sums = dict.fromkeys(by_code, 0)
    for code, fen in by_code.items():
        for heading in (code, code[:5], code[:3], ""):
            sums[heading] = sums.get(heading, 0) + fen
    found = {code: ledger[f"expenditure.f{code}" if code else "expenditure.total"].this for code in sums}
    return [f"{fen}: ledger of {code}" for code, fen in sums.items() if found[code] != Decimal(in_yuan(fen))]


def published(budget):
    """(content, digest, files) as a publication would have them; nothing is published, for nothing else is entered."""
    from disclosures.copies import file_names, render_file
    from disclosures.document import as_json, digest
    from disclosures.drafts import draft_of

    document = draft_of(budget).document.stamped(
        number=1, published_at="2025-02-01T10:00:00+08:00", reason="", previous=""
    )
    content = as_json(document)
    sha256, files = digest(content), {}
    for name in file_names(content):
        files[name] = render_file(name, content, sha256, files)
    return content, sha256, files


def outputs(content, sha256, files, by_code):
    """(name, what was found for a code, what is wanted for it) of each of the six."""
    from disclosures.copies import page_to_be
    from tests.reading import pages_of

    unit = 1_000_000 if content["table_unit"] == "万元" else 100
    seen = {code: printed(fen, unit) for code, fen in by_code.items()}
    exact = {code: in_yuan(fen) for code, fen in by_code.items()}

    def among(found):
        return lambda code: found

    figures = json.loads(files["disclosure.json"])["document"]["figures"]
    yield "JSON", lambda code: [figures[f"expenditure.f{code}"]["value"]], exact.get
    cells = {cell for name, data in files.items() if name.endswith(".csv") for cell in cells_of(data)}
    yield "CSV", among(cells), exact.get
    yield "XLSX", among(sheets_of(files["disclosure.xlsx"])), seen.get
    yield "DOCX", among(numbers_in(words_of(files["disclosure.docx"]))), seen.get
    yield "page", among(numbers_in(page_to_be(content, sha256).decode())), seen.get
    yield "PDF", among(numbers_in("".join(pages_of(files["disclosure.pdf"])))), seen.get


def cells_of(data):
    return {cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row}


def sheets_of(data):
    """The numbers of a workbook, as its cells show them: two places, with commas."""
    from openpyxl import load_workbook

    found = set()
    for sheet in load_workbook(io.BytesIO(data), read_only=True):
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if isinstance(value, int | float):
                    found.add(f"{Decimal(repr(value)).quantize(Decimal('0.01'), ROUND_HALF_UP):,}")
    return found


def words_of(data):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/document.xml").decode()


def numbers_in(text):
    """Every number with two places; markup within one is no part of it."""
    return set(re.findall(r"[0-9][0-9,]*\.[0-9]{2}(?![0-9])", re.sub(r"<(?:wbr|/?span)[^>]*>", "", text)))


# The control --------------------------------------------------------------------------------------------------------


def by_binary_fractions(amounts):
    """How many amounts and sums are another thing by way of floats."""
    wrong = sum(int(float(Decimal(fen) / 1_000_000) * 1_000_000) != fen for fen in amounts)
    total = 0.0
    for fen in amounts:
        total += fen / 100
    return wrong + (f"{total:.2f}" != in_yuan(sum(amounts)))
