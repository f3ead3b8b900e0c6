"""What staff hand in to be examined: a file, or text that is pasted. Refusals say what was given and what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from django import forms

from .reporting.shape import seen

FORMATS = (".pdf", ".docx", ".xlsx", ".html", ".htm", ".txt", ".json")
WANTED = "只能检查 .pdf、.docx、.xlsx、.html、.txt 和本站的 .json"
#: What people have in hand instead, and how they come by a file that can be read.
INSTEAD = {
    "请另存为 .xlsx": (".xls", ".xlsb", ".ods", ".et", ".csv"),
    "请另存为 .docx": (".doc", ".wps", ".rtf", ".odt"),
    "不接受含宏文件": (".xlsm", ".xltm", ".docm", ".dotm"),
    "图片里没有文字，读不出来。请找到原来的文件，或把文字粘贴在下面": (
        ".jpg",
        ".jpeg",
        ".png",
        ".tif",
        ".tiff",
        ".bmp",
    ),
    "请先解压，再逐个检查": (".zip", ".rar", ".7z", ".gz"),
}
REFUSALS = {ending: words for words, endings in INSTEAD.items() for ending in endings}
MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
LONGEST = 500_000
LONGEST_NAME = 100
PASTED = "粘贴的文本.txt"


@dataclass(frozen=True)
class Upload:
    """What is to be examined: its bytes, and a name that is safe to show and to keep."""

    data: bytes
    name: str


class UploadForm(forms.Form):
    """A file or pasted text, one of the two."""

    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,
        help_text="PDF（有文字的，不是扫描件）、Word（.docx）、Excel（.xlsx）、网页（.html）或文本（.txt），"
        f"不超过 {LARGEST // MEGABYTE} MB。",
        widget=forms.FileInput(attrs={"accept": ",".join(FORMATS)}),
        error_messages={"invalid": "文件没有传上来，请重新选择", "missing": "文件没有传上来，请重新选择"},
    )
    text = forms.CharField(
        label="或者粘贴文本",
        required=False,
        strip=False,
        help_text=f"从网页或文件中整篇复制，表格也一起。不超过 {LONGEST // 10000} 万字。",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        error_messages={"null_characters_not_allowed": "含非法字符（空字符）"},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file:
            return None
        ending = PurePosixPath(file.name).suffix.lower()
        if ending not in FORMATS:
            raise forms.ValidationError(
                REFUSALS.get(ending, f"{WANTED}（收到 {ending or '没有后缀的文件'}）")
            )
        if not file.size:
            raise forms.ValidationError("文件损坏，无法打开")
        if file.size > LARGEST:
            size = f"{file.size / MEGABYTE:.1f}"
            raise forms.ValidationError(f"文件最大 {LARGEST // MEGABYTE} MB（收到 {size} MB）")
        return file

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > LONGEST:
            raise forms.ValidationError(f"最多 {LONGEST} 字（收到 {len(text)} 字）")
        return text if text.strip() else ""

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["file"] and cleaned["text"]:
            raise forms.ValidationError("文件和文本只能检查一样，请去掉一样")
        if not cleaned["file"] and not cleaned["text"]:
            self.add_error("file", "请选择文件，或在下面粘贴文本")
        return cleaned

    def upload(self) -> Upload:
        """What was handed in, of a valid form."""
        file = self.cleaned_data["file"]
        if file:
            return Upload(file.read(), safe_name(file.name))
        return Upload(seen(self.cleaned_data["text"]).encode(), PASTED)


def safe_name(name: str) -> str:
    """A file's own name without folders and without characters that nobody sees, short enough to keep."""
    own = " ".join(seen(name.replace("\\", "/").rpartition("/")[2]).split())
    ending = PurePosixPath(own).suffix[:10]
    return own if len(own) <= LONGEST_NAME else f"{own[: LONGEST_NAME - len(ending) - 1]}…{ending}"
