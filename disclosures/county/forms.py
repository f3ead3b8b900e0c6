"""What is handed in for a whole county."""

from __future__ import annotations

from django import forms

from budgets.forms import Plain

from .package import MEGABYTE, MOST_FILES, MOST_PACKED, TOO_BIG

NOT_CAME = "文件没有传上来，请重新选择"
EMPTY = "文件是空的（0 字节）。请检查后重新选择。"
MOST_LIST = 5 * MEGABYTE


class ZipForm(Plain, forms.Form):
    """The workbooks of a year in one zip."""

    file = forms.FileField(
        label="压缩包（.zip）",
        help_text=f"每个部门一份工作簿（.xlsx），最多 {MOST_FILES} 份，不超过 {MOST_PACKED // MEGABYTE} MB。",
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={
            "required": "请选择压缩包。",
            "invalid": NOT_CAME,
            "missing": NOT_CAME,
            "empty": EMPTY,
        },
    )
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_PACKED:
            raise forms.ValidationError(TOO_BIG)
        return file


class ListForm(Plain, forms.Form):
    """The list of departments."""

    file = forms.FileField(
        label="名单（.xlsx 或 .csv）",
        help_text="第一行是表头：编码、全称、简称、类别（部门或单位）、主管部门编码。简称、类别、主管部门编码可以没有。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "请选择名单。",
            "invalid": NOT_CAME,
            "missing": NOT_CAME,
            "empty": EMPTY,
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_LIST:
            raise forms.ValidationError(f"名单超过 {MOST_LIST // MEGABYTE} MB。")
        return file
