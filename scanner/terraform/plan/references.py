"""The resources that an expression reads, as the ``configuration`` part of a plan tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.model.value import Path, Reference, Value

MAX_VISITS = 500

_STEP = re.compile(r'\.?([^.\[\]"]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]')
_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')


def without_indexes(address: str) -> str:
    """The address of the declaration: ``module.a["x"].t.n[0]`` is declared as ``module.a.t.n``."""
    return _INDEX.sub("", address)


class Step(NamedTuple):
    """A name of a traversal, or an index with the brackets it is written in."""

    key: str | int
    brackets: str = ""


def steps(text: str) -> list[Step]:
    """``a.b["c"][0]`` as its names and indexes."""
    found = []
    for match in _STEP.finditer(text):
        if match[1] is not None:
            found.append(Step(match[1]))
        elif match[2] is not None:
            found.append(Step(match[2], match[0]))
        else:
            found.append(Step(int(match[3]), match[0]))
    return found


@dataclass(frozen=True, slots=True)
class ConfigModule:
    """A module in the plan's configuration, the one that calls it, and the arguments it is called with."""

    data: dict[str, Value]
    address: str
    """With instance keys as far as they are known."""
    caller: ConfigModule | None = None
    call: dict[str, Value] | None = None
    indexes: dict[int, dict[str, dict[str, Value]]] = field(default_factory=dict, compare=False, repr=False)
    """Of all modules of the plan, by identity of their data: the resources by address."""

    def child(self, name: str, index: str = "") -> ConfigModule | None:
        call = _dict(_dict(self.data, "module_calls"), name)
        module = call.get("module")
        prefix = f"{self.address}." if self.address else ""
        return ConfigModule(module, f"{prefix}module.{name}{index}", self, call, self.indexes) if isinstance(module, dict) else None

    def resource(self, address: str) -> dict[str, Value]:
        """The configuration of a resource, by its address within the module."""
        if (index := self.indexes.get(id(self.data))) is None:
            index = self.indexes[id(self.data)] = {}
            resources = self.data.get("resources")
            for resource in resources if isinstance(resources, list) else ():
                if isinstance(resource, dict) and isinstance(resource.get("address"), str):
                    index.setdefault(resource["address"], resource)
        return index.get(address, {})


def module_at(root: ConfigModule, address: str) -> ConfigModule | None:
    """The module that an address with instance keys names."""
    module: ConfigModule | None = root
    names = list(re.finditer(rf"module\.([^.\[]+)((?:{_INDEX.pattern})?)\.?", address))
    for name in names:
        module = None if module is None else module.child(name[1], name[2])
    return module


def expression_at(resource: dict[str, Value], path: Path) -> Value:
    """The configuration's entry for a raw path: that of the attribute that the path leads into."""
    entry: Value = resource.get("expressions")
    for name in path:
        if isinstance(entry, dict) and ("references" in entry or "constant_value" in entry):
            break
        if isinstance(entry, dict):
            entry = entry.get(str(name))
        elif isinstance(entry, list):
            entry = entry[name] if isinstance(name, int) and name < len(entry) else None
    return entry


def references_of(entry: Value, module: ConfigModule, loop: Value = None) -> Iterator[Reference]:
    """What the entry reads, looking through variables, loops and module outputs (a plan does not show locals)."""
    waiting: list[tuple[Value, ConfigModule, Value]] = [(entry, module, loop)]
    visits = 0
    while waiting and visits < MAX_VISITS:
        entry, module, loop = waiting.pop()
        visits += 1
        if isinstance(entry, list):
            waiting += [(item, module, loop) for item in reversed(entry)]
        elif isinstance(entry, dict) and not isinstance(entry.get("references"), list):
            waiting += [(item, module, loop) for item in reversed(list(entry.values())) if isinstance(item, (dict, list))]
        elif isinstance(entry, dict):
            inner: list[tuple[Value, ConfigModule, Value]] = []
            for name in longest(entry["references"]):
                found = _resolve(steps(name), module, loop)
                if isinstance(found, Reference):
                    yield found
                elif found is not None:
                    inner.append(found)
            waiting += reversed(inner)


def longest(names: list[Value]) -> list[str]:
    """The references as written: Terraform lists each with all its beginnings after it."""
    kept: list[str] = []
    for name in names:
        if isinstance(name, str) and not (kept and kept[-1].startswith(name) and kept[-1] != name):
            kept.append(name)
    return kept


def _resolve(names: list[Step], module: ConfigModule, loop: Value) -> Reference | tuple[Value, ConfigModule, Value] | None:
    if len(names) < 2:
        return None
    root, name = names[0].key, str(names[1].key)
    if root == "var":
        caller = module.caller
        return (
            None
            if caller is None or module.call is None
            else (_dict(module.call, "expressions").get(name), caller, module.call.get("for_each_expression"))
        )
    if root == "each":
        return (loop, module, None) if loop is not None else None
    if root == "module":
        return _output(names, module)
    if root in ("local", "path", "terraform", "count", "self"):
        return None
    return _resource(names, module)


def _output(names: list[Step], module: ConfigModule) -> tuple[Value, ConfigModule, Value] | None:
    index = names[2].brackets if len(names) > 2 else ""
    output = names[3:4] if index else names[2:3]
    called = module.child(str(names[1].key), index)
    if called is None or not output:
        return None
    return _dict(_dict(called.data, "outputs"), str(output[0].key)).get("expression"), called, None


def _resource(names: list[Step], module: ConfigModule) -> Reference | None:
    count = 3 if names[0].key in ("data", "ephemeral") else 2
    if len(names) < count:
        return None
    address, rest = ".".join(str(step.key) for step in names[:count]), names[count:]
    if rest and rest[0].brackets:
        address, rest = address + rest[0].brackets, rest[1:]
    return Reference(f"{module.address}.{address}" if module.address else address, tuple(step.key for step in rest))


def _dict(data: dict[str, Value], name: str) -> dict[str, Value]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}
