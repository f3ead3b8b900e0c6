"""Names as they are compared: of accounts, projects and departments, however they were set or typed."""

from __future__ import annotations


def unspaced(name: str) -> str:
    """A name without spaces, brackets of one width."""
    return "".join(name.split()).replace("(", "（").replace(")", "）")


def plain(name: str) -> str:
    """The same with 其它 as 其他, which is one word however it is written."""
    return unspaced(name).replace("其它", "其他")
