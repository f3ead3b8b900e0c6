"""What is entered: regions, departments, the chart of accounts, and one budget a department and year.

Nothing here is a total. Amounts are 元 in Python and integer 分 in the database (see ``money``); every sum is asked
of the ledger.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from .. import catalogue, chart
from ..money import MoneyField
from ..text import Line, Text

YEAR = [MinValueValidator(2015), MaxValueValidator(2035)]


class Region(models.Model):
    """行政区划: says which form applies."""

    class Level(models.TextChoices):
        PROVINCE = "省", "省"
        CITY = "市", "市"
        DISTRICT = "区", "区"
        COUNTY = "县", "县"

    code = models.CharField(
        "行政区划代码",
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{6}$", "行政区划代码为六位数字")],
    )
    name = Line("名称", max_length=60, help_text="全称，如“上海市普陀区”。")
    level = models.CharField(
        "级次", max_length=1, choices=Level, help_text="名词解释中用“本省、本市、本区、本县”。"
    )
    form = models.CharField(
        "公开格式", max_length=30, blank=True, help_text="留空的，按行政区划代码取所在省的格式。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]

    def __str__(self):
        return self.name


class Department(models.Model):
    """部门或单位: an organisation that discloses."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "部门"
        UNIT = "unit", "单位"

    region = models.ForeignKey(Region, models.PROTECT, related_name="departments", verbose_name="行政区划")
    code = models.CharField(
        "部门编码",
        max_length=12,
        validators=[RegexValidator(r"^[0-9a-z]+$", "部门编码只能用数字和小写字母")],
        help_text="预算编码，公开地址中使用，定下后不再改。",
    )
    name = Line("全称", max_length=100, help_text="公章上的全称。")
    short_name = Line("简称", max_length=40, help_text="列表和正文中使用，如“财政局”。")
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.DEPARTMENT)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="units", verbose_name="主管部门", null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "部门（单位）"
        ordering = ["region", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "code"],
                name="one_department_per_code",
                violation_error_message="本地区已有部门使用这个编码。",
            ),
            models.CheckConstraint(
                condition=Q(kind="department", parent=None) | Q(kind="unit"),
                name="only_units_have_a_parent",
                violation_error_message="只有单位才有主管部门；部门请留空。",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Two departments of one region that read the same are one."""
        same = Department.objects.filter(region=self.region_id, name=self.name).exclude(pk=self.pk).first()
        if same:
            raise ValidationError({"name": f"与已有部门‘{same.name}’重复"})


class AccountQuerySet(models.QuerySet):
    def of(self, system, year):
        return self.filter(system=system, year=year)

    def in_use(self):
        return self.filter(ended_on=None)

    def matching(self, typed):
        """Accounts whose code, name or full path holds every word typed."""
        found = self
        for word in typed.split():
            found = found.filter(Q(code__contains=word) | Q(path__contains=word))
        return found


class Account(models.Model):
    """科目: one code of one classification, as it stands in the chart of one year."""

    class System(models.TextChoices):
        FUNCTION = "function", "支出功能分类"
        ECONOMIC = "economic", "部门预算支出经济分类"
        GOVERNMENT = "government", "政府预算支出经济分类"
        SOURCE = "source", "收入来源"

    class Confidence(models.TextChoices):
        HIGH = "high", "已核实"
        MEDIUM = "medium", "较可靠"
        LOW = "low", "待核实"

    system = models.CharField("分类", max_length=10, choices=System)
    year = models.PositiveSmallIntegerField("年度", validators=YEAR)
    code = models.CharField(
        "科目编码", max_length=7, validators=[RegexValidator(r"^[0-9]+$", "科目编码只含数字")]
    )
    name = Line("科目名称", max_length=80)
    path = models.CharField("完整路径", max_length=300, editable=False)
    confidence = models.CharField(
        "可靠程度",
        max_length=6,
        choices=Confidence,
        default=Confidence.HIGH,
        help_text="“待核实”的科目可先使用，请财政局对照当年科目书核实。",
    )
    is_local = models.BooleanField("财政局增改", default=False, editable=False)
    ended_on = models.DateField(
        "停用日期", null=True, blank=True, help_text="停用后不再供选用，已用的明细不受影响。"
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "科目"
        ordering = ["system", "year", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "year", "code"],
                name="one_account_per_code_and_year",
                violation_error_message="这一年的这个分类中已有这个编码。",
            )
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def clean(self):
        """A code has the length of one of its classification's levels; another would stand under no heading."""
        lengths = chart.LEVELS.get(self.system, ())
        if lengths and len(self.code) not in lengths:
            words = "、".join(str(length) for length in lengths)
            raise ValidationError({"code": f"{self.get_system_display()}的编码是 {words} 位"})


CORRECTION_HELP = "写清哪里错了、怎么错的、应为多少。将向社会公开，不写个人姓名和电话。"


class Budget(models.Model):
    """部门预算: one department, one year, the root of what is entered."""

    class State(models.TextChoices):
        """In words as sentences name them; the step bar has words of its own (states.md §1)."""

        EDITING = "editing", "草稿"
        SUBMITTED = "submitted", "待复核"
        REVIEWED = "reviewed", "待审批"
        APPROVED = "approved", "已审批"
        SCHEDULED = "scheduled", "已定时公开"
        PUBLISHED = "published", "已公开"
        WITHHELD = "withheld", "不公开"

    class Threshold(models.IntegerChoices):
        HALF = 50, "50 万元"
        ONE = 100, "100 万元"
        TWO = 200, "200 万元"

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="budgets", verbose_name="部门（单位）"
    )
    year = models.PositiveSmallIntegerField("年度", validators=YEAR)
    approved_on = models.DateField(
        "批复日期", null=True, blank=True, help_text="财政部门批复本部门预算的日期，公开期限由此起算。"
    )
    assets_on = models.DateField(
        "资产数截止日期", null=True, blank=True, help_text="上年 8月31日 或 12月31日。"
    )
    equipment_threshold = models.PositiveSmallIntegerField(
        "大型设备单价标准", choices=Threshold, default=Threshold.ONE, help_text="以公开格式为准，不含车辆。"
    )
    no_projects = models.BooleanField("本年无项目支出", default=False)
    updated_at = models.DateTimeField(auto_now=True)
    #: What stood on accounts that are no longer in use, until its successors are chosen (see ``budgets.ended``).
    unsettled = models.JSONField("待改列", default=dict, blank=True, editable=False)

    # How far it has come (see disclosures/workflow). Only these change once it has been submitted.
    state = models.CharField("状态", max_length=9, choices=State, default=State.EDITING, editable=False)
    correcting = models.PositiveSmallIntegerField("更正的版本", null=True, blank=True, editable=False)
    correction_reason = Text("更正原因", max_length=1000, blank=True, help_text=CORRECTION_HELP)
    scheduled_for = models.DateTimeField("定时公开", null=True, blank=True, editable=False)
    late_reason = Text("超期原因", max_length=500, blank=True, help_text="将随文本公开。")

    class Meta:
        verbose_name = verbose_name_plural = "部门预算"
        ordering = ["-year", "department"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year"],
                name="one_budget_per_department_and_year",
                violation_error_message="这个部门这一年的预算已经建立。",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False),
                name="a_schedule_has_its_minute",
                violation_error_message="请选定公开的日期和时刻。",
            ),
            models.CheckConstraint(
                condition=Q(correcting=None) | ~Q(correction_reason=""),
                name="a_correction_has_a_reason",
                violation_error_message="请填写更正原因（将向社会公开）",
            ),
        ]

    def __str__(self):
        return self._titled(self.department.name)

    @property
    def called(self) -> str:
        """财政局 2025 年部门预算: as pages, messages and letters call it."""
        return self._titled(self.department.short_name)

    def _titled(self, name: str) -> str:
        return f"{name} {self.year} 年{self.department.get_kind_display()}预算"


