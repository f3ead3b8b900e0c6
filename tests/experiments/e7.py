"""E7: a document that wants the typesetter to load something gets nothing: not from the network, not from the disk.

Each way of asking is tried with a server and a file that would tell: in the typesetter's own process, in this one with
nothing but its fetcher for a guard, and as a text that a department types. The control hands the same to WeasyPrint as it
comes.
"""

from __future__ import annotations

import io
import secrets
import tempfile
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.experiments.common import Result, some_of

TITLE = "what a printed document asks for is not loaded"
SHORT, FULL = 6, 1000
MOST_SECONDS = 120


def vectors(http, file):
    """Every way of asking, for an address of the server or of the file."""
    picture, style, page = f"{http}/a.png", f"{http}/a.css", f"{http}/a.html"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
    face = "<style>@font-face {{ font-family: x; src: url({}) }} p {{ font-family: x }}</style><p>a</p>"
    nested = (
        svg.format(f'<image href="{picture}" width="9" height="9"/>')
        .replace('"', "&quot;")
        .replace("<", "%3C")
    )
    return {
        "img": f'<img src="{picture}">',
        "img of a file": f'<img src="{file}">',
        "img srcset": f'<img srcset="{picture} 2x" src="{picture}">',
        "img with a base": f'<base href="{http}/"><img src="b.png">',
        "img of a redirect": f'<img src="{http}/to-the-file">',
        "img without end": '<img src="file:///dev/zero">',
        "img of a device": '<img src="file:///dev/stdin">',
        "img by a UNC path": '<img src="file://127.0.0.1/share/a.png">',
        "img without a scheme": f'<img src="//{http.removeprefix("http://")}/a.png">',
        "img by https": f'<img src="{http.replace("http", "https")}/a.png">',
        "img by ftp": f'<img src="{http.replace("http", "ftp")}/a.png">',
        "img with capitals": f'<IMG SRC="{picture.replace("http", "HTTP")}">',
        "img in data": f'<img src="data:image/svg+xml,{nested}">',
        "picture": f'<picture><source srcset="{picture}"><img src="{picture}"></picture>',
        "embed": f'<embed src="{picture}" type="image/png">',
        "object": f'<object data="{picture}" type="image/png"></object>',
        "object of a file": f'<object data="{file}" type="image/svg+xml"></object>',
        "iframe": f'<iframe src="{page}"></iframe>',
        "input": f'<input type="image" src="{picture}">',
        "video poster": f'<video poster="{picture}" src="{picture}"></video>',
        "svg image": svg.format(f'<image href="{picture}" width="9" height="9"/>'),
        "svg xlink": svg.format(f'<image xlink:href="{picture}" width="9" height="9"/>'),
        "svg use": svg.format(f'<use href="{http}/a.svg#a"/>'),
        "svg style": svg.format(f"<style>@import url({style});</style><rect width='9' height='9'/>"),
        "link stylesheet": f'<link rel="stylesheet" href="{style}">',
        "link stylesheet of a file": f'<link rel="stylesheet" href="{file}">',
        "link attachment": f'<link rel="attachment" href="{file}">',
        "link attachment of the server": f'<link rel="attachment" href="{page}">',
        "anchor attachment": f'<a rel="attachment" href="{file}">a</a>',
        "anchor attachment of the server": f'<a rel="attachment" href="{page}">a</a>',
        "link icon": f'<link rel="icon" href="{picture}">',
        "css import": f"<style>@import url({style});</style>",
        "css import of a file": f"<style>@import '{file}';</style>",
        "css background": f"<style>p {{ background: url({picture}) }}</style><p>a</p>",
        "css background in an attribute": f'<p style="background: url({picture})">a</p>',
        "css list": f"<style>li {{ list-style-image: url({picture}) }}</style><ul><li>a</ul>",
        "css content": f"<style>p::before {{ content: url({picture}) }}</style><p>a</p>",
        "css border image": f"<style>p {{ border: 9px solid; border-image: url({picture}) 9 }}</style><p>a</p>",
        "css page": f"<style>@page {{ background: url({picture}) }}</style>",
        "css margin box": f"<style>@page {{ @top-left {{ content: url({picture}) }} }}</style>",
        "css font": face.format(f"{http}/a.ttf"),
        "css font of a file": face.format(file),
        "css counter style": f"<style>@counter-style x {{ system: cyclic; symbols: url({picture}) }}"
        " li { list-style: x }</style><ul><li>a</ul>",
        "css color profile": f"<style>@color-profile x {{ src: url({http}/a.icc) }}</style>",
        "css target": f"<style>a::after {{ content: target-text(url({page})) }}</style><a href='{page}'>a</a>",
        "css mask": f"<style>p {{ mask-image: url({picture}); filter: url({http}/a.svg#a) }}</style><p>a</p>",
    }


