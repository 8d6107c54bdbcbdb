"""The functions of the template language, grouped as in Microsoft's documentation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from scanner.arm.functions.table import Function, Special


@cache
def function_table() -> Mapping[str, Function | Special]:
    """Every function by its name in lower case."""
    from scanner.arm.functions import array, cidr, comparison, date, deployment, lambdas, logical, numeric, object, resource, scope, string

    groups = (array, cidr, comparison, date, deployment, lambdas, logical, numeric, object, resource, scope, string)
    return MappingProxyType({function.name.lower(): function for group in groups for function in group.FUNCTIONS})


__all__ = ["Function", "Special", "function_table"]
