"""A document written by hand that is hard to print: wide tables with heads of three levels, tables over several pages,
long names, long texts, long lists, headings of every level above a table, and parts of one line."""

from disclosures.document import (
    Cell,
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

#: Forty characters.
NAME = "某某省某某市某自治县住房和城乡建设及历史文化名城保护综合行政执法与市政公用事业局"
CODES = Column("功能科目编码", "group", tuple(Column(label, "code") for label in "类款项"))
ECONOMIC = Column(
    "支出按经济分类",
    "group",
    (
        Column(
            "工资福利支出",
            "group",
            tuple(
                Column(label)
                for label in ("工资津补贴奖金", "社会保障缴费", "住房公积金", "其他工资福利支出")
            ),
        ),
        Column(
            "一般商品和服务支出",
            "group",
            tuple(
                Column(label)
                for label in (
                    "办公经费",
                    "会议费",
                    "培训费",
                    "委托业务费",
                    "公务用车运行维护费",
                    "其他商品和服务支出",
                )
            ),
        ),
        Column(
            "对个人和家庭的补助", "group", tuple(Column(label) for label in ("社会福利和救助", "离退休费"))
        ),
        Column("对事业单位经常性补助"),
        Column("资本性支出（一）"),
    ),
)
TEXT = "按照党中央、国务院和省委、省政府的部署，完成本年度工作任务，保证资金使用安全、规范、有效。"


def amount(n):
    """From tens to thousands of millions of 元."""
    return f"{1156211123 // (n * n + 1):,}.{n % 100:02d}"


def codes(n):
    """类, 款 or 项 in the column of its level; 项 mostly."""
    level = 1 if n % 12 == 0 else 2 if n % 4 == 0 else 3
    found = ["", "", ""]
    found[level - 1] = ("205", "02", f"{n % 100:02d}")[level - 1]
    return level, found


def economic(rows=60):
    """Four columns of words, and fifteen of amounts under heads of three levels."""
    columns = (CODES, Column("功能科目名称", "name"), Column("合计"), ECONOMIC)
    found = []
    for n in range(rows):
        level, code = codes(n)
        name = (
            "机关事业单位基本养老保险缴费支出"
            if n % 5
            else "其他历史文化名城保护与市政公用设施维护管理事务支出"
        )
        amounts = [amount(n + c) if (n + c) % 3 else "" for c in range(15)]
        found.append(Row(tuple(map(Cell, (*code, name, *amounts))), level=level))
    total = ("", "", "", "合计", *(amount(0) for _ in range(15)))
    found.append(Row(tuple(map(Cell, total)), kind="total"))
    title = "一般公共预算基本支出预算明细表（按部门预算支出经济分类和功能分类科目分列）"
    return Table("economic", title, "元", columns, tuple(found), ("注：本表为手工编写。",), label="表3")


def by_function(rows, key="function", title="部门支出总表", label="表2"):
    columns = (
        Column("科目编码", "code"),
        Column("科目名称", "name"),
        Column("合计"),
        Column("基本支出"),
        Column("项目支出"),
    )
    found = [
        Row(
            tuple(map(Cell, (f"2050{n:03d}", f"第{n}项事务支出", *(amount(n + c) for c in range(3))))),
            level=3,
        )
        for n in range(1, rows + 1)
    ]
    found.append(Row(tuple(map(Cell, ("", "合计", amount(0), amount(0), amount(0)))), kind="total"))
    notes = ("注：本表按功能分类。",)
    return Table(key, title, "元", columns, tuple(found), notes, label=label, maker=f"编制部门：{NAME}")


def goals():
    """Rows of words, one of them longer than a page."""
    columns = (
        Column("项目名称", "name"),
        Column("资金"),
        Column("立项依据和实施方案", "text"),
        Column("绩效目标", "text"),
    )
    lengths = (2, 14, 1, 60, 3, 5, 20, 4)
    rows = tuple(
        Row((Cell(f"{NAME}专项{n}"), Cell(amount(n)), Cell(TEXT * length), Cell(TEXT * (length // 3 + 1))))
        for n, length in enumerate(lengths, 1)
    )
    return Table("goals", "项目支出绩效目标表", "元", columns, rows)


def small(number):
    rows = tuple(Row((Cell(f"事项{n}"), Cell(amount(n)))) for n in range(1, 10))
    return Table(f"small{number}", f"小表之{number}", "万元", (Column("事项", "name"), Column("金额")), rows)


def blocks():
    yield Heading(1, "主要职责", "duties", "一、")
    for n in range(1, 34):
        yield Paragraph((f"{n}. 第{n}项职责。{TEXT if n % 4 == 0 else ''}",), "item")
    yield Heading(1, "机构设置", "offices", "二、")
    yield Paragraph(("本部门由本级和所属单位组成。",))
    yield Heading(1, "预算报表", "tables", "三、")
    yield by_function(60)
    yield Heading(2, "支出明细", "details", "（一）")
    yield Heading(3, "按经济分类", "by-economic", "1. ")
    yield Heading(4, "基本支出", "basic", "（1）")
    yield economic()
    yield Heading(2, "其他报表", "more", "（二）")
    for number in range(1, 7):
        yield small(number)
    yield by_function(17, "middling", "十七行的表", "")
    yield Heading(1, "情况说明", "narrative", "四、")
    for n in range(1, 16):
        yield Heading(2, f"第{n}项说明", f"said{n}", f"{n}. ")
        yield Paragraph((TEXT * (n % 5 + 1),))
    yield Heading(2, "项目", "projects", "16. ")
    yield goals()
    yield Heading(1, "名词解释", "terms", "五、")
    yield Terms((Explanation("grant", "财政拨款收入", "本级财政部门拨付的资金。"),))


def content(**facts):
    """The frozen JSON."""
    document = Document(
        region={"code": "430000", "name": "某某省某某市某某自治县"},
        department={"code": "205", "name": NAME, "short_name": NAME},
        year=2026,
        kind="department",
        form="by-hand",
        title=f"{NAME}2026年部门预算",
        table_unit="元",
        blocks=tuple(facts.pop("blocks", blocks())),
        figures={},
        summary=(),
    )
    frozen = {"number": 1, "published_at": "2026-02-06T10:30:00+08:00", "reason": "", "previous": ""}
    return as_json(document.stamped(**(frozen | facts)))
