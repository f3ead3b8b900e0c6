"""The crosswalk in the admin of the finance office: which account became which, and since when."""

from __future__ import annotations

from django.contrib import admin

from budgets.roster_admin import YEAR, Sealed, WordsOfFields

from ..models import CodeChange
from .actions import save_code_change


@admin.register(CodeChange)
class CodeChangeAdmin(Sealed, WordsOfFields, admin.ModelAdmin):
    """科目衔接. What a line speaks of is settled when it is added; a wrong one is put aside, never deleted: what came with
    the chart would come back with the next update."""

    WORDS = {"year": ("从这一年的科目表起改变。", YEAR[1])}
    list_display = ["old_code", "new_code", "year", "system", "is_checked", "confidence", "put_aside", "note"]
    list_display_links = ["old_code"]
    list_filter = ["is_checked", "confidence", "system", "year", "is_void"]
    search_fields = ["old_code", "new_code", "note"]
    search_help_text = "按编码或说明中的几个字找。"
    list_per_page = 50
    fields = ["system", "year", "old_code", "new_code", "note", "is_checked", "confidence", "is_void"]
    actions = ["confirm"]

    @admin.display(description="不采用", ordering="is_void")
    def put_aside(self, change):
        return "不采用" if change.is_void else ""

    @admin.action(description="所选衔接已由本级财政核对", permissions=["change"])
    def confirm(self, request, queryset):
        waiting = queryset.filter(is_checked=False)
        for change in waiting:
            change.is_checked = True
            save_code_change(change=change, by=request.user)
        self.message_user(request, f"已记为核对：{len(waiting)}条。")

    def get_changeform_initial_data(self, request):
        """What the finance office adds itself it has checked."""
        return {"is_checked": True} | super().get_changeform_initial_data(request)

    def get_readonly_fields(self, request, obj=None):
        return ["system", "year", "old_code", "new_code"] if obj else []

    def save_model(self, request, obj, form, change):
        save_code_change(change=obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return False
