"""What staff type, read once at the edge. Every form keeps what was typed and says what fits, at the field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from . import accounts, catalogue
from .ledger import EXPENDITURE
from .models import (
    Account,
    Budget,
    BudgetUnit,
    Duty,
    Entry,
    Indicator,
    Note,
    Office,
    Particular,
    ProcurementItem,
    Project,
)
from .money import AmountField, CountField, is_jump, jump_question
from .text import TOO_LONG, TextField, clean_line, clean_text


class Plain:
    """Ways all staff forms share: the words of their messages, and where the cursor stands after an error."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["max_length"] = TOO_LONG
            if isinstance(field, forms.ChoiceField):
                field.error_messages["required"] = f"请选择{field.label}"
            elif not isinstance(field, AmountField | CountField):
                field.error_messages["required"] = field.error_messages.get("blank", "请填写")
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.pop("cols", None)
                # A browser cuts what is too long without a word; we say how much there was.
                field.widget.attrs.pop("maxlength", None)

    def focus(self):
        """Put the cursor in the first field with an error; whether there is one."""
        for field in self:
            if field.errors and not field.is_hidden:
                field.field.widget.attrs["autofocus"] = True
                return True
        return False


@dataclass(frozen=True)
class Faults:
    """How many places of some forms are to be mended, and the id of the first; nothing typed is saved then."""

    count: int = 0
    first: str = ""
    is_unsaved: bool = False


def faults_of(given):
    """The faults of forms and of lists of rows; none where nothing was typed into them."""
    bound = [form for form in given if form.is_bound]
    rows = [row for form in bound if isinstance(form, forms.BaseFormSet) for row in form.forms]
    plain = [form for form in bound if not isinstance(form, forms.BaseFormSet)]
    fields = [field for form in (*plain, *rows) for field in form if field.errors]
    others = [form for form in (*plain, *rows) if form.non_field_errors()]
    lists = [form for form in bound if isinstance(form, forms.BaseFormSet) and form.non_form_errors()]
    first = fields[0].id_for_label if fields else ""
    return Faults(len([*fields, *others, *lists]), first, bool(bound))


def close(given):
    """Show forms and lists of rows as they are stored, with nothing to type in."""
    for form in given:
        if isinstance(form, forms.BaseFormSet):
            form.extra, form.can_delete = 0, False
            close(form.forms)
            continue
        for field in form.fields.values():
            field.disabled = True


# Fields -----------------------------------------------------------------------------------------------------------


class AccountField(forms.CharField):
    """An account by code, by name or by a part of either; cleaned to an Account of one system and year."""

    def __init__(self, *, system, year, budget=None, kept=None, **kwargs):
        self.system, self.year, self.kept = system, year, kept
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "class": "account"}
        if budget is not None:
            url = reverse("admin:budgets_budget_accounts", args=[budget.pk])
            self.widget.attrs["data-accounts"] = f"{url}?system={system}"

    def to_python(self, value):
        return super().to_python(clean_text(value) if isinstance(value, str) else value)

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        return accounts.find(typed, system=self.system, year=self.year, kept=self.kept)

    def prepare_value(self, value):
        return str(value) if isinstance(value, Account) else value

    def has_changed(self, initial, data):
        typed = (data or "").translate(accounts.HALF_WIDTH).strip()
        if isinstance(initial, Account):
            return typed not in (str(initial), initial.code, initial.name)
        return str(initial or "") != typed


class DateField(forms.DateField):
    """A date as people write it: 2025-1-20, 2025/1/20, 2025年1月20日, full-width digits (security.md §5.3)."""

    PATTERN = re.compile(r"([0-9]{1,4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "2025-01-20", "class": "date"})

    def to_python(self, value):
        if not value or isinstance(value, date):
            return super().to_python(value)
        found = self.PATTERN.fullmatch(value.translate(accounts.HALF_WIDTH).replace("－", "-").strip())
        if not found:
            raise ValidationError("请写日期，如 2025-01-20")
        if len(found[1]) < 4:
            raise ValidationError("请写四位年份")
        return self._day(*map(int, found.groups()))

    def _day(self, year, month, day):
        if not 2015 <= year <= 2035:
            raise ValidationError("日期应在 2015–2035 年之间")
        if not 1 <= month <= 12:
            raise ValidationError(f"没有 {month} 月")
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(f"{year} 年 {month} 月没有 {day} 日") from None

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, date) else value


class LongText(TextField):
    """Several lines of plain text, in a box of as many rows as usual."""

    def __init__(self, longest, *, rows=3, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=longest, required=False, widget=widget, **kwargs)

    def has_changed(self, initial, data):
        return (initial or "") != (data or "").replace("\r\n", "\n").strip()


