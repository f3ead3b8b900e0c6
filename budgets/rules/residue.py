"""What is left in a text of a template or of editing; the same in what a department types and in what was published."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Verbs that nobody chose. What explains them (“增加（减少）”一栏以负数表示) is no such place.
UNRESOLVED = re.compile(
    r"(?<![“‘\"])(?:增加[（(]减少[）)]|减少[（(]增加[）)]|增[（(]减[）)]|[（(](?:减少|增加)[）)])(?![”’\"]|以[“-]|一栏|额?为负)"
)
#: What is left, by what it is called.
PATTERNS = (
    ("填空的下划线", re.compile(r"_{2,}|＿{2,}|_(?=[0-9])|(?<=[0-9])_")),
    (
        "未填的占位符",
        re.compile(
            r"(?<![A-Za-zＡ-Ｚ0-9])(?:[XＸ]{2,}|×{2,})(?![A-Za-zＡ-Ｚ0-9号码])|\{\{|\}\}|【\s*】|（增加内容）"
        ),
    ),
    (
        "填报要求",
        re.compile(r"(?:填报|填写|编写|编报)要求：|^要求：|（此处[^）]*）|(?<![申邀提])请(?:填写|说明|删除)"),
    ),
    (
        "书签或域代码",
        re.compile(
            r"\[bookmark:|_GoBack|HYPERLINK|PAGEREF|错误[！!]未[找定][到义]|MERGEFORMAT|MERGEFIELD|_(?:Toc|Ref)[0-9]|TOC \\o"
        ),
    ),
    (
        "批注或修订的标记",
        re.compile(
            r"批注\s?[\[［][^\]］]{1,20}[\]］]|[\[［【]批注\s?[A-Za-z]{0,6}[0-9]{0,3}[\]］】:：]"
            r"|(?:带格式的|设置了格式|删除的内容|已删除)[:：]"
        ),
    ),
)
ADDRESS = re.compile(
    r"(?:https?://|www\.)[0-9A-Za-z./?&=%_#:~+-]*|(?<![0-9A-Za-z_./-])[0-9A-Za-z_./-]{1,200}\.(?:s?html?|aspx?|jsp|php|pdf|docx?|xlsx?)"
)


def left_in(text: str) -> Iterator[tuple[str, str, int]]:
    """(what it is called, the first such place as written, how many there are) of every kind that is left in a text."""
    plain = ADDRESS.sub("", text)
    for name, pattern in PATTERNS:
        if found := [match[0] for match in pattern.finditer(plain)]:
            yield name, found[0], len(found)
