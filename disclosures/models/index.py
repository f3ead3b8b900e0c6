"""The index of what stands: rows written from a version when it comes into force, replaced by the next (indexing.py).

Lists, search, comparisons and rankings read these and nothing else; pages of departments, projects and words read the
frozen documents too. None of it is a record: whatever is lost is made again out of the frozen documents. Two tables are no
index but what officials add for readers: how many people live in a region, and which account of one year's chart became
which of the next.
"""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from .published import Publication


def in_its_unit(number: int | None) -> Decimal | None:
    """Hundredths of a unit as a value with two decimals; ``indexing.hundredths`` is the way in."""
    return None if number is None else Decimal(number).scaleb(-2)


class StandingFigure(models.Model):
    """现行数据: one figure of a version in force, with what it is found and compared by beside it."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="figures")
    region_code = models.CharField(max_length=6)
    department_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=10)
    # In hundredths of the unit, as an integer: 分 of an amount in 元. Null where the department does not know it.
    number = models.BigIntegerField(null=True)
    # Where on the page it is printed first; empty where it is printed nowhere.
    anchor = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "现行数据"
        ordering = ["publication", "key"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "key"], name="one_standing_value_per_figure")
        ]
        indexes = [
            # One account in one year, over a region or over all: compared and ranked without sorting.
            models.Index("key", "year", "region_code", "number", name="figures_by_key_year_region"),
            models.Index("key", "year", F("number").desc(), name="figures_by_key_year"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.key}"

    @property
    def value(self) -> Decimal | None:
        """In its unit, with two decimals."""
        return in_its_unit(self.number)


class SearchEntry(models.Model):
    """检索条目: one thing that can be found, and the words it is found by."""

    class Group(models.TextChoices):
        DEPARTMENT = "department", "部门"
        UNIT = "unit", "单位"
        PROJECT = "project", "项目"
        ACCOUNT = "account", "科目"
        FIGURE = "figure", "数据"
        TEXT = "text", "公开文本"
        TERM = "term", "名词解释"

    # Null for what is of no single publication: accounts, and terms of the glossary (search/shared.py).
    publication = models.ForeignKey(Publication, models.CASCADE, null=True, related_name="search_entries")
    group = models.CharField(max_length=10, choices=Group)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)  # what is shown below the title, and searched as well
    # The same as English pages say it; empty where they say it in Chinese.
    title_en = models.TextField(blank=True, default="")
    text_en = models.TextField(blank=True, default="")
    # The address after the site's root and its language: "310107/105/2025/#fig-balance-5-2".
    path = models.CharField(max_length=300)
    # Of a figure or a project, the figure of its publication whose amount is shown; of an account or a term of the
    # glossary, what makes it one of its group; of others empty.
    key = models.CharField(max_length=80, blank=True)
    region_code = models.CharField(max_length=6, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    # What is searched: title, text and pinyin initials, the English too, folded as questions are.
    folded = models.TextField()
    # Within a group the heaviest come first: an amount in 万元, or how often it is used.
    weight = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        ordering = ["group", "-weight", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["path"],
                condition=Q(group__in=["department", "unit"]),
                name="a_department_is_found_once",
            )
        ]
        indexes = [
            # Common words are found by walking a group, the heaviest first (search/engine.py).
            models.Index("group", F("weight").desc(), "id", name="entries_by_group_and_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.title}"


class UsedAccount(models.Model):
    """使用的科目: an account that the version in force of a publication has figures of. Accounts are found as long as one
    publication uses them."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="used_accounts")
    system = models.CharField(max_length=10)
    code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "使用的科目"
        ordering = ["system", "code", "publication"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "code", "publication"], name="a_publication_uses_an_account_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.code} {self.year}"


class Population(models.Model):
    """常住人口: how many people live in a region, for figures per head; typed by the finance office with its source."""

    region_code = models.CharField(
        "行政区划代码", max_length=6, validators=[RegexValidator(r"^[0-9]{6}$", "行政区划代码为六位数字")]
    )
    year = models.PositiveSmallIntegerField("年度")
    persons = models.PositiveBigIntegerField("年末常住人口（人）")
    source = models.CharField("数据来源", max_length=200, help_text="将向社会公开，如统计公报的名称。")

    class Meta:
        verbose_name = verbose_name_plural = "常住人口"
        ordering = ["region_code", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "year"],
                name="one_population_per_region_and_year",
                violation_error_message="这个地区这一年已登记过常住人口。",
            ),
            models.CheckConstraint(
                condition=Q(persons__gte=1),
                name="somebody_lives_in_a_region",
                violation_error_message="常住人口应大于0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.year}年 {self.persons}人"


class CodeChange(models.Model):
    """科目衔接: one account of the chart that ended, and what it became in the chart of ``year``."""

    class System(models.TextChoices):
        FUNCTION = "function", "支出功能分类"
        ECONOMIC = "economic", "部门预算支出经济分类"
        GOVERNMENT = "government", "政府预算支出经济分类"
        SOURCE = "source", "收入来源"

    class Confidence(models.TextChoices):
        HIGH = "high", "较大"
        MEDIUM = "medium", "一般"
        LOW = "low", "较小"

    system = models.CharField("分类", max_length=10, choices=System)
    year = models.PositiveSmallIntegerField("自该年度起", help_text="从这一年的科目表起改变。")
    old_code = models.CharField(
        "原科目编码", max_length=12, validators=[RegexValidator(r"^[0-9]{3,7}$", "编码为数字")]
    )
    # Empty: it ended, and nothing takes its place.
    new_code = models.CharField(
        "新科目编码",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{3,7}$", "编码为数字")],
        help_text="并入或改为哪个科目；没有承接科目的留空。一个科目拆成几个的，分行登记。",
    )
    note = models.CharField("说明", max_length=200, blank=True, help_text="将向社会公开。")
    confidence = models.CharField(
        "推定的把握",
        max_length=6,
        choices=Confidence,
        default=Confidence.HIGH,
        help_text="没有核对过的衔接，把握“较大”的才把前后年度接成一列；其余的只加注说明。",
    )
    # What comes with the chart is inferred; only the finance office can say that it is so.
    is_checked = models.BooleanField(
        "本级财政已核对",
        default=False,
        help_text="随科目表带来的衔接是按前后年度科目推定的；对照当年印发的科目核对无误后勾选，公开页面不再注明尚未核对。",
    )
    # Never deleted: what came with the chart would come back at the next update.
    is_void = models.BooleanField(
        "不采用", default=False, help_text="核对后发现没有这一变动的，勾选；不再对外说明。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "科目衔接"
        ordering = ["system", "year", "old_code", "new_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "year", "old_code", "new_code"],
                name="a_change_of_code_is_told_once",
                violation_error_message="这一衔接已登记过。",
            ),
            models.CheckConstraint(
                condition=~Q(old_code=F("new_code")),
                name="a_code_changes_to_another",
                violation_error_message="新编码与原编码相同，不需要登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.old_code} → {self.new_code or '无'}（{self.year}年）"