def ask_about_jump(form, amount_field, last_field, reason_field):
    """Row 31: an amount far from last year's is asked about until a reason answers."""
    amount, last = form.cleaned_data.get(amount_field), form.cleaned_data.get(last_field)
    if amount is None or last is None or form.cleaned_data.get(reason_field):
        return
    if is_jump(amount, last):
        form.add_error(amount_field, ValidationError(jump_question(amount, last), code="jump"))


def asks_about_jump(bound):
    """Whether a bound field carries the question of row 31, to be answered by mending or by a reason."""
    return any(error.code == "jump" for error in bound.errors.as_data())


# Entries ----------------------------------------------------------------------------------------------------------


class EntryForm(Plain, forms.ModelForm):
    """One entry; the row at the top of the list and the page of its own are this same form."""

    ACCOUNTS = {
        "function": ("功能科目", "钱用来办什么事，选到“项”。"),
        "economic": ("部门经济科目", "钱花在什么上，选到“款”。"),
        "government": ("政府经济科目", ""),
    }
    NO_ACCOUNT_NEEDED = (Entry.Nature.UPWARD, Entry.Nature.DOWNWARD, Entry.Nature.CARRY)

    class Meta:
        model = Entry
        fields = [
            "source",
            "function",
            "economic",
            "government",
            "nature",
            "project",
            "unit",
            "amount",
            "last_amount",
            "reason",
            "is_last_year_total",
        ]

    def __init__(self, data=None, *, budget, direction, instance=None, initial=None, **kwargs):
        entry = instance or Entry(budget=budget, direction=direction)
        super().__init__(data, instance=entry, initial=initial, **kwargs)
        self.budget, self.direction = budget, direction
        self.is_income = direction == Entry.Direction.INCOME
        if self.is_income:
            for name in ("economic", "government", "nature", "project"):
                del self.fields[name]
        self._choose_accounts(entry)
        self._choose_from_budget()
        if self.is_income:
            self.fields["amount"].error_messages["required"] = "请填写；没有收入请填 0"
            self.fields["amount"].help_text = self.fields["amount"].help_text.replace("没有支出", "没有收入")
        if entry.pk is None and not self.is_income:
            self.initial.setdefault("nature", Entry.Nature.BASIC)
            self.initial["nature"] = self.initial["nature"] or Entry.Nature.BASIC

    def _choose_accounts(self, entry):
        for name, (label, help_text) in self.ACCOUNTS.items():
            if name in self.fields:
                kept = getattr(entry, name)
                self.fields[name] = AccountField(
                    system=name,
                    year=self.budget.year,
                    budget=self.budget,
                    kept=kept,
                    label=label,
                    help_text=help_text,
                    required=False,
                )
                if kept:
                    self.initial[name] = kept
        source = self.fields["source"]
        in_use = Account.objects.of("source", self.budget.year).in_use()
        source.queryset = in_use | Account.objects.filter(pk=entry.source_id)
        source.label_from_instance = attrgetter("name") if self.is_income else accounts.short_name
        source.required = self.is_income
        source.empty_label = "请选择" if self.is_income else "（未分来源）"
        source.label = "收入来源" if self.is_income else "资金来源"
        source.error_messages["required"] = "请选择收入来源。"

    def _choose_from_budget(self):
        self.fields["unit"].queryset = self.budget.units.all()
        self.fields["unit"].empty_label = "（不分单位）"
        if "project" in self.fields:
            self.fields["project"].queryset = self.budget.projects.all()
            self.fields["project"].empty_label = "（不列项目）"
            self.fields["nature"].choices = [("", "（未分性质）"), *Entry.Nature.choices]

    def clean(self):
        cleaned = super().clean()
        amount = cleaned.get("amount")
        if amount is not None and amount < 0 and not cleaned.get("reason"):
            self.add_error("amount", self._negative())
        ask_about_jump(self, "amount", "last_amount", "reason")
        if cleaned.get("is_last_year_total"):
            self._clean_bare_total(cleaned)
        elif not self.is_income and not self._is_classified():
            self.add_error("function", "请填功能科目，或填部门经济科目。")
        return cleaned

    def _clean_bare_total(self, cleaned):
        """Last year's bare total is nothing else: no money of this year, no account, and so no nature either."""
        if not self.is_income:
            cleaned |= {"nature": "", "project": None}
        has_account = any(cleaned.get(name) for name in self.ACCOUNTS)
        if cleaned.get("amount") != 0 or cleaned.get("last_amount") is None or has_account:
            self.add_error("is_last_year_total", "上年合计：本年填 0，科目空着，填上年数。")
        if not cleaned.get("source"):
            self.add_error("source", "上年合计要选资金来源。")

    def _negative(self):
        return f"{'收入' if self.is_income else '支出'}金额不能为负；如为冲减请填写说明"

    def _is_classified(self):
        """Whether an account is given, or the money needs none: 结转下年, 上缴, 补助."""
        if any(self.cleaned_data.get(name) or name in self.errors for name in self.ACCOUNTS):
            return True
        return self.cleaned_data.get("nature") in self.NO_ACCOUNT_NEEDED


