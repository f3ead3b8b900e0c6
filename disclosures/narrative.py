"""Sentences: patterns with slots, said about one set of figures.

A pattern is text with slots in braces. A slot names a figure by its key, never a typed number::

    {income.total}              3,121.42万元            (a reference to the figure, printed in the text's unit)
    {income.total:compare}      比2024年预算增加107.62万元，增长3.57% | 与2024年预算持平 | 2024年为0，增减率不可比 | …
    {income.total:moved}        ，比2024年预算…          (nothing where last year's figure is not known)
    {income.total:why}          ，主要原因是…            (nothing where nothing changed or no reason is given)
    {expenditure.basic:share}   占80.48%
    {year} {last_year} {name} {short} {kind} {level}    words of the books

The verb, the percentage, 持平 and 不可比 follow from the figures (reconcile.md N03, N04; base 0 is not comparable).
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from budgets.figures import MONEY, Figures
from budgets.money import WANYUAN, printed, rounded

from .document import Cite, Paragraph, Run
from .statements import print_figure

SLOT = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<name>[^{}:]+)(?::(?P<view>[a-z]+))?\}")


def say(pattern: str, figures: Figures, *, role: str = "") -> Paragraph:
    """One paragraph: the pattern with every slot filled."""
    runs: list[Run] = []
    end = 0
    for match in SLOT.finditer(pattern):
        runs.append(pattern[end : match.start()])
        runs += [match["brace"][0]] if match["brace"] else slot(match["name"], match["view"] or "", figures)
        end = match.end()
    runs.append(pattern[end:])
    return Paragraph(tuple(_merged(runs)), role)


def literal(text: str) -> str:
    """A name as part of a pattern: braces that somebody typed in it stay braces."""
    return text.replace("{", "{{").replace("}", "}}")


def plain_paragraph(text: str, *, role: str = "") -> list[Paragraph]:
    """A text of the department, a paragraph for each of its lines."""
    return [Paragraph((line.strip(),), role) for line in text.splitlines() if line.strip()]


def slot(name: str, view: str, figures: Figures) -> list[Run]:
    """What stands in place of one slot."""
    words = _words(figures)
    if name in words:
        return [words[name]]
    match view:
        case "":
            return [_cite(name, figures), figures.unit(name).replace("元", "万元")]
        case "compare":
            return compare(name, figures)
        case "moved":
            return [] if figures.change(name) is None else ["，", *compare(name, figures)]
        case "why":
            return why(name, figures)
        case "share":
            return ["占", _cite(f"{name}.share", figures), "%"]
    raise ValueError(f"unknown view {view!r} of {name!r}")


def _words(figures: Figures) -> dict[str, str]:
    books = figures.books
    return {
        "year": str(books.year),
        "last_year": str(books.year - 1),
        "name": books.department_name,
        "short": books.department_short_name,
        "kind": books.kind_label,
        "level": books.region_level,
    }


def compare(name: str, figures: Figures) -> list[Run]:
    """This year against last year's budget, in words and figures."""
    change, last_year = figures.change(name), figures.books.year - 1
    if change is None:
        return [f"{last_year}年预算数未公开，不能比较"]
    if change == 0:
        return [f"与{last_year}年预算持平"]
    if not rounded(abs(change), WANYUAN) and figures.unit(name) == MONEY:
        return [f"与{last_year}年预算基本持平，增减不足0.01万元"]
    verb, rate = ("增加", "增长") if change > 0 else ("减少", "下降")
    runs: list[Run] = [f"比{last_year}年预算{verb}", _unsigned(f"{name}.change", figures)]
    runs.append(figures.unit(name).replace("元", "万元"))
    if figures.value(f"{name}.percent") is None:
        return [*runs, f"，{last_year}年为0，增减率不可比"]
    return [*runs, f"，{rate}", _unsigned(f"{name}.percent", figures), "%"]


def why(name: str, figures: Figures) -> list[Run]:
    """The reason the department gives, where there is a change to explain."""
    reason = figures.reason(name).strip().rstrip("。；，,.;")
    if not reason:
        return []
    return [f"，主要原因是{reason}" if figures.change(name) else f"，{reason}"]


def _cite(key: str, figures: Figures) -> Cite:
    """A figure in a sentence; nothing spent is “0万元” there, as official texts write it."""
    figure = figures[key]
    return Cite(key, "0" if figure.value == 0 else print_figure(figure, WANYUAN))


def _unsigned(key: str, figures: Figures) -> Cite:
    """A change as it stands behind its verb: without the sign."""
    figure = figures[key]
    value = abs(figure.value or Decimal(0))
    text = printed(value, WANYUAN) if figure.is_money else print_figure(replace(figure, value=value), WANYUAN)
    return Cite(key, text)


def _merged(runs: list[Run]) -> list[Run]:
    """Neighbouring texts joined, empty ones dropped."""
    merged: list[Run] = []
    for run in runs:
        if isinstance(run, str) and merged and isinstance(merged[-1], str):
            merged[-1] += run
        elif run != "":
            merged.append(run)
    return merged
