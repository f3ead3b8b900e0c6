"""What an event tells, in the words of the pages: what it is about, what stood there, and what stands there now.

Amounts are told in 万元, to the 分; accounts by code and name; choices by what they are called. The event keeps its
detail as it was written, and the export gives it so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from .. import catalogue
from ..models import Account, Budget, Entry, Event, Membership, Remark
from ..money import MoneyField, typed_back
from ..rules.registry import RULE
from ..workspace import SECTION

NOTHING = "（空）"
#: What stands under a name in the detail of an event.
WORDS = {
    "account": "科目",
    "accounts": "改列",
    "agrees": "与财政批复相符",
    "answer": "答复",
    "at": "定于",
    "basis": "依据",
    "budget": "预算",
    "code": "编码",
    "confirmed": "已核对",
    "demo": "样例",
    "department": "部门",
    "email": "电子邮箱",
    "ended": "已停用的科目",
    "entries": "明细条数",
    "entry": "明细编号",
    "errors": "错误",
    "events": "记录条数",
    "factor": "未通过",
    "faults": "不符",
    "file": "文件",
    "finding": "勾稽规则",
    "format": "格式",
    "how": "方式",
    "items": "份数",
    "key": "位置",
    "label": "对象",
    "last": "到第几条",
    "left_out": "没有带来的明细",
    "name": "名称",
    "note": "附言",
    "part": "部分",
    "path": "页面",
    "phone": "办公电话",
    "project": "项目",
    "projects": "项目个数",
    "published_at": "自填的公开时间",
    "query": "条件",
    "reason": "原因",
    "remarks": "意见条数",
    "removed": "清理条数",
    "renamed": "改了名的科目",
    "role": "职责",
    "rows": "行数",
    "scope": "范围",
    "section": "章节",
    "seen": "当时所见",
    "sha256": "摘要",
    "source": "来源",
    "text": "内容",
    "to": "收件人",
    "username": "用户名",
    "version": "版本",
    "waiting": "待选定改列的条数",
    "what": "内容",
    "work": "任务编号",
    "year": "年度",
}
#: What a single value that was changed is called, by the action; of a step, it is the state.
CHANGED = {
    "登记批复日期": "批复日期",
    "改更正原因": "更正原因",
    "改意见": "意见",
    "删意见": "意见",
}
#: The fields of an entry whose name in the detail is another.
ENTRY = {"last": "last_amount"}
#: In this order, what stands here before the rest: PostgreSQL keeps no order of names.
ORDER = (
    *("username", "name", "email", "phone", "file", "label", "project"),
    *("direction", "source", "function", "economic", "nature", "amount", "last"),
)
#: Told already where the other one is, or in the columns of the page.
BESIDE = {"key": "label", "part": "label"}
ROLES, ANSWERS, STATES = (dict(choices.choices) for choices in (Membership.Role, Remark.Answer, Budget.State))


@dataclass(frozen=True)
class Line:
    """One thing that an event tells. ``before`` is None where nothing was changed: it is only said."""

    what: str
    after: str
    before: str | None = None


class Names:
    """How what events refer to is called now: accounts by year and code, and rows by model and key. A query a kind."""

    def __init__(self, events: Iterable[Event]) -> None:
        codes: set[tuple[int, str]] = set()
        keys: dict[type[models.Model], set[int]] = {}
        for event in events:
            codes |= set(_codes_in(event))
            for model, pk in _keys_in(event):
                keys.setdefault(model, set()).add(pk)
        self.rows = {model: model._default_manager.in_bulk(wanted) for model, wanted in keys.items()}
        accounts = Account.objects.filter(
            year__in={year for year, _code in codes}, code__in={code for _year, code in codes}
        )
        self.accounts = {(each.system, each.year, each.code): each for each in accounts} if codes else {}

    def account(self, system: str, year: int, code: str) -> str:
        """2010601 行政运行; the bare code of what the chart does not hold."""
        return str(self.accounts.get((system, year, code), code))

    def row(self, model: type[models.Model], pk: str) -> str:
        """What a row is called; of one that is gone, its number."""
        found = self.rows.get(model, {}).get(int(pk))
        return str(found) if found else f"已删除（编号 {pk}）"


def tell(events: list[Event]) -> None:
    """Give each event its lines, as ``told``."""
    names = Names(events)
    for event in events:
        event.told = list(lines_of(event, names))


def lines_of(event: Event, names: Names) -> Iterator[Line]:
    detail = event.detail
    for name, value in sorted(detail.items(), key=lambda named: _place(named[0])):
        if name not in ("before", "after", "changes") and not detail.get(BESIDE.get(name, "")):
            yield from _said(name, value)
    if "before" in detail or "after" in detail:
        yield from _changed(event, detail.get("before"), detail.get("after"), names)
    for change in detail.get("changes", ()):
        yield _of_change(change, names)


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


# What is only said ------------------------------------------------------------------------------------------------


def _said(name: str, value: Any) -> Iterator[Line]:
    if value in ("", None, [], {}):
        return
    yield Line(WORDS.get(name, name), SPOKEN.get(name, _plain)(value))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "，".join(f"{WORDS.get(name, name)} {_plain(each)}" for name, each in value.items())
    return "、".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _rule(finding: str) -> str:
    """R14 “三公”的……: the rule of a finding's id."""
    rule = finding.partition("-")[0]
    return f"{rule} {RULE[rule].title}" if rule in RULE else finding


