"""Examining: a file that somebody published, or our own budget, into a report (``reporting.shape``)."""

from __future__ import annotations

import hashlib
from typing import Any

from budgets.books import open_books
from budgets.models import Budget

from .compose import compose, findings_of
from .reporting.shape import report_of, report_of_document


def report_of_budget(budget: Budget, *, target: str) -> dict[str, Any]:
    """The report of what is entered now."""
    books = open_books(budget)
    findings = findings_of(books)
    return report_of_document(compose(books, findings), findings, target=target)


def report_of_file(data: bytes, name: str) -> dict[str, Any]:
    """The report of a published document; ``Unreadable`` where it cannot be read.

    ``name`` tells by its ending what format the file has. It is read in a child process with limits.
    """
    from .examination import examine_reading
    from .reading.reader import read

    report = examine_reading(read(data, name))
    return report_of(report, target=name, sha256=hashlib.sha256(data).hexdigest())
