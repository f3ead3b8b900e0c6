"""What the API answers: one serializer for each shape."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from ..listing import timeliness_of
from ..projects import PARTS
from ..rendering import opendata

MONEY = "元，两位小数；不知道为 null"


class RegionSerializer(serializers.Serializer):
    code = serializers.CharField(source="region_code")
    name = serializers.CharField(source="region_name")


class DepartmentSerializer(serializers.Serializer):
    region = serializers.CharField(source="region_code")
    code = serializers.CharField(source="department_code")
    name = serializers.CharField(source="department_name")
    short_name = serializers.CharField()
    kind = serializers.ChoiceField(["department", "unit"])
    year = serializers.IntegerField()
    title = serializers.CharField()
    version = serializers.IntegerField(source="number")
    total = serializers.DecimalField(19, 2, help_text="支出总计，元")
    change = serializers.DecimalField(19, 2, allow_null=True, help_text="比上年增减，元；上年数未知为 null")
    published_at = serializers.DateTimeField()
    first_published_at = serializers.DateTimeField()
    approved_on = serializers.DateField(allow_null=True, help_text="批复日期；未登记为 null")
    due_on = serializers.DateField(allow_null=True, help_text="公开期限")
    days_late = serializers.SerializerMethodField(help_text="迟公开的天数；按期为 0，未登记批复日期为 null")
    late_reason = serializers.CharField(help_text="迟公开的原因")
    url = serializers.SerializerMethodField()

    def get_days_late(self, publication) -> int | None:
        found = timeliness_of(publication)
        return found.late if found else None

    def get_url(self, publication) -> str:
        return publication.get_absolute_url()


class VersionSerializer(serializers.Serializer):
    region = serializers.CharField(source="publication.region_code")
    department = serializers.CharField(source="publication.department_code")
    year = serializers.IntegerField(source="publication.year")
    title = serializers.CharField(source="publication.title")
    number = serializers.IntegerField()
    is_current = serializers.SerializerMethodField()
    sha256 = serializers.CharField()
    published_at = serializers.DateTimeField()
    reason = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_is_current(self, version) -> bool:
        return version.number == version.publication.number

    def get_url(self, version) -> str:
        return version.get_absolute_url()


class FigureSerializer(serializers.Serializer):
    """A figure in force, out of the index."""

    region = serializers.CharField(source="region_code")
    department = serializers.CharField(source="department_code")
    year = serializers.IntegerField()
    version = serializers.IntegerField(source="publication.number")
    key = serializers.CharField()
    label = serializers.CharField()
    value = serializers.SerializerMethodField(help_text="金额为元，两位小数；不知道为 null")
    unit = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="在这一版本页面上的位置")

    def get_value(self, figure) -> str | None:
        return _plain(figure)

    def get_url(self, figure) -> str:
        return place_of(figure)


def _plain(figure: Any) -> str | None:
    """The exact value as the document says it: counts without decimals."""
    value = figure.value
    if value is None:
        return None
    is_count = figure.unit not in ("元", "%", "平方米") and value == value.to_integral_value()
    return str(int(value)) if is_count else f"{value:.2f}"


def place_of(figure: Any) -> str:
    """Where a figure in force is printed, in the version that stands: /430001/101/2025/v1/#fig-balance-5-2."""
    of = figure.publication
    url = reverse("version", args=(of.region_code, of.department_code, of.year, of.number))
    return f"{url}#{figure.anchor}" if figure.anchor else url


class PlaceSerializer(serializers.Serializer):
    anchor = serializers.CharField()
    text = serializers.CharField()


class FigureOfVersionSerializer(serializers.Serializer):
    """A figure of one version, for ever the same: out of its document."""

    key = serializers.CharField()
    label = serializers.CharField()
    value = serializers.CharField(allow_null=True, help_text="金额为元，两位小数；不知道为 null")
    unit = serializers.CharField()
    basis = serializers.CharField(help_text="怎么得来的")
    places = PlaceSerializer(many=True)
    sha256 = serializers.CharField(help_text="所在版本的摘要")
    url = serializers.CharField(help_text="在这一版本页面上的位置")


