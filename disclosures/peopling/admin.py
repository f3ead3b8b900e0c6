"""The resident population in the admin of the finance office: a number a year for each region that it keeps."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from budgets.access import regions_kept
from budgets.roster_admin import YEAR, Sealed, WordsOfFields

from ..models import Population
from .actions import delete_population, save_population


@admin.register(Population)
class PopulationAdmin(Sealed, WordsOfFields, admin.ModelAdmin):
    """常住人口."""

    WORDS = {
        "year": ("统计公报说的是哪一年年末，就填哪一年。", YEAR[1]),
        "persons": (
            "填人数，不是万人数，如 1239800。",
            {
                "required": "请填写年末常住人口（人）",
                "invalid": "请填写整数，单位为人",
                "min_value": "常住人口应大于0。",
            },
        ),
        "source": (
            "将向社会公开，如“普陀区2024年国民经济和社会发展统计公报”。",
            {"required": "请填写数据来源，它会印在人均数旁边"},
        ),
    }
    list_display = ["region_code", "year", "persons", "source"]
    list_display_links = ["region_code", "year"]
    list_filter = ["year"]
    search_fields = ["region_code", "source"]
    search_help_text = "按行政区划代码或来源中的几个字找。"
    fields = ["region_code", "year", "persons", "source"]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).filter(region_code__in=_codes(request))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The region is chosen, among those that this person keeps."""
        if db_field.name != "region_code":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        kept = regions_kept(request.user).order_by("code").values_list("code", "name")
        return forms.ChoiceField(
            choices=[(code, f"{code} {name}") for code, name in kept],
            label="地区",
            error_messages={"required": "请选择地区", "invalid_choice": "请选择您负责的地区"},
        )

    def get_readonly_fields(self, request, obj=None):
        return ["region_code", "year"] if obj else []

    def save_model(self, request, obj, form, change):
        save_population(population=obj, by=request.user)

    def delete_model(self, request, obj):
        delete_population(population=obj, by=request.user)


def _codes(request):
    return regions_kept(request.user).values_list("code", flat=True)
