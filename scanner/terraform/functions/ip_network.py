"""Functions on IP address ranges, IPv4 and IPv6."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from fractions import Fraction

from scanner.terraform.functions.registry import ArgumentError, Function, number, texts, whole_number
from scanner.terraform.types import TooLarge
from scanner.terraform.values import BOOL, STRING, EvaluationError, ListValue, Value, list_of


@dataclass(frozen=True, slots=True)
class Network:
    """``first`` is the lowest address, ``bits`` 32 or 128, ``length`` that of the prefix."""

    first: int
    bits: int
    length: int

    @property
    def size(self) -> int:
        return 1 << (self.bits - self.length)

    def __contains__(self, address: int) -> bool:
        return self.first <= address < self.first + self.size

    def text(self) -> str:
        return f"{address_text(self.first, self.bits)}/{self.length}"


def address_text(address: int, bits: int) -> str:
    return str(ipaddress.IPv4Address(address) if bits == 32 else ipaddress.IPv6Address(address))


def _address(text: str) -> tuple[int, int] | None:
    """The address and its width; leading zeros are allowed, and decimal."""
    if re.fullmatch(r"\d{1,9}(\.\d{1,9}){3}", text, re.ASCII):
        octets = [int(octet) for octet in text.split(".")]
        if max(octets) > 255:
            return None
        return int.from_bytes(bytes(octets), "big"), 32
    try:
        return (int(ipaddress.IPv6Address(text)), 128) if ":" in text and "%" not in text else None
    except ValueError:
        return None


def parse_network(text: str) -> Network:
    """The network of a CIDR expression; bits beyond the prefix do not count."""
    address, slash, length = text.partition("/")
    found = _address(address)
    if not slash or found is None or not re.fullmatch(r"\d{1,4}", length, re.ASCII) or int(length) > found[1]:
        raise EvaluationError(f"invalid CIDR expression: invalid CIDR address: {text}")
    value, bits = found
    if bits == 128 and value >> 32 == 0xFFFF:
        raise TooLarge("IPv4 addresses written as IPv6 are not supported")
    host_bits = bits - int(length)
    return Network(value >> host_bits << host_bits, bits, int(length))


def _big(value: Value) -> int:
    if isinstance(value, (Fraction, float)):
        raise EvaluationError("value must be a whole number")
    return int(value)


def cidrhost(prefix: str, host: Value) -> str:
    asked = _big(host)
    network = parse_network(prefix)
    position = asked if asked >= 0 else network.size + asked
    if not 0 <= position < network.size:
        raise EvaluationError(f"prefix of {network.length} does not accommodate a host numbered {asked}")
    return address_text(network.first + position, network.bits)


def cidrnetmask(prefix: str) -> str:
    network = parse_network(prefix)
    if network.bits == 128:
        raise EvaluationError(f"IPv6 addresses cannot have a netmask: {prefix}")
    return address_text((1 << 32) - network.size, 32)


def cidrsubnet(prefix: str, newbits: Value, netnum: Value) -> str:
    extension, wanted = whole_number(newbits), _big(netnum)
    network = parse_network(prefix)
    length = network.length + extension
    if length > network.bits:
        raise EvaluationError(f"insufficient address space to extend prefix of {network.length} by {extension}")
    if extension < 0 or wanted < 0:
        raise TooLarge("negative subnet numbers are not supported")
    if wanted >= 1 << extension:
        raise EvaluationError(f"prefix extension of {extension} does not accommodate a subnet numbered {wanted}")
    return Network(network.first + (wanted << (network.bits - length)), network.bits, length).text()


def cidrsubnets(prefix: str, *newbits: Value) -> ListValue:
    """Consecutive subnets, each aligned to its own size."""
    try:
        network = parse_network(prefix)
    except TooLarge:
        raise
    except EvaluationError as error:
        raise ArgumentError(0, str(error)) from error
    found: list[str] = []
    last = network.first - 1
    for extension in map(whole_number, newbits):
        length = _subnet_length(network, extension)
        size = 1 << (network.bits - length)
        first = (last // size + 1) * size
        if first not in network or (not found and first == 0 and network.length == 0):
            before = network.text() if not found else found[-1]
            raise ArgumentError(1, f"not enough remaining address space for a subnet with a prefix of {length} bits after {before}")
        last = first + size - 1
        found.append(Network(first, network.bits, length).text())
    return ListValue(found, STRING)


def _subnet_length(network: Network, extension: int) -> int:
    if extension < 1:
        raise ArgumentError(1, "must extend prefix by at least one bit")
    if extension > 32:
        raise ArgumentError(1, "may not extend prefix by more than 32 bits")
    length = network.length + extension
    if length > network.bits:
        family = "IPv4" if network.bits == 32 else "IPv6"
        raise ArgumentError(1, f"would extend prefix to {length} bits, which is too long for an {family} address")
    return length


def cidrcontains(prefix: str, inner: str) -> bool:
    """OpenTofu's: whether an address or a whole range lies in the range."""
    network = parse_network(prefix)
    address = _address(inner)
    contained = Network(address[0], address[1], address[1]) if address else parse_network(inner)
    if contained.bits != network.bits:
        raise EvaluationError(f"address family mismatch: {prefix} vs. {inner}")
    return contained.first in network and contained.first + contained.size - 1 in network


FUNCTIONS = {
    "cidrcontains": Function(texts("containing_prefix", "contained_ip_or_prefix"), BOOL, cidrcontains),
    "cidrhost": Function((*texts("prefix"), number("hostnum")), STRING, cidrhost),
    "cidrnetmask": Function(texts("prefix"), STRING, cidrnetmask),
    "cidrsubnet": Function((*texts("prefix"), number("newbits"), number("netnum")), STRING, cidrsubnet),
    "cidrsubnets": Function(texts("prefix"), list_of(STRING), cidrsubnets, variadic=number("newbits")),
}
