"""What is drawn on a page, said in fewer words: a third of a page of tables is the rules below its rows.

WeasyPrint 70 draws the rule below a row cell by cell, sets a correction of nothing between digits, and places things to
a millionth of a point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pydyf

#: Three decimals are a thousandth of a point.
DECIMALS = re.compile(rb"(\.\d\d\d)\d+")
#: A line drawn by itself: how, from where, to where.
LINE = re.compile(
    rb"/Artifact\nBMC\nq\nq\n((?:/\S+ gs\n)?[\d. ]+ RG\n[\d.]+ w\n)(\S+) (\S+) m\n(\S+) (\S+) l\nS\nQ\nQ\nEMC\n"
)


def tidy(page: pydyf.Stream) -> None:
    """Draw the same with less."""
    drawn = b"\n".join(map(_as_bytes, page.stream))
    drawn = DECIMALS.sub(rb"\1", drawn).replace(b">0<", b"")
    page.stream = [b"".join(_joined(drawn))]


def _joined(drawn: bytes) -> Iterator[bytes]:
    """The drawing, level lines that go on where the one before ends being one."""
    begun, last = b"", None
    for line in LINE.finditer(drawn):
        style, x, y, _end, level = line.groups()
        if (
            last
            and last.end() == line.start()
            and (style, x, y, level) == (last[1], last[4], last[3], last[5])
        ):
            last = line
            continue
        if last:
            yield _line(begun, last)
        yield drawn[last.end() if last else 0 : line.start()]
        begun, last = x, line
    if last:
        yield _line(begun, last)
    yield drawn[last.end() if last else 0 :]


def _line(begun: bytes, last: re.Match[bytes]) -> bytes:
    """A line as drawn last, from where its first part began."""
    return b"/Artifact\nBMC\nq\n%b%b %b m\n%b %b l\nS\nQ\nEMC\n" % (last[1], begun, last[3], last[4], last[5])


def _as_bytes(said: bytes | str | pydyf.Object) -> bytes:
    return said.data if isinstance(said, pydyf.Object) else said if isinstance(said, bytes) else said.encode()
