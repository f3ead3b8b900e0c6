"""A report on paper: tagged A4 with page numbers, by the typesetter of the printed document and with its faces."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from ..rendering.pdf import UNPRINTABLE, job_of, write_pdf
from .told import Told, figures_read

STYLE = Path(settings.BASE_DIR) / "static" / "report-print.css"
#: As many figures as are listed on paper, some ten pages; the JSON has them all.
MOST_FIGURES = 400


def render_report(report: Told, *, examined_at: datetime) -> bytes:
    """The PDF of a report; the same report gives the same bytes. Raises Unprinted."""
    html = render_html(report, examined_at=examined_at)
    return write_pdf(job_of(html, STYLE.read_text(), hashlib.sha256(html.encode()).hexdigest()))


def render_html(report: Told, *, examined_at: datetime) -> str:
    figures = figures_read(report.report)
    context = {
        "report": report,
        "about": report.report,
        "examined_at": examined_at,
        "figures": figures[:MOST_FIGURES],
        "more_figures": max(len(figures) - MOST_FIGURES, 0),
    }
    return render_to_string("disclosures/report_print.html", context).translate(UNPRINTABLE)
