"""Text that people type: one line or several. The one place that says what a text may not hold (security.md §5.2)."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
FORMULA = tuple("=+-@＝＋－＠\t\r")


def clean_text(value: str) -> str:
    """NFC, without invisible marks; refuses what could mislead or break a document."""
    if "\x00" in value:
        raise ValidationError("含非法字符（空字符）")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise ValidationError("含无效字符")
    if BIDI.search(value):
        raise ValidationError("含方向控制字符，已拒绝")
    cleaned = INVISIBLE.sub("", unicodedata.normalize("NFC", value))
    if value.strip() and not cleaned.strip():
        raise ValidationError("不能为空")
    return cleaned


def clean_line(value: str) -> str:
    """A name or title: one line, no markup, nothing that a spreadsheet would run."""
    if "\n" in value or "\r" in value or "\t" in value:
        raise ValidationError("名称不能换行")
    if "<" in value or ">" in value:
        raise ValidationError("名称不能含 < >")
    if value.strip().startswith(FORMULA):
        raise ValidationError("名称不能以 = + - @ 开头")
    return clean_text(value).strip()


class Line(models.CharField):
    """One line of text: a name, a title."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean_line(value) if value else value

    def formfield(self, **kwargs):
        return super().formfield(strip=False, **kwargs)


class Text(models.TextField):
    """Several lines of plain text. Never HTML: it is escaped wherever it is shown."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean_text(value).replace("\r\n", "\n").strip() if value else value
