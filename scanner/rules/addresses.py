"""What the address fields of a network rule stand for: sets of IPv4 and IPv6 addresses, and names that are neither."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from scanner.rules.intervals import Intervals, minus, normal

ALL_V4: Intervals = ((0, 2**32 - 1),)
ALL_V6: Intervals = ((0, 2**128 - 1),)
_NOT_PUBLIC_V4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
    "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
)  # fmt: skip
_ANYWHERE = frozenset({"*", "any", "internet"})
"""The tag Internet is every public address; that it leaves out the private ones makes no difference here."""
_LONG_MASK = re.compile(r"/(\d+)$")


@dataclass(frozen=True, slots=True)
class Addresses:
    v4: Intervals = ()
    v6: Intervals = ()
    names: frozenset[str] = frozenset()
    """Service tags and application security groups: sets of addresses that are not known, but the same under the same name."""

    def covers(self, name: str, v6: bool) -> bool:
        """True when all that bears the name is in here."""
        return name in self.names or (self.v6 == ALL_V6 if v6 else self.v4 == ALL_V4)

    def of(self, v6: bool) -> Intervals:
        return self.v6 if v6 else self.v4


EVERYWHERE = Addresses(ALL_V4, ALL_V6)


@cache
def public(v6: bool) -> Intervals:
    """The addresses that the internet routes: for IPv4 all but private and reserved blocks, for IPv6 2000::/3."""
    if v6:
        return _block("2000::/3")[1]
    reserved = normal(interval for block in _NOT_PUBLIC_V4 for interval in _block(block)[0])
    return minus(ALL_V4, reserved)


def addresses(prefixes: Iterable[str], everywhere: frozenset[str] = _ANYWHERE) -> Addresses:
    """The union of prefixes, single addresses and names."""
    v4: list[tuple[int, int]] = []
    v6: list[tuple[int, int]] = []
    names: set[str] = set()
    for prefix in prefixes:
        for text in prefix.split(","):
            name = text.strip().casefold()
            if name in everywhere:
                return EVERYWHERE
            try:
                in_v4, in_v6 = _block(name)
            except ValueError:
                names.add(name)
            else:
                v4 += in_v4
                v6 += in_v6
    return Addresses(normal(v4), normal(v6), frozenset(names))


def destinations(prefixes: Iterable[str]) -> Addresses:
    """As ``addresses``; what an NSG guards lies in the virtual network, so inbound that tag is everything."""
    return addresses(prefixes, frozenset({"*", "any", "virtualnetwork"}))


def _block(text: str) -> tuple[Intervals, Intervals]:
    """The IPv4 and IPv6 addresses of a prefix; ValueError when it is none."""
    network = ipaddress.ip_network(text, strict=False)
    interval = ((int(network.network_address), int(network.broadcast_address)),)
    return (interval, ()) if network.version == 4 else ((), interval)


def is_small_block(text: str) -> bool:
    """True for the end of a text that is sure to spell a small block: ``…/32``, whatever stands before it."""
    found = _LONG_MASK.search(text)
    return found is not None and int(found.group(1)[:3]) > 16
