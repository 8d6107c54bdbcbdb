"""The two hashes of ARM: what ``uniqueString`` and ``guid`` give for known texts is the same everywhere."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

_MASK = 0xFFFFFFFF
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_GUID_NAMESPACE = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")


def unique_string(texts: Sequence[str]) -> str:
    """13 characters, five bits each, highest first: 64 bits of hash, so that the last character has four."""
    value = _murmur64("-".join(texts).encode())
    return "".join(_ALPHABET[(value << 5 * index & (2**64 - 1)) >> 59] for index in range(13))


def guid(texts: Sequence[str]) -> str:
    """A version 5 UUID in the namespace that Azure uses."""
    return str(uuid.uuid5(_GUID_NAMESPACE, "-".join(texts)))


def _rotated(value: int, bits: int) -> int:
    return (value << bits | value >> (32 - bits)) & _MASK


def _first(block: int) -> int:
    return _rotated(block * 0x239B961B & _MASK, 15) * 0xAB0E9789 & _MASK


def _second(block: int) -> int:
    return _rotated(block * 0xAB0E9789 & _MASK, 17) * 0x239B961B & _MASK


def _mixed(value: int) -> int:
    value = (value ^ value >> 16) * 0x85EBCA6B & _MASK
    value = (value ^ value >> 13) * 0xC2B2AE35 & _MASK
    return value ^ value >> 16


def _murmur64(data: bytes) -> int:
    """A 64-bit relative of MurmurHash3: two lanes of 32 bits over blocks of eight bytes."""
    high = low = 0
    whole = len(data) // 8 * 8
    for at in range(0, whole, 8):
        left, right = int.from_bytes(data[at : at + 4], "little"), int.from_bytes(data[at + 4 : at + 8], "little")
        low = (_rotated(low ^ _first(left), 19) + high) * 5 + 0x561CCD1B & _MASK
        high = (_rotated(high ^ _second(right), 13) + low) * 5 + 0x0BCAA747 & _MASK
    if tail := data[whole:]:
        low ^= _first(int.from_bytes(tail[:4], "little"))
        if len(tail) > 4:
            high ^= _second(int.from_bytes(tail[4:], "little"))
    low, high = low ^ len(data), high ^ len(data)
    low = low + high & _MASK
    high = high + low & _MASK
    low, high = _mixed(low), _mixed(high)
    low = low + high & _MASK
    return (high + low & _MASK) << 32 | low
