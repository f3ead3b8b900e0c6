"""The printed document: tagged PDF/A-3a and PDF/UA out of the same table template as the page, its data inside.

The same document gives the same bytes: the file's identifier and dates come from the document, and nothing is loaded
that the project does not ship.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from . import fonts
from .addresses import public_addresses
from .layout import lay_out
from .page import address
from .pdf_tags import finish

STYLE = Path(settings.BASE_DIR) / "static" / "print.css"

#: The files that travel inside the printed document: what each is to it (PDF/A-3), and what a reader is told.
EMBEDDED = {
    "disclosure.json": ("Source", "本文本的全部内容，供计算机读取；本文件由它排印"),
    "disclosure.xlsx": ("Data", "本文本的各张报表"),
}


class OwnFilesOnly(URLFetcher):
    """Gives out the faces and nothing else. A document that asks for more is not rendered at all."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self.files = {path.as_uri(): path for path in fonts.faces().values()}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.files:
            raise FatalURLFetchingError(f"A printed document may not load {url!r}.")
        return URLFetcherResponse(url, self.files[url].read_bytes(), {"Content-Type": "font/ttf"})


def render_pdf(document: Mapping[str, Any], sha256: str, files: Mapping[str, bytes]) -> bytes:
    """The PDF of one version, with those of ``files`` in it that are EMBEDDED."""
    fetcher, font_config = OwnFilesOnly(), FontConfiguration()
    styles = [
        CSS(string=text, font_config=font_config, url_fetcher=fetcher)
        for text in (fonts.font_css(), STYLE.read_text())
    ]
    html = HTML(string=render_html(document, sha256), url_fetcher=fetcher)
    laid_out = html.render(stylesheets=styles, font_config=font_config, pdf_variant="pdf/a-3a", pdf_tags=True)
    return laid_out.write_pdf(
        finisher=finish,
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
        pdf_identifier=bytes.fromhex(sha256)[:16],
        attachments=attachments(document, files),
    )


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
def render_html(document: Mapping[str, Any], sha256: str) -> str:
    """What is handed to the typesetter. A printed document is Chinese: its official text is."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "document": document,
            "sha256": sha256,
            "kind": "单位" if document["kind"] == "unit" else "部门",
            "published_at": datetime.fromisoformat(document["published_at"]),
            "url": settings.SITE_URL + reverse("version", args=(*address(document), document["number"])),
            "is_sample": settings.SITE_SAMPLE,
            "layout": lay_out(document),
        }
        return render_to_string("disclosures/print.html", context)