class RowSerializer(serializers.Serializer):
    code = serializers.CharField()
    kind = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class TableSerializer(serializers.Serializer):
    """A table as data: column labels, and the rows' exact values (amounts in 元)."""

    key = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = RowSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())


def table_as_data(table, figures):
    rows = [
        {"code": row["code"], "kind": row["kind"], "values": [str(v) for v in opendata.values(row, figures)]}
        for row in table["rows"]
    ]
    return {
        "key": table["key"],
        "number": table["number"],
        "title": table["title"],
        "columns": [label for label, _kind in opendata.heads(table)],
        "rows": rows,
        "notes": table["notes"],
    }


class ListedProjectSerializer(serializers.Serializer):
    """A project of a version in force, out of the index."""

    region = serializers.CharField(source="region_code")
    department = serializers.CharField(source="department_code")
    year = serializers.IntegerField()
    version = serializers.IntegerField(source="publication.number")
    project = serializers.SerializerMethodField(help_text="由项目名称得出，八位十六进制")
    name = serializers.CharField(source="label")
    amount = serializers.SerializerMethodField(help_text=MONEY)
    url = serializers.SerializerMethodField(help_text="在这一版本页面上的位置")

    def get_project(self, figure) -> str:
        return figure.key.partition(".")[2]

    def get_amount(self, figure) -> str | None:
        return _plain(figure)

    def get_url(self, figure) -> str:
        return place_of(figure)


class IndicatorSerializer(serializers.Serializer):
    area = serializers.CharField(help_text="一级指标")
    aspect = serializers.CharField(help_text="二级指标")
    name = serializers.CharField(help_text="三级指标")
    target = serializers.CharField(help_text="指标值")
    weight = serializers.CharField(help_text="权重；没有为空")


class IndicatorOfVersionSerializer(IndicatorSerializer):
    project = serializers.CharField(help_text="项目；部门整体的为空")
    table = serializers.CharField()
    row = serializers.IntegerField()


class PartSerializer(serializers.Serializer):
    """A part of what is said of a project."""

    part = serializers.ChoiceField(list(PARTS), source="name", help_text="说的是什么")
    label = serializers.CharField(help_text="这一部分的中文名称")
    paragraphs = serializers.ListField(child=serializers.CharField())


class ProjectOfVersionSerializer(serializers.Serializer):
    """A project of one version with its goal and indicators, out of its document."""

    project = serializers.CharField(source="slug")
    name = serializers.CharField()
    amount = serializers.CharField(allow_null=True, help_text=MONEY)
    last = serializers.CharField(allow_null=True, help_text=f"上年，{MONEY}")
    change = serializers.CharField(allow_null=True, help_text=f"比上年增减，{MONEY}")
    grant = serializers.CharField(allow_null=True, help_text=f"当年财政拨款，{MONEY}")
    carried = serializers.CharField(allow_null=True, help_text=f"上年结转，{MONEY}")
    other = serializers.CharField(allow_null=True, help_text=f"其他资金，{MONEY}")
    goal = serializers.CharField(help_text="绩效目标，几段的一段一行；没有为空")
    anchor = serializers.CharField()
    parts = PartSerializer(many=True)
    indicators = IndicatorSerializer(many=True)


class PopulationSerializer(serializers.Serializer):
    region = serializers.CharField(source="region_code")
    year = serializers.IntegerField()
    persons = serializers.IntegerField(help_text="年末常住人口")
    source = serializers.CharField()


class CodeChangeSerializer(serializers.Serializer):
    system = serializers.ChoiceField(["function", "economic", "government", "source"])
    year = serializers.IntegerField(help_text="自该年度起")
    old_code = serializers.CharField()
    new_code = serializers.CharField(allow_null=True, help_text="没有承接的科目为 null", source="successor")
    note = serializers.CharField()
    confidence = serializers.ChoiceField(["high", "medium", "low"], help_text="推定的把握")
    checked = serializers.BooleanField(source="is_checked", help_text="本级财政已核对；没有核对的是推定")


class FoundSerializer(serializers.Serializer):
    """Something that was found."""

    group = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    region = serializers.CharField(source="region_code", help_text="不属于任何地区的为空")
    year = serializers.IntegerField(allow_null=True)
    url = serializers.SerializerMethodField()

    def get_url(self, entry) -> str:
        return reverse("home") + entry.path