class Listed(models.Model):
    """A line of a list that the department orders itself."""

    position = models.PositiveSmallIntegerField("序号", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Duty(Listed):
    budget = models.ForeignKey(Budget, models.CASCADE, related_name="duties")
    text = Text("主要职责", max_length=2000)

    class Meta(Listed.Meta):
        verbose_name = verbose_name_plural = "主要职责"

    def __str__(self):
        return self.text[:30]


class Office(Listed):
    budget = models.ForeignKey(Budget, models.CASCADE, related_name="offices")
    name = Line("内设机构", max_length=80)

    class Meta(Listed.Meta):
        verbose_name = verbose_name_plural = "内设机构"

    def __str__(self):
        return self.name


class BudgetUnit(Listed):
    """纳入本部门预算的单位，本级在内."""

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", "行政"
        CIVIL_SERVICE = "civil-service", "参公"
        INSTITUTION = "institution", "事业"

    class Funding(models.TextChoices):
        FULL = "full", "全额拨款"
        PARTIAL = "partial", "差额拨款"
        SELF = "self", "自收自支"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="units")
    name = Line("单位名称", max_length=100)
    code = models.CharField(
        "单位代码",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9a-z]+$", "单位代码只能用数字和小写字母")],
        help_text="预算编码。不公开代码的可不填。",
    )
    kind = models.CharField("性质", max_length=14, choices=Kind)
    funding = models.CharField(
        "经费形式", max_length=8, choices=Funding, blank=True, help_text="不公开经费形式的可不选。"
    )
    is_itself = models.BooleanField("本级", default=False)

    class Meta(Listed.Meta):
        verbose_name = verbose_name_plural = "预算单位"

    def __str__(self):
        return self.name


