"""PDFs drawn by hand, operator by operator, to see what a reader makes of each."""

WIDTH, HEIGHT = 595, 842
#: Chinese characters fill a square, ASCII half of it; the face itself is left to whoever shows the file.
FACE = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UTF16-H /DescendantFonts [<< /Type /Font"
    b" /Subtype /CIDFontType0 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    b" /DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /SimSun /Flags 4 /Ascent 880"
    b" /Descent -120 /CapHeight 700 /ItalicAngle 0 /StemV 80 /FontBBox [0 -120 1000 880] >> >>] >>"
)
#: Fonts, a layer that is off, and states: half transparent, multiplied.
RESOURCES = (
    b"<< /Font << /F %d 0 R >> /Properties << /Off %d 0 R >> /XObject << /X %d 0 R >>"
    b" /ExtGState << /Clear << /ca 0 >> /Multiply << /BM /Multiply >> >> >>"
)


def shown(text, x, y, size=12, before="", spread=0.0):
    """Text at a place, y from the upper edge of the page; ``before`` are operators that are said first."""
    hexed = text.encode("utf-16-be").hex()
    return f"BT {before} /F {size} Tf {spread} Tc 1 0 0 1 {x} {HEIGHT - y} Tm <{hexed}> Tj ET\n"


def rule(x0, y0, x1, y1):
    return f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S\n"


def box(x0, y0, x1, y1, paint="f"):
    return f"{x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re {paint}\n"


def table(rows, xs, top, height=20.0, uprights=True, levels=True, size=9):
    """A table of texts: (text, columns) for a cell over several columns. Amounts stand at the right of their cells."""
    drawn = ""
    for r, row in enumerate(rows):
        y, column = top + r * height, 0
        if levels:
            drawn += rule(xs[0], y, xs[-1], y)
        for cell in row:
            text, span = cell if isinstance(cell, tuple) else (cell, 1)
            x0, x1 = xs[column], xs[column + span]
            wide = sum(size if ord(c) > 255 else size / 2 for c in text)
            x = x1 - wide - 3 if text[-1:].isdigit() else (x0 + x1 - wide) / 2 if span > 1 else x0 + 3
            drawn += shown(text, x, y + height - 6, size) if text else ""
            if uprights:
                drawn += rule(x0, y, x0, y + height)
            column += span
        if uprights:
            drawn += rule(xs[-1], y, xs[-1], y + height)
    return drawn + (rule(xs[0], top + len(rows) * height, xs[-1], top + len(rows) * height) if levels else "")


def pdf(*pages, form="", more=b"", boxes=b""):
    """A PDF of these pages; ``form`` is drawn where a page says /X Do."""
    objects = {1: b"", 2: b""}
    count = len(pages)
    face, off, drawn = 3 + 2 * count, 4 + 2 * count, 5 + 2 * count
    resources = RESOURCES % (face, off, drawn)
    for number, content in enumerate(pages):
        own = 3 + 2 * number
        head = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] %s /Contents %d 0 R /Resources %s %s >>"
        objects[own] = head % (WIDTH, HEIGHT, boxes, own + 1, resources, more)
        objects[own + 1] = _stream(content)
    objects[face] = FACE
    objects[off] = b"<< /Type /OCG /Name (off) >>"
    objects[drawn] = _stream(
        form, b"/Type /XObject /Subtype /Form /BBox [0 0 300 842] /Resources %s " % resources
    )
    layers = b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>" % (off, off)
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % layers
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(count))
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    out, places = b"%PDF-1.7\n", []
    for number in sorted(objects):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return out


def _stream(content, more=b""):
    data = content.encode()
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), more, data)
