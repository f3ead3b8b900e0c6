"""The process that makes a PDF out of HTML: ``python -m disclosures.rendering.typesetter [seconds]`` < job > PDF. Started
by ``pdf``.

It gives out the faces named in its job and nothing else: a document that asks for more is not printed at all.
"""

from __future__ import annotations

import errno
import gc
import io
import json
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from disclosures.limited import OutOfTime, limit

from .pdf_job import CPU_SECONDS, LARGEST_FILE, MEMORY, Enclosure, Job, from_json
from .pdf_tags import finish

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: Tagged, and made to last.
VARIANT = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}


class OwnFilesOnly(URLFetcher):
    """Gives out the faces and nothing else. A document that asks for more is not rendered at all."""

    def __init__(self, faces: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self.faces = faces

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.faces:
            raise FatalURLFetchingError(f"A printed document may not load {url!r}.")
        return URLFetcherResponse(url, Path(self.faces[url]).read_bytes(), {"Content-Type": "font/ttf"})


class Unstyled(HTML):
    """HTML without the typesetter's own style for every element there is: 180 rules, tried on each cell, are a tenth of
    the time. static/print.css says all that our elements need."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return []


def write_pdf(job: Job) -> bytes:
    """The PDF of a job, typeset in this process."""
    with collector_at_rest():
        return typeset(job).write_pdf(
            finisher=finish,
            pdf_identifier=bytes.fromhex(job.identifier),
            attachments=[_attachment(each) for each in job.enclosed],
            **VARIANT,
        )


def typeset(job: Job) -> Document:
    """Pages out of HTML."""
    fetcher, font_config = OwnFilesOnly(job.faces), FontConfiguration()
    styles = [CSS(string=text, font_config=font_config, url_fetcher=fetcher) for text in job.styles]
    page = Unstyled(string=job.html, url_fetcher=fetcher)
    return page.render(stylesheets=styles, font_config=font_config, **VARIANT)


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


def _attachment(enclosure: Enclosure) -> Attachment:
    at = datetime.fromisoformat(enclosure.at)
    return Attachment(
        file_obj=io.BytesIO(enclosure.data),
        name=enclosure.name,
        description=enclosure.description,
        relationship=enclosure.relationship,
        created=at,
        modified=at,
    )


def answer(work: bytes) -> bytes:
    """The PDF of a job, or JSON that says why there is none."""
    try:
        return write_pdf(from_json(work))
    except MemoryError:
        because = "memory"
    except OutOfTime:
        because = "time"
    except OSError as error:
        because = "disk" if error.errno in NO_ROOM else traceback.format_exc(limit=-6)[-3000:]
    except BaseException:  # FatalURLFetchingError is no Exception
        because = traceback.format_exc(limit=-6)[-3000:]
    return json.dumps({"because": because}).encode()


def main() -> None:
    """Reads standard input, answers on standard output."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else CPU_SECONDS
    limit(memory=MEMORY, seconds=seconds, largest_file=LARGEST_FILE)
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
