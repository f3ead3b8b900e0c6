"""Finding an account from what a person typed: a code, a name, or a part of either."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db.models import Q

from .ended import successors
from .models import Account, Entry

SYSTEM_NAMES = {
    "function": "功能科目",
    "economic": "部门经济科目",
    "government": "政府经济科目",
    "source": "收入来源",
}
DOUBTFUL = "此科目尚待财政局核实，可先使用。"
ASK = "若确有需要，请财政局增加。"
NOT_FOUND = f"没有这个科目。{ASK}"
HALF_WIDTH = str.maketrans("０１２３４５６７８９　", "0123456789 ")
#: The three budgets and the special accounts, as a column of a list has room for.
SHORT_SOURCES = {
    "101": "一般公共预算",
    "102": "政府性基金",
    "103": "国有资本经营",
    "2": "财政专户",
}
FEW = 5
PAGE = 8


def find(typed, *, system, year, kept=None):
    """The one account meant; ValidationError with the sentence for the clerk. ``kept`` stays even when ended."""
    text = typed.translate(HALF_WIDTH).strip()
    if kept and text in (str(kept), kept.code, kept.name):
        return kept
    chart = Account.objects.of(system, year)
    code = re.match(r"[0-9]*", text)[0]
    if code and (account := chart.filter(code=code).first()):
        return _not_ended(account)
    if code and (words := _elsewhere(text, system=system, year=year)):
        raise ValidationError(words, code="other")
    return _only(text, chart) or _refuse(text, chart, system=system, year=year)


def suggest(typed, *, system, budget, start=0):
    """Accounts to offer, those the department used first, each with 本年用过 or 上年用过; and whether there are more."""
    used = _used(system, budget)
    words = typed.translate(HALF_WIDTH).split()
    found = Account.objects.of(system, budget.year).in_use().matching(" ".join(words))
    if not words:
        found = found.filter(code__in=used)
    ranked = sorted(
        found, key=lambda account: (account.code not in used, _rank(account, words), account.code)
    )
    page = ranked[start : start + PAGE]
    return [(account, used.get(account.code, "")) for account in page], len(ranked) > start + PAGE


def short_name(account):
    """A source of money by its short name."""
    return SHORT_SOURCES.get(account.code, account.name)


def note_for(account):
    """What to say beside an account that may be used but is not certain."""
    return DOUBTFUL if account.confidence == Account.Confidence.LOW else ""


def _not_ended(account):
    if account.ended_on:
        raise ValidationError(_ended(account), code="ended")
    return account


def _ended(account):
    in_use = list(Account.objects.of(account.system, account.year).in_use())
    codes = " / ".join(each.code for each in successors(account.system, str(account), in_use))
    instead = f"，改列 {codes}。" if codes else "。"
    return f"{account.code} 自 {account.ended_on.year} 年停用{instead}"


def _only(text, chart):
    """The account in use that this text means, by whole name, part of the name, or part of code and path."""
    for found in (chart.filter(name=text), _named(chart, text), chart.matching(text)):
        usable = list(found.in_use().order_by("code"))
        if len(usable) == 1:
            return usable[0]
        if usable:
            raise ValidationError(_several(text, usable), code="several")
    return None


def _named(chart, text):
    for word in text.split():
        chart = chart.filter(name__contains=word)
    return chart


def _several(text, usable):
    few = [f"{account.code} {account.path}" for account in usable[:FEW]]
    rest = [f"……另有 {len(usable) - FEW} 个"] if len(usable) > FEW else []
    return [f"有 {len(usable)} 个科目符合“{text[:30]}”，请填编码，或再写几个字：", *few, *rest]


def _refuse(text, chart, *, system, year):
    """Say why nothing was found: it has ended, it belongs to another classification, or there is none."""
    if ended := chart.matching(text).first():
        raise ValidationError(_ended(ended), code="ended")
    unknown = f"科目 {text} 不在 {year} 年政府收支分类科目中。{ASK}" if text.isdecimal() else NOT_FOUND
    raise ValidationError(_elsewhere(text, system=system, year=year) or unknown, code="none")


def _elsewhere(text, *, system, year):
    """The sentence for an account of another classification; empty where there is none either."""
    code = re.match(r"[0-9]*", text)[0]
    for other in Account.objects.filter(Q(code=code) | Q(name=text), year=year).exclude(system=system):
        return f"{other.code} 是{SYSTEM_NAMES[other.system]}，这里要{SYSTEM_NAMES[system]}。"
    return ""


def _used(system, budget):
    """Codes the department booked on this year or last: {code: 本年用过 or 上年用过}."""
    rows = (
        Entry.objects.filter(
            budget__department=budget.department_id, budget__year__in=(budget.year - 1, budget.year)
        )
        .exclude(**{system: None})
        .order_by("budget__year")
        .values_list(f"{system}__code", "budget__year")
        .distinct()
    )
    return {code: "本年用过" if year == budget.year else "上年用过" for code, year in rows}


def _rank(account, words):
    """Whole words of the name or the head of the code come before what only the path holds."""
    return not all(word in account.name or account.code.startswith(word) for word in words)
