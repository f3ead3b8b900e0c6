"""What a data package holds: every resource and every field, with its names in both languages. The one declaration that the
descriptor, the dictionary page, the text inside and the writers are made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..projects import PARTS


@dataclass(frozen=True)
class Field:
    """One column. ``kind`` is a type of Table Schema; names and descriptions are (Chinese, English)."""

    name: str
    kind: str
    title: tuple[str, str]
    says: tuple[str, str]
    unit: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_required(self) -> bool:
        return bool(self.constraints.get("required"))


@dataclass(frozen=True)
class Reference:
    """A foreign key: these fields say which row of another resource is meant."""

    fields: tuple[str, ...]
    resource: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Resource:
    """One CSV file. ``is_of_versions``: its rows come of the documents in force, not of the portal's own lists."""

    name: str
    title: tuple[str, str]
    says: tuple[str, str]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    is_of_versions: bool = True

    @property
    def path(self) -> str:
        return f"data/{self.name}.csv"

    @property
    def columns(self) -> list[str]:
        return [each.name for each in self.fields]


REQUIRED = {"required": True}
DIGEST = {"required": True, "pattern": "[0-9a-f]{64}"}
REGION = {"required": True, "pattern": "[0-9]{6}"}
YEAR = {"required": True, "minimum": 2000, "maximum": 2099}

PUBLICATION = Field(
    "publication",
    "string",
    ("公开文本", "Publication"),
    (
        "行政区划代码/部门编码/年度，也是公开页面地址的路径",
        "Division code/department code/year; the path of its page too",
    ),
    constraints={"required": True, "pattern": "[0-9]{6}/[0-9a-z]{1,12}/[0-9]{4}"},
)
OF_PUBLICATION = Reference(("publication",), "publications", ("publication",))
TABLE = Field(
    "table",
    "string",
    ("表的键", "Table key"),
    ("这张表在公开文本中的键", "Key of the table in its document"),
    constraints=REQUIRED,
)
OF_TABLE = Reference(("publication", "table"), "tables", ("publication", "table"))
ANCHOR = Field(
    "anchor",
    "string",
    ("页内位置", "Anchor"),
    (
        "加在公开页面地址的 # 之后，直达这个数；空：没有单独的位置",
        "After # behind the page's address it leads to the place; empty: no place of its own",
    ),
)


def _amount(name: str, chinese: str, english: str, says: tuple[str, str]) -> Field:
    return Field(name, "number", (chinese, english), says, unit="元")


UNKNOWN = (
    "精确到分；空：没有公开或不掌握，不是 0",
    "Exact to the fen; empty: not published or not known, never 0",
)


def _code(name: str, chinese: str, english: str) -> Field:
    return Field(
        name,
        "string",
        (chinese, english),
        ("由键分解而来；空：不按此分", "Taken out of the key; empty: not narrowed to one"),
    )


#: Whose it is, by code and by name.
DEPARTMENT = (
    Field(
        "region_code",
        "string",
        ("行政区划代码", "Division code"),
        ("六位", "Six digits"),
        constraints=REGION,
    ),
    Field(
        "region_name",
        "string",
        ("地区", "Region"),
        ("行政区划名称", "Name of the division"),
        constraints=REQUIRED,
    ),
    Field(
        "department_code",
        "string",
        ("部门编码", "Department code"),
        ("在本地区内唯一", "Unique within its region"),
        constraints=REQUIRED,
    ),
    Field(
        "department_name",
        "string",
        ("部门", "Department"),
        ("全称", "Full name"),
        constraints=REQUIRED,
    ),
)