# Sections of the workspace ----------------------------------------------------------------------------------------


class BudgetForm(Plain, forms.ModelForm):
    """The few particulars that are columns of the budget, as many as a section asks for."""

    class Meta:
        model = Budget
        fields = ["assets_on", "equipment_threshold", "no_projects"]
        field_classes = {"assets_on": DateField}

    def __init__(self, *args, only, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(only):
            del self.fields[name]

    def save(self, commit=True):
        Budget.objects.filter(pk=self.instance.pk).update(**self.cleaned_data)


NUMBERING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十百0-9]+[）)]|[一二三四五六七八九十]+、|[0-9]+(?:、|[.．](?![0-9]))|[①-⑳])\s*"
)


def paragraphs(text):
    """Lines that hold something, without the numbers people put before them."""
    return [line for raw in text.splitlines() if (line := NUMBERING.sub("", raw).strip())]


class ListsForm(Plain, forms.Form):
    """主要职责 and 内设机构: one a line, in the department's own order."""

    duties = LongText(
        100_000,
        rows=8,
        label="主要职责",
        help_text="每条一段，不用写“（一）（二）”，序号自动加。",
    )
    offices = LongText(
        20_000,
        rows=4,
        label="内设科室",
        help_text="每行一个，写全称。个数自动数，与正文一致。",
    )

    def __init__(self, data=None, *, budget, books=None):
        self.budget = budget
        initial = {"duties": "\n".join(books.duties), "offices": "\n".join(books.offices)} if books else None
        super().__init__(data, initial=initial)

    def clean_duties(self):
        return self._lines("duties", clean_text, 2000)

    def clean_offices(self):
        return self._lines("offices", clean_line, 80)

    def _lines(self, name, clean, longest):
        cleaned, errors = [], []
        for n, line in enumerate(paragraphs(self.cleaned_data[name]), 1):
            try:
                cleaned.append(clean(line))
                if len(line) > longest:
                    raise ValidationError(f"最多 {longest} 字（收到 {len(line)} 字）")
            except ValidationError as error:
                errors.append(f"第 {n} 行：{error.message}")
        if errors:
            raise ValidationError(errors)
        return cleaned

    def save(self):
        self.budget.duties.all().delete()
        self.budget.offices.all().delete()
        Duty.objects.bulk_create(
            Duty(budget=self.budget, position=n, text=text)
            for n, text in enumerate(self.cleaned_data["duties"])
        )
        Office.objects.bulk_create(
            Office(budget=self.budget, position=n, name=name)
            for n, name in enumerate(self.cleaned_data["offices"])
        )


def _fields_of(item):
    """The form fields of one particular: this year's, last year's where the form asks for it, and the reason."""
    yield item.field, _number(item, label=item.label)
    if item.last:
        yield f"{item.field}__last", _number(item, label=f"{item.label}：上年")
    yield f"{item.field}__reason", LongText(500, label=f"{item.label}：说明", rows=1)


def _number(item, **kwargs):
    if item.is_money:
        return AmountField(allow_negative=False, required=False, **kwargs)
    return CountField(places=2 if item.unit == catalogue.AREA else 0, required=False, **kwargs)


class ParticularsForm(Plain, forms.Form):
    """The particulars of one section: this year's, last year's and the reason beside each. Blank is not 0."""

    def __init__(self, data=None, *, budget, section, books=None):
        self.budget, self.items = budget, catalogue.items_of(section)
        self.base_fields = {name: field for item in self.items for name, field in _fields_of(item)}
        super().__init__(data, initial=self._stated(books))

    def _stated(self, books):
        found = {}
        for item in self.items if books else ():
            stated = books.stated[item.key]
            found |= {
                item.field: stated.value,
                f"{item.field}__last": stated.last,
                f"{item.field}__reason": stated.reason,
            }
        return found

    def clean(self):
        cleaned = super().clean()
        for item in self.items:
            if item.is_money and item.last:
                ask_about_jump(self, item.field, f"{item.field}__last", f"{item.field}__reason")
        return cleaned

    def rows(self):
        """(item, this year, last year or None, reason) as bound fields, in the order of the form."""
        for item in self.items:
            last = self[f"{item.field}__last"] if item.last else None
            value = self[item.field]
            value.asks = asks_about_jump(value)
            yield item, value, last, self[f"{item.field}__reason"]

    def save(self):
        stored = {p.key: p for p in self.budget.particulars.all()}
        for item in self.items:
            self._save(item, stored.get(item.key) or Particular(budget=self.budget, key=item.key))

    def _save(self, item, particular):
        particular.value = self.cleaned_data[item.field]
        particular.last = self.cleaned_data.get(f"{item.field}__last")
        particular.reason = self.cleaned_data[f"{item.field}__reason"]
        if particular.value is None and particular.last is None and not particular.reason:
            if particular.pk:
                particular.delete()
        else:
            particular.save()


