"""What staff hand in to be examined: a file, or text that is pasted. Refusals say what was given and what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from django import forms

from .reading.prescan import MOST_BYTES, TOO_LARGE
from .reporting.shape import seen

#: What the browser offers first. What a file really is, the reader finds out (reading/prescan.py).
FORMATS = (".pdf", ".docx", ".xlsx", ".html", ".htm", ".txt", ".json")
MEGABYTE = 2**20
#: Pasted text is read while its sender waits; the longest disclosures have half of this.
LONGEST = 200_000
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
        f"不超过 {MOST_BYTES // MEGABYTE} MB。",
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
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > LONGEST:
            raise forms.ValidationError(f"最多 {LONGEST} 字（收到 {len(text)} 字）。更长的请存成文件上传")
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
