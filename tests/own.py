"""Our own disclosures as documents to examine: one consistent budget in every form, read back from its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from budgets.books import Books, ProjectSheet, Purchase, PurposeText, Stated, Target, Unit
from budgets.catalogue import ITEMS
from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.declaring.form import Form
from disclosures.document import as_json, digest
from disclosures.reading.html import read_html
from disclosures.reading.raw import Raw
from disclosures.rendering.page import render_page
from tests.disclosed import PUBLISHED, lines
from tests.foreign import Sheet, Spend
from tests.foreign_places.common import office
from tests.full import full_books

ITSELF = "某县教育局本级"
LINES = (
    *office("2050101"),
    Spend("2050102", "30227", "50205", "project", "101", 90),
    Spend("2050102", "31002", "50306", "project", "101", 45),
    Spend("2120804", "31005", "50302", "project", "102", 160),
)
PROJECTS = ("教育督导", "设备更新", "校舍改造")
UP, DOWN, SAME = "新增人员", "压缩开支", "与上年一致"


def books_of(form: Form, kind: str) -> Books:
    """A budget in which everything agrees, in the form's region and first year."""
    year = min(max(form.valid_from, 2021), form.valid_to)
    region = (form.regions[0] + "000000")[:6] if form.regions[0] else "650000"
    sheet = Sheet(f"own-{form.key}-{kind}", year, LINES)
    spent = [p for p in sheet.postings if p.nature == "project"]
    projects = tuple(
        ProjectSheet(
            name=name,
            amount=p.amount,
            last=p.last,
            entered=None,
            use=f"用于{name}",
            overview="按计划实施。",
            basis="年度工作计划",
            body="某县教育局",
            plan="分季度实施。",
            period=f"{year}年1月至12月",
            goal="完成年度任务。",
            funds=(p.amount, Decimal(0), Decimal(0)),
            targets=(Target("产出指标", "数量指标", "完成任务", "≥1项", 100),),
        )
        for name, p in zip(PROJECTS, spent, strict=True)
    )
    bought = sheet.this("economic.e31002"), sheet.this("economic.e30227")
    base = full_books(year=year, kind=kind, region=region, form=form.family, ledger=sheet.ledger)
    functions = {p.function for p in sheet.postings}
    return replace(
        base,
        stated=dict(_stated(sheet, *bought)),
        approved_on=date(year, 1, 20),
        assets_on=date(year - 1, 12, 31),
        units=(Unit(ITSELF, "administrative", "行政", "全额拨款", True, "101001"),),
        projects=projects,
        targets=(Target("效益指标", "社会效益指标", "家长满意", "≥90%", 100),),
        purchases=(Purchase("goods", "办公设备", bought[0]), Purchase("services", "委托服务", bought[1])),
        notes={
            "reason.income": _why(sheet, "income.total"),
            "reason.expenditure": _why(sheet, "expenditure.total"),
        },
        purposes={code: _purpose(sheet, f"expenditure.grant.f{code}") for code in functions},
    )


def _purpose(sheet: Sheet, name: str) -> PurposeText:
    return PurposeText("该项工作", sheet.last(name), _why(sheet, name))


def _why(sheet: Sheet, name: str) -> str:
    change = sheet.change(name)
    return UP if change > 0 else DOWN if change < 0 else SAME


def _stated(sheet: Sheet, goods: Decimal, services: Decimal) -> Iterator[tuple[str, Stated]]:
    """Particulars that agree with the entries and with one another."""
    counts = {
        "staff.posts": 40,
        "staff.posts.administrative": 40,
        "staff.actual": 38,
        "staff.actual.administrative": 38,
        "assets.vehicles": 2,
        "assets.vehicles.general": 2,
        "assets.equipment": 0,
        "assets.buy-vehicles": 0,
        "assets.buy-equipment": 0,
        "assets.area": 1200,
        "goals.units": 1,
        "goals.projects": len(PROJECTS),
    }
    amounts = {
        "procurement.goods": goods,
        "procurement.works": Decimal(0),
        "procurement.services": services,
        "goals.basic": sheet.this("expenditure.basic"),
        "goals.project": sheet.this("expenditure.project"),
        "goals.funds": sheet.this("expenditure.project"),
    }
    for item in ITEMS:
        if item.key in counts:
            value = Decimal(counts[item.key])
            yield item.key, Stated(value, value if item.last else None)
        elif item.key in amounts:
            yield item.key, Stated(amounts[item.key], amounts[item.key] if item.last else None)
        elif item.key in sheet.stated:
            yield item.key, Stated(sheet.this(item.key), sheet.last(item.key), _why(sheet, item.key))
        else:
            yield item.key, Stated(None)


@cache
def content_of(key: str, kind: str) -> dict[str, Any]:
    """The frozen document of a form."""
    form = next(form for form in forms.FORMS if form.key == key)
    frozen = compose(books_of(form, kind))
    return as_json(frozen.stamped(number=1, reason="", published_at=PUBLISHED.isoformat(), previous=""))


@cache
def said_twice(key: str, kind: str) -> frozenset[str]:
    """The printed amounts of which every figure that prints so is printed in two places: either tells of the other."""
    places: Counter[str] = Counter()
    prints: dict[str, set[str]] = {}
    for block in content_of(key, kind)["blocks"]:
        runs = [run for run in block.get("runs", ()) if isinstance(run, dict)]
        cells = [cell for row in block.get("rows", ()) for cell in row["cells"]]
        for said in (*runs, *cells):
            if said.get("figure") and said["text"]:
                places[said["figure"]] += 1
                prints.setdefault(said["text"], set()).add(said["figure"])
    return frozenset(
        text for text, figures in prints.items() if all(places[figure] > 1 for figure in figures)
    )


@cache
def raw_of(key: str, kind: str) -> Raw:
    """What its published page shows."""
    content = content_of(key, kind)
    return read_html(render_page(content, digest(content), language="zh-hans", versions=lines()).encode())


def every() -> Sequence[tuple[str, str]]:
    return [(form.key, kind) for form in forms.FORMS for kind in form.kinds]
