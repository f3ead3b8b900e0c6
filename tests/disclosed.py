"""Frozen documents made without a database: small, but with every kind of block."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from budgets.books import Stated
from disclosures.compose import compose
from disclosures.document import as_json, digest
from disclosures.rendering.page import VersionLine
from tests.shelf import cost, income, project, sound_books, spending

PUBLISHED = datetime.fromisoformat("2025-02-06T10:00:00+08:00")


def books(**changes):
    """A department with an income, three kinds of spending, staff, 三公 and one project."""
    postings = [
        income("31214205.80", "30138000"),
        spending("25121091", "24000000"),
        spending("6093114.80", "6138000", function="2080505", nature="project"),
        cost("25111591", "23990500"),
        cost("9500", "9500", economic="30217"),
        cost("6093114.80", "6138000", economic="30217", nature="project"),
    ]
    stated = {
        "staff.posts": Stated(Decimal(20), Decimal(20)),
        "staff.actual": Stated(Decimal(18), Decimal(19), "退休一人"),
        "three-public.reception": Stated(Decimal(9500), Decimal(9500)),
    }
    parts = {"postings": postings, "stated": stated, "no_projects": False}
    return sound_books(**(parts | {"projects": (project("6093114.80", weights=(60, 40)),)} | changes))


def document(number=1, reason="", published_at=PUBLISHED, deadline=None, **changes):
    """The frozen JSON of a version."""
    frozen = compose(books(**changes)).stamped(
        number=number, reason=reason, published_at=published_at.isoformat(), previous=""
    )
    return as_json(replace(frozen, deadline=deadline or {}))


def lines(count=1, reason="职责文字漏印一句。"):
    """The versions of a publication: a week apart, the last one current."""
    return [
        VersionLine(
            number=number,
            published_at=PUBLISHED + timedelta(weeks=number - 1),
            reason=reason if number > 1 else "",
            sha256=digest({"number": number}),
            is_current=number == count,
        )
        for number in range(count, 0, -1)
    ]
