"""The rules (勾稽关系): what must hold between the figures of one department and year, as one list.

The ids are those of the field: R between and inside tables, N of the text, C of completeness. A rule is looked at in
what a department enters (``entered``), in what was published (``printed``), or in both; where its condition does not
hold it is skipped, because a false alarm is as bad as a miss.

Levels: ``error`` cannot both be true, or the prescribed form is broken, and publication is refused; ``warning`` is
implausible or incomplete; ``info`` is for the reader's eye only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .finding import ERROR, INFO, WARNING, Finding, Side, told_apart
from .sides import both


@dataclass(frozen=True)
class Rule:
    """One line of the registry: what must hold (``says``), ``when`` it is looked at, and on what it is based.

    ``title`` names what is wrong where it does not hold; ``section`` is where a clerk mends it. A rule with an ``ask``
    (see ``ASKS``) is looked at only for forms that ask for it.
    """

    id: str
    title: str
    level: str
    section: str
    basis: str
    says: str
    when: str = ""
    ask: str = ""

    def finds(self, *sides: Side, message: str = "", public: str = "", **told: Any) -> Finding:
        """A finding of this rule; ``told`` may replace its level, title and section, and gives its subject."""
        sides = told_apart(sides)
        message = message or both(*sides)
        return Finding(
            rule=self.id,
            level=told.pop("level", self.level),
            title=told.pop("title", self.title),
            message=message,
            section=told.pop("section", self.section),
            sides=sides,
            public=public or message,
            **told,
        )


#: What a form may ask for beside what every form does: 科目用途, and 上年执行数 beside this year's grants.
ASKS = ("purposes", "executed")

LAW = "预算法实施条例第五条"
DETAIL = "预算法实施条例第六条"
OPENNESS = "预算法第十四条"
PROCEDURE = "财预〔2016〕143号"
CHART = "政府收支分类科目"
PERFORMANCE = "预算法第三十二条"
FORM = "部门预算公开表式"
ARITHMETIC = "同一文本内的数据应当一致"

RULES: tuple[Rule, ...] = (
    # Inside and across tables
    Rule("R01", "收入总计与支出总计不等", ERROR, "expenditure", FORM, "收入总计等于支出总计。"),
    Rule(
        "R02",
        "收入总计与各项来源之和不等",
        ERROR,
        "income",
        FORM,
        "收入总计等于各项收入来源、使用非财政拨款结余与上年结转之和；支出总计等于本年支出与结转下年之和。",
    ),
    Rule(
        "R03",
        "科目与其下各项之和不等",
        ERROR,
        "expenditure",
        FORM,
        "每一栏中，项之和等于款，款之和等于类，类之和等于合计。",
    ),
    Rule(
        "R04",
        "支出合计与基本支出、项目支出之和不等",
        ERROR,
        "expenditure",
        LAW,
        "每一行中，合计等于基本支出、项目支出以及经营、上缴、补助支出之和。",
    ),
    Rule(
        "R05",
        "收入总表与支出总表不一致",
        ERROR,
        "expenditure",
        FORM,
        "收入总表与支出总表按功能分类列出的科目、名称和合计相同。",
        "两张表都按功能分类编列时",
    ),
    Rule(
        "R06",
        "财政拨款收入与支出不等",
        ERROR,
        "expenditure",
        LAW,
        "财政拨款收入总计等于支出总计；三本预算各自相等。",
    ),
    Rule(
        "R07",
        "财政拨款收入与财政拨款收支总表不符",
        ERROR,
        "income",
        FORM,
        "收支总表的财政拨款收入等于财政拨款收支总表的本年收入。",
        "没有财政拨款结转时，还等于财政拨款支出",
    ),
    Rule(
        "R08",
        "财政拨款支出与三本预算之和不等",
        ERROR,
        "expenditure",
        FORM,
        "财政拨款支出等于一般公共预算、政府性基金预算、国有资本经营预算支出之和，逐类相等。",
    ),
    Rule(
        "R09",
        "全部支出与一般公共预算支出不等",
        ERROR,
        "expenditure",
        FORM,
        "支出总表与一般公共预算支出表相同，收支总表与财政拨款收支总表相同。",
        "全部收入都是一般公共预算拨款时",
    ),
    Rule(
        "R10",
        "一般公共预算基本支出与基本支出表合计不等",
        ERROR,
        "expenditure",
        FORM,
        "一般公共预算支出表的基本支出等于一般公共预算基本支出表的合计。",
    ),
    Rule(
        "R11",
        "基本支出的人员经费、公用经费不符",
        ERROR,
        "expenditure",
        LAW,
        "基本支出等于人员经费与公用经费之和；301、303 只列人员经费，302、310 只列公用经费。",
    ),
    Rule(
        "R12",
        "按经济分类与按功能分类的支出不等",
        ERROR,
        "expenditure",
        DETAIL,
        "同一笔支出按功能分类、按部门预算经济分类、按政府预算经济分类列出的合计相等。",
        "文本按两种以上分类列出全部支出时",
    ),
    Rule(
        "R13",
        "“三公”合计与各项之和不等",
        ERROR,
        "three-public",
        FORM,
        "“三公”经费等于因公出国（境）费、公务接待费、公务用车购置及运行费之和；后者等于购置费与运行费之和。",
    ),
    Rule(
        "R14",
        "“三公”经费少于经济科目",
        WARNING,
        "three-public",
        FORM,
        "“三公”各项不少于基本支出中相同经济科目（30212、30217、30231、31013）的数额。",
    ),
    Rule(
        "R15",
        "机关运行经费与公用经费不符",
        ERROR,
        "running",
        PROCEDURE,
        "机关运行经费不多于公用经费。",
        "全部为行政和参公单位时两数相等；全部为事业单位时没有机关运行经费",
    ),
    Rule(
        "R16",
        "机关运行经费与各分项之和不等",
        ERROR,
        "running",
        PROCEDURE,
        "机关运行经费等于所列各分项之和。",
        "列出分项时",
    ),
    Rule(
        "R17",
        "功能科目与同一用途的经济科目不等",
        WARNING,
        "expenditure",
        CHART,
        "基本支出中，2080505 与 30108、2080506 与 30109、2210201 与 30113 各自相等。",
        "功能和经济两种科目都列出时",
    ),
    Rule(
        "R18",
        "医疗保障的功能科目与经济科目不等",
        WARNING,
        "expenditure",
        CHART,
        "基本支出中，21011 行政事业单位医疗等于 30110 与 30111 之和。",
        "三个科目都列出时",
    ),
    Rule(
        "R19",
        "职业年金与养老保险的比例异常",
        WARNING,
        "expenditure",
        "单位缴费比例 8% 与 16%",
        "30109 职业年金缴费约为 30108 基本养老保险缴费的一半。",
        "两个科目都有数时",
    ),
    Rule(
        "R20",
        "空表与说明不符",
        ERROR,
        "expenditure",
        PROCEDURE,
        "空表附有说明，说明的是这张表；有数的表不写为空表。",
    ),
    Rule(
        "R21",
        "科目不在本年度科目表中",
        ERROR,
        "expenditure",
        CHART,
        "科目编码在本年度政府收支分类科目中，名称与编码相符。",
    ),
    Rule(
        "R22",
        "目录、标题与正文的报表不一致",
        ERROR,
        "notes",
        FORM,
        "目录、表名与正文中的报表在编号、名称上一致，编号不缺不重。",
    ),
    Rule(
        "R23",
        "政府采购各数不符",
        ERROR,
        "procurement",
        PROCEDURE,
        "政府采购等于货物、工程、服务之和；面向中小企业预留不多于总额，小型和微型企业不多于预留。",
    ),
    Rule(
        "R24",
        "政府购买服务多于采购服务",
        WARNING,
        "procurement",
        PROCEDURE,
        "政府购买服务不多于政府采购中的服务。",
        "两数都公开时",
    ),
    Rule(
        "R25",
        "项目与项目支出不符",
        ERROR,
        "projects",
        FORM,
        "所列项目之和等于项目支出；项目绩效目标表的金额等于项目的预算安排，其和不多于项目支出。",
        "列出项目时",
    ),
    Rule(
        "R26",
        "整体绩效目标的金额与预算不等",
        ERROR,
        "projects",
        FORM,
        "纳入整体绩效目标的金额等于总预算，即基本支出与项目支出之和。",
        "编报部门整体绩效目标时",
    ),
    Rule(
        "R27",
        "绩效目标表不平",
        ERROR,
        "projects",
        FORM,
        "各项资金来源之和等于年度资金总额；权重之和为 100；得分不超过分值，其和等于总分；执行率等于执行数除以预算数。",
    ),
    Rule(
        "R28",
        "预算中出现当年的执行结果",
        ERROR,
        "projects",
        PERFORMANCE,
        "预算公开文本中没有当年的执行数、实际完成值和得分；它们属于年度终了后的自评。",
    ),
    Rule(
        "R29",
        "绩效指标不可衡量",
        WARNING,
        "projects",
        PERFORMANCE,
        "数量、质量、时效、成本指标有比较符号、数值和单位。",
        "公开绩效指标时",
    ),
    # Text against tables, and text against itself
    Rule(
        "N01",
        "文字与报表的金额不符",
        ERROR,
        "notes",
        ARITHMETIC,
        "文字中的每一个金额，换算单位并四舍五入到所写的位数后，与报表和其他文字中的同一个数相等。",
    ),
    Rule(
        "N02",
        "文字与报表所列的科目不一致",
        ERROR,
        "purposes",
        FORM,
        "一般公共预算（财政拨款）支出表中的每个项在文字中写一次，类、款、项名称相同，不多、不少、不重复。",
        "文字逐项说明财政拨款支出时",
    ),
    Rule(
        "N03",
        "增减与金额不符",
        ERROR,
        "notes",
        PROCEDURE,
        "增减额等于本年数减上年数，增加、减少、持平与数相符，没有留下未选定的“增加（减少）”。",
    ),
    Rule("N04", "增减率不符", ERROR, "notes", PROCEDURE, "增减率等于增减额除以上年数；上年数为零时不可比。"),
    Rule(
        "N05",
        "各部分的增减之和与总额的增减不等",
        ERROR,
        "expenditure",
        FORM,
        "各部分增减额之和等于总额的增减额。",
    ),
    Rule("N06", "缺增减原因", WARNING, "notes", OPENNESS, "有增减的写明原因，原因与增减方向一致。"),
    Rule(
        "N07",
        "上年数与上年公开文本不符",
        ERROR,
        "notes",
        OPENNESS,
        "文本中的上年预算数等于同一部门上年公开文本中的本年数。",
        "上年文本已在本站公开时",
    ),
    Rule("N08", "占比不符", ERROR, "notes", ARITHMETIC, "占比等于部分除以总额，各部分占比之和为 100%。"),
    Rule("N09", "人数与各类之和不等", ERROR, "staffing", FORM, "编制、实有人数等于各类人数之和。"),
    Rule(
        "N10", "个数与所列不符", ERROR, "basics", FORM, "单位、内设机构的个数与所列名称的个数相同，不重复。"
    ),
    Rule(
        "N11",
        "车辆与费用不符",
        WARNING,
        "assets",
        PROCEDURE,
        "没有车辆就没有运行费；购置数与购置费同时有或同时没有；各类车辆之和等于总数。",
    ),
    Rule(
        "N12",
        "日期或年度不对",
        ERROR,
        "notes",
        ARITHMETIC,
        "比较的是上一年度；资产截止日在上一年度；没有晚于公开日期的日期；表名的年度是预算年度。",
    ),
    Rule(
        "N13",
        "收入总额与所列来源之和不等",
        ERROR,
        "income",
        FORM,
        "文字所列各项收入来源之和等于收入总额；没有结转时，财政拨款收入等于财政拨款支出。",
    ),
    Rule(
        "N14", "金额单位混用", ERROR, "notes", FORM, "同一个数只用一个单位；以万元为单位的金额保留两位小数。"
    ),
    Rule(
        "N15",
        "名称或称谓前后不一",
        WARNING,
        "notes",
        FORM,
        "部门、单位、项目的名称前后相同；部门与单位的称谓、财政资金的级次使用一致。",
    ),
    Rule(
        "N16", "文字中留有模板或痕迹", ERROR, "notes", PROCEDURE, "没有未填完的模板、重复的文字和编辑痕迹。"
    ),
    Rule(
        "N17",
        "标题编号不连续或缺少内容",
        WARNING,
        "notes",
        PROCEDURE,
        "标题编号不缺不重；规定公开的内容都有。",
    ),
    Rule(
        "N18",
        "会议费、培训费与经济科目不符",
        WARNING,
        "running",
        FORM,
        "文字中的会议费、培训费不少于基本支出中 30215、30216 的数额。",
        "两处都列出时",
    ),
    # Completeness of what is entered
    Rule(
        "C01",
        "科目没有列到底",
        WARNING,
        "expenditure",
        DETAIL,
        "支出按功能分类列到项，基本支出按经济分类列到款。",
    ),
    Rule(
        "C03",
        "上年合计与各部分不符",
        ERROR,
        "expenditure",
        FORM,
        "单独填写的上年合计不小于已知的各部分，各部分齐全时与其和相等。",
    ),
    Rule(
        "C04",
        "没有登记批复日期",
        INFO,
        "basics",
        OPENNESS,
        "登记批复日期，以便判断是否在二十日内公开。",
    ),
    Rule("C02", "还没有填", ERROR, "basics", PROCEDURE, "公开格式要求的数和内容都已填写。"),
    Rule(
        "C05",
        "科目没有写用途",
        ERROR,
        "purposes",
        FORM,
        "安排了财政拨款的每个项写明用途。",
        "公开格式逐项说明时",
        ask="purposes",
    ),
    Rule(
        "C06",
        "没有上年执行数",
        WARNING,
        "purposes",
        FORM,
        "安排了财政拨款的每个项填写上年执行数。",
        "公开格式与上年执行数比较时",
        ask="executed",
    ),
    Rule(
        "C07",
        "停用科目没有改列",
        ERROR,
        "expenditure",
        CHART,
        "上年列在停用科目的，已改列今年的科目。",
    ),
)

RULE = {rule.id: rule for rule in RULES}
