"""Identity of a result: what makes it the same one tomorrow, after lines have moved."""

from __future__ import annotations

import hashlib
import re


def fingerprint(rule: str, unit: str, address: str, path: str) -> str:
    """32 hex digits of (rule, unit, address, path).

    ``unit`` is the root module's folder or the template, relative to the repository: two roots may declare the
    same address. Element numbers in ``path`` do not count: inserting an element must not rename its neighbours.
    """
    normalised = re.sub(r"\[\d+\]", "[]", path)
    return hashlib.sha256("\0".join((rule, unit, address, normalised)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
