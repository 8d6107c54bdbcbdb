"""Functions on IP address ranges."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from scanner.arm.functions.table import Arguments, Function, as_int, as_text
from scanner.arm.values import EvaluationError
from scanner.model.value import Value


def _network(function: str, value: Value) -> IPv4Network | IPv6Network:
    written = as_text(function, value)
    try:
        if "/" not in written:
            raise ValueError
        return ip_network(written, strict=False)
    except ValueError:
        raise EvaluationError(f"{function}(): {written[:60]!r} is not an address range") from None


def _parse_cidr(arguments: Arguments) -> Value:
    network = _network("parseCidr", arguments[0])
    result: dict[str, Value] = {"network": str(network.network_address), "netmask": str(network.netmask)}
    if network.version == 4:
        result["broadcast"] = str(network.broadcast_address)
    first, last = _usable(network)
    return result | {"firstUsable": str(network[first]), "lastUsable": str(network[last]), "cidr": network.prefixlen}


def _usable(network: IPv4Network | IPv6Network) -> tuple[int, int]:
    """The positions of the first and last address that a host can have; version 6 sets none apart."""
    if network.num_addresses <= 2 or network.version == 6:
        return 0, network.num_addresses - 1
    return 1, network.num_addresses - 2


def _cidr_subnet(arguments: Arguments) -> Value:
    network = _network("cidrSubnet", arguments[0])
    prefix, index = as_int("cidrSubnet", arguments[1]), as_int("cidrSubnet", arguments[2])
    if not network.prefixlen <= prefix <= network.max_prefixlen:
        raise EvaluationError(f"cidrSubnet(): /{prefix} does not divide {network}")
    if not 0 <= index < 2 ** (prefix - network.prefixlen):
        raise EvaluationError(f"cidrSubnet(): {network} has no subnet number {index} of size /{prefix}")
    start = network.network_address + index * 2 ** (network.max_prefixlen - prefix)
    return f"{start}/{prefix}"


def _cidr_host(arguments: Arguments) -> Value:
    network, index = _network("cidrHost", arguments[0]), as_int("cidrHost", arguments[1])
    first, last = _usable(network)
    position = index + (1 if network.num_addresses > 2 else 0)  # for version 6 too, the first host is number one
    if not max(first, index) <= position <= last:
        raise EvaluationError(f"cidrHost(): {network} has no host number {index}")
    return str(network[position])


FUNCTIONS = (
    Function("parseCidr", 1, 1, _parse_cidr),
    Function("cidrSubnet", 3, 3, _cidr_subnet),
    Function("cidrHost", 2, 2, _cidr_host),
)
