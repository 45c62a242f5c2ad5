"""Secrets at rest: SM4-GCM envelopes, HMAC-SM3 marks, and the seam to whoever keeps the keys.

An envelope is `S | key id | nonce (12) | tag (16) | ciphertext`; its additional data name the cell,
so that a ciphertext moved to another row or column does not open.
"""

import os
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import constant_time, hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

VERSION = b"S"
NONCE_BYTES, TAG_BYTES = 12, 16
HEAD_BYTES = len(VERSION) + 1 + NONCE_BYTES + TAG_BYTES
KEY_BYTES, SM4_BYTES = 32, 16
LAST_KEY_ID = 255
SHORTEST_SIGNATURE = 16
SEAL, INDEX, AUDIT, SIGN = "seal", "index", "audit", "sign"
DEMO_MARK = "demo"


class SealBroken(Exception):
    """A sealed value does not open: changed, moved to another row, or its key is missing."""


class KeyProvider(Protocol):
    """Whoever holds the keys: a file here, a security module or a cryptographic service elsewhere."""

    is_demo: bool

    def current_key_id(self) -> int: ...

    def seal(self, purpose: str, bound_to: bytes, text: bytes) -> bytes: ...

    def unseal(self, purpose: str, bound_to: bytes, envelope: bytes) -> bytes: ...

    def mark(self, key_name: str, purpose: str, data: bytes) -> bytes: ...


