"""What the address fields of a network rule or an allow list stand for: sets of IPv4 and IPv6 addresses, and names that are neither."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from scanner.model.unknowns import possible
from scanner.model.value import Reference, Unknown
from scanner.rules.intervals import Intervals, minus, normal, overlap, size

ALL_V4: Intervals = ((0, 2**32 - 1),)
ALL_V6: Intervals = ((0, 2**128 - 1),)
_NOT_PUBLIC_V4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
    "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
)  # fmt: skip
_ANYWHERE = frozenset({"*", "any", "internet"})
"""The tag Internet is every public address; that it leaves out the private ones makes no difference here."""
_LONG_MASK = re.compile(r"/(\d+)$")
LARGE_V4, LARGE_V6 = 1 << (32 - 8), 1 << (128 - 16)
"""The addresses of an IPv4 /8 and of an IPv6 /16: more than any one organisation should let in."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """A set of IPv4 and IPv6 addresses."""

    v4: Intervals = ()
    v6: Intervals = ()
    names: frozenset[str] = frozenset()
    """Service tags and application security groups: sets of addresses that are not known, but the same under the same name."""

    def covers(self, name: str, v6: bool) -> bool:
        """True when all that bears the name is in here."""
        return name in self.names or (self.v6 == ALL_V6 if v6 else self.v4 == ALL_V4)

    def of(self, v6: bool) -> Intervals:
        return self.v6 if v6 else self.v4

    def without(self, others: Iterable[Addresses]) -> Addresses:
        """What is in here and in none of the others; of a name, whose addresses are not known, when the others leave it any IPv4."""
        others = list(others)
        if not others:
            return self
        taken = union(others)
        names = frozenset(name for name in self.names if not taken.covers(name, v6=False))
        return Addresses(minus(self.v4, taken.v4), minus(self.v6, taken.v6), names)

    def public(self, v6: bool) -> int:
        """How many of the internet's addresses are in here."""
        return size(overlap(self.of(v6), public(v6)))

    def width(self) -> int:
        """How much of the internet is in here, IPv4 counting for as much as IPv6."""
        return max(self.public(False) << 88, self.public(True))

    def is_large(self) -> bool:
        """True for more than an IPv4 /8 or an IPv6 /16 of the internet."""
        return self.public(False) > LARGE_V4 or self.public(True) > LARGE_V6


NOWHERE = Addresses()
EVERYWHERE = Addresses(ALL_V4, ALL_V6)
EVERY_IPV4 = Addresses(ALL_V4)


@cache
def public(v6: bool) -> Intervals:
    """The addresses that the internet routes: for IPv4 all but private and reserved blocks, for IPv6 2000::/3."""
    if v6:
        return _block("2000::/3")[1]
    reserved = normal(interval for block in _NOT_PUBLIC_V4 for interval in _block(block)[0])
    return minus(ALL_V4, reserved)


def addresses(prefixes: Iterable[str], everywhere: frozenset[str] = _ANYWHERE) -> Addresses:
    """The union of prefixes, single addresses, ranges (``from-to``) and names."""
    v4: list[tuple[int, int]] = []
    v6: list[tuple[int, int]] = []
    names: set[str] = set()
    for prefix in prefixes:
        for text in prefix.split(","):
            name = text.strip().casefold()
            if name in everywhere:
                return EVERYWHERE
            start, dash, end = name.partition("-")
            try:
                in_v4, in_v6 = _block(name)
            except ValueError:
                found = between(start, end) if dash else NOWHERE
                in_v4, in_v6 = found.v4, found.v6
                if not in_v4 and not in_v6:
                    names.add(name)
            v4 += in_v4
            v6 += in_v6
    return Addresses(normal(v4), normal(v6), frozenset(names))


def destinations(prefixes: Iterable[str]) -> Addresses:
    """As ``addresses``; what an NSG guards lies in the virtual network, so inbound that tag is everything."""
    return addresses(prefixes, frozenset({"*", "any", "virtualnetwork"}))


def union(several: Iterable[Addresses]) -> Addresses:
    """All that is in one of them."""
    several = list(several)
    return Addresses(
        normal(interval for one in several for interval in one.v4),
        normal(interval for one in several for interval in one.v6),
        frozenset(name for one in several for name in one.names),
    )


def common(several: Iterable[Addresses]) -> Addresses:
    """What is in all of them; there must be one."""
    first, *rest = several
    v4, v6, names = first.v4, first.v6, first.names
    for one in rest:
        v4, v6, names = overlap(v4, one.v4), overlap(v6, one.v6), names & one.names
    return Addresses(v4, v6, names)


def between(start: str, end: str) -> Addresses:
    """The addresses from the one to the other, both included; none when one of them is no address."""
    try:
        low, high = ipaddress.ip_address(start.strip()), ipaddress.ip_address(end.strip())
    except ValueError:
        return NOWHERE
    if low.version != high.version:
        return NOWHERE
    interval = normal([(int(low), int(high))])
    return Addresses(interval) if low.version == 4 else Addresses(v6=interval)


def _block(text: str) -> tuple[Intervals, Intervals]:
    """The IPv4 and IPv6 addresses of a prefix; ValueError when it is none."""
    network = ipaddress.ip_network(text, strict=False)
    interval = ((int(network.network_address), int(network.broadcast_address)),)
    return (interval, ()) if network.version == 4 else ((), interval)


def is_small_block(text: str) -> bool:
    """True for the end of a text that is sure to spell a small block: ``…/32``, whatever stands before it."""
    found = _LONG_MASK.search(text)
    return found is not None and int(found.group(1)[:3]) > 16


def is_one_address(value: Unknown) -> bool:
    """True when the text, though not known, is sure to be a single address or a small block."""
    last = value.parts[-1] if value.parts else None
    if isinstance(last, str):
        return is_small_block(last)
    if not isinstance(last, Reference) or len(value.parts) > 1 or not last.path:
        return False
    return str(last.path[-1]).replace("_", "").casefold().endswith("ipaddress")


def candidates_of(value: Unknown) -> list[str] | None:
    """Every text that the value can be, those in a list included; None when it can be any."""
    texts: list[str] = []
    candidates = possible(value)
    for candidate in candidates:
        items = candidate if isinstance(candidate, (list, tuple)) else [candidate]
        if any(isinstance(item, Unknown) for item in items):
            return None
        texts += [str(item) for item in items if item is not None]
    return texts if candidates else None
