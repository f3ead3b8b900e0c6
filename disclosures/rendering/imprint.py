"""What stands before the text of a file: the imprint, by which a copy is traced to what was published, and the contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from ..addresses import public_addresses
from .layout import Entry, lay_out

#: What the contents do not name need not be laid out for them.
BARE: dict[str, dict[str, Any]] = {"paragraph": {"runs": []}, "table": {"rows": []}}
SAMPLE = "样例，不是任何部门的正式公开文本。"


def cover(document: Mapping[str, Any]) -> tuple[str, str]:
    """The title of the cover, in lines, and what stands under it."""
    if own := document.get("cover"):
        return own["title"], own["subtitle"]
    name = document["department"]["name"]
    return f"{name}\n{document['year']}年{kind(document)}预算", document["region"]["name"]


def imprint(document: Mapping[str, Any], sha256: str) -> list[tuple[str, str]]:
    """Name and words of each fact; a correction names its reason."""
    region, department = document["region"], document["department"]
    published = datetime.fromisoformat(document["published_at"])
    facts = [
        ("行政区划", f"{region['name']}（{region['code']}）"),
        (kind(document), f"{department['name']}（{department['code']}）"),
        ("版本", f"第{document['number']}版"),
        ("更正原因", document["reason"]),
        ("公开日期", f"{published.year}年{published.month}月{published.day}日"),
        ("文本摘要", f"sha256:{sha256}"),
        ("核验地址", permanent_url(document)),
    ]
    return [(name, words) for name, words in facts if words]


def kind(document: Mapping[str, Any]) -> str:
    """部门 or 单位: whose budget it is."""
    return "单位" if document["kind"] == "unit" else "部门"


@public_addresses()
def permanent_url(document: Mapping[str, Any]) -> str:
    """Where this version stands for ever."""
    place = (document["region"]["code"], document["department"]["code"], document["year"], document["number"])
    return settings.SITE_URL + reverse("version", args=place)


def contents(document: Mapping[str, Any]) -> list[tuple[int, Entry]]:
    """The lines of the contents one under another, each with its level."""
    blocks = [block | BARE.get(block["type"], {}) for block in document["blocks"]]
    return list(_flat(lay_out({**document, "blocks": blocks}).contents, 1))


def _flat(entries: Sequence[Entry], level: int) -> Iterator[tuple[int, Entry]]:
    for entry in entries:
        yield level, entry
        yield from _flat(entry.children, level + 1)
