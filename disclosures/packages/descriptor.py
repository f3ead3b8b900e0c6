"""What a data package says of itself: datapackage.json and the text beside it, both made from the declaration."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from .declared import BY_NAME, FISCAL_MODEL, RESOURCES, Field, Resource

WHOLE = "all"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True)
class Counted:
    """One file of a package as it was written: bytes, rows and SHA-256 of what it says, uncompressed."""

    size: int
    rows: int
    sha256: str


@dataclass(frozen=True)
class Held:
    """What a package holds: a year or all, how many publications, the latest moment that anything in it was published."""

    scope: str
    publications: int
    latest: str
    years: tuple[int, ...]


def title(held: Held, language: int = 0) -> str:
    years = f"{held.years[0]}–{held.years[-1]}" if len(held.years) > 1 else "".join(map(str, held.years))
    return (f"{years}年部门预算公开数据", f"Departmental budgets as published, {years}")[language]


def descriptor(held: Held, counted: Mapping[str, Counted]) -> dict[str, Any]:
    """datapackage.json of a package whose files are as counted."""
    licence = {
        "path": settings.LICENCE_URL,
        "title": settings.LICENCE_NAME,
        "title_en": settings.LICENCE_NAME_EN,
    }
    years = {"start": f"{held.years[0]}-01-01", "end": f"{held.years[-1]}-12-31"} if held.years else {}
    return {
        "$schema": PROFILE,
        "name": f"mingzhang-{held.scope}",
        "title": title(held),
        "title_en": title(held, 1),
        "description": "各部门已公开预算的现行版本：公开文本、版本、数据、报表、项目与绩效指标。金额为元，精确到分。",
        "description_en": "The budgets of departments as published, versions in force: documents, versions, figures, "
        "tables, projects and indicators. Amounts are in yuan, exact to the fen.",
        "homepage": f"{settings.SITE_URL}/data/",
        "version": held.latest,
        "created": held.latest,
        "licenses": [licence],
        "sources": [{"title": "明账", "path": settings.SITE_URL}],
        "contributors": [{"title": "公开预算的各部门", "roles": ["publisher"]}],
        "keywords": ["部门预算", "预算公开", "budget"],
        "countryCode": "CN",
        "granularity": "aggregated",
        "fiscalPeriod": years,
        "model": FISCAL_MODEL,
        "resources": [_resource(resource, counted[resource.name]) for resource in RESOURCES],
    }


def _resource(resource: Resource, counted: Counted) -> dict[str, Any]:
    return {
        "name": resource.name,
        "type": "table",
        "path": resource.path,
        "title": resource.title[0],
        "title_en": resource.title[1],
        "description": resource.says[0],
        "description_en": resource.says[1],
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": counted.size,
        "hash": f"sha256:{counted.sha256}",
        "rowCount": counted.rows,
        "schema": schema(resource),
    }


def schema(resource: Resource) -> dict[str, Any]:
    """The Table Schema of a resource."""
    return {
        "fields": [_field(field) for field in resource.fields],
        "missingValues": [""],
        "primaryKey": list(resource.key),
        "foreignKeys": [
            {
                "fields": list(reference.fields),
                "reference": {"resource": reference.resource, "fields": list(reference.to)},
            }
            for reference in resource.references
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": field.name,
        "type": field.kind,
        "title": field.title[0],
        "title_en": field.title[1],
        "description": field.says[0],
        "description_en": field.says[1],
    }
    if field.unit:
        told["unit"] = field.unit
    if field.constraints:
        told["constraints"] = dict(field.constraints)
    return told


def as_json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


# The text inside --------------------------------------------------------------------------------------------------

CHINESE, ENGLISH = 0, 1
OPENING = (
    """# {title}

来源：{site}　许可：{licence}（{licence_url}）　截至：{latest}　公开文本 {publications} 份

- `datapackage.json` 说明每个文件、每个字段（Frictionless Data Package 2，Table Schema），并记下各文件的字节数和 SHA-256。
- CSV：UTF-8（无字节顺序标记），逗号分隔，第一行为字段名。用 Excel 打开：“数据”→“从文本/CSV”，选 UTF-8。
- 金额为元，精确到分；空值是“没有”或“不掌握”，从不是 0。
- 以 = + - @ 开头的文字前加了一个撇号（'），免得电子表格当作公式；去掉这一个撇号就是原文。数不加。
- 只含现行版本的内容；`versions.csv` 列出没有撤下的全部版本，其全文在各自的永久地址。
- 还原一张表：按 `publication`、`table` 取 `cells.csv`，以 `row`、`column` 排列，栏名见 `tables.csv` 的 `columns`。
- Fiscal Data Package（0.3）的 `model` 对应 `expenditure.csv`：年度、地区、部门、支出功能分类、批复的支出。该规范的模型
  不分两套经济分类、收入、上年数和占比，这些在 `figures.csv`；因为各项口径互相包含，那里的行不能相加。

## 文件
""",
    """
# {title_en}

Source: {site}. Licence: {licence_en} ({licence_url}). As of {latest}. Publications: {publications}.

- `datapackage.json` tells of every file and field (Frictionless Data Package 2, Table Schema), with its size and SHA-256.
- CSV: UTF-8 without byte order mark, separated by commas, names of fields in the first line.
- Amounts are in yuan, exact to the fen. Empty means “none” or “not known”, and never 0.
- Text that begins with = + - @ has one apostrophe before it, so that no spreadsheet takes it for a formula; take that one
  away for the original. Numbers have none.
- Versions in force only; `versions.csv` lists every version that was not withdrawn, whose text stands at its own address.
- To rebuild a table: take its `publication` and `table` out of `cells.csv`, lay it out by `row` and `column`; the heads are
  `columns` of `tables.csv`.
- The `model` of Fiscal Data Package (0.3) maps `expenditure.csv`: year, region, department, function, approved expenditure.
  It does not map income, the two economic classifications, last year's figures or shares: those stand in `figures.csv`,
  whose rows contain one another and must not be added up.

## Files
""",
)


def readme(held: Held) -> bytes:
    """README.md of a package, in both languages."""
    said = {
        "title": title(held),
        "title_en": title(held, ENGLISH),
        "site": settings.SITE_URL,
        "licence": settings.LICENCE_NAME,
        "licence_en": settings.LICENCE_NAME_EN,
        "licence_url": settings.LICENCE_URL,
        "latest": held.latest or "–",
        "publications": held.publications,
    }
    parts = (OPENING[n].format(**said) + "\n".join(_told(n)) + "\n" for n in (CHINESE, ENGLISH))
    return "".join(parts).encode()


def _told(language: int) -> Iterator[str]:
    for resource in RESOURCES:
        yield f"\n### {resource.path}\n\n{resource.says[language]}\n"
        for field in resource.fields:
            unit = f" ({field.unit})" if field.unit else ""
            yield f"- `{field.name}`{unit} {field.title[language]}: {field.says[language]}"


def references_of(resource: Resource) -> list[tuple[str, Resource]]:
    """(fields, the resource that they lead to) of each foreign key."""
    return [(", ".join(each.fields), BY_NAME[each.resource]) for each in resource.references]
