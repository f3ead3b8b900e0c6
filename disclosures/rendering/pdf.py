"""The printed document: tagged PDF/A-3a and PDF/UA out of the same table template as the page, its data inside.

The same document gives the same bytes: the file's identifier and dates come from the document, and nothing is loaded
that the project does not ship.
"""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from ..addresses import public_addresses
from . import fonts
from .layout import lay_out
from .page import address
from .pdf_layout import printed_parts, tables_of
from .pdf_tables import width_rules
from .pdf_tags import finish
from .remarks import printed_remarks

STYLE = Path(settings.BASE_DIR) / "static" / "print.css"

#: Tagged, and made to last.
VARIANT = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}

#: The files that travel inside the printed document: what each is to it (PDF/A-3), and what a reader is told.
EMBEDDED = {
    "disclosure.json": ("Source", "本文本的全部内容，供计算机读取；本文件由它排印"),
    "disclosure.xlsx": ("Data", "本文本的各张报表"),
}

#: Characters that no face has, pasted from other programs; \v is how Word breaks a line within a paragraph.
UNPRINTABLE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))) | {0x9: " ", 0xA: "\n", 0xB: " "}


class OwnFilesOnly(URLFetcher):
    """Gives out the faces and nothing else. A document that asks for more is not rendered at all."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self.files = {path.as_uri(): path for path in fonts.faces().values()}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.files:
            raise FatalURLFetchingError(f"A printed document may not load {url!r}.")
        return URLFetcherResponse(url, self.files[url].read_bytes(), {"Content-Type": "font/ttf"})


class Unstyled(HTML):
    """HTML without the typesetter's own style for every element there is: 180 rules, tried on each cell, are a tenth of
    the time. static/print.css says all that our elements need."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return []


def render_pdf(document: Mapping[str, Any], sha256: str, files: Mapping[str, bytes]) -> bytes:
    """The PDF of one version, with those of ``files`` in it that are EMBEDDED."""
    html, widths = render_html(document, sha256)
    return write_pdf(html, widths, sha256, attachments(document, files))


def write_pdf(html: str, widths: str, sha256: str, attached: Sequence[Attachment]) -> bytes:
    """What the typesetter makes of HTML, as a file that carries others."""
    with collector_at_rest():
        return typeset(html, widths).write_pdf(
            finisher=finish, pdf_identifier=bytes.fromhex(sha256)[:16], attachments=attached, **VARIANT
        )


def typeset(html: str, widths: str) -> Document:
    """Pages out of HTML."""
    fetcher, font_config = OwnFilesOnly(), FontConfiguration()
    own = [
        CSS(string=text, font_config=font_config, url_fetcher=fetcher)
        for text in (fonts.font_css(html), widths)
    ]
    page = Unstyled(string=html, url_fetcher=fetcher)
    return page.render(stylesheets=[style(), *own], font_config=font_config, **VARIANT)


@cache
def style() -> CSS:
    """static/print.css, parsed once."""
    return CSS(string=STYLE.read_text())


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No garbage is collected meanwhile: there is little, and looking for it among a million boxes takes time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def attachments(document: Mapping[str, Any], files: Mapping[str, bytes]) -> list[Attachment]:
    """The embedded files, as old as the publication: the time of writing would change the bytes."""
    published = datetime.fromisoformat(document["published_at"]).astimezone(UTC)
    return [
        Attachment(
            file_obj=io.BytesIO(files[name]),
            name=name,
            description=description,
            relationship=relationship,
            created=published,
            modified=published,
        )
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
