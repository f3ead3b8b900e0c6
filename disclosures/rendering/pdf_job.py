"""What the typesetter is given: all of it, as JSON, for it knows neither settings nor database."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

MEMORY = 1536 * 2**20  # bytes of address space
CPU_SECONDS = 110
LARGEST_FILE = 64 * 2**20  # the typesetter keeps its faces in a folder of its own
#: How a whole PDF begins and ends.
START, END = b"%PDF-", b"%%EOF\n"


@dataclass(frozen=True)
class Enclosure:
    """A file that travels inside: what it is to the document (PDF/A-3), what a reader is told, how old it is."""

    name: str
    description: str
    relationship: str
    data: bytes
    at: str  # ISO 8601


@dataclass(frozen=True)
class Job:
    """What is to be typeset. ``faces`` are the files it may load, by address; ``identifier`` the file's own, as 32
    hexadecimal digits."""

    html: str
    styles: tuple[str, ...]
    faces: Mapping[str, str]
    identifier: str
    enclosed: tuple[Enclosure, ...] = ()


def as_json(job: Job) -> str:
    return json.dumps(asdict(job), default=lambda data: base64.b64encode(data).decode(), ensure_ascii=False)


def from_json(text: str | bytes) -> Job:
    said = json.loads(text)
    enclosed = [each | {"data": base64.b64decode(each["data"])} for each in said.pop("enclosed")]
    return Job(**said, enclosed=tuple(Enclosure(**each) for each in enclosed))