class PurposesForm(Plain, forms.Form):
    """科目用途: what the grants of each lowest function code are for, and what was executed under it last year.

    A code is asked about while it carries grants; what is stored of one that no longer does is left alone, and so is
    one that began to after the page was opened.
    """

    def __init__(self, data=None, *, budget, books):
        self.budget, self.books = budget, books
        codes = books.ledger.lowest(EXPENDITURE, "grant", letter="f")
        self.codes = [code for code in codes if data is None or any(n in data for n in purpose_fields(code))]
        self.base_fields = {name: field for code in self.codes for name, field in self._fields_of(code)}
        super().__init__(data, initial=self._stated())

    def _fields_of(self, code):
        use, executed, reason = purpose_fields(code)
        name = f"{code} {self.books.name_of('f', code)}"
        yield use, LongText(1000, label=f"{name}：主要用途", rows=2)
        yield executed, AmountField(allow_negative=False, required=False, label=f"{name}：上年执行数")
        yield reason, LongText(500, label=f"{name}：增减原因", rows=2)

    def _stated(self):
        found = {}
        for code, purpose in self.books.purposes.items():
            values = (purpose.use, purpose.executed, purpose.reason)
            found |= dict(zip(purpose_fields(code), values, strict=True))
        return found

    def stored(self):
        """For the stamp: what is stored as it is shown in a field, whatever codes are shown now."""
        shown = AmountField().prepare_value
        return [(name, "" if value is None else str(shown(value))) for name, value in self._stated().items()]

    def rows(self):
        """(code, name, this year's grants, use, executed, reason), the last three as bound fields."""
        for code in self.codes:
            use, executed, reason = (self[name] for name in purpose_fields(code))
            executed.asks = asks_about_jump(executed)
            yield code, self.books.name_of("f", code), self._amount(code), use, executed, reason

    def _amount(self, code):
        return self.books.ledger[f"{EXPENDITURE}.grant.f{code}"].this

    def clean(self):
        cleaned = super().clean()
        for code in self.codes:
            _use, executed, reason = purpose_fields(code)
            before = cleaned.get(executed)
            if before is not None and is_jump(self._amount(code), before) and not cleaned.get(reason):
                question = jump_question(self._amount(code), before)
                self.add_error(executed, ValidationError(question, code="jump"))
        return cleaned

    def save(self):
        changed = [code for code in self.codes if {*purpose_fields(code)} & {*self.changed_data}]
        accounts = Account.objects.of("function", self.budget.year).filter(code__in=changed)
        for account in accounts:
            use, executed, reason = (self.cleaned_data[name] for name in purpose_fields(account.code))
            if use or reason or executed is not None:
                values = {"use": use, "executed": executed, "reason": reason}
                self.budget.purposes.update_or_create(function=account, defaults=values)
            else:
                self.budget.purposes.filter(function=account).delete()


def purpose_fields(code):
    """The names of the form fields of a function code: its use, last year's executed amount, the reason."""
    return tuple(f"f{code}-{part}" for part in ("use", "executed", "reason"))


