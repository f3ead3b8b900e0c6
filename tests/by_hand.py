"""A document written by hand, with everything that a file has to lay out: Shanghai's heads, a unit of its own for one
table, an empty table, unknown figures, and words that a spreadsheet would run."""

from decimal import Decimal

from disclosures.document import (
    Cell,
    Cite,
    Cited,
    Column,
    Document,
    Explanation,
    Heading,
    Paragraph,
    Row,
    Table,
    Terms,
    as_json,
)

#: key: exact value and unit
FIGURES = {
    "total": ("31214205.80", "元"),
    "basic": ("25121091.01", "元"),
    "project": ("-6093114.80", "元"),
    "unknown": (None, "元"),
    "public": ("9500", "元"),
    "largest": ("9999999999999.99", "元"),
    "staff": ("18", "人"),
    "rate": ("-4.67", "%"),
}
CODES = Column("功能分类科目编码", "group", tuple(Column(label, "code") for label in "类款项"))
HEADS = (
    Column("项目", "group", (CODES, Column("功能分类科目名称", "name"))),
    Column("支出预算", "group", (Column("合计"), Column("基本支出"), Column("项目支出"))),
)


def row(codes, name, amounts, **facts):
    """Codes and a name as text; amounts as pairs of what is printed and the figure's key."""
    words = [Cell(text) for text in (*codes, name)]
    return Row((*words, *(Cell(*amount) for amount in amounts)), **facts)


def by_function(key="expenditure", height=0):
    amounts = (("31,214,205.80", "total"), ("25,121,091.01", "basic"), ("−6,093,114.80", "project"))
    rows = (
        row(("205", "", ""), "教育支出", amounts, level=1, code="205"),
        row(("205", "02", ""), "普通教育", (("9,999,999,999,999.99", "largest"), ("", ""), ("—", "unknown")), level=2),
        row(("205", "02", "05"), "高等教育", (("31,214,205.80", "total"), ("", ""), ("", "")), level=3),
        row(("", "", ""), "合计", amounts, kind="total", code="total"),
    )  # fmt: skip
    title = "2026年部门支出预算总表"
    return Table(
        key,
        title,
        "元",
        HEADS,
        rows,
        ("注：本表按功能分类。",),
        "1",
        label="表1",
        maker="编制部门：某局",
        height=height,
    )


def one_row():
    columns = (
        Column("“三公”经费预算数", "group", (Column("合计"), Column("公务接待费"))),
        Column("备注", "text"),
    )
    cells = (Cell("0.95", "public"), Cell("", ""), Cell("=1+1"))
    return Table("three-public", "2026年“三公”经费表", "万元", columns, (Row(cells),), maker="编制部门：某局")


def counts():
    columns = (
        Column("项目", "name"),
        Column("单位", "text"),
        Column("本年", "count"),
        Column("增减%", "percent"),
    )
    cells = (Cell("实有人数"), Cell("人"), Cell("18", "staff"), Cell("−4.67", "rate"))
    return Table("staffing", "人员情况表", "", columns, (Row(cells, level=1),))


def empty():
    total = row(("", "", ""), "合计", (("", ""),) * 3, kind="total", code="total")
    return Table("fund", "2026年部门政府性基金预算表", "元", HEADS, (total,), ("注：空表。",), is_empty=True)


def content(*tables, text="+1 起的一段，\v分作两行。", **facts):
    """The frozen JSON; the blocks between the two texts are these tables."""
    blocks = (
        Heading(1, "部门主要职能", "duties", "一、"),
        Paragraph((text,)),
        Paragraph(("（一）管理", Cite("total", "31,214,205.80"), "元。"), "item"),
        Heading(1, "部门预算表", "tables", "五、"),
        *(tables or (by_function(), one_row(), counts(), empty())),
        Heading(1, "其他相关情况说明", "others", "六、"),
        Heading(2, "项目情况", "projects", "（一）"),
        Paragraph(("说明一句。",), "note"),
        Heading(3, "绩效", "goals", "1. "),
        Heading(4, "更深", "deep", "（1）"),
        Heading(5, "最深", "deepest", "①"),
        Terms((Explanation("grant", "财政拨款收入", "本级财政部门拨付的资金。"),)),
    )
    told = {
        key: Cited(key, value if value is None else Decimal(value), unit, "", ())
        for key, (value, unit) in FIGURES.items()
    }
    document = Document(
        region={"code": "310107", "name": "上海市普陀区"},
        department={"code": "105", "name": "上海市普陀区某局", "short_name": "某局"},
        year=2026,
        kind="department",
        form="by-hand",
        title="上海市普陀区某局2026年部门预算",
        table_unit="元",
        blocks=blocks,
        figures=told,
        summary=(),
    )
    frozen = {
        "number": 2,
        "published_at": "2026-02-06T10:30:00+08:00",
        "reason": "漏印一句。",
        "previous": "",
    }
    return as_json(document.stamped(**(frozen | facts)))
