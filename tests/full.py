"""A budget that has everything: every source, fund, nature and particular, units, projects, texts; each amount its own.

Entries are fully classified (function, economic class, unit). Amounts are primes times 10,000 元, so that no printed
sum can be mistaken for another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from budgets.books import Books, ProjectSheet, Purchase, PurposeText, Stated, Target, Unit, slug
from budgets.catalogue import ITEMS, NOTES
from budgets.chart import rows_of
from budgets.ledger import EXPENDITURE, INCOME, Ledger, Posting
from tests.shelf import sound_books

ITSELF, SCHOOL = "某县教育局本级", "某县第一中学"

#: source, function, unit
RECEIVED = (
    ("101", "2050101", ITSELF),
    ("101", "2050204", SCHOOL),
    ("102", "2120801", ITSELF),
    ("103", "2230105", ITSELF),
    ("2", "2050204", SCHOOL),
    ("301", "2050204", SCHOOL),
    ("302", "2050204", SCHOOL),
    ("303", "2050204", SCHOOL),
    ("304", "2050204", ITSELF),
    ("305", "2050204", SCHOOL),
    ("4", "2050204", SCHOOL),
    ("501", "2050101", ITSELF),
)
#: source, function, department economic, government economic, nature, unit
SPENT = (
    ("101", "2050101", "30101", "50101", "basic", ITSELF),
    ("101", "2050101", "30201", "50201", "basic", ITSELF),
    ("101", "2050101", "31002", "50306", "basic", ITSELF),
    ("101", "2080505", "30108", "50102", "basic", ITSELF),
    ("101", "2050204", "30102", "50501", "basic", SCHOOL),
    ("101", "2050204", "30217", "50502", "basic", SCHOOL),
    ("101", "2050204", "30305", "50901", "basic", SCHOOL),
    ("101", "2050102", "30227", "50205", "project", ITSELF),
    ("102", "2120801", "31005", "50302", "project", ITSELF),
    ("103", "2230105", "30299", "50299", "project", ITSELF),
    ("501", "2050101", "30211", "50201", "project", ITSELF),
    ("2", "2050204", "30201", "50502", "basic", SCHOOL),
    ("301", "2050204", "30103", "50501", "basic", SCHOOL),
    ("302", "2050204", "", "", "operating", SCHOOL),
    ("303", "", "", "", "upward", SCHOOL),
    ("304", "", "", "", "downward", ITSELF),
    ("101", "", "", "", "carry", ITSELF),
)


def primes(start: int) -> Iterator[Decimal]:
    """The primes from a number on, as amounts in 元: each times 10,000."""
    n = start
    while True:
        if all(n % d for d in range(2, int(n**0.5) + 1)):
            yield Decimal(n * 10_000)
        n += 1


def postings() -> list[Posting]:
    amounts, last = primes(1009), primes(503)
    made = [
        Posting(INCOME, next(amounts), next(last), source=s, function=f, unit=slug(u)) for s, f, u in RECEIVED
    ]
    return made + [
        Posting(
            EXPENDITURE,
            next(amounts),
            next(last),
            source=s,
            function=f,
            economic=e,
            government=g,
            nature=n,
            unit=slug(u),
        )
        for s, f, e, g, n, u in SPENT
    ]


def particulars() -> dict[str, Stated]:
    values = primes(11)
    found = {}
    for n, item in enumerate(ITEMS, 3):
        this, last = (next(values), next(values)) if item.is_money else (Decimal(n), Decimal(n + 1))
        found[item.key] = Stated(
            this, last if item.last else None, f"{item.label}的原因" if item.last else ""
        )
    return found


@cache
def names(year: int) -> dict[tuple[str, str], str]:
    """The names of the chart of a year: {(system, code): name}."""
    return {(row.system, row.code): row.name for row in rows_of(year)}


PROJECTS = (
    ProjectSheet(
        name="校舍维修",
        amount=Decimal(2_110_000),
        last=Decimal(1_070_000),
        entered=None,
        use="维修三所学校的屋面",
        overview="屋面漏水，逐校维修。",
        basis="某教发〔2024〕12号",
        body="某县教育局",
        plan="暑期施工。",
        period="2025年1月至12月",
        goal="三所学校屋面不再漏水。",
        funds=(Decimal(2_110_000), Decimal(0), Decimal(0)),
        targets=(Target("产出指标", "数量指标", "维修学校", "＝3所", 50),),
        schedule="第三季度支付。",
        is_special_fund=True,
    ),
    ProjectSheet(
        name="宣传培训",
        amount=Decimal(130_000),
        last=None,
        entered=None,
        use="开展教师培训",
        overview="",
        basis="",
        body="",
        plan="",
        period="",
        goal="",
        funds=(None, None, None),
        targets=(),
    ),
)


def full_books(*, year: int = 2025, kind: str = "department", region: str = "650000", **changes) -> Books:
    """The books of this budget, in a region, a year and as a department or a unit."""
    books = sound_books()
    return replace(
        books,
        region_code=region,
        department_name="某县教育局",
        department_short_name="教育局",
        kind=kind,
        year=year,
        approved_on=date(year, 1, 20),
        assets_on=date(year - 1, 12, 31),
        no_projects=False,
        ledger=changes.pop("ledger", None) or Ledger(postings()),
        names=names(year),
        stated=particulars(),
        duties=("贯彻教育方针。", "管理全县学校。"),
        offices=("办公室", "基础教育股"),
        units=(
            Unit(ITSELF, "administrative", "行政", "全额拨款", True, "101001"),
            Unit(SCHOOL, "institution", "事业", "差额拨款", False, "101002"),
        ),
        projects=PROJECTS,
        targets=(Target("效益指标", "社会效益指标", "家长满意", "≥90%", 100),),
        purchases=(
            Purchase("goods", "课桌椅", Decimal(370_000)),
            Purchase("services", "物业管理", Decimal(410_000), is_public_service=True),
        ),
        notes={note.key: f"{note.label}的文字" for note in NOTES} | {"terms": "校舍：学校的房屋。"},
        purposes={
            code: PurposeText(f"{code}的用途", Decimal(int(code) * 10), f"{code}增减的原因")
            for code in ("2050101", "2050102", "2050204", "2080505", "2120801", "2230105")
        },
        **changes,
    )


def quiet(books: Books, **changes) -> Books:
    """The same budget as last year: no amount moved."""
    still = [replace(posting, last=posting.amount) for posting in books.ledger.postings]
    stated = {key: replace(s, last=None if s.last is None else s.value) for key, s in books.stated.items()}
    return replace(books, ledger=Ledger(still), stated=stated, **changes)


def without_last_year(books: Books) -> Books:
    """The same budget where nobody knows last year's."""
    unknown = [replace(posting, last=None) for posting in books.ledger.postings]
    stated = {key: replace(s, last=None) for key, s in books.stated.items()}
    purposes = {code: replace(purpose, executed=None) for code, purpose in books.purposes.items()}
    return replace(books, ledger=Ledger(unknown), stated=stated, purposes=purposes)


def fallen(books: Books) -> Books:
    """The same budget after a better year: everything was twice as much."""
    more = [replace(posting, last=posting.amount * 2) for posting in books.ledger.postings]
    return replace(books, ledger=Ledger(more))


def ended(books: Books) -> Books:
    """Nothing is planned any more of what there was last year; every particular is 0."""
    over = [replace(posting, last=posting.amount, amount=Decimal(0)) for posting in books.ledger.postings]
    stated = {key: replace(s, value=Decimal(0)) for key, s in books.stated.items()}
    return replace(books, ledger=Ledger(over), stated=stated, projects=(), purchases=(), no_projects=True)


def unstated(books: Books) -> Books:
    """The same budget where no particular is filled in."""
    return replace(books, stated={key: Stated(None) for key in books.stated})
