"""A report made by hand: a small document, three findings, one of them with a cause, a suspect and an echo."""

from decimal import Decimal

from budgets.facts import Place, PrintedRow, PrintedTable, Reading, Said, Unread
from budgets.rules.finding import ERROR, INFO, WARNING, Finding, Side, Suspect
from disclosures.examination import Report
from disclosures.reporting.shape import report_of

SENTENCE = "2025年收入预算总额为940.95万元，其中财政拨款收入210.95万元。"


def said(key, label, value, printed, place):
    step = Decimal(100) if printed.endswith("万元") else Decimal(1)
    return Said(key, Decimal(value), label, printed=printed, step=step, place=place)


IN_TEXT = Place("p3", "第 2 页 · 一、收支情况 · （一）收入预算", 2, SENTENCE, 0)
IN_TABLE = Place("t1", "第 3 页 · 表1 部门收入总表 · 合计", 3, "2,109,500.00")
TOTAL = said("income.total", "收入预算总额", "9409500", "940.95万元", IN_TEXT)
IN_ROW = said("income.total", "收入合计", "2109500", "2,109,500.00元", IN_TABLE)
GRANT = said("income.s1", "财政拨款收入", "2109500", "210.95万元", IN_TEXT)
BLANK = Said("income.s2", Decimal(0), "教育收费", place=IN_TABLE, is_blank=True)


def side(figure):
    return Side(figure.label, figure.value, figure.key, figure.unit, figure.place, figure.printed, (figure,))


def findings():
    echo = Finding(
        "N01",
        ERROR,
        "文字与报表的金额不符",
        "收入预算总额与部门收入总表不同",
        "notes",
        (side(TOTAL), side(IN_ROW)),
    )
    cause = Finding(
        "N13",
        ERROR,
        "收入总额与所列来源之和不等",
        "收入预算总额 940.95，所列来源之和 210.95，相差 730.00",
        "income",
        (side(TOTAL), Side("所列来源之和", Decimal(2109500), said=(GRANT,))),
        suspect=Suspect(TOTAL, Decimal(2109500), "210.95万元", 2),
        echoes=(echo,),
    )
    residue = Finding(
        "N16",
        WARNING,
        "文字中留有模板或痕迹",
        "“增加（减少）”没有选定",
        "notes",
        subject="p3",
        places=(IN_TEXT,),
    )
    rounding = Finding(
        "R03", INFO, "科目与其下各项之和不等", "差在四舍五入之内", "expenditure", (side(IN_ROW), side(IN_ROW))
    )
    return (cause, residue, rounding)


def reading(**changes):
    table = PrintedTable(
        "income",
        "部门收入总表",
        IN_TABLE,
        number="表1",
        unit="元",
        rows=(PrintedRow("", "合计", 0, IN_TABLE),),
        said=(IN_ROW, BLANK),
    )
    told = {
        "title": "某市政务服务局2025年部门预算",
        "year": 2025,
        "department": "某市政务服务局",
        "region": "某市",
        "kind": "department",
        "tables": (table,),
        "spoken": (TOTAL, GRANT),
        "unread": (Unread(Place("t2", "第 4 页", 4), "这张表是图片"),),
        "untied": (Place("p9", "第 5 页 · 九、其他", 5, "另有12万元。"),),
        "pages": 6,
    }
    return Reading(**(told | changes))


def report(made=None, **changes):
    """What examining gives: a reading and its findings."""
    return Report(reading(**changes), made or findings())


def as_json(target="预算公开.pdf", **changes):
    return report_of(report(**changes), target=target, sha256="ab" * 32)
