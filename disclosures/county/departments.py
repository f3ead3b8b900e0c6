"""The departments and units of a region from one list: what it says is held against what is stored, and written whole.

A department is known by its code. One that is stored and not in the list stays as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from budgets.actions import save_organisation
from budgets.models import Department, Region

from ..intake.sheets import Sheet, read_workbook
from ..reading.raw import Unreadable

Kind = Department.Kind
MOST_ROWS = 2000
#: The columns by what their heads may be called.
HEADS = {
    "code": ("编码", "部门编码", "单位编码", "预算编码", "部门（单位）编码", "代码"),
    "name": ("全称", "名称", "部门名称", "单位名称", "部门（单位）名称", "部门全称", "单位全称"),
    "short_name": ("简称", "部门简称", "单位简称"),
    "kind": ("类别", "类型", "单位类别"),
    "parent": ("主管部门编码", "上级编码", "主管部门代码", "主管编码", "上级部门编码", "主管部门"),
}
KINDS = {"部门": Kind.DEPARTMENT, "一级预算单位": Kind.DEPARTMENT, "单位": Kind.UNIT, "下属单位": Kind.UNIT}
LABELS = {"code": "编码", "name": "全称", "short_name": "简称", "kind": "类别", "parent": "主管部门"}
NO_LIST = "文件损坏，无法打开。请另存为 .xlsx 后再上传。"
NOT_AGREED = "有编码换了名称，请先勾选确认，再导入。"
NO_HEADS = "表头不符：缺少‘{}’。要有编码、全称，可有简称、类别、主管部门编码。"


@dataclass(frozen=True)
class Line:
    """One row of the list, as text; ``row`` counted as the program shows it."""

    row: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """What one row would do: ``fields`` are (label, before, after), empty of a new one. ``renamed`` is "old → new" where the
    code gets a name that reads as another department's: what was published under the code would be that one's."""

    line: Line
    is_new: bool
    name: str
    fields: tuple[tuple[str, str, str], ...] = ()
    renamed: str = ""


@dataclass
class Difference:
    """What the list would change, and what stands against it."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    absent: list[Department] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def new(self) -> int:
        return len([change for change in self.changes if change.is_new])

    @property
    def renamed(self) -> list[Change]:
        """Those that somebody has to agree to."""
        return [change for change in self.changes if change.renamed]

    @property
    def changed(self) -> int:
        return len(self.changes) - self.new


# Reading ----------------------------------------------------------------------------------------------------------


def lines_of(data: bytes, name: str) -> list[Line]:
    """The rows of a list, .xlsx or .csv. Raises Unreadable with a sentence where it is none."""
    rows = _csv(data) if name.lower().endswith(".csv") else _sheet(data)
    for number, cells in rows:
        heads = _heads(cells)
        if "code" in heads or "name" in heads:
            missing = [HEADS[each][0] for each in ("code", "name") if each not in heads]
            if missing:
                raise Unreadable(NO_HEADS.format(missing[0]))
            return _lines(rows[rows.index((number, cells)) + 1 :], heads)
    raise Unreadable(NO_HEADS.format("编码"))