class NotesForm(Plain, forms.Form):
    """说明与原因: the texts of ``catalogue.NOTES``."""

    def __init__(self, data=None, *, budget, books=None):
        self.budget = budget
        self.names = {kind.key: note_field(kind.key) for kind in catalogue.NOTES}
        self.base_fields = {
            self.names[kind.key]: LongText(20000, label=kind.label, help_text=kind.help)
            for kind in catalogue.NOTES
        }
        initial = {self.names[key]: text for key, text in books.notes.items()} if books else None
        super().__init__(data, initial=initial)

    def groups(self):
        """(title, its fields, whether to fold them) in the order of the form."""
        for title in dict.fromkeys(kind.group for kind in catalogue.NOTES):
            fields = [self[self.names[kind.key]] for kind in catalogue.NOTES if kind.group == title]
            is_blank = not any(field.value() or field.errors for field in fields)
            yield title, fields, title == catalogue.REMARKS and is_blank

    def clean(self):
        """名词解释 are read line by line: each is 名词：解释."""
        cleaned, name = super().clean(), self.names["terms"]
        for n, line in enumerate(cleaned.get(name, "").splitlines(), 1):
            if line.strip() and not catalogue.split_term(line):
                self.add_error(name, f"第 {n} 行：请写成“名词：解释”")
        return cleaned

    def save(self):
        for key, name in self.names.items():
            if text := self.cleaned_data[name]:
                Note.objects.update_or_create(budget=self.budget, key=key, defaults={"text": text})
            else:
                self.budget.notes.filter(key=key).delete()


def note_field(key):
    """A note's key as a form field name."""
    return "note__" + key.replace(".", "__").replace("-", "_")


# Lists with rows of their own -------------------------------------------------------------------------------------


class RowForm(Plain, forms.ModelForm):
    """One row of a list."""


class Rows(forms.BaseInlineFormSet):
    """Rows in the order they stand on the page; a row left blank is no row."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.can_delete:
            form.fields["DELETE"].label = "删除"

    def clean(self):
        super().clean()
        if self.initial_form_count() < 0 or any(form.instance.pk is None for form in self.initial_forms):
            raise ValidationError("这一行已不在本预算中", code="foreign_row")

    @property
    def is_incomplete(self):
        """Whether the browser sent something no page of ours would send (row 66)."""
        codes = {error.code for error in self.non_form_errors().as_data()} if self.is_bound else set()
        return bool(codes & {"missing_management_form", "foreign_row", "too_many_forms"})

    @property
    def changed_data(self):
        return [self.prefix] if self.has_changed() else []

    def focus(self):
        return any(form.focus() for form in self.forms)

    def save(self, commit=True):
        saved = super().save(commit)
        kept = [form.instance for form in self.forms if form.instance.pk and form not in self.deleted_forms]
        for position, row in enumerate(kept):
            if row.position != position:
                self.model.objects.filter(pk=row.pk).update(position=position)
        return saved


class NumberedRows(Rows):
    """Rows with codes of which there is one each."""

    def clean(self):
        super().clean()
        seen = {}
        for n, form in enumerate(self.forms, 1):
            is_kept = form.is_valid() and not self._should_delete_form(form)
            code = form.cleaned_data.get("code") if is_kept else ""
            if code and code in seen:
                form.add_error("code", f"编码 {code} 已存在于第 {seen[code]} 行")
            elif code:
                seen[code] = n


class IndicatorRows(Rows):
    """Indicators belong to the budget, and to a project of it or to none."""

    def save_new(self, form, commit=True):
        if isinstance(self.instance, Project):
            form.instance.budget = self.instance.budget
        return super().save_new(form, commit)


def _rows(parent, model, fields, *, extra, formset=Rows, fk_name=None, **words):
    return forms.inlineformset_factory(
        parent,
        model,
        form=RowForm,
        formset=formset,
        fields=fields,
        fk_name=fk_name,
        extra=extra,
        max_num=200,
        absolute_max=300,
        can_delete=True,
        widgets={"reason": forms.TextInput},
        **words,
    )


INDICATOR_FIELDS = ["area", "aspect", "name", "operator", "target", "unit", "weight"]
UnitRows = _rows(
    Budget,
    BudgetUnit,
    ["name", "code", "kind", "funding", "is_itself"],
    formset=NumberedRows,
    extra=1,
    labels={"kind": "单位性质"},
    help_texts={"is_itself": "部门自己的机关打钩"},
)
PurchaseRows = _rows(
    Budget,
    ProcurementItem,
    ["kind", "name", "amount", "is_public_service"],
    extra=2,
    labels={"kind": "采购类别"},
)
ProjectIndicatorRows = _rows(Project, Indicator, INDICATOR_FIELDS, extra=3, formset=IndicatorRows)
BudgetIndicatorRows = _rows(
    Budget, Indicator, INDICATOR_FIELDS, extra=2, formset=IndicatorRows, fk_name="budget"
)


class ProjectForm(Plain, forms.ModelForm):
    """A project, as the public is told about it."""

    class Meta:
        model = Project
        exclude = ["budget", "position"]  # noqa: DJ006 - everything a person states of a project

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2 if name in ("use", "body") else 4
            if isinstance(field, AmountField):
                field.allow_negative = False

    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.position = self.instance.budget.projects.count()
        return super().save(commit)