class Project(Listed):
    """项目: money set apart for one task, with what the public is told about it."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="projects")
    name = Line("项目名称", max_length=120)
    amount = MoneyField("年度预算安排")
    last_amount = MoneyField(
        "上年数", null=True, blank=True, help_text="上年公开的预算数，不是执行数。新项目填 0。"
    )
    use = Text("主要用途", max_length=1000, help_text="一句话，接在“主要用于”后面。")
    overview = Text("项目概述", max_length=4000, blank=True)
    basis = Text("立项依据", max_length=4000, blank=True, help_text="写文件全称和文号。")
    body = Text("实施主体", max_length=400, blank=True)
    plan = Text("实施方案", max_length=4000, blank=True)
    schedule = Text(
        "年度预算安排说明",
        max_length=4000,
        blank=True,
        help_text="本年的钱怎么安排、何时用（用款计划）。公开格式要求的才填。",
    )
    period = Line("实施周期", max_length=60, blank=True, help_text="如“2025年1月至12月”。")
    goal = Text("年度总体目标", max_length=2000, blank=True)
    grant_funds = MoneyField("资金：当年财政拨款", null=True, blank=True, help_text="填报绩效目标表时填。")
    carried_funds = MoneyField("资金：上年结转", null=True, blank=True)
    other_funds = MoneyField("资金：其他", null=True, blank=True)
    is_special_fund = models.BooleanField("属于专项资金", default=False)

    class Meta(Listed.Meta):
        verbose_name = verbose_name_plural = "项目"
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "name"],
                name="one_project_per_name",
                violation_error_message="已有同名的项目。",
            )
        ]

    def __str__(self):
        return self.name


class Indicator(Listed):
    """绩效指标: of one project, or of the whole department where ``project`` is empty."""

    class Area(models.TextChoices):
        COST = "cost", "成本指标"
        OUTPUT = "output", "产出指标"
        BENEFIT = "benefit", "效益指标"
        SATISFACTION = "satisfaction", "满意度指标"

    class Operator(models.TextChoices):
        AT_LEAST = "≥", "≥"
        AT_MOST = "≤", "≤"
        EQUAL = "＝", "＝"
        MORE = "＞", "＞"
        LESS = "＜", "＜"
        WORDS = "", "定性"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="indicators")
    project = models.ForeignKey(Project, models.CASCADE, related_name="indicators", null=True, blank=True)
    area = models.CharField("一级指标", max_length=12, choices=Area)
    aspect = Line("二级指标", max_length=40, help_text="如 数量指标、质量指标、社会效益指标。")
    name = Line("三级指标", max_length=120)
    operator = models.CharField("比较", max_length=1, choices=Operator, blank=True, default=Operator.AT_LEAST)
    target = Line("指标值", max_length=60, help_text="数和单位分开填，如 ≥ 200 人次；定性指标写要求。")
    unit = Line("单位", max_length=20, blank=True)
    weight = models.PositiveSmallIntegerField(
        "权重",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text="同一项目各指标之和为 100。",
    )

    class Meta(Listed.Meta):
        verbose_name = verbose_name_plural = "绩效指标"

    def __str__(self):
        return self.name


def account_key(label, system, help_text=""):
    """A reference of an entry to an account of one classification."""
    return models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="+",
        verbose_name=label,
        limit_choices_to={"system": system},
        null=True,
        blank=True,
        help_text=help_text,
    )


class Entry(models.Model):
    """预算明细: one amount, last year's beside it, and the classifications it carries."""

    class Direction(models.TextChoices):
        INCOME = "income", "收入"
        EXPENDITURE = "expenditure", "支出"

    class Nature(models.TextChoices):
        BASIC = "basic", "基本支出"
        PROJECT = "project", "项目支出"
        OPERATING = "operating", "事业单位经营支出"
        UPWARD = "upward", "上缴上级支出"
        DOWNWARD = "downward", "对附属单位补助支出"
        CARRY = "carry", "结转下年"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="entries", verbose_name="部门预算")
    direction = models.CharField("方向", max_length=11, choices=Direction)
    source = account_key("资金来源", "source")
    function = account_key("功能科目", "function", help_text="钱用来办什么事，选到“项”。")
    economic = account_key("部门经济科目", "economic", help_text="钱花在什么上，选到“款”。")
    government = account_key("政府经济科目", "government")
    nature = models.CharField(
        "性质",
        max_length=9,
        choices=Nature,
        blank=True,
        help_text="人员经费、公用经费列基本支出；专门任务列项目支出。",
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, related_name="entries", verbose_name="项目", null=True, blank=True
    )
    unit = models.ForeignKey(
        BudgetUnit, models.SET_NULL, related_name="entries", verbose_name="单位", null=True, blank=True
    )
    amount = MoneyField("本年", help_text="万元，可填到六位小数（即到分）。没有支出填 0。")
    last_amount = MoneyField(
        "上年", null=True, blank=True, help_text="上年公开的预算数，不是执行数。不知道的留空，没有的填 0。"
    )
    is_last_year_total = models.BooleanField(
        "上年只有合计",
        default=False,
        help_text="上年数没有分科目时，把这个来源的上年合计填在一条里：本年填 0，科目空着，在这里打钩。",
    )
    reason = Line("说明", max_length=200, blank=True, help_text="冲减或变动很大时写明原因。")

    class Meta:
        verbose_name = verbose_name_plural = "预算明细"
        ordering = ["direction", "function__code", "economic__code", "nature", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    direction="income", source__isnull=False, economic=None, government=None, nature=""
                )
                | Q(direction="expenditure"),
                name="income_has_a_source_and_no_nature",
                violation_error_message="收入明细须选收入来源，不填经济科目和支出性质。",
            ),
            models.CheckConstraint(
                condition=~Q(nature="carry") | Q(function=None, economic=None, government=None),
                name="carried_money_is_not_spent",
                violation_error_message="结转下年的资金不列科目。",
            ),
            models.CheckConstraint(
                condition=Q(is_last_year_total=False)
                | Q(amount=0, last_amount__isnull=False, source__isnull=False, nature="")
                & Q(function=None, economic=None, government=None, project=None),
                name="a_bare_total_of_last_year_is_nothing_else",
                violation_error_message="上年合计：本年填 0，选资金来源，科目、性质、项目都空着，填上年数。",
            ),
        ]

    def __str__(self):
        code = self.function or self.economic or self.government or self.source or "未列科目"
        return f"{self.get_direction_display()} {code}"


