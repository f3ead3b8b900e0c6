"""Proofs: what stands beside a version for whoever wants to check it, made from its entry in the public ledger.

``manifest.json`` is that entry with its digest, the list of files that the entry has a digest of, and the salt. A citizen
goes from a file by its digest to the list, by salt and list to the entry, by its digest into the chain. ``SHA256SUMS`` lists
the files and the manifest as ``sha256sum -c`` reads them; so one signature over it, ``SHA256SUMS.minisig``, covers the files
and the whole ledger before them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from . import signing, store
from .document import canonical
from .models import LedgerEntry, Version

MANIFEST, SUMS, SIGNATURE = "manifest.json", "SHA256SUMS", "SHA256SUMS.minisig"
MEDIA_TYPES = {MANIFEST: "application/json", SUMS: "text/plain; charset=utf-8", SIGNATURE: "text/plain"}
#: Acts that make a version public, as against those that take it away.
TELLING = ("publish", "correct")


def sm3(data: bytes) -> str:
    """The SM3 (GB/T 32905) of these bytes; empty where this machine's OpenSSL has none."""
    return hashlib.new("sm3", data).hexdigest() if has_sm3() else ""


def has_sm3() -> bool:
    return "sm3" in hashlib.algorithms_available


def digests(data: bytes) -> dict[str, str]:
    """Both digests of a file, as its row keeps them."""
    return {"sha256": hashlib.sha256(data).hexdigest(), "sm3": sm3(data)}


# What an entry says of what can be guessed --------------------------------------------------------------------------


def salted(salt: str, data: bytes) -> str:
    """SHA-256 over the salt's hexadecimal digits and these bytes: without the salt nobody can hold a guess against it."""
    return hashlib.sha256(salt.encode() + data).hexdigest()


def files_of(version: Version) -> list[dict[str, Any]]:
    """The files of a version as its manifest lists them; ``sm3`` where there is one."""
    rows = sorted(version.files.values("name", "size", "sha256", "sm3"), key=lambda row: row["name"])
    return [{key: value for key, value in row.items() if value != ""} for row in rows]


def digest_of_files(version: Version) -> str:
    return salted(version.salt, canonical(files_of(version)))


def digest_of_reason(version: Version) -> str:
    return salted(version.salt, version.reason.encode()) if version.reason else ""


def digest_of_basis(basis: str) -> str:
    """Of a withdrawal, without salt: the salt is gone, and the basis is told to everybody for ever."""
    return hashlib.sha256(basis.encode()).hexdigest()


# What stands beside a version ---------------------------------------------------------------------------------------


def entry_of(version: Any) -> LedgerEntry | None:
    """The entry that told of this version."""
    for entry in LedgerEntry.objects.filter(version=version).order_by("seq"):
        if entry.said["act"] in TELLING:
            entry.version = version
            return entry
    return None


def parsed(content: str) -> dict[str, Any]:
    """What an entry says; nothing where it is no JSON object."""
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def proofs(entry: LedgerEntry) -> dict[str, bytes]:
    """Manifest and sums of the version that this entry tells of: always the same bytes."""
    files = files_of(entry.version)
    told = {"entry": entry.said, "sha256": entry.sha256, "salt": entry.version.salt, "files": files}
    data = json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
    lines = [(file["sha256"], file["name"]) for file in files]
    lines.append((hashlib.sha256(data).hexdigest(), MANIFEST))
    return {MANIFEST: data, SUMS: "".join(f"{digest}  {name}\n" for digest, name in lines).encode()}


def write(entry: LedgerEntry) -> None:
    """Put the proofs beside the files of the version, signed where there is a key."""
    made = proofs(entry)
    if key := signing.secret_key():
        made[SIGNATURE] = signing.sign(made[SUMS], key, trusted_comment(entry.said))
    for name, data in made.items():
        store.write(entry.said["document"], name.lower(), data)


def trusted_comment(said: Mapping[str, Any]) -> str:
    """What the signature says of what it is over: of which version, and when that became public."""
    stamp = int(datetime.fromisoformat(said["published_at"]).timestamp())
    place = f"{said['region']}/{said['department']}/{said['year']}/v{said['version']}"
    return f"timestamp:{stamp}\tfile:{SUMS}\thashed\t{place}\tledger:{said['seq']}"


def is_signed(entry: LedgerEntry) -> bool:
    """Whether the signature that is stored was made with our key, over these sums, of this version."""
    key, signature = signing.public_key(), stored(entry.said["document"], SIGNATURE)
    if key is None or signature is None:
        return False
    return signing.is_ours(proofs(entry)[SUMS], signature, key, trusted_comment(entry.said))


def stored(sha256: str, name: str) -> bytes | None:
    """A proof as it was written when the version became public; None where it is not there any more, or never was."""
    return store.read(sha256, name.lower())
