"""The signature on what is published: Ed25519 in the format of minisign, whose own command verifies it. Optional.

The secret key (SIGNING_KEY_FILE) lies where publishing is done and nowhere else. Whoever only verifies needs the public key
(SIGNING_PUBLIC_KEY). Only ``cryptography`` signs and verifies; here stands how minisign writes down what it gives.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

ALGORITHM, HASHED, PLAIN, CHECKSUM = b"Ed", b"ED", b"\0\0", b"B2"
#: Of a secret key: algorithms, what a password would need, number of the key, seed and public key, and a checksum, which
#: minisign leaves empty where there is no password.
SALT, NUMBER, KEYS, DIGEST = 32 + 8 + 8, 8, 64, 32
SECRET_LENGTH = 6 + SALT + NUMBER + KEYS + DIGEST
NO_KEY = "不是 minisign 的密钥文件，或文件不完整"


class BadKey(ValueError):
    """What should be a key, public or secret, is none."""


@dataclass(frozen=True)
class PublicKey:
    number: bytes
    key: Ed25519PublicKey

    def text(self) -> str:
        """The one line that people keep: RW…"""
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(ALGORITHM + self.number + raw).decode()

    def file(self) -> str:
        return f"untrusted comment: minisign public key {self.number[::-1].hex().upper()}\n{self.text()}\n"


@dataclass(frozen=True)
class SecretKey:
    number: bytes
    key: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.number, self.key.public_key())

    def file(self) -> str:
        seed = self.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        keys = self.number + seed + self.public.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        raw = ALGORITHM + PLAIN + CHECKSUM + bytes(SALT) + keys + bytes(DIGEST)
        return f"untrusted comment: minisign secret key\n{base64.b64encode(raw).decode()}\n"


# Keys --------------------------------------------------------------------------------------------------------------


def make_key() -> SecretKey:
    return SecretKey(os.urandom(NUMBER), Ed25519PrivateKey.generate())


def read_secret(text: str) -> SecretKey:
    """The key in a file of minisign's without a password; BadKey for anything else."""
    raw = _second_line(text)
    if len(raw) != SECRET_LENGTH or raw[:2] != ALGORITHM:
        raise BadKey(NO_KEY)
    if raw[2:4] != PLAIN:
        raise BadKey("签名密钥带口令。请用 minisign -C -W -s 文件名 去掉口令，再限制文件的读取权限。")
    keys = raw[6 + SALT : -DIGEST]
    number, seed = keys[:NUMBER], keys[NUMBER : NUMBER + 32]
    secret = SecretKey(number, Ed25519PrivateKey.from_private_bytes(seed))
    if secret.public.key.public_bytes(Encoding.Raw, PublicFormat.Raw) != keys[NUMBER + 32 :]:
        raise BadKey(NO_KEY)
    return secret


def read_public(text: str) -> PublicKey:
    """The key of the line RW…, or of a file whose second line it is."""
    raw = _second_line(text) if "\n" in text.strip() else _decoded(text.strip())
    if len(raw) != 2 + NUMBER + 32 or raw[:2] != ALGORITHM:
        raise BadKey(NO_KEY)
    return PublicKey(raw[2 : 2 + NUMBER], Ed25519PublicKey.from_public_bytes(raw[2 + NUMBER :]))


def secret_key() -> SecretKey | None:
    """The key that this process signs with, or None. BadKey and OSError where the file is not what it should be."""
    place = settings.SIGNING_KEY_FILE
    return read_secret(Path(place).read_text(encoding="ascii")) if place else None


def public_key() -> PublicKey | None:
    """The key that everybody verifies with: as it is set, else that of the secret key; None where nothing is signed."""
    if settings.SIGNING_PUBLIC_KEY:
        return read_public(settings.SIGNING_PUBLIC_KEY)
    secret = secret_key()
    return secret.public if secret else None


# Signatures --------------------------------------------------------------------------------------------------------


def sign(data: bytes, key: SecretKey, trusted: str) -> bytes:
    """The file .minisig over these bytes. ``trusted`` is one line, signed too. The same gives the same bytes."""
    signature = key.key.sign(hashlib.blake2b(data).digest())
    whole = key.key.sign(signature + trusted.encode())
    return _written(HASHED + key.number + signature, trusted, whole)


def _written(signed: bytes, trusted: str, whole: bytes) -> bytes:
    lines = (
        "untrusted comment: verify with the public key in ledger/key.pub",
        base64.b64encode(signed).decode(),
        f"trusted comment: {trusted}",
        base64.b64encode(whole).decode(),
    )
    return "".join(f"{line}\n" for line in lines).encode()


def trusted_of(data: bytes, minisig: bytes, key: PublicKey) -> str | None:
    """The trusted comment of a signature over these bytes; None where the signature does not hold."""
    try:
        _comment, signed, comment, whole = minisig.decode().splitlines()
        raw, trusted = _decoded(signed), comment.removeprefix("trusted comment: ")
        if raw[: 2 + NUMBER] != HASHED + key.number:
            return None
        key.key.verify(raw[2 + NUMBER :], hashlib.blake2b(data).digest())
        key.key.verify(_decoded(whole), raw[2 + NUMBER :] + trusted.encode())
    except (ValueError, InvalidSignature):
        return None
    return trusted


def is_ours(data: bytes, minisig: bytes, key: PublicKey, trusted: str) -> bool:
    """Whether these are the very bytes that ``sign`` gave: base64 and the untrusted comment could say the same otherwise."""
    if trusted_of(data, minisig, key) != trusted:
        return False
    _comment, signed, _trusted, whole = minisig.decode().splitlines()
    return minisig == _written(_decoded(signed), trusted, _decoded(whole))


def _second_line(text: str) -> bytes:
    """Of two lines, a comment and base64."""
    lines = text.splitlines()
    if len(lines) < 2 or not lines[0].startswith("untrusted comment:"):
        raise BadKey(NO_KEY)
    return _decoded(lines[1])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadKey(NO_KEY) from error
