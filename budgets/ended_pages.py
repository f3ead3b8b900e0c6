"""The page on which what stood on ended accounts is put on their successors."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse

from .access import Act, may, require
from .ended import Ended, ended_in
from .forms import AccountField, Plain
from .models import Account
from .settling import settle

OTHER, LEFT_OUT = "other", "left-out"


class SettleForm(Plain, forms.Form):
    """For each ended account one choice: a successor that is proposed, another that is typed, or to leave it out."""

    def __init__(self, *args, budget, ended, **kwargs):
        self.ended = ended
        super().__init__(*args, **kwargs)
        for each in ended:
            proposed = [(account.code, str(account)) for account in each.proposals]
            choices = [*proposed, (LEFT_OUT, "不带入，由我自己填"), (OTHER, "另选科目：")]
            self.fields[each.field] = forms.ChoiceField(
                label=each.name, choices=choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"{each.field}-{OTHER}"] = AccountField(
                label=f"{each.name} 改列", system=each.system, year=budget.year, budget=budget, required=False
            )

    def rows(self):
        """(ended account, its choice, the field for another account)."""
        return [(each, self[each.field], self[f"{each.field}-{OTHER}"]) for each in self.ended]

    def clean(self):
        cleaned = super().clean()
        for each in self.ended:
            other = f"{each.field}-{OTHER}"
            if cleaned.get(each.field) == OTHER and not cleaned.get(other) and other not in self.errors:
                self.add_error(other, "请填写科目")
        return cleaned

    def chosen(self):
        """{(classification, code): its successor, None where it is left out}, of what was chosen."""
        return {
            (each.system, each.code): self._account(each) for each in self.ended if self._is_settled(each)
        }

    def _is_settled(self, each: Ended):
        return self.cleaned_data[each.field] or self.cleaned_data[f"{each.field}-{OTHER}"]

    def _account(self, each: Ended) -> Account | None:
        choice, other = self.cleaned_data[each.field], self.cleaned_data[f"{each.field}-{OTHER}"]
        if choice == LEFT_OUT:
            return None
        if other and choice in ("", OTHER):
            return other
        return next(account for account in each.proposals if account.code == choice)


class EndedPages:
    """For the admin of budgets."""

    def get_urls(self):
        return [*self.routes([("<int:pk>/ended/", self.ended_view, "ended")]), *super().get_urls()]

    def ended_view(self, request, pk):
        budget = self.budget_of(request, pk)
        if request.method == "POST":
            with self.entering(request, budget) as budget:
                return self._settle(request, budget)
        form = SettleForm(budget=budget, ended=ended_in(budget))
        if not may(request.user, Act.ENTER, budget):
            require(request.user, Act.SEE, budget)
            for field in form.fields.values():
                field.disabled = True
        return self._show_ended(request, budget, form)

    def _settle(self, request, budget):
        form = SettleForm(request.POST, budget=budget, ended=ended_in(budget))
        if not form.is_valid():
            form.focus()
            return self._show_ended(request, budget, form, status=400)
        chosen = form.chosen()
        if not chosen:
            messages.info(request, "没有选定科目，不用保存。")
            return HttpResponseRedirect(request.path)
        try:
            written = settle(budget=budget, chosen=chosen, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self._show_ended(request, budget, form, status=400)
        messages.success(request, f"已改列 {len(chosen)} 个科目，带来上年明细 {written} 条。")
        page = "ended" if budget.unsettled else "change"
        return HttpResponseRedirect(reverse(f"admin:budgets_budget_{page}", args=[budget.pk]))

    def _show_ended(self, request, budget, form, status=200):
        carried = budget.events.filter(action="带入上年").first()
        context = {"form": form, "renamed": carried.detail.get("renamed", ()) if carried else ()}
        title = "停用科目改列"
        return self.page(request, "admin/budgets/ended.html", budget, title, status, **context)