def _moment(at: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(at)):%Y-%m-%d %H:%M}"


def _seal(sha256: str) -> str:
    return " ".join(sha256[start : start + 4] for start in range(0, 16, 4))


def _moves(accounts: list[Mapping[str, str]]) -> str:
    """Accounts that ended, each with what is taken in its place."""
    return "；".join(f"{each['from']} → {each['to'] or NOTHING}" for each in accounts)


SPOKEN: dict[str, Callable[[Any], str]] = {
    "accounts": _moves,
    "answer": lambda answer: ANSWERS.get(answer, answer),
    "at": _moment,
    "finding": _rule,
    "role": lambda role: ROLES.get(role, role),
    "seen": lambda finding: finding["message"],
    "section": lambda slug: SECTION[slug].title if slug in SECTION else slug,
    "sha256": _seal,
}


# What was changed -------------------------------------------------------------------------------------------------


def _changed(event: Event, before: Any, after: Any, names: Names) -> Iterator[Line]:
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        yield from _columns(event, before or {}, after or {}, names)
    elif before in STATES:
        if before != after:
            yield Line("状态", STATES.get(after, after), STATES[before])
    else:
        yield Line(CHANGED.get(event.action, "内容"), _or_nothing(after), _or_nothing(before))


def _columns(event: Event, before: Any, after: Any, names: Names) -> Iterator[Line]:
    """An entry's or a person's columns that are other than they were."""
    for name in sorted({**before, **after}, key=_place):
        was, now = before.get(name), after.get(name)
        if was != now and (was or now):
            what = WORDS[name] if event.budget is None else str(_field_of_entry(name).verbose_name)
            yield Line(what, _shown(event, name, now, names), _shown(event, name, was, names))


def _shown(event: Event, name: str, value: Any, names: Names) -> str:
    if event.budget is None or value in ("", None):
        return _or_nothing(value)
    field = _field_of_entry(name)
    if isinstance(field, models.ForeignKey):
        return names.account(name, event.budget.year, value)
    return _value(field, value, names)


def _field_of_entry(name: str) -> Any:
    return Entry._meta.get_field(ENTRY.get(name, name))


def _of_change(change: Mapping[str, Any], names: Names) -> Line:
    """One value of a section, whose row and column stand in its label (snapshot.py)."""
    row, _, column = change["label"].rpartition(" · ")
    field = _field_called(change["table"], column)
    item = ITEMS.get(row) if change["table"] == "particular" else None
    is_count = item is not None and not item.is_money and isinstance(field, MoneyField)
    told = [
        _counted(text, item.unit) if is_count and item and text else _value(field, text, names)
        for text in (change["before"], change["after"])
    ]
    return Line(change["label"], told[1], told[0])


ITEMS = {item.label: item for item in catalogue.ITEMS}


def _counted(text: str, unit: str) -> str:
    return f"{Decimal(text).normalize():f} {unit}"


def _field_called(table: str, column: str) -> Any:
    """The column that stands under this name; None where it has another name by now."""
    model = Budget if table == "budget" else apps.get_model("budgets", table)
    return next((each for each in model._meta.concrete_fields if str(each.verbose_name) == column), None)


def _value(field: Any, value: Any, names: Names) -> str:
    """A stored value as the pages say it."""
    if value in ("", None):
        return NOTHING
    if isinstance(field, MoneyField):
        return f"{typed_back(Decimal(value))} 万元"
    if isinstance(field, models.ForeignKey):
        return names.row(field.related_model, value)
    if isinstance(field, models.BooleanField):
        return "是" if str(value) == "True" else "否"
    choices = {str(key): str(label) for key, label in getattr(field, "choices", None) or ()}
    return choices.get(str(value), str(value))


def _or_nothing(value: Any) -> str:
    return NOTHING if value in ("", None) else str(value)


# What must be looked up -------------------------------------------------------------------------------------------


def _codes_in(event: Event) -> Iterator[tuple[int, str]]:
    for state in (event.detail.get("before"), event.detail.get("after")):
        if event.budget and isinstance(state, Mapping):
            for name in ("source", "function", "economic"):
                if code := state.get(name):
                    yield event.budget.year, code


def _keys_in(event: Event) -> Iterator[tuple[type[models.Model], int]]:
    for change in event.detail.get("changes", ()):
        field = _field_called(change["table"], change["label"].rpartition(" · ")[2])
        if isinstance(field, models.ForeignKey):
            for pk in (change["before"], change["after"]):
                if pk:
                    yield field.related_model, int(pk)
