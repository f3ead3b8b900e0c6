"""What was said (published.py), and the index of what stands, which lists, search and comparisons read (index.py)."""

from .index import CodeChange, Population, SearchEntry, StandingFigure, UsedAccount
from .published import (
    Examination,
    LedgerEntry,
    Publication,
    PublishedFigure,
    PublishedFile,
    Removal,
    Unsettled,
    Version,
    Withdrawal,
)

__all__ = [
    "CodeChange",
    "Examination",
    "LedgerEntry",
    "Population",
    "Publication",
    "PublishedFigure",
    "PublishedFile",
    "Removal",
    "SearchEntry",
    "StandingFigure",
    "Unsettled",
    "UsedAccount",
    "Version",
    "Withdrawal",
]