def run(size):
    from disclosures.rendering import fonts

    fonts.build()
    with canaries() as (http, file, word, hits):
        asked = some_of(vectors(http, file), size)
        failures = []
        for name, html in asked.items():
            for way in (in_the_typesetter, with_the_fetcher_alone, as_a_text):
                start = time.monotonic()
                pdf = way(html)
                seconds = time.monotonic() - start
                if hits or word in everything_in(pdf) or seconds > MOST_SECONDS:
                    failures.append(f"{name}, {way.__name__}: {hits[:3]} {seconds:.0f} s")
                    hits.clear()
        control = sum(told(html, word, hits) for html in some_of(vectors(http, file), min(size, 20)).values())
    faults = 3 * len(asked)
    return Result(
        faults, faults - len(failures), control, lost=len(failures), failures=tuple(failures[:10]),
        notes={"vectors": len(asked)},
    )  # fmt: skip


def in_the_typesetter(html):
    from disclosures.rendering.pdf import Unprinted, job_of, write_pdf

    try:
        return write_pdf(job_of(html, "", "0" * 64))
    except Unprinted:
        return b""


def with_the_fetcher_alone(html):
    from disclosures.rendering.pdf import job_of
    from disclosures.rendering.pdf_job import as_json
    from disclosures.rendering.typesetter import answer

    said = answer(as_json(job_of(html, "", "0" * 64)).encode())
    return said if said.startswith(b"%PDF") else b""


def as_a_text(html):
    """What a department types is printed as it stands."""
    from disclosures.document import digest
    from disclosures.rendering.pdf import render_pdf
    from tests.disclosed import document

    content = document(department_name=html[:200], duties=(html,))
    return render_pdf(content, digest(content), {})


def told(html, word, hits):
    """Whether WeasyPrint as it comes gives the server or the file away."""
    import weasyprint

    if "/dev/" in html:  # it would read without end
        return False
    hits.clear()
    try:
        pdf = weasyprint.HTML(string=html).write_pdf()
    except BaseException:  # whatever it makes of it, somebody was asked or nobody was
        pdf = b""
    return bool(hits) or word in everything_in(pdf)


def everything_in(pdf):
    """All that stands in a PDF, unpacked; the addresses that a text shows are no content of the file they name."""
    import pypdf

    if not pdf:
        return b""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    found = [pdf]
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        thing = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        if isinstance(thing, pypdf.generic.StreamObject):
            found.append(thing.get_data())
    found += [page.extract_text().encode() for page in reader.pages]
    return b"\n".join(found)


@contextmanager
def canaries():
    """(address of a server, address of a file, the word in both, the requests that the server gets)."""
    word, hits = secrets.token_hex(16).encode(), []
    with tempfile.TemporaryDirectory(prefix="canary-") as folder:
        file = Path(folder) / "canary.svg"
        file.write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"><text y="9">%s</text></svg>' % word)

        class Canary(BaseHTTPRequestHandler):
            def do_GET(self):
                hits.append(self.path)
                is_redirect = self.path == "/to-the-file"
                self.send_response(302 if is_redirect else 200)
                if is_redirect:
                    self.send_header("Location", file.as_uri())
                self.end_headers()
                self.wfile.write(b"" if is_redirect else file.read_bytes())

            def log_message(self, *_):
                return None

        server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", file.as_uri(), word, hits
        finally:
            server.shutdown()
            server.server_close()