RESOURCES = (
    Resource(
        "publications",
        ("公开文本", "Publications"),
        ("每个部门每年一行：现行版本", "A row for each department and year: the version in force"),
        (
            PUBLICATION,
            *DEPARTMENT,
            Field(
                "short_name",
                "string",
                ("简称", "Short name"),
                ("文本中的自称", "What it calls itself"),
                constraints=REQUIRED,
            ),
            Field(
                "kind",
                "string",
                ("类别", "Kind"),
                ("department 部门，unit 单位", "department, or unit of one"),
                constraints={"required": True, "enum": ["department", "unit"]},
            ),
            Field("year", "year", ("年度", "Year"), ("预算年度", "Budget year"), constraints=YEAR),
            Field(
                "title",
                "string",
                ("标题", "Title"),
                ("公开文本的标题", "Title of the document"),
                constraints=REQUIRED,
            ),
            Field(
                "version",
                "integer",
                ("现行版本", "Version in force"),
                ("从 1 起", "From 1"),
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "sha256",
                "string",
                ("校验值", "Digest"),
                ("现行版本的 SHA-256", "SHA-256 of the version in force"),
                constraints=DIGEST,
            ),
            Field(
                "first_published_at",
                "datetime",
                ("首次公开时间", "First published"),
                ("第 1 版的公开时间", "When version 1 was published"),
                constraints=REQUIRED,
            ),
            Field(
                "published_at",
                "datetime",
                ("公开时间", "Published"),
                ("现行版本的公开时间", "When the version in force was published"),
                constraints=REQUIRED,
            ),
            Field("approved_on", "date", ("批复日期", "Approved on"), ("空：未登记", "Empty: not recorded")),
            Field(
                "due_on",
                "date",
                ("公开期限", "Due on"),
                ("批复后 20 日；空：未登记", "Twenty days after approval; empty: not recorded"),
            ),
            Field(
                "late_reason",
                "string",
                ("迟公开的原因", "Reason for being late"),
                ("空：没有", "Empty: none"),
            ),
            Field(
                "address",
                "string",
                ("地址", "Address"),
                ("这个版本的永久地址", "Permanent address of this version"),
                constraints=REQUIRED,
            ),
        ),
        ("publication",),
        is_of_versions=False,
    ),
    Resource(
        "versions",
        ("版本", "Versions"),
        (
            "没有撤下的全部版本：现行的和被更正的，及更正原因",
            "Every version that was not withdrawn, superseded ones too, and why it corrected the one before",
        ),
        (
            PUBLICATION,
            Field(
                "version",
                "integer",
                ("版本", "Version"),
                ("从 1 起", "From 1"),
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "in_force",
                "boolean",
                ("现行", "In force"),
                ("是否现行版本", "Whether it is the version in force"),
                constraints=REQUIRED,
            ),
            Field(
                "sha256",
                "string",
                ("校验值", "Digest"),
                ("该版本的 SHA-256", "SHA-256 of the version"),
                constraints=DIGEST,
            ),
            Field(
                "published_at",
                "datetime",
                ("公开时间", "Published"),
                ("北京时间", "Beijing time"),
                constraints=REQUIRED,
            ),
            Field("reason", "string", ("更正原因", "Reason"), ("第 1 版为空", "Empty for version 1")),
            Field(
                "address",
                "string",
                ("地址", "Address"),
                ("永久地址", "Permanent address"),
                constraints=REQUIRED,
            ),
        ),
        ("publication", "version"),
        (OF_PUBLICATION,),
        is_of_versions=False,
    ),
    Resource(
        "figures",
        ("数据", "Figures"),
        (
            "现行版本里每一个有名称的数：精确值、名称、单位、所在位置",
            "Every named figure of the versions in force: exact value, name, unit, and where it stands",
        ),
        (
            PUBLICATION,
            Field(
                "figure",
                "string",
                ("数据", "Figure"),
                ("公开文本#键，全站唯一", "Publication#key, unique everywhere"),
                constraints={"required": True, "unique": True},
            ),
            Field(
                "key",
                "string",
                ("键", "Key"),
                (
                    "如 expenditure.total；以 .last .change .percent .share 结尾的是上年数、增减额、增减率、占比",
                    "Such as expenditure.total; with .last .change .percent .share behind: last year's, change, rate, share",
                ),
                constraints=REQUIRED,
            ),
            Field(
                "label",
                "string",
                ("名称", "Label"),
                ("这个数叫什么", "What the figure is called"),
                constraints=REQUIRED,
            ),
            Field(
                "value",
                "number",
                ("精确值", "Exact value"),
                (
                    "以“单位”一栏的单位计；空：不掌握，不是 0",
                    "In the unit of the next column; empty: not known, never 0",
                ),
            ),
            Field(
                "unit",
                "string",
                ("单位", "Unit"),
                ("金额一律为元", "Amounts are always in yuan (元)"),
                constraints=REQUIRED,
            ),
            Field("place", "string", ("位置", "Place"), ("最先印在哪里", "Where it is printed first")),
            ANCHOR,
            Field(
                "measure",
                "string",
                ("量", "Measure"),
                (
                    "income 收入，expenditure 支出（按功能），economic、government 支出（按两套经济分类）；空：其他",
                    "income, expenditure (by function), economic, government (by economic codes); empty: another",
                ),
            ),
            Field(
                "view",
                "string",
                ("角度", "View"),
                (
                    "空：本年预算数；last 上年数，change 增减额，percent 增减率，share 占比",
                    "Empty: this year's budget; last, change, percent, share",
                ),
                constraints={"enum": ["last", "change", "percent", "share"]},
            ),
            _code("fund", "资金", "Fund"),
            _code("span", "范围", "Span"),
            _code("function", "支出功能分类科目", "Function code"),
            _code("economic", "部门预算支出经济分类科目", "Economic code (departments)"),
            _code("government", "政府预算支出经济分类科目", "Economic code (government)"),
            _code("source", "收入来源科目", "Source of income"),
            _code("nature", "支出性质", "Nature"),
            _code("cost", "人员或公用", "Staff or running costs"),
        ),
        ("publication", "key"),
        (OF_PUBLICATION,),
    ),
    Resource(
        "expenditure",
        ("支出明细", "Expenditure facts"),
        (
            "支出按最细的已公开功能分类科目，一科目一行，行间不重复；Fiscal Data Package 的模型对应这个文件",
            "Expenditure by the finest function codes published, none counted twice; the Fiscal Data Package model",
        ),
        (
            PUBLICATION,
            *DEPARTMENT,
            Field("year", "year", ("年度", "Year"), ("预算年度", "Budget year"), constraints=YEAR),
            Field(
                "function_code",
                "string",
                ("功能分类科目编码", "Function code"),
                ("三、五或七位", "Three, five or seven digits"),
                constraints={"required": True, "pattern": "[0-9]{3,7}"},
            ),
            Field(
                "function_name",
                "string",
                ("功能分类科目", "Function"),
                ("公开文本所印的名称", "As the document prints it"),
                constraints=REQUIRED,
            ),
            _amount("amount", "金额", "Amount", UNKNOWN),
        ),
        ("publication", "function_code"),
        (OF_PUBLICATION,),
    ),
    Resource(
        "tables",
        ("报表", "Tables"),
        ("现行版本里的每张表", "Every table of the versions in force"),
        (
            PUBLICATION,
            TABLE,
            Field(
                "position",
                "integer",
                ("次序", "Position"),
                ("从 1 起", "From 1"),
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "label",
                "string",
                ("表号", "Label"),
                ("所印的表号；空：不编号", "Its number as printed; empty: not numbered"),
            ),
            Field("title", "string", ("表名", "Title"), ("所印的表名", "As printed"), constraints=REQUIRED),
            Field(
                "maker",
                "string",
                ("编制", "Maker"),
                ("表头左侧的编制部门", "Who made it, as printed over the table"),
            ),
            Field(
                "unit",
                "string",
                ("表中单位", "Printed unit"),
                ("所印金额的单位；空：无金额", "Unit of its printed amounts; empty: none"),
            ),
            Field(
                "columns",
                "array",
                ("栏目", "Columns"),
                (
                    "各末级栏：path 为自上而下的栏名，kind 为类型",
                    "Its leaf columns: path holds the heads from the top, kind what they are",
                ),
                constraints=REQUIRED,
            ),
            Field(
                "rows",
                "integer",
                ("行数", "Rows"),
                ("不计表头", "Without heads"),
                constraints={"required": True, "minimum": 0},
            ),
            Field("notes", "string", ("附注", "Notes"), ("每条一行", "One a line")),
        ),
        ("publication", "table"),
        (OF_PUBLICATION,),
    ),
    Resource(
        "cells",
        ("单元格", "Table cells"),
        (
            "每张表的每个单元格：所印文字与精确值。仅凭本数据包即可还原任何一张法定报表",
            "Every cell of every table, as printed and exact: any statutory table can be rebuilt from the package alone",
        ),
        (
            PUBLICATION,
            TABLE,
            Field(
                "row",
                "integer",
                ("行", "Row"),
                ("从 1 起，不计表头", "From 1, heads not counted"),
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "column",
                "integer",
                ("栏", "Column"),
                ("从 1 起", "From 1"),
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "row_kind",
                "string",
                ("行的类型", "Kind of row"),
                ("item 明细，total 合计", "item or total"),
                constraints=REQUIRED,
            ),
            Field(
                "level",
                "integer",
                ("行的级次", "Level of the row"),
                ("1 类，2 款，3 项；0 不分级", "1 to 3; 0: none"),
                constraints=REQUIRED,
            ),
            Field(
                "code",
                "string",
                ("行的编码", "Code of the row"),
                ("科目编码等；空：没有", "Code of an account or the like; empty: none"),
            ),
            Field(
                "head",
                "string",
                ("栏名", "Head"),
                ("自上而下以“ › ”相连", "Heads from the top, joined by “ › ”"),
            ),
            Field(
                "printed",
                "string",
                ("所印", "Printed"),
                (
                    "表中所印；空：印为空白。表格把 0 留空的，精确值为 0.00",
                    "As printed; empty: printed blank. Where a form leaves a nought blank, its exact value is 0.00",
                ),
            ),
            Field(
                "figure",
                "string",
                ("数据", "Figure"),
                ("在 figures 中的编号；空：不是数", "Its identifier in figures; empty: no figure"),
            ),
            Field(
                "value",
                "number",
                ("精确值", "Exact value"),
                (
                    "以 figures 中的单位计；空：不是数，或不掌握，不是 0。所印为空的，也可能是 0.00",
                    "In its figure's unit; empty: no figure, or not known, never 0. May be 0.00 where nothing is printed",
                ),
            ),
            ANCHOR,
        ),
        ("publication", "table", "row", "column"),
        (OF_TABLE, Reference(("figure",), "figures", ("figure",))),
    ),
    Resource(
        "text",
        ("文字", "Text"),
        ("现行版本的标题和段落，按次序", "Headings and paragraphs of the versions in force, in order"),
        (
            PUBLICATION,
            Field(
                "position",
                "integer",
                ("次序", "Position"),
                ("从 1 起", "From 1"),
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "kind",
                "string",
                ("类型", "Kind"),
                ("heading 标题，paragraph 段落", "heading or paragraph"),
                constraints={"required": True, "enum": ["heading", "paragraph"]},
            ),
            Field(
                "level",
                "integer",
                ("级次", "Level"),
                ("标题的级次；段落为空", "Of a heading; empty for paragraphs"),
            ),
            Field("text", "string", ("文字", "Text"), ("公开文本的原文", "The text as published")),
            Field(
                "english",
                "string",
                ("英文", "English"),
                ("英文页上的同一句；空：只有中文", "The same on the English page; empty: Chinese alone"),
            ),
            ANCHOR,
        ),
        ("publication", "position"),
        (OF_PUBLICATION,),
    ),
    Resource(
        "projects",
        ("项目", "Projects"),
        ("现行版本列出的项目", "The projects that the versions in force list"),
        (
            PUBLICATION,
            Field(
                "project",
                "string",
                ("项目", "Project"),
                (
                    "公开文本#project.由名称得出的八位十六进制，也是其金额在 figures 中的编号",
                    "Publication#project.eight digits made from its name; its amount's identifier in figures too",
                ),
                constraints={"required": True, "unique": True},
            ),
            Field("name", "string", ("项目名称", "Name"), ("所印的名称", "As printed"), constraints=REQUIRED),
            _amount("amount", "金额", "Amount", UNKNOWN),
            _amount("last_amount", "上年金额", "Last year's amount", UNKNOWN),
            _amount("change", "比上年增减", "Change on last year", UNKNOWN),
            _amount("grant", "其中：当年财政拨款", "Of which this year's grant", UNKNOWN),
            _amount("carried", "其中：上年结转", "Of which carried over", UNKNOWN),
            _amount("other", "其中：其他资金", "Of which other funds", UNKNOWN),
            Field(
                "goal",
                "string",
                ("绩效目标", "Goal"),
                ("空：没有公开；几段的，一段一行", "Empty: none published; a line for each paragraph"),
            ),
            ANCHOR,
        ),
        ("project",),
        (OF_PUBLICATION, Reference(("project",), "figures", ("figure",))),
    ),
    Resource(
        "project_texts",
        ("项目说明", "What is said of projects"),
        (
            "概述、依据、主体、方案、周期、安排、用途、目标，一段一行",
            "Overview, basis, body, plan, period, budget, use and goal, a row for each paragraph",
        ),
        (
            PUBLICATION,
            Field(
                "project",
                "string",
                ("项目", "Project"),
                ("同 projects", "As in projects"),
                constraints=REQUIRED,
            ),
            Field(
                "position",
                "integer",
                ("次序", "Position"),
                ("在项目内，从 1 起", "Within the project, from 1"),
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "part",
                "string",
                ("部分", "Part"),
                ("说的是什么", "What it tells"),
                constraints={"required": True, "enum": list(PARTS)},
            ),
            Field(
                "label",
                "string",
                ("名称", "Name"),
                ("这一部分的中文名称", "The part in Chinese"),
                constraints=REQUIRED,
            ),
            Field(
                "text", "string", ("文字", "Text"), ("公开文本的原文", "As published"), constraints=REQUIRED
            ),
        ),
        ("project", "position"),
        (OF_PUBLICATION, Reference(("project",), "projects", ("project",))),
    ),
    Resource(
        "indicators",
        ("绩效指标", "Performance indicators"),
        ("项目的和部门整体的绩效指标", "Indicators of projects and of whole budgets"),
        (
            PUBLICATION,
            Field(
                "position",
                "integer",
                ("次序", "Position"),
                ("从 1 起", "From 1"),
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "project",
                "string",
                ("项目", "Project"),
                (
                    "空：部门整体，或表中没有写明是哪个项目",
                    "Empty: of the whole budget, or of a project that the table does not tell",
                ),
            ),
            Field(
                "area", "string", ("一级指标", "Area"), ("如 产出指标", "First level"), constraints=REQUIRED
            ),
            Field("aspect", "string", ("二级指标", "Aspect"), ("如 数量指标", "Second level")),
            Field(
                "name",
                "string",
                ("三级指标", "Indicator"),
                ("指标名称", "Third level: its name"),
                constraints=REQUIRED,
            ),
            Field("target", "string", ("指标值", "Target"), ("所印的文字", "As printed")),
            Field("weight", "string", ("权重", "Weight"), ("空：没有", "Empty: none")),
            TABLE,
            Field(
                "row",
                "integer",
                ("行", "Row"),
                ("在表中的行", "Its row in that table"),
                constraints={"required": True, "minimum": 1},
            ),
        ),
        ("publication", "position"),
        (OF_TABLE, Reference(("project",), "projects", ("project",))),
    ),
    Resource(
        "terms",
        ("名词解释", "Terms"),
        ("公开文本自带的名词解释", "What the documents explain themselves"),
        (
            PUBLICATION,
            Field(
                "term",
                "string",
                ("名词的键", "Key"),
                ("全站相同", "The same everywhere"),
                constraints=REQUIRED,
            ),
            Field("name", "string", ("名词", "Term"), ("所印的名词", "As printed"), constraints=REQUIRED),
            Field(
                "text", "string", ("解释", "Explanation"), ("所印的解释", "As printed"), constraints=REQUIRED
            ),
        ),
        ("publication", "term"),
        (OF_PUBLICATION,),
    ),
    Resource(
        "populations",
        ("常住人口", "Populations"),
        ("按人均计算所用的年末常住人口", "Residents at the end of a year, for figures per head"),
        (
            Field(
                "region_code",
                "string",
                ("行政区划代码", "Division code"),
                ("六位", "Six digits"),
                constraints=REGION,
            ),
            Field("year", "year", ("年度", "Year"), ("年末", "At its end"), constraints=YEAR),
            Field(
                "persons",
                "integer",
                ("常住人口", "Residents"),
                ("年末数", "At the end of the year"),
                unit="人",
                constraints={"required": True, "minimum": 1},
            ),
            Field(
                "source",
                "string",
                ("数据来源", "Source"),
                ("如统计公报", "Such as a statistical bulletin"),
                constraints=REQUIRED,
            ),
        ),
        ("region_code", "year"),
        is_of_versions=False,
    ),
    Resource(
        "code-changes",
        ("科目衔接", "Changes of codes"),
        ("科目编码从某年起的变化，跨年比较时用", "Codes that changed with a year, for comparing years"),
        (
            Field(
                "system",
                "string",
                ("分类", "Classification"),
                (
                    "function 功能，economic 部门经济，government 政府经济，source 收入来源",
                    "function, economic, government or source",
                ),
                constraints={"required": True, "enum": ["function", "economic", "government", "source"]},
            ),
            Field(
                "year",
                "year",
                ("自该年度起", "From this year on"),
                ("从这一年的科目表起", "From this year's chart on"),
                constraints=YEAR,
            ),
            Field(
                "old_code",
                "string",
                ("原科目编码", "Old code"),
                ("不再使用的编码", "The code that ended"),
                constraints=REQUIRED,
            ),
            Field(
                "new_code",
                "string",
                ("新科目编码", "New code"),
                ("空：没有承接的科目", "Empty: nothing took its place"),
            ),
            Field("note", "string", ("说明", "Note"), ("空：没有", "Empty: none")),
            Field(
                "confidence",
                "string",
                ("推定的把握", "Confidence"),
                (
                    "据前后年度科目推定的把握：high 较大，medium 一般，low 较小",
                    "Of the inference from the charts of both years: high, medium or low",
                ),
                constraints={"required": True, "enum": ["high", "medium", "low"]},
            ),
            Field(
                "checked",
                "boolean",
                ("已核对", "Checked"),
                (
                    "true：本级财政已对照科目核对；false：只是推定",
                    "true: the finance office has compared it with the official chart; false: inferred only",
                ),
                constraints=REQUIRED,
            ),
        ),
        ("system", "year", "old_code", "new_code"),
        is_of_versions=False,
    ),
)
BY_NAME = {resource.name: resource for resource in RESOURCES}

