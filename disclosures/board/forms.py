"""What is typed on the finance office's pages."""

from __future__ import annotations

import re
from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from budgets.accounts import HALF_WIDTH
from budgets.forms import DateField, Plain
from budgets.models import Withholding
from budgets.text import clean_text

REASON = "定在期限之后的才填，将随文本公开。"


class MinuteField(forms.CharField):
    """A time of day as people write it: 10:00, 9:5, １０：００."""

    PATTERN = re.compile(r"([0-9]{1,2})[:：时]([0-9]{1,2})分?")

    def to_python(self, value):
        typed = (value or "").translate(HALF_WIDTH).strip()
        found = self.PATTERN.fullmatch(typed)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError("请写时刻，如 10:00")
        return time(int(found[1]), int(found[2]))


def long_text(label, help_text="", longest=500, required=False, words=""):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=required,
        error_messages={"blank": words} if words else {},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WhenForm(Plain, forms.Form):
    """The minute of a publication, and the reason where it is late."""

    day = DateField(label="日期", error_messages={"blank": "请选定公开的日期和时刻。"})
    minute = MinuteField(
        label="时刻",
        initial="10:00",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "num"}),
        error_messages={"blank": "请选定公开的日期和时刻。"},
    )
    late_reason = long_text("超期原因", REASON)

    def clean(self):
        cleaned = super().clean()
        if "day" in cleaned and "minute" in cleaned:
            cleaned["at"] = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["minute"]))
        return cleaned


class NowForm(Plain, forms.Form):
    late_reason = long_text("超期原因", REASON)


class DatesForm(Plain, forms.Form):
    approved_on = DateField(
        label="批复日期",
        help_text="财政部门批复部门预算的日期，公开期限由此起算。不晚于今天。",
        error_messages={"blank": "请填写批复日期"},
    )


class BasisForm(Plain, forms.Form):
    """登记不公开: of the whole budget or of one part."""

    basis = long_text(
        "不公开依据",
        "写法律、法规名称和条款。不对外显示。",
        required=True,
        words=Withholding._meta.get_field("basis").error_messages["blank"],
    )

    def __init__(self, *args, parts=(), **kwargs):
        super().__init__(*args, **kwargs)
        if parts:
            choices = [("", "整个部门预算"), *parts]
            self.fields["part"] = forms.ChoiceField(label="不公开的部分", choices=choices, required=False)
            self.order_fields(["part", "basis"])


class WithdrawForm(Plain, forms.Form):
    basis = long_text(
        "撤下依据", "写法律、法规名称和条款。将向社会公开。", 1000, True, "请写明撤下的法律依据。"
    )
    name_typed = forms.CharField(
        label="部门名称",
        max_length=100,
        error_messages={"blank": "请输入部门名称确认。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name_typed(self):
        return clean_text(self.cleaned_data["name_typed"])


class YearForm(Plain, forms.Form):
    """Which year is opened."""

    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]
