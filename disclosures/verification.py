"""Verification: recompute every digest, both the chain of versions and that of the public ledger, compare the stored files
and what the ledger says of them; deep, read those files back too."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from . import changes, copies, history, indexing, lists, pointers, proofs, signing, store
from .document import canonical, completed, digest
from .faithful import misses, page_misses
from .models import LedgerEntry, Publication, PublishedFile, Version, Withdrawal
from .reading.raw import Unreadable
from .rendering.page import VersionLine, render_page
from .search import entries, shared
from .understanding import glossary_pages
from .understanding import pages as understanding

#: The files that a person reads, and that are read back.
READ_BACK = (".pdf", ".docx", ".xlsx")
#: What a frozen document has at least, by whatever software it was made.
NEEDED = {
    "region",
    "department",
    "year",
    "kind",
    "number",
    "published_at",
    "reason",
    "previous",
    "deadline",
    "blocks",
    "figures",
}
#: What a line is told of at most, in the record of a verification.
TOLD = 20


def verify(publication: Publication, *, is_deep: bool = False) -> Iterator[str]:
    """One line for each difference; none where everything is as it was published. ``is_deep``: every file is read back
    and every figure looked for at each place that cites it; some seconds a version."""
    previous = ""
    versions = list(publication.versions.select_related("publication", "withdrawal").order_by("number"))
    standing = [version for version in versions if _withdrawal(version) is None]
    if not versions:
        yield f"{publication}：目录里有，却没有版本"
        return
    readable = []
    for expected, version in enumerate(versions, 1):
        if version.number != expected:
            yield f"{version}：版本号不连续，应为第{expected}版"
        yield from _verify_entries(version)
        if version not in standing:
            yield from _verify_withdrawn(version)
        elif (content := _content(version)) is None:
            yield f"{version}：正文与摘要不符"
        else:
            readable.append(version)
            yield from _verify_version(version, content, previous)
            if is_deep:
                yield from _read_back(version)
        previous = version.sha256
    if len(readable) == len(standing):
        yield from _verify_index(publication, versions[0], versions[-1])
        lines, earlier = copies.version_lines(publication), list(history.before(publication))
        for number, name in changes.differing(publication):
            yield f"{publication} 第{number}版：{name} 与正文不符"
        # A page tells of earlier years too; where one of those is not what it was, that is told there.
        for version in standing if all(map(_content, earlier)) else ():
            yield from _verify_pages(version, lines, earlier)


def _withdrawal(version: Version) -> Withdrawal | None:
    return getattr(version, "withdrawal", None)


def _content(version: Version) -> dict[str, Any] | None:
    """The document of a version, where its text is canonical and its digest is that of the text."""
    try:
        content = version.document
        holds = canonical(content).decode() == version.content and digest(content) == version.sha256
    except ValueError:  # no JSON, or characters that are none
        return None
    return content if holds and isinstance(content, dict) and content.keys() >= NEEDED else None


def _verify_index(publication: Publication, first: Version, last: Version) -> Iterator[str]:
    """Lists say what the last version says; of one that was withdrawn they say nothing any more."""
    yield from _verify_pointer(publication)
    withdrawal = _withdrawal(last)
    wanted = _emptied(last, withdrawal) if withdrawal else indexing.publication_fields(last.document)
    for column, value in (wanted | {"first_published_at": first.published_at}).items():
        if getattr(publication, column) != value:
            yield f"{publication}：目录的 {column} 与第{last.number}版不符"
    content = {"figures": {}} if withdrawal else last.document
    if keys := indexing.differing(publication, content):
        yield f"{publication}：检索与比较所用的数据与第{last.number}版不符：{'、'.join(keys[:5])}"
    titles = dict.fromkeys(entries.differing(publication, None if withdrawal else last.document))
    if titles:
        told = "、".join(islice(titles, 5))
        yield f"{publication}：检索条目与第{last.number}版不符（{len(titles)}条）：{told}"
    if publication.history != history.digest_of(each.sha256 for each in history.before(publication)):
        yield f"{publication}：目录的 history 与以前年度的现行版本不符"


def _emptied(last: Version, withdrawal: Withdrawal) -> dict[str, Any]:
    """What the index says where nothing stands any more (withdrawing.py)."""
    nothing = {"total": 0, "change": None, "percent": "", "late_reason": ""}
    told = {"number": last.number, "published_at": last.published_at, "withdrawn_at": withdrawal.at}
    return nothing | told


def _verify_pointer(publication: Publication) -> Iterator[str]:
    """What pages are answered by without the database says what the database says."""
    pointer = pointers.of(publication)
    if pointer and pointer.place.exists() and pointers.read(pointer.place) != pointer:
        yield f"{publication}：现行版本的指针与数据库不符"


def _verify_withdrawn(version: Version) -> Iterator[str]:
    """Of a version that was withdrawn nothing is left but that it was."""
    if version.content or version.figures.exists():
        yield f"{version}：已撤下，正文或数据却还在"
    if version.salt or version.files.exists():
        yield f"{version}：已撤下，文件的校验值却还在"
    if store.folder_of(version.sha256).exists():
        yield f"{version}：已撤下，文件却还在"


def _verify_version(version: Version, content: dict[str, Any], previous: str) -> Iterator[str]:
    if content["number"] != version.number:
        yield f"{version}：版本号与正文不符"
    if content["previous"] != previous:
        yield f"{version}：所记上一版摘要与上一版不符"
    if content.get("salt", version.salt) != version.salt:  # earlier documents have none
        yield f"{version}：校验用的随机数与正文不符"
    if content["reason"] != version.reason or content["published_at"] != _stamp(version):
        yield f"{version}：公开时间或更正原因与正文不符"
    yield from _verify_figures(version, content)
    files = list(version.files.all())
    if {file.name for file in files} != set(copies.file_names(content)):
        yield f"{version}：文件清单与正文不符"
    for file in files:
        yield from _verify_file(version, file)


def _stamp(version: Version) -> str:
    return timezone.localtime(version.published_at).isoformat()


def _verify_figures(version: Version, content) -> Iterator[str]:
    """The index of figures says what the document says."""
    indexed = dict(version.figures.values_list("key", "value"))
    written = {k: "" if f["value"] is None else str(f["value"]) for k, f in content["figures"].items()}
    if indexed != written:
        keys = sorted(k for k in indexed.keys() | written.keys() if indexed.get(k) != written.get(k))
        yield f"{version}：数据索引与正文不符：{'、'.join(keys[:5])}"


def _verify_file(version: Version, file: PublishedFile) -> Iterator[str]:
    stored = store.read(version.sha256, file.name)
    if stored is None:
        yield f"{version}：缺少文件 {file.name}"
    elif not _is_as_recorded(stored, file):
        yield f"{version}：文件 {file.name} 与公开时不同"


def _is_as_recorded(stored: bytes, file: PublishedFile) -> bool:
    found = proofs.digests(stored)
    return found["sha256"] == file.sha256 and file.sm3 in ("", found["sm3"] or file.sm3)


def _read_back(version: Version) -> Iterator[str]:
    """What the stored files of a version do not say as its document does."""
    document = completed(version.document)
    for name in copies.file_names(document):
        data = store.read(version.sha256, name) if name.endswith(READ_BACK) else None
        if data is None:
            continue
        try:
            yield from (f"{version}：{name}：{miss}" for miss in misses(document, data))
        except Unreadable as unreadable:
            yield f"{version}：{name}：{unreadable}"
    page = copies.page_to_be(document, version.sha256)
    yield from (f"{version}：网页：{miss}" for miss in page_misses(document, page))


def _verify_pages(version: Version, lines: list[VersionLine], earlier: list[Version]) -> Iterator[str]:
    """A stored page is what its document, the versions beside it and those of earlier years say; one that is not stored is
    rendered when asked."""
    document, current = completed(version.document), max(line.number for line in lines)
    told, before = history.digest_of(each.sha256 for each in earlier), [each.document for each in earlier]
    for language in copies.LANGUAGES:
        name = copies.page_name(language, current, told)
        html = render_page(document, version.sha256, language=language, versions=lines, earlier=before)
        wanted = html.encode()
        stored, packed = store.read(version.sha256, name), store.read(version.sha256, f"{name}.gz")
        if stored not in (None, wanted) or (packed is not None and _unpacked(packed) != wanted):
            yield f"{version}：页面 {language} 与正文不符"


def _unpacked(packed: bytes) -> bytes | None:
    """What is in there; None where it cannot be unpacked."""
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return None


# The public ledger -------------------------------------------------------------------------------------------------


def chain_faults(rows: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    """One sentence for each place where the chain of (number, digest, content) does not hold. Rows are looked at one by
    one: 20,000 entries take less than two seconds."""
    previous, expected = "", 1
    for seq, sha256, content in rows:
        if seq != expected:
            yield f"公开总账第 {expected} 条不见了" if seq > expected else f"公开总账第 {seq} 条重复"
        if hashlib.sha256(content.encode()).hexdigest() != sha256:
            yield f"公开总账第 {seq} 条的内容与摘要不符"
        said = proofs.parsed(content)
        if (said.get("seq"), said.get("previous")) != (seq, previous):
            yield f"公开总账第 {seq} 条与上一条接不上"
        previous, expected = sha256, seq + 1


def list_faults() -> Iterator[str]:
    """Lists that are stored otherwise than the index says."""
    yield from (f"列表 {path} 与目录不符" for path in lists.differing())
    yield from (f"页面 {path} 与现行版本不符" for path in understanding.differing())
    yield from (f"名词页 {path} 与现行版本不符" for path in glossary_pages.differing())


def entry_faults() -> Iterator[str]:
    """What is found and is of no single publication, where it says otherwise than publications and the glossary do."""
    yield from (f"检索条目 {title} 与现行版本所用的科目或名词不符" for title in shared.differing())


def ledger_faults() -> Iterator[str]:
    """The same of the ledger as it stands in the database."""
    rows = LedgerEntry.objects.order_by("seq").values_list("seq", "sha256", "content")
    yield from chain_faults(rows.iterator(chunk_size=500))


def _verify_entries(version: Version) -> Iterator[str]:
    """The ledger tells of this version once, as it is, and of its withdrawal where there was one."""
    entries = [(entry, proofs.parsed(entry.content)) for entry in version.ledger_entries.order_by("seq")]
    told = [(entry, said) for entry, said in entries if said.get("act") in proofs.TELLING]
    withdrawn = [said for _entry, said in entries if said.get("act") == "withdraw"]
    if len(told) != 1 or len(told) + len(withdrawn) != len(entries):
        yield f"{version}：公开总账里应有一条记它公开，却有 {len(told)} 条"
        return
    entry, said = told[0]
    withdrawal = _withdrawal(version)
    wanted = _of(version) if withdrawal else _of(version) | _salted(version)
    if said | wanted != said:
        yield f"{version}：公开总账第 {entry.seq} 条所记与它不符"
        return
    expected = [_of_withdrawal(version, withdrawal)] if withdrawal else []
    if len(withdrawn) != len(expected) or any(
        said | wanted != said for said, wanted in zip(withdrawn, expected, strict=True)
    ):
        yield f"{version}：公开总账里记的撤下与撤下记录不符"
    if withdrawal is None:
        yield from _verify_proofs(version, entry)


def _of(version: Version) -> dict[str, Any]:
    """What an entry must say of a version, as its rows know it."""
    place = version.publication
    return {
        "act": "publish" if version.number == 1 else "correct",
        "region": place.region_code,
        "department": place.department_code,
        "year": place.year,
        "version": version.number,
        "document": version.sha256,
        "published_at": _stamp(version),
    }


def _salted(version: Version) -> dict[str, Any]:
    """What it must say of it besides, as long as there is a salt: of what was withdrawn nobody can tell any more."""
    return {"reason": proofs.digest_of_reason(version), "files": proofs.digest_of_files(version)}


def _of_withdrawal(version: Version, withdrawal: Withdrawal) -> dict[str, Any]:
    at = timezone.localtime(withdrawal.at).replace(microsecond=0).isoformat()
    about = ("region", "department", "year", "version", "document")
    said = {key: value for key, value in _of(version).items() if key in about}
    return said | {"reason": proofs.digest_of_basis(withdrawal.basis), "published_at": at, "files": ""}


def _verify_proofs(version: Version, entry: LedgerEntry) -> Iterator[str]:
    """Manifest and sums say what the entry says, and the signature, where there is a key, is ours and over them."""
    made = proofs.proofs(entry)
    for name, data in made.items():
        if store.read(version.sha256, name.lower()) not in (None, data):
            yield f"{version}：{name} 与公开总账不符"
    if signing.public_key() and not proofs.is_signed(entry):
        is_there = proofs.stored(version.sha256, proofs.SIGNATURE) is not None
        yield f"{version}：签名不符" if is_there else f"{version}：没有签名"


# What the last verification found ------------------------------------------------------------------------------------


def _record() -> Path:
    return Path(settings.DATA_DIR) / "verification.json"


def keep_result(differences: list[str]) -> None:
    """Write down what a whole verification found, beside the database: whoever changes that changes this no more."""
    result = {
        "at": timezone.localtime().isoformat(timespec="seconds"),
        "differences": len(differences),
        "told": differences[:TOLD],
    }
    store.put(_record(), json.dumps(result, ensure_ascii=False, indent=1).encode() + b"\n")


def last_result() -> dict[str, Any] | None:
    """{"at": ISO 8601, "differences": how many, "told": the first of them}; None where nobody has verified yet."""
    return json.loads(_record().read_text()) if _record().is_file() else None
