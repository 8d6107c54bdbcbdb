"""Hashes, and functions that need chance or keys (which are unknown)."""

from __future__ import annotations

import hashlib
import re
import uuid

from scanner.model.value import Unknown
from scanner.terraform.functions.encoding import base64_text
from scanner.terraform.functions.registry import Function, number, texts
from scanner.terraform.values import STRING, EvaluationError, Value

_NAMESPACES = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID, "x500": uuid.NAMESPACE_X500}
_HEX = "[0-9a-fA-F]"
_UUID = re.compile(
    rf"(?:urn:uuid:)?{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}|{_HEX}{{32}}|\{{{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}\}}"
)


def digest(algorithm: str, data: bytes) -> bytes:
    """The hash; none of these serves security here."""
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _hex(algorithm: str) -> Function:
    return Function(texts("str"), STRING, lambda text: digest(algorithm, text.encode()).hex())


def _base64(algorithm: str) -> Function:
    return Function(texts("str"), STRING, lambda text: base64_text(digest(algorithm, text.encode())))


def uuidv5(namespace: str, name: str) -> str:
    known = _NAMESPACES.get(namespace)
    if known is None:
        if not _UUID.fullmatch(namespace):
            raise EvaluationError(f"uuidv5() doesn't support namespace {namespace}")
        known = uuid.UUID(namespace)
    return str(uuid.uuid5(known, name))


def _chance(*_: Value) -> Value:
    return Unknown("it has a random part", type=STRING)


def rsadecrypt(ciphertext: str, key: str) -> Value:
    return Unknown("ciphertexts are not decrypted", type=STRING)


FUNCTIONS = {
    "base64sha256": _base64("sha256"),
    "base64sha512": _base64("sha512"),
    "bcrypt": Function(texts("str"), STRING, _chance, variadic=number("cost")),
    "md5": _hex("md5"),
    "rsadecrypt": Function(texts("ciphertext", "privatekey"), STRING, rsadecrypt),
    "sha1": _hex("sha1"),
    "sha256": _hex("sha256"),
    "sha512": _hex("sha512"),
    "uuid": Function((), STRING, _chance),
    "uuidv5": Function(texts("namespace", "name"), STRING, uuidv5),
}
