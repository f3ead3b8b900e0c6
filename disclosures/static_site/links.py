"""Addresses of the site as files, and pages whose links lead from file to file.

A page stands in the folder of its address as ``index.html``; what is no page has its kind for an ending. A query of a page
is part of its name: ``/310107/2025/?sort=-total&page=2`` is ``310107/2025/index.page-2.sort--total.html``. A list that is
taken away as a file is there once, in its usual order.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlsplit

LINK = re.compile(rb'(\s(?:href|src|action)=")((?:/(?!/)|\?)[^"]*)"')
#: What only the application can answer is marked in the templates, and so is what a page says instead as a file.
LIVE = re.compile(rb"<!--live-->.*?<!--/live-->", re.DOTALL)
INSTEAD = re.compile(rb"<!--static(.*?)-->", re.DOTALL)
#: Pages that read their query in the browser: it is no part of their name.
ASKED = (["search"], ["compare"], ["verify"])
SAFE = re.compile(r"[^A-Za-z0-9_-]")


def file_of(address: str) -> str:
    """The file of an address, as a path under the site's folder."""
    path, _, query = address.partition("?")
    place = unquote(path).lstrip("/")
    if ".." in place.split("/"):
        raise ValueError(f"{address} leaves the site")
    named = "" if _is_asked(path) or not path.endswith("/") else _named(query)
    folder, _, name = place.rpartition("/")
    if not name:
        name = f"index.{_kind(_words(path))}"
    stem, dot, ending = name.rpartition(".")
    file = f"{stem}.{named}{dot}{ending}" if named else name
    return f"{folder}/{file}" if folder else file


def _words(path: str) -> list[str]:
    """The parts of an address, its language aside."""
    words = path.strip("/").split("/")
    return words[1:] or [""] if words[0] == "en" else words


def _kind(words: list[str]) -> str:
    """What stands at an address that ends in a slash."""
    if words[-1] == "feed":
        return "xml"
    return "json" if words[0] == "api" and words[-1] != "docs" else "html"


def _named(query: str) -> str:
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return ".".join(f"{SAFE.sub('_', name)}-{SAFE.sub('_', value)}" for name, value in pairs)


def relative(page: bytes, address: str) -> tuple[bytes, list[str]]:
    """A page as a file: its links lead to files; and the addresses it links to, without their fragments."""
    here = address.partition("?")[0]
    depth = file_of(address).count("/")
    found: set[str] = set()

    def led(match: re.Match[bytes]) -> bytes:
        target, linked = _target(match[2].decode(), here, depth)
        found.add(linked)
        return b'%s%s"' % (match[1], target.encode())

    page = INSTEAD.sub(rb"\1", LIVE.sub(b"", page))
    return LINK.sub(led, page), sorted(found)


@lru_cache(maxsize=100_000)
def _target(link: str, here: str, depth: int) -> tuple[str, str]:
    """Where a link leads from a page so deep in the site, as HTML, and the address it names."""
    parts = urlsplit(html.unescape(link))
    path = parts.path or here
    is_named = parts.query and path.endswith("/") and not _is_asked(path)
    address = f"{path}?{parts.query}" if is_named else path
    file = "../" * depth + quote(file_of(address))
    query = f"?{parts.query}" if parts.query and _is_asked(path) else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return html.escape(f"{file}{query}{fragment}"), address


def _is_asked(path: str) -> bool:
    return _words(path) in ASKED
