"""One document typeset once, in a process of its own: ``python -m tests.typesetting ours|stock FILE``.

``ours`` is what is published: fixed columns measured beforehand, trimmed faces, no style but ours, tagged PDF/A-3a and
PDF/UA. ``stock`` is the same HTML in the same look as WeasyPrint comes: its own style for every element below ours, columns
that it finds itself, the untrimmed faces of the same family, its default options: no tags, no PDF/A. Both start from
HTML; Django and WeasyPrint are loaded before. Prints the bytes, the memory (MiB) that the first rendering took above the
process at rest, and the CPU seconds of the quickest of three more, as in a server that has published before.
"""

import io
import json
import os
import sys
import time
from pathlib import Path

import django
from pypdf import PdfReader

RUNS = 3

#: What WeasyPrint's own style adds to ours, taken back.
UNDO = """
body, h1, h2, h3, h4, h5, p, ol, dl, dd, figure { margin: 0; padding: 0; }
h1, h2, h3, h4, h5, th { font-weight: 400; }
a { color: inherit; }
"""


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    side, path = sys.argv[1:]
    given = json.loads(Path(path).read_text())
    work = {"ours": ours, "stock": stock}[side](given)
    at_rest = peak()
    pdf = work()
    memory = peak() - at_rest
    spent, pages = min(cpu(work) for _ in range(RUNS)), len(PdfReader(io.BytesIO(pdf)).pages)
    print(json.dumps({"cpu": spent, "bytes": len(pdf), "memory": memory, "pages": pages}))


def ours(given):
    from disclosures.rendering.pdf import job_of
    from disclosures.rendering.typesetter import write_pdf

    job = job_of(given["html"], given["widths"], given["sha256"])
    return lambda: write_pdf(job)


def stock(given):
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from disclosures.rendering import fonts
    from disclosures.rendering.pdf import STYLE

    faces = "".join(
        f"@font-face {{ font-family: {family}; src: url({fonts.full_face(name).as_uri()}); }}"
        for family, name in fonts.FACES.items()
    )
    style = STYLE.read_text().replace("table-layout: fixed;", "")

    def work():
        config = FontConfiguration()
        sheets = [CSS(string=text, font_config=config) for text in (faces, UNDO, style)]
        return HTML(string=given["html"]).write_pdf(stylesheets=sheets, font_config=config)

    return work


def cpu(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def peak():
    """The most memory that this program ever had; what getrusage says begins with that of the program that started it."""
    (line,) = (
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
