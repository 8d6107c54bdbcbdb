"""Conditions that data cannot say. A predicate is a module of this package, found by its name.

It has one function, ``prepare(arguments) -> Condition``, which raises ValueError, worded for the rule's author, when an
argument is missing, unknown or will not do.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from scanner.model.value import Value
from scanner.rules.decision import Condition


def prepare_predicate(name: str, arguments: Mapping[str, Value]) -> Condition:
    """The condition that the predicate of that name makes; ValueError when there is none, or its arguments will not do."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    if name not in names:
        raise ValueError(f"there is no predicate {name!r}; there are {', '.join(names)}")
    condition: Condition = importlib.import_module(f"{__name__}.{name}").prepare(arguments)
    return condition
