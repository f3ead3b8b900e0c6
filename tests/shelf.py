"""Books built by hand, without a database: for the ledger, the figures, the rules and the statements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from budgets.books import Books, ProjectSheet, Stated, Target, Unit
from budgets.catalogue import ITEMS
from budgets.ledger import EXPENDITURE, INCOME, Ledger, Posting

NAMES = {
    ("function", "201"): "一般公共服务支出",
    ("function", "20106"): "财政事务",
    ("function", "2010601"): "行政运行",
    ("function", "2010602"): "一般行政管理事务",
    ("function", "208"): "社会保障和就业支出",
    ("function", "20805"): "行政事业单位养老支出",
    ("function", "2080505"): "机关事业单位基本养老保险缴费支出",
    ("economic", "301"): "工资福利支出",
    ("economic", "30101"): "基本工资",
    ("economic", "302"): "商品和服务支出",
    ("economic", "30217"): "公务接待费",
    ("economic", "307"): "债务利息及费用支出",
    ("source", "1"): "财政拨款收入",
    ("source", "101"): "一般公共预算拨款收入",
    ("source", "102"): "政府性基金预算拨款收入",
    ("source", "103"): "国有资本经营预算拨款收入",
    ("source", "301"): "事业收入",
    ("source", "305"): "其他收入",
}
ZEROES = {
    "three-public.abroad": 0,
    "three-public.purchase": 0,
    "three-public.running": 0,
    "three-public.reception": 0,
    "running": 0,
    "procurement.goods": 0,
    "procurement.works": 0,
    "procurement.services": 0,
    "assets.vehicles": 0,
    "assets.equipment": 0,
    "assets.buy-vehicles": 0,
    "assets.buy-equipment": 0,
}


def income(amount, last=None, source="101", function="", **more):
    return Posting(INCOME, Decimal(amount), _decimal(last), source=source, function=function, **more)


def spending(amount, last=None, function="2010601", nature="basic", source="101", **more):
    return Posting(
        EXPENDITURE, Decimal(amount), _decimal(last), source=source, function=function, nature=nature, **more
    )


def cost(amount, last=None, economic="30101", nature="basic", source="101", **more):
    return Posting(
        EXPENDITURE, Decimal(amount), _decimal(last), source=source, economic=economic, nature=nature, **more
    )


def _decimal(value):
    return None if value is None else Decimal(value)


def sound_books(**changes):
    """Books of a small department in which everything agrees; ``changes`` replace parts of them."""
    postings = changes.pop("postings", None) or [
        income("1000", "900"),
        spending("1000", "900"),
        cost("600", "500"),
        cost("400", "400", economic="30217"),
    ]
    stated = {item.key: Stated(None) for item in ITEMS}
    stated |= {key: Stated(Decimal(value), Decimal(value)) for key, value in ZEROES.items()}
    stated["running"] = stated["three-public.reception"] = Stated(Decimal(400), Decimal(400))
    stated |= changes.pop("stated", {})
    parts = {
        "region_code": "430000",
        "region_name": "某县",
        "region_level": "县",
        "form": "national",
        "department_code": "101",
        "department_name": "某县财政局",
        "department_short_name": "财政局",
        "kind": "department",
        "year": 2025,
        "approved_on": date(2025, 1, 20),
        "assets_on": None,
        "equipment_threshold": 100,
        "no_projects": True,
        "ledger": Ledger(postings),
        "names": NAMES,
        "ended": (),
        "stated": stated,
        "duties": ("管理财政收支。",),
        "offices": ("办公室", "预算股"),
        "units": (Unit("财政局本级", "administrative", "行政", "全额拨款", True),),
        "projects": (),
        "targets": (),
        "purchases": (),
        "notes": {"reason.income": "人员增加两人", "reason.expenditure": "人员增加两人"},
        "purposes": {},
    }
    return Books(**(parts | changes))


def project(amount="100", *, name="设备更新", funds=(None, None, None), entered=None, weights=()):
    targets = tuple(Target("产出指标", "数量指标", f"指标{n}", "≥1台", w) for n, w in enumerate(weights, 1))
    return ProjectSheet(
        name=name,
        amount=Decimal(amount),
        last=None,
        entered=_decimal(entered),
        use="更新办公设备",
        overview="",
        basis="",
        body="",
        plan="",
        period="",
        goal="",
        funds=tuple(_decimal(f) for f in funds),
        targets=targets,
    )
