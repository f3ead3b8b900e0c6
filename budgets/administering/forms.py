"""What administrators type."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone

from ..forms import DateField, Plain
from ..models import Department, Membership, Region
from ..text import clean_line


class LineField(forms.CharField):
    def to_python(self, value):
        return clean_line(super().to_python(value))


class PersonForm(Plain, forms.Form):
    name = LineField(label="姓名", max_length=30)
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="提醒和催办发到这里。不填的收不到邮件。",
        error_messages={"invalid": "请填写完整的电子邮箱地址"},
    )
    phone = LineField(label="办公电话", max_length=30, required=False)


class NewPersonForm(PersonForm):
    field_order = ["username"]
    username = forms.CharField(
        label="用户名",
        max_length=150,
        validators=[get_user_model().username_validator],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text="字母、数字和 @ . + - _，定下后不再改：操作记录按用户名查。",
    )


class GrantForm(Plain, forms.Form):
    """One role, and where it holds."""

    role = forms.ChoiceField(label="职责", choices=[("", "请选择"), *Membership.Role.choices])
    department = forms.ModelChoiceField(
        Department.objects.select_related("region"),
        label="部门",
        required=False,
        empty_label="—",
        help_text="填报人、复核人选部门。主管部门的人看得到下属单位。",
    )
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label="地区",
        required=False,
        empty_label="—",
        help_text="财政局、公开岗选地区。",
    )


class SearchForm(forms.Form):
    """What to look for among the events."""

    who = forms.CharField(label="用户名", required=False, max_length=150)
    action = forms.CharField(label="操作", required=False, max_length=40)
    subject = forms.CharField(
        label="对象",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "310107/105/2025"}),
    )
    place = forms.CharField(label="来自", required=False, max_length=45)
    since = DateField(label="从", required=False)
    until = DateField(label="到", required=False)

    def wanted(self, events):
        """The events that fit; those that were typed wrong narrow nothing, and the page says so."""
        asked = self.cleaned_data
        for name in ("who", "action", "subject", "place"):
            if asked.get(name):
                lookup = f"{name}__startswith" if name in ("subject", "place") else name
                events = events.filter(**{lookup: asked[name].strip()})
        if asked.get("since"):
            events = events.filter(at__gte=_midnight(asked["since"]))
        if asked.get("until"):
            events = events.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        return events

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            raise ValidationError("开始日期晚于结束日期")
        return cleaned


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))