class FileKeys:
    """Keys from lines `name.number = hex`; the highest `seal` number seals, all of them open."""

    def __init__(self, lines: str) -> None:
        self.keys, self.is_demo = _read_keys(lines)
        self._derived: dict[tuple[str, str, int], bytes] = {}

    def current_key_id(self) -> int:
        return max(int(name.partition(".")[2]) for name in self.keys if name.startswith(f"{SEAL}."))

    def seal(self, purpose: str, bound_to: bytes, text: bytes) -> bytes:
        key_id, nonce = self.current_key_id(), os.urandom(NONCE_BYTES)
        encryptor = Cipher(self._sm4(key_id, purpose), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound_to)
        ciphertext = encryptor.update(text) + encryptor.finalize()
        return VERSION + bytes([key_id]) + nonce + encryptor.tag + ciphertext

    def unseal(self, purpose: str, bound_to: bytes, envelope: bytes) -> bytes:
        if envelope[:1] != VERSION or len(envelope) < HEAD_BYTES:
            raise SealBroken("not an envelope")
        nonce, tag = envelope[2 : 2 + NONCE_BYTES], envelope[2 + NONCE_BYTES : HEAD_BYTES]
        decryptor = Cipher(self._sm4(envelope[1], purpose), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(bound_to)
        try:
            return decryptor.update(envelope[HEAD_BYTES:]) + decryptor.finalize()
        except InvalidTag:
            raise SealBroken("changed, or moved from another row") from None

    def mark(self, key_name: str, purpose: str, data: bytes) -> bytes:
        mac = HMAC(self._derive(f"{key_name}.1", purpose, KEY_BYTES), hashes.SM3())
        mac.update(data)
        return mac.finalize()

    def _sm4(self, key_id: int, purpose: str) -> algorithms.SM4:
        return algorithms.SM4(self._derive(f"{SEAL}.{key_id}", purpose, SM4_BYTES))

    def _derive(self, name: str, purpose: str, length: int) -> bytes:
        found = self._derived.get((name, purpose, length))
        if found is None:
            if name not in self.keys:
                raise SealBroken(f"key {name} is not in the key file")
            found = HKDF(hashes.SM3(), length, None, purpose.encode()).derive(self.keys[name])
            self._derived[name, purpose, length] = found
        return found


def _read_keys(lines: str) -> tuple[dict[str, bytes], bool]:
    keys: dict[str, bytes] = {}
    is_demo = False
    for line in lines.splitlines():
        name, _, value = (part.strip() for part in line.partition("="))
        if name == DEMO_MARK:
            is_demo = True
        elif name and not name.startswith("#"):
            keys[name] = _read_key(name, value)
    missing = [name for name in (f"{SEAL}.1", f"{INDEX}.1", f"{AUDIT}.1", f"{SIGN}.1") if name not in keys]
    if missing:
        raise ImproperlyConfigured(f"密钥文件缺少 {'、'.join(missing)}，请从备份恢复密钥文件。")
    return keys, is_demo


def _read_key(name: str, value: str) -> bytes:
    kind, _, number = name.partition(".")
    try:
        key = bytes.fromhex(value)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES or not number.isdigit() or not 1 <= int(number) <= LAST_KEY_ID or not kind:
        raise ImproperlyConfigured(f"密钥文件中 {name} 一行不完整，请从备份恢复密钥文件。")
    return key


def new_keys(is_demo: bool = False) -> str:
    """The text of a fresh key file."""
    head = ["# Doudi master keys. Keep a copy in a safe: without them no sealed field can be read."]
    head += [f"{DEMO_MARK} = 1"] * is_demo
    lines = [f"{name}.1 = {secrets.token_hex(KEY_BYTES)}" for name in (SEAL, INDEX, AUDIT, SIGN)]
    return "\n".join([*head, *lines, ""])


def make_key_file(path: Path, is_demo: bool = False) -> bool:
    """Write a key file only its owner can read; False when there is one already."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(new_keys(is_demo))
        file.flush()
        os.fsync(file.fileno())
    return True


def add_seal_key(path: Path) -> int:
    """Append a new sealing key and answer its number; earlier keys stay, to read what they sealed."""
    keys = FileKeys(path.read_text())
    number = keys.current_key_id() + 1
    if number > LAST_KEY_ID:
        raise ImproperlyConfigured("密钥编号已用完（最多 255 个）。")
    fresh = path.with_suffix(".new")
    text = f"{path.read_text().rstrip()}\n{SEAL}.{number} = {secrets.token_hex(KEY_BYTES)}\n"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    provider.cache_clear()
    return number


def keys_from_file() -> KeyProvider:
    """The default: the file named by `KEY_FILE`, made on first use outside production."""
    path = Path(settings.KEY_FILE)
    if not settings.PRODUCTION:
        make_key_file(path, is_demo=True)
    try:
        return FileKeys(path.read_text())
    except FileNotFoundError:
        raise ImproperlyConfigured(f"找不到密钥文件 {path}：请运行 doudi keys，或从备份恢复。") from None


@cache
def provider() -> KeyProvider:
    """Who keeps the keys, by `settings.KEY_PROVIDER` (a dotted name of a function)."""
    make: Callable[[], KeyProvider] = import_string(
        getattr(settings, "KEY_PROVIDER", "doudi.office.base.crypto.keys_from_file")
    )
    return make()


def cell(table: str, column: str, seal_id: object) -> bytes:
    """The address of one value; part of what is authenticated."""
    return f"{table}.{column}:{seal_id}".encode()


def seal_bytes(table: str, column: str, seal_id: object, data: bytes) -> bytes:
    return provider().seal(f"sm4:{table}.{column}", cell(table, column, seal_id), data)


def unseal_bytes(table: str, column: str, seal_id: object, envelope: bytes) -> bytes:
    return provider().unseal(f"sm4:{table}.{column}", cell(table, column, seal_id), envelope)


def seal(table: str, column: str, seal_id: object, text: str) -> bytes:
    return seal_bytes(table, column, seal_id, text.encode())


def unseal(table: str, column: str, seal_id: object, envelope: bytes) -> str:
    return unseal_bytes(table, column, seal_id, envelope).decode()


def key_id_of(envelope: bytes) -> int:
    return envelope[1]


def blind_index(kind: str, text: str) -> str:
    """64 hex digits, the same for the same text of a kind: equality without plaintext.

    For citizen IDs pass `kind="citizen_id"` and the number that `citizen_id.normalise` gives.
    """
    return provider().mark(INDEX, f"index:{kind}", text.encode()).hex()


def chain_mark(data: bytes) -> str:
    """The keyed hash that links audit records."""
    return provider().mark(AUDIT, "audit:chain", data).hex()


def signature(purpose: str, text: str, length: int = 32) -> str:
    """A keyed mark for what leaves the house, such as the QR code of a letter; see `is_signed`."""
    return provider().mark(SIGN, f"sign:{purpose}", text.encode()).hex()[:length]


def is_signed(purpose: str, text: str, mark: str) -> bool:
    expected = signature(purpose, text, max(len(mark), SHORTEST_SIGNATURE))
    return constant_time.bytes_eq(expected.encode(), mark.encode())
