"""The printed document: tagged PDF/A-3a and PDF/UA out of the same table template as the page, its data inside.

The same document gives the same bytes: the file's identifier and dates come from the document, and nothing is loaded
that the project does not ship. It is typeset in a process of its own (``typesetter``, ``limited``).
"""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from disclosures import limited

from ..addresses import public_addresses
from . import fonts
from .layout import lay_out
from .page import address
from .pdf_job import CPU_SECONDS, END, START, Enclosure, Job, as_json
from .pdf_layout import printed_parts, tables_of
from .pdf_tables import width_rules
from .remarks import printed_remarks

log = logging.getLogger(__name__)

STYLE = Path(settings.BASE_DIR) / "static" / "print.css"

#: The files that travel inside the printed document: what each is to it (PDF/A-3), and what a reader is told.
EMBEDDED = {
    "disclosure.json": ("Source", "本文本的全部内容，供计算机读取；本文件由它排印"),
    "disclosure.xlsx": ("Data", "本文本的各张报表"),
}

#: Characters that no face has, pasted from other programs; \v is how Word breaks a line within a paragraph.
UNPRINTABLE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))) | {0x9: " ", 0xA: "\n", 0xB: " "}


#: No fonts but those that a document brings: what the machine has would be looked through at every start.
NO_FONTS = Path(__file__).with_name("no-fonts.conf")
#: A document of 5,000 rows takes half a minute and 500 MB.
TYPESETTER = limited.Child(
    "disclosures.rendering.typesetter",
    CPU_SECONDS,
    wall_seconds=120,
    most_answer=200 * 2**20,
    wait_seconds=120,
    environment={"FONTCONFIG_FILE": str(NO_FONTS)},
)
TOO_LONG, TOO_LARGE = "排印用时过长，已停止", "文本过大，内存不足，排印中断"
BROKEN = "排印中断，请联系系统管理员"


class Unprinted(Exception):
    """A PDF could not be made: why, for the staff."""


def render_pdf(document: Mapping[str, Any], sha256: str, files: Mapping[str, bytes]) -> bytes:
    """The PDF of one version, with those of ``files`` in it that are EMBEDDED. Raises Unprinted."""
    html, widths = render_html(document, sha256)
    return write_pdf(job_of(html, widths, sha256, enclosures(document, files)))


def job_of(html: str, style: str, sha256: str, enclosed: Sequence[Enclosure] = ()) -> Job:
    """Everything the typesetter needs: HTML, the common style and its own, the faces, what goes inside."""
    faces = {path.as_uri(): str(path) for path in fonts.faces().values()}
    return Job(html, (STYLE.read_text(), fonts.font_css(html), style), faces, sha256[:32], tuple(enclosed))


def write_pdf(job: Job) -> bytes:
    """What the typesetter makes of a job, in a process of its own. Raises Unprinted, and OSError where the disk is full."""
    try:
        said = TYPESETTER.answer(as_json(job).encode())
    except limited.Busy:
        raise Unprinted("正在排印别的文本，请稍后再试") from None
    except limited.TooLong:
        raise Unprinted(TOO_LONG) from None
    except limited.TooMuch:
        raise Unprinted(TOO_LARGE) from None
    if said.startswith(START) and said.endswith(END):
        return said
    log.error("the typesetter gave no PDF: %s", said[:3000].decode(errors="replace") or "nothing")
    because = _because(said)
    if because == "disk":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    raise Unprinted({"memory": TOO_LARGE, "time": TOO_LONG}.get(because, BROKEN))


def _because(said: bytes) -> str:
    """Why there is no PDF, in the typesetter's word; empty where it could not say."""
    try:
        return str(json.loads(said)["because"])
    except (ValueError, KeyError, TypeError):
        return ""


def enclosures(document: Mapping[str, Any], files: Mapping[str, bytes]) -> list[Enclosure]:
    """The embedded files, as old as the publication: the time of writing would change the bytes."""
    published = datetime.fromisoformat(document["published_at"]).astimezone(UTC).isoformat()
    return [
        Enclosure(name, description, relationship, files[name], published)
        for name, (relationship, description) in EMBEDDED.items()
        if name in files
    ]


@public_addresses()
def render_html(document: Mapping[str, Any], sha256: str) -> tuple[str, str]:
    """What is handed to the typesetter: the document, and a style for the widths of its columns.

    A printed document is Chinese: its official text is.
    """
    layout = lay_out(document)
    parts = printed_parts(layout)
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "document": document,
            "sha256": sha256,
            "kind": "单位" if document["kind"] == "unit" else "部门",
            "published_at": datetime.fromisoformat(document["published_at"]),
            "url": settings.SITE_URL + reverse("version", args=(*address(document), document["number"])),
            "is_sample": settings.SITE_SAMPLE,
            "contents": layout.contents,
            "parts": parts,
            "remarks": printed_remarks(document),
        }
        html = render_to_string("disclosures/print.html", context)
    return html.translate(UNPRINTABLE), width_rules(tables_of(parts))