class Particular(models.Model):
    """其他重要事项: a figure that is no entry, as declared in ``catalogue.ITEMS``. Counts are kept like amounts."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="particulars")
    key = models.CharField("事项", max_length=40)
    value = MoneyField("本年", null=True, blank=True)
    last = MoneyField("上年", null=True, blank=True)
    reason = Text("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "其他重要事项"
        constraints = [models.UniqueConstraint(fields=["budget", "key"], name="one_particular_per_key")]

    def __str__(self):
        return catalogue.ITEM[self.key].label


class ProcurementItem(Listed):
    class Kind(models.TextChoices):
        GOODS = "goods", "货物"
        WORKS = "works", "工程"
        SERVICES = "services", "服务"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="procurement_items")
    kind = models.CharField("类别", max_length=8, choices=Kind)
    name = Line("采购项目", max_length=120)
    amount = MoneyField("本年")
    is_public_service = models.BooleanField("属于政府购买服务", default=False)

    class Meta(Listed.Meta):
        verbose_name = verbose_name_plural = "采购项目"
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "kind", "name"],
                name="one_purchase_per_kind_and_name",
                violation_error_message="同一类别下已有同名的采购项目。",
            )
        ]

    def __str__(self):
        return self.name


class Purpose(models.Model):
    """科目用途: what the grants under one function code are for, and what was executed under it last year (元)."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="purposes")
    function = models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="+",
        verbose_name="功能科目",
        limit_choices_to={"system": "function"},
    )
    use = Text("主要用途", max_length=1000, blank=True, help_text="接在“主要用于”后面，不写句号。")
    executed = MoneyField(
        "上年执行数", null=True, blank=True, help_text="不是上年公开的预算数。不知道的留空，没有的填 0。"
    )
    reason = Text("增减原因", max_length=500, blank=True, help_text="与上年执行数相比增减的原因。")

    class Meta:
        verbose_name = verbose_name_plural = "科目用途"
        ordering = ["function__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "function"],
                name="one_purpose_per_function",
                violation_error_message="这个科目已经写有用途。",
            )
        ]

    def __str__(self):
        return str(self.function)


class Note(models.Model):
    """说明与原因: a text of the department, as declared in ``catalogue.NOTES``."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="notes")
    key = models.CharField("位置", max_length=40)
    text = Text("文字", max_length=20000)

    class Meta:
        verbose_name = verbose_name_plural = "说明与原因"
        constraints = [models.UniqueConstraint(fields=["budget", "key"], name="one_note_per_key")]

    def __str__(self):
        return catalogue.NOTE[self.key].label