def _csv(data: bytes) -> list[tuple[int, dict[int, str]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        read = csv.reader(io.StringIO(text))
        try:
            return [(number, dict(enumerate(row))) for number, row in enumerate(read, 1)][: MOST_ROWS + 20]
        except csv.Error as error:  # a field of more than 128 KB, line ends of old Macs
            raise Unreadable(NO_LIST) from error
    raise Unreadable(NO_LIST)


def _sheet(data: bytes) -> list[tuple[int, dict[int, str]]]:
    shown: list[Sheet] = [
        sheet for sheet in read_workbook(data).sheets if sheet.cells and not sheet.is_hidden
    ]
    if not shown:
        raise Unreadable(NO_HEADS.format("编码"))
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(shown[0].cells.items()):
        rows.setdefault(row + 1, {})[column] = cell.text
    return sorted(rows.items())


def _heads(cells: Mapping[int, str]) -> dict[str, int]:
    called = {
        " ".join(text.split()).replace(" ", "").rstrip("*：:"): column for column, text in cells.items()
    }
    found: dict[str, int] = {}
    for name, words in HEADS.items():
        columns = [called[word] for word in words if word in called]
        if columns:
            found[name] = columns[0]
    return found


def _lines(rows: Iterable[tuple[int, Mapping[int, str]]], heads: Mapping[str, int]) -> list[Line]:
    lines = []
    for number, cells in rows:
        values = {name: cells.get(column, "").strip() for name, column in heads.items()}
        if any(values.values()):
            lines.append(Line(number, values))
    if len(lines) > MOST_ROWS:
        raise Unreadable(f"名单超过 {MOST_ROWS} 行，请分几次导入。")
    return lines


# Comparing and writing --------------------------------------------------------------------------------------------


def difference(lines: list[Line], region: Region, *, by: Any) -> Difference:
    """What ``save`` would do: done, and taken back."""
    with transaction.atomic():
        found = _apply(lines, region, by=by)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def save(lines: list[Line], region: Region, *, by: Any, agreed: Iterable[str] = ()) -> Difference:
    """Write the whole list. Raises ValidationError where any row of it cannot be, or gives a code the name of what reads as
    another department and the code is not among those ``agreed`` to; nothing is written then."""
    found = _apply(lines, region, by=by)
    if found.errors:
        raise ValidationError([f"第 {row} 行：{words}" for row, words in found.errors])
    if any(change.line.values["code"] not in agreed for change in found.renamed):
        raise ValidationError(NOT_AGREED)
    return found


def _apply(lines: list[Line], region: Region, *, by: Any) -> Difference:
    """Departments first, so that units find theirs, whatever the order of the list."""
    stored = {each.code: each for each in Department.objects.filter(region=region).select_related("region")}
    found, seen = Difference(), dict[str, int]()
    for line in sorted(lines, key=lambda line: _kind_of(line.values) == Kind.UNIT):
        code = line.values["code"].lower()
        if code in seen:
            found.errors.append((line.row, f"第 {line.row} 行与第 {seen[code]} 行编码重复"))
            continue
        seen[code] = line.row
        try:
            with transaction.atomic():
                _write(line, code, region, stored, found, by)
        except ValidationError as error:
            found.errors.append((line.row, "；".join(_named(error))))
    found.changes.sort(key=lambda change: change.line.row)
    found.errors.sort()
    found.absent = [each for code, each in sorted(stored.items()) if code not in seen]
    return found


def _named(error: ValidationError) -> list[str]:
    """Its sentences, each with the column it speaks of; a short name that was made from the full one says nothing more."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    said = error.message_dict
    if said.get("short_name") == said.get("name"):
        said.pop("short_name", None)
    labels = LABELS | {NON_FIELD_ERRORS: ""}
    named = [(labels.get(name, name), words) for name, sentences in said.items() for words in sentences]
    return [f"{label}：{words}" if label and not words.startswith(label) else words for label, words in named]


def _kind_of(values: Mapping[str, str]) -> str:
    """As it is written; where nothing is, whoever stands under a department is a unit."""
    written = values.get("kind", "")
    if written:
        return KINDS.get(written, "")
    return Kind.UNIT if values.get("parent") else Kind.DEPARTMENT


def _write(
    line: Line, code: str, region: Region, stored: dict[str, Department], found: Difference, by: Any
) -> None:
    wanted = _wanted(line, region, stored)
    department = stored.get(code) or Department(region=region, code=code)
    is_new = department.pk is None
    before = {name: getattr(department, name) for name in wanted}
    fields = tuple(
        (LABELS[name], _said(before[name]), _said(value))
        for name, value in wanted.items()
        if _said(before[name]) != _said(value)
    )
    if not is_new and not fields:
        found.same += 1
        return
    try:
        for name, value in wanted.items():
            setattr(department, name, value)
        department.full_clean()
        save_organisation(organisation=department, by=by)
    except ValidationError:
        for name, value in before.items():
            setattr(department, name, value)
        raise
    stored[code] = department
    renamed = "" if is_new else _renamed(before["name"], department.name, region)
    found.changes.append(Change(line, is_new, department.name, () if is_new else fields, renamed))


def _renamed(before: str, after: str, region: Region) -> str:
    """Old → new, where neither name holds the other, the region's and what stands in brackets put aside."""
    old, new = (re.sub(r"[（(].*?[)）]|\s", "", name).removeprefix(region.name) for name in (before, after))
    return "" if old in new or new in old else f"{before} → {after}"


def _wanted(line: Line, region: Region, stored: Mapping[str, Department]) -> dict[str, Any]:
    """The columns that the list has, as they are to be; what it has not stays, or comes from what it has."""
    values = line.values
    known = stored.get(values["code"].lower())
    wanted: dict[str, Any] = {"name": values["name"] or (known.name if known else "")}
    short = values.get("short_name", "")
    if short or not known:
        wanted["short_name"] = short or wanted["name"].removeprefix(region.name)[:40]
    if "kind" in values or "parent" in values or not known:
        kind = _kind_of(values)
        if not kind:
            raise ValidationError(f"类别“{values['kind']}”应为‘部门’或‘单位’")
        wanted |= {"kind": kind, "parent": _parent(values.get("parent", ""), stored)}
    return wanted


def _parent(code: str, stored: Mapping[str, Department]) -> Department | None:
    if not code:
        return None
    by_name = {each.name: each for each in stored.values()}
    parent = stored.get(code.lower()) or by_name.get(code)
    if parent is None:
        raise ValidationError(f"主管部门编码“{code}”不在名单里，也不是已有的部门")
    return parent


def _said(value: Any) -> str:
    if isinstance(value, Department):
        return value.name
    return Kind(value).label if value in Kind.values else str(value or "")
