"""Compose: from books to the document that would be published now. Pure; the books are read before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from django.utils.timezone import localdate

from budgets.books import Books
from budgets.clock import deadline
from budgets.figures import LAST_YEAR, MONEY, Figures
from budgets.ledger import BASIC
from budgets.models import Waiver
from budgets.money import WANYUAN, rounded
from budgets.rules import Finding, examine, not_applicable, rules_for
from budgets.waivers import every
from budgets.withheld import disclosed, hides

from .declaring import withholding
from .declaring.form import Form
from .declaring.forms import form_for
from .declaring.narrative import Speaker
from .declaring.outline import write
from .declaring.statements import print_figure
from .document import Block, Cell, Cite, Cited, Column, Document, Paragraph, Table, machine_value
from .timeliness import with_reason


def compose(
    books: Books, findings: list[Finding] | None = None, waivers: Mapping[str, Waiver] | None = None
) -> Document:
    """The document of these books, in the form of their region and year, without what the law keeps from the public, with
    what examining them found and which warnings, by the id of the finding, were waived."""
    books = disclosed(books)
    figures = Figures(books)
    form = withholding.without(form_of(books), books.left_out)
    speaker = Speaker(figures, form.wording)
    blocks = tuple(write(form, figures))
    findings = findings_of(books) if findings is None else findings
    cited = cited_figures(blocks, figures)
    return Document(
        region={"code": books.region_code, "name": books.region_name, "level": books.region_level},
        department={
            "code": books.department_code,
            "name": books.department_name,
            "short_name": books.department_short_name,
        },
        year=books.year,
        kind=books.kind,
        form=form.key,
        title=speaker.text(form.document_title),
        cover=dict(zip(("title", "subtitle"), map(speaker.text, form.cover or ()), strict=False)),
        table_unit=form.table_unit,
        blocks=blocks,
        figures=cited,
        summary=tuple(_summary(figures)),
        examination={
            "checked": len(rules_for(form.asks)) - len(not_applicable(books, form.asks)),
            "findings": [_finding(f, cited, (waivers or {}).get(f.id)) for f in every(findings)],
            "rounding": list(_rounding(blocks)),
        },
        deadline=deadline_of(books),
    )


def form_of(books: Books) -> Form:
    """The form in which these books are published; LookupError where none holds for their year."""
    return form_for(books.region_code, books.year, books.kind, books.form)


def parts_of(books: Books) -> list[tuple[str, str]]:
    """(key, label) of everything that can be withheld of these books."""
    return withholding.parts_of(form_of(books), books.projects)


def findings_of(books: Books, earlier: Mapping[str, Decimal] | None = None) -> list[Finding]:
    """What the rules and the demands of their form find in these books; ``earlier`` is what the department published
    for the year before, by key (rule N07)."""
    return examine(books, form_of(books).asks, earlier)


def deadline_of(books: Books) -> dict[str, str]:
    """批复日期 and the last day for publication, where the finance office has entered the date, and why it was missed."""
    if books.approved_on is None:
        return {}
    days = {"approved_on": books.approved_on.isoformat(), "due_on": deadline(books.approved_on).isoformat()}
    return with_reason(days, books.late_reason)


def _finding(finding: Finding, cited: dict[str, Cited], waiver: Waiver | None) -> dict[str, object]:
    """A finding as it is frozen, in the shape of contract.md and in words for the public.

    A warning that was waived has ``waived``: for what reason and on which day; who did it is not for the public.
    """
    difference = finding.difference
    waived = waiver and {"reason": waiver.reason, "on": localdate(waiver.at).isoformat()}
    return ({"waived": waived} if waived else {}) | {
        "rule": finding.rule,
        "level": finding.level,
        "message": finding.public,
        "difference": None if difference is None else machine_value(difference, finding.sides[0].unit),
        "figures": [
            {
                "key": side.key,
                "label": side.label,
                "printed": f"{side.text}{side.unit.replace(MONEY, WANYUAN)}",
                "value": machine_value(side.value, side.unit),
                "place": _first_place(side.key, cited),
            }
            for side in finding.sides
        ],
    }


def _rounding(blocks: tuple[Block, ...]) -> Iterator[dict[str, str]]:
    """What remains as rounding: each printed total that its printed parts do not come to."""
    for table in blocks:
        if isinstance(table, Table) and table.rounded:
            places = dict(_table_places(table))
            for found in table.rounded:
                anchor, text = places[found.total]
                yield {
                    "anchor": anchor,
                    "place": text,
                    "printed": _number(found.printed),
                    "summed": _number(found.summed),
                    "difference": _number(abs(found.printed - found.summed)),
                    "unit": table.unit,
                }


def _number(value: Decimal) -> str:
    """A number that is rounded already, as it is printed."""
    return f"{value:,f}".replace("-", "−")


def _first_place(key: str, cited: dict[str, Cited]) -> str:
    """Where a figure is printed first; empty for what stands in no table."""
    places = cited[key].places if key in cited else ()
    return places[0][1] if places else ""


# Figures and where they stand -------------------------------------------------------------------------------------


def cited_figures(blocks: tuple[Block, ...], figures: Figures) -> dict[str, Cited]:
    """Every figure that the blocks print, with all the places where it stands."""
    places: dict[str, list[tuple[str, str]]] = {}
    for block in blocks:
        match block:
            case Paragraph():
                for run in block.runs:
                    if isinstance(run, Cite):
                        places.setdefault(run.figure, [])
            case Table():
                for figure_key, place in _table_places(block):
                    places.setdefault(figure_key, []).append(place)
    for figure_key in (*_summary_figures(figures), *_drawn_figures(figures)):
        if not hides(figures.books, figure_key):
            places.setdefault(figure_key, [])
    return {key: _cited(key, figures, tuple(where)) for key, where in sorted(places.items())}


def _drawn_figures(figures: Figures) -> list[str]:
    """What the charts draw, whether the form prints it or not."""
    books = figures.books
    beside = [key for key in ("expenditure.carry", "expenditure.nofunction") if figures.amount(key)]
    return [
        *figures_wanted(
            sources=books.ledger.codes("income", letter="s"),
            classes=books.ledger.codes("expenditure", letter="f", level=1),
            projects=[project.key for project in books.projects],
        ),
        *(f"{key}{view}" for key in beside for view in ("", ".last", ".change", ".percent", ".share")),
    ]


#: Drawn with last year's beside them; and the parts of “三公”.
COMPARED = ("expenditure.total", "expenditure.basic", "expenditure.project")
THREE_PUBLIC = ("total", "vehicles", "abroad", "purchase", "running", "reception")


def figures_wanted(*, sources: Iterable[str], classes: Iterable[str], projects: Iterable[str]) -> list[str]:
    """The keys of all figures that charts draw, for a document with these codes of income, codes of 类 and keys of
    projects: where it has them all, known or not, every chart can be drawn whatever its form prints."""
    compared = ("", ".last", ".change", ".percent")
    functions = [f"expenditure.f{code}" for code in classes]
    return [
        "income.total",
        *(f"income.s{code}{view}" for code in sources for view in ("", ".share")),
        *(f"{key}{view}" for key in COMPARED for view in compared),
        *(f"{key}{view}" for key in functions for view in (*compared, ".share", ".basic", ".project")),
        *projects,
        "project.total",
        *(f"three-public.{part}{view}" for part in THREE_PUBLIC for view in ("", ".last")),
    ]


def _table_places(table: Table) -> list[tuple[str, tuple[str, str]]]:
    heads = _leaf_labels(table)
    found = []
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            if cell.figure and cell.text:
                name = _row_name(row.cells[:c], table.leaves())
                text = f"{table.label} {table.title} · {name} · {heads[c]}".strip()
                found.append((cell.figure, (table.anchor(r, c), text.replace(" ·  · ", " · "))))
    return found


def _leaf_labels(table: Table) -> list[str]:
    """The label of each leaf column with the heads above it: 2025年预算数 › 基本支出."""

    def walk(columns: tuple[Column, ...], above: list[str]) -> Iterator[str]:
        for column in columns:
            path = [*above, column.label]
            if column.children:
                yield from walk(column.children, [] if column.kind == "group" else path)
            else:
                yield " › ".join(path)

    return list(walk(table.columns, []))


def _row_name(cells: tuple[Cell, ...], leaves: tuple[Column, ...]) -> str:
    """The name of a row, of its own side of a two-sided table, from the cells before a figure; else what stands nearest."""
    said = [
        (leaf.kind, cell.text.strip()) for cell, leaf in zip(cells, leaves, strict=False) if not cell.figure
    ]
    names = [text for kind, text in said if text and kind == "name"]
    return (names or [text for _kind, text in said if text] or [""])[-1]


def _cited(key: str, figures: Figures, places: tuple[tuple[str, str], ...]) -> Cited:
    figure = figures[key]
    return Cited(figure.label, figure.value, figure.unit, basis_of(key, figures), places)


def basis_of(key: str, figures: Figures) -> str:
    """How a figure comes about, in one sentence for the reader."""
    base, _, view = key.rpartition(".")
    beside = last_years(base, figures) if view in ("last", "change", "percent") else ""
    match view:
        case "last":
            return beside.replace("预算数", "公开的预算数")
        case "change":
            return f"本年数减去{beside}"
        case "percent":
            return f"增减额除以{beside}"
        case "share":
            return f"{figures.label(base)}除以合计"
    return figures.pair(key).basis


def last_years(key: str, figures: Figures) -> str:
    """What stands beside this year's figure: last year's budget, or what was executed."""
    word = figures.pair(key).beside
    return f"{figures.books.year - 1}年{word.removeprefix(LAST_YEAR) or '预算数'}"


# The summary ------------------------------------------------------------------------------------------------------


SUMMARY = ("expenditure.total", "expenditure.basic", "expenditure.project", "three-public.total", "running")


def summary_keys(figures: Figures) -> list[str]:
    """The few figures a reader wants first; those that the department states."""
    return [key for key in SUMMARY if figures.value(key) is not None]


def _summary_figures(figures: Figures) -> list[str]:
    views = ("", ".last", ".change", ".percent")
    keys = [f"{k}{view}" for k in summary_keys(figures) for view in views]
    return [
        *keys,
        "income.total",
        "income.grant.total",
        "expenditure.basic.share",
        "expenditure.project.share",
    ]


def _summary(figures: Figures) -> Iterator[dict[str, object]]:
    """The few figures with last year's, printed; the page finds the words."""
    for key in summary_keys(figures):
        change, rate = figures[f"{key}.change"], figures[f"{key}.percent"]
        yield {
            "key": key,
            "label": figures.label(key),
            "text": print_figure(figures[key], WANYUAN),
            "change": None if change.value is None else print_figure(change, WANYUAN),
            "direction": _direction(change.value, is_money=change.is_money),
            "percent": None if rate.value is None else print_figure(rate, WANYUAN),
            "reason": figures.reason(key),
            "share": print_figure(figures[f"{key}.share"], WANYUAN) if key == f"expenditure.{BASIC}" else "",
        }


def _direction(change: Decimal | None, *, is_money: bool) -> str:
    """Which way a figure moved; ``tiny`` where its change is too small to be printed."""
    if change is None:
        return "unknown"
    if is_money and change and not rounded(abs(change), WANYUAN):
        return "tiny"
    return "same" if change == 0 else "up" if change > 0 else "down"
