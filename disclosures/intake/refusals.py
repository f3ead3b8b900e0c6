"""Why a file cannot be taken over as a workbook, for whoever keeps accounts: what it is, and what is wanted instead.

What reads files speaks to those who have a published document examined; they may hand in PDF and .docx, here nobody may.
"""

from __future__ import annotations

import re

from ..reading.prescan import ARCHIVE, MACROS, NO_WORKBOOK, OTHER

MAKE_ONE = "，不是 Excel 工作簿（.xlsx）。请在 Excel 或 WPS 表格中填好，另存为 .xlsx 后再上传。"
SAVE_AS = f"，{NO_WORKBOOK}"
#: How files begin that are no workbook, what they are, and whether a program of tables opens them.
BEGINNINGS = (
    (rb"[\0-\xff]{0,1019}%PDF-", "PDF 文件", False),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM", "图片", False),
    (rb"\{\\rtf", "RTF 文档", False),
    (
        rb"\xef\xbb\xbf\s*<|\s*<(?i:!doctype html|html|head|meta|table)",
        "网页（有的系统导出的 .xls 其实是网页）",
        True,
    ),
    (rb"\s*<\?xml[\0-\xff]{0,4000}office:spreadsheet", "XML 表格", True),
    (rb"\s*[{\[][\s\"\[{]", "数据文件（.json）", False),
)
PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
DOCUMENTS = ((b"word/", "Word 文档（.docx）"), (b"ppt/", "演示文稿（.pptx）"))


def told(data: bytes, said: str) -> str:
    """The sentence for a workbook that was refused with ``said``."""
    if said in (NO_WORKBOOK, OTHER):
        if data.startswith(PACKED):
            return ARCHIVE
        what, can_be_opened = _what(data)
        return _spaced(f"这是 {what}{SAVE_AS if can_be_opened else MAKE_ONE}") if what else NO_WORKBOOK
    if said == MACROS:
        return "不接受含宏文件，请另存为 .xlsx 后再上传。"
    if found := re.fullmatch(r"这是 ?(.+)，请另存为 (?:\.docx|PDF) 后再上传。", said):
        said = f"这是 {found[1]}{MAKE_ONE}"
    return _spaced(said.replace("不像一份预算公开文件", "不像部门预算的工作簿"))


def _spaced(sentence: str) -> str:
    """A space stands between Chinese and Latin letters, not between Chinese ones."""
    return re.sub(r"^这是 (?=[\u4e00-\u9fff])", "这是", sentence)


def _what(data: bytes) -> tuple[str, bool]:
    """What it is, empty where that is not known; and whether it can be opened as tables and saved as a workbook."""
    for beginning, what, can_be_opened in BEGINNINGS:
        if re.match(beginning, data[:5000]):
            return what, can_be_opened
    if data.startswith(b"PK"):
        return next((what for part, what in DOCUMENTS if part in data), ""), False
    return ("文本文件（如 .csv）", True) if _is_text(data[:5000]) else ("", False)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    for encoding in ("utf-8", "gb18030"):
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 4:  # not only the last letter, cut off
                continue
            text = head[: error.start].decode(encoding)
        return all(letter.isprintable() or letter in "\t\r\n　" for letter in text)
    return False
