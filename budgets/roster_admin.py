"""What is stored about organisations and accounts, in the admin: regions, departments, the chart; and what every admin of
ours has in common."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404

from . import accounts, actions
from .access import NO_BUTTON, departments_kept, regions_kept
from .models import Account, Department, Region


class WordsOfFields:
    """An admin whose fields say in our words what fits: ``WORDS`` is {field: (help, {code of error: sentence})}."""

    WORDS = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in self.WORDS:
            help_text, sentences = self.WORDS[db_field.name]
            field.help_text = help_text or field.help_text
            field.error_messages |= sentences
        return field


YEAR = (
    "",
    {
        "required": "请填写年度",
        "invalid": "请填写四位年份",
        "min_value": "年度应在 2015–2035 年之间",
        "max_value": "年度应在 2015–2035 年之间",
    },
)


# Who and what -----------------------------------------------------------------------------------------------


class Sealed:
    """An admin to which what is not this person's, and what is not there, is the same: 404, not a way back."""

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404(NO_BUTTON)


class Narrowed(Sealed):
    """An admin that lists, finds, completes and lets choose only what is this person's (access.py): ``seen_by`` gives it."""

    @staticmethod
    def seen_by(user):
        raise NotImplementedError

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=self.seen_by(request.user).values("pk"))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model in CHOSEN_FROM:
            kwargs["queryset"] = CHOSEN_FROM[db_field.related_model](request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


#: What a person may choose in a form: the departments and regions that they keep, and no other's.
CHOSEN_FROM = {Department: departments_kept, Region: regions_kept}


class OrganisationAdmin(Narrowed, WordsOfFields, admin.ModelAdmin):
    def save_model(self, request, obj, form, change):
        actions.save_organisation(organisation=obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Region)
class RegionAdmin(OrganisationAdmin):
    seen_by = staticmethod(regions_kept)
    list_display = ["code", "name", "level"]
    search_fields = ["code", "name"]

    WORDS = {
        "code": (
            "六位数字，如 310107。",
            {
                "required": "请填写行政区划代码",
                "max_length": "行政区划代码为六位数字",
                "unique": "这个行政区划已经建立。",
            },
        )
    }

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj and obj.departments.exists() else []  # it stands in public addresses


@admin.register(Department)
class DepartmentAdmin(OrganisationAdmin):
    seen_by = staticmethod(departments_kept)
    WORDS = {
        "code": (
            "预算编码，数字和小写字母，最多 12 位。公开地址中使用，定下后不再改。",
            {"required": "请填写部门编码", "max_length": "部门编码最多 12 位（收到 %(show_value)d 位）"},
        )
    }
    list_display = ["code", "name", "short_name", "kind", "parent", "region"]
    list_filter = ["kind", ("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent", "region"]
    search_fields = ["code", "name", "short_name"]
    autocomplete_fields = ["parent"]

    def get_readonly_fields(self, request, obj=None):
        return ["code", "region"] if obj else []  # they stand in public addresses


class EndedFilter(admin.SimpleListFilter):
    title = "是否停用"
    parameter_name = "ended"

    def lookups(self, request, model_admin):
        return [("no", "在用"), ("yes", "已停用")]

    def queryset(self, request, queryset):
        if self.value():
            return queryset.filter(ended_on__isnull=self.value() == "no")
        return queryset


@admin.register(Account)
class AccountAdmin(Sealed, WordsOfFields, admin.ModelAdmin):
    WORDS = {"year": YEAR}
    list_display = ["code", "name", "path", "system", "year", "confidence", "ended_on"]
    list_filter = ["system", "year", "confidence", EndedFilter]
    search_fields = ["code", "name", "path"]
    search_help_text = "按编码、名称或路径中的几个字找。"
    list_per_page = 50
    readonly_fields = ["note"]
    fields = ["system", "year", "code", "name", "confidence", "ended_on", "note"]

    @admin.display(description="提示")
    def note(self, account):
        return accounts.note_for(account) or "—"

    def get_readonly_fields(self, request, obj=None):
        return ["system", "year", "code", "note"] if obj else ["note"]

    def save_model(self, request, obj, form, change):
        actions.save_account(account=obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return False
