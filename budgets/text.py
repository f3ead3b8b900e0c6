"""Text that people type: one line or several. The one place that says what a text may not hold (security.md §5.2)."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

TOO_LONG = "最多 %(limit_value)d 字（收到 %(show_value)d 字）"
#: Marks that turn the direction of what stands around them: a reader would see another amount than a program.
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Characters that end a line in other programs; \v is how Word breaks one within a paragraph.
LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: Letters that are blank.
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
FORMULA = tuple("=+-@＝＋－＠")


def clean_text(value: str) -> str:
    """NFC, lines ended by \\n, without marks that nobody sees; refuses what could mislead or break a document."""
    if "\x00" in value:
        raise ValidationError("含非法字符（空字符）")
    # U+FFFD is what is left of half a character: nobody knows any more what was meant.
    if any(unicodedata.category(char) == "Cs" or char == "\ufffd" or _is_none(char) for char in value):
        raise ValidationError("含无效字符")
    if BIDI.search(value):
        raise ValidationError("含方向控制字符，已拒绝")
    lines = LINE_ENDS.sub("\n", value)
    if any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in lines):
        raise ValidationError("含非法字符（控制字符）")
    cleaned = unicodedata.normalize("NFC", "".join(char for char in lines if not _is_unseen(char)))
    if value.strip() and not cleaned.strip():
        raise ValidationError("不能为空")
    return cleaned


def _is_none(char: str) -> bool:
    """Whether Unicode says that this will never be a character; XML holds no such."""
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or char in BLANK


def clean_line(value: str) -> str:
    """A name or title: one line, no markup, nothing that a spreadsheet would run."""
    cleaned = clean_text(value)
    if "\n" in cleaned or "\t" in cleaned:
        raise ValidationError("名称不能换行")
    if "<" in cleaned or ">" in cleaned:
        raise ValidationError("名称不能含 < >")
    if cleaned.strip().startswith(FORMULA):
        raise ValidationError("名称不能以 = + - @ 开头")
    return cleaned.strip()


class LineField(forms.CharField):
    """A name as typed into a form."""

    default_error_messages = {"required": "请填写", "max_length": TOO_LONG}

    def __init__(self, **kwargs):
        super().__init__(**(kwargs | {"strip": False}))

    def to_python(self, value):
        value = super().to_python(value)
        return clean_line(value) if value else value


class TextField(LineField):
    """Several lines as typed into a form."""

    widget = forms.Textarea

    def to_python(self, value):
        value = forms.CharField.to_python(self, value)
        return clean_text(value).strip() if value else value


class Line(models.CharField):
    """One line of text: a name, a title."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean_line(value) if value else value

    def formfield(self, **kwargs):
        return super().formfield(**({"form_class": LineField} | kwargs))


class Text(models.TextField):
    """Several lines of plain text. Never HTML: it is escaped wherever it is shown."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean_text(value).strip() if value else value

    def formfield(self, **kwargs):
        return super().formfield(**({"form_class": TextField} | kwargs))