#: Fiscal Data Package 0.3: what of it is a measure and what its dimensions are (``expenditure`` alone, see the text inside).
FISCAL_MODEL: dict[str, Any] = {
    "measures": {
        "amount": {
            "source": "amount",
            "resource": "expenditure",
            "currency": "CNY",
            "factor": 1,
            "direction": "expenditure",
            "phase": "approved",
        }
    },
    "dimensions": {
        "date": {
            "dimensionType": "datetime",
            "primaryKey": ["year"],
            "attributes": {"year": {"source": "year", "resource": "expenditure"}},
        },
        "administrative": {
            "dimensionType": "classification",
            "classificationType": "administrative",
            "primaryKey": ["region", "department"],
            "attributes": {
                "region": {"source": "region_code", "resource": "expenditure"},
                "region_label": {
                    "source": "region_name",
                    "resource": "expenditure",
                    "labelfor": "region",
                },
                "department": {
                    "source": "department_code",
                    "resource": "expenditure",
                    "parent": "region",
                },
                "department_label": {
                    "source": "department_name",
                    "resource": "expenditure",
                    "labelfor": "department",
                },
            },
        },
        "functional": {
            "dimensionType": "classification",
            "classificationType": "functional",
            "primaryKey": ["function"],
            "attributes": {
                "function": {"source": "function_code", "resource": "expenditure"},
                "function_label": {
                    "source": "function_name",
                    "resource": "expenditure",
                    "labelfor": "function",
                },
            },
        },
    },
}
