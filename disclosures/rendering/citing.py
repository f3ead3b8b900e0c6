"""How a disclosure is cited: a sentence, and records for reference managers. Each says version, date, address and digest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SPECIAL = re.compile(r"[\\{}%&#$_~^]")
REPLACED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
MEDIA_TYPES = {
    "citation.bib": "application/x-bibtex; charset=utf-8",
    "citation.ris": "application/x-research-info-systems; charset=utf-8",
}
PORTAL = "明账"


@dataclass(frozen=True)
class Cited:
    """One version as it is cited. ``address`` is that of the version, whole."""

    key: str
    who: str
    title: str
    number: int
    day: str
    address: str
    sha256: str

    @property
    def words(self) -> str:
        """The citation up to the address."""
        return f"{self.who}：《{self.title}》（第{self.number}版），{PORTAL}，{self.day}，"

    @property
    def bibtex(self) -> str:
        fields = {
            "title": f"{{{_tex(self.title)}}}",
            "author": f"{{{_tex(self.who)}}}",
            "year": self.day[:4],
            "date": self.day,
            "version": str(self.number),
            "howpublished": PORTAL,
            "url": self.address,
            "note": f"SHA-256: {self.sha256}",
        }
        body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{{self.key},\n{body}}}\n"

    @property
    def ris(self) -> str:
        fields = (
            ("TY", "GOVDOC"),
            ("AU", self.who),
            ("TI", self.title),
            ("PY", self.day[:4]),
            ("DA", self.day.replace("-", "/")),
            ("ET", str(self.number)),
            ("PB", PORTAL),
            ("UR", self.address),
            ("N1", f"SHA-256: {self.sha256}"),
            ("ER", ""),
        )
        return "".join(f"{name}  - {value}\r\n" for name, value in fields)


def cited(document: Mapping[str, Any], sha256: str, address: str) -> Cited:
    """The citation of a version that stands at ``address``."""
    region, department, year = document["region"]["code"], document["department"]["code"], document["year"]
    kind = "单位" if document["kind"] == "unit" else "部门"
    return Cited(
        key=f"mingzhang-{region}-{department}-{year}-v{document['number']}",
        who=document["department"]["name"],
        title=f"{year}年{kind}预算",
        number=document["number"],
        day=datetime.fromisoformat(document["published_at"]).date().isoformat(),
        address=address,
        sha256=sha256,
    )


def record(name: str, told: Cited) -> bytes:
    """The bytes of citation.bib or citation.ris."""
    return (told.bibtex if name.endswith(".bib") else told.ris).encode()


def _tex(text: str) -> str:
    return SPECIAL.sub(lambda sign: REPLACED.get(sign[0], f"\\{sign[0]}"), text)
