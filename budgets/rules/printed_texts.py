"""Texts of a document, looked at one by one: words left of a template, dates, names, numbering, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .finding import Finding
from .printed import Printed

LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = ()
