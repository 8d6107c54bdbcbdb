"""The resources that a plan lists: where each stands in the document, and what is not as a plan has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.json_source import Document
from scanner.model.source import Problem
from scanner.model.value import Path, Value

MAX_PROBLEMS = 20
"""Of one plan: the others are counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource in the document: where its object stands, and where in that its attributes do."""

    data: dict[str, Value]
    address: str
    path: Path
    values: Path
    unknown: Value = None
    new: bool = False
    """True when the plan creates or replaces it."""
    before: Value = None
    """The values of the resource that exists."""

    @property
    def type(self) -> str:
        return str(self.data["type"])

    @property
    def name(self) -> str:
        return str(self.data.get("name", ""))

    @property
    def is_data(self) -> bool:
        mode = self.data.get("mode")
        return (
            mode == "data" if isinstance(mode, str) else re.search(rf"(?:^|(?<!\bmodule)\.)data\.{re.escape(self.type)}\.", self.address) is not None
        )

    @property
    def after(self) -> dict[str, Value]:
        found: Value = self.data
        for name in self.values:
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class Listing:
    """Goes through a plan. What is lost because it is not where a plan has it is in ``problems``."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    lost: int = 0

    def entries(self) -> dict[str, Entry]:
        """By address: data sources that are already read, what is planned, and what changes, which says more about the same.

        Policy tests and pipelines cut plans down: to ``resource_changes``, even to the list alone, without addresses or names.
        """
        found = self._found(self.document.value)
        if self.lost > MAX_PROBLEMS:
            self.problems.append(Problem(self.document.span(()), f"{self.lost - MAX_PROBLEMS:,} more parts of the plan cannot be read"))
        return {entry.address: entry for entry in found}

    def _found(self, plan: Value) -> list[Entry]:
        if isinstance(plan, list):
            return list(self._changes(plan, ()))
        if not isinstance(plan, dict):
            self._lost((), "is not an object")
            return []
        found = [
            *self._resources(self._object(plan, ("prior_state",)), ("prior_state", "values"), "data"),
            *self._resources(plan, ("planned_values",), "managed"),
        ]
        changes = plan.get("resource_changes")
        if isinstance(changes, list):
            found += self._changes(changes, ("resource_changes",))
        elif changes is not None:
            self._lost(("resource_changes",), "is not a list")
        return found

    def note(self, path: Path, message: str) -> None:
        """Something of the plan that cannot be used, though no resource is lost."""
        self.problems.append(Problem(self.document.key_span(path), f"{_shown(path)} {message}", fatal=False))

    def _lost(self, path: Path, message: str) -> None:
        self.lost += 1
        if self.lost <= MAX_PROBLEMS:
            self.problems.append(Problem(self.document.key_span(path), f"{_shown(path)} {message}, so what it says of resources is lost"))

    def _object(self, holder: dict[str, Value], path: Path) -> dict[str, Value]:
        """The object that ``holder`` has under the last name of the path; empty where there is none."""
        found = holder.get(str(path[-1]))
        if found is not None and not isinstance(found, dict):
            self._lost(path, "is not an object")
        return found if isinstance(found, dict) else {}

    def _list(self, holder: dict[str, Value], path: Path) -> list[Value]:
        found = holder.get(str(path[-1]))
        if found is not None and not isinstance(found, list):
            self._lost(path, "is not a list")
        return found if isinstance(found, list) else []

    def _resources(self, holder: dict[str, Value], path: Path, mode: str) -> Iterator[Entry]:
        root = (*path, "root_module")
        waiting = [(self._object(self._object(holder, path), root), root)]
        while waiting:
            module, path = waiting.pop()
            for index, resource in enumerate(self._list(module, (*path, "resources"))):
                at = (*path, "resources", index)
                if not isinstance(resource, dict) or not isinstance(resource.get("type"), str):
                    self._lost(at, "is not a resource with a type")
                elif not isinstance(resource.get("values", {}), dict):
                    self._lost((*at, "values"), "is not an object")
                else:
                    entry = Entry(resource, _address(resource, at), at, ("values",))
                    if entry.is_data is (mode == "data"):
                        yield entry
            for index, child in enumerate(self._list(module, (*path, "child_modules"))):
                at = (*path, "child_modules", index)
                if isinstance(child, dict):
                    waiting.append((child, at))
                else:
                    self._lost(at, "is not an object")

    def _changes(self, changes: list[Value], path: Path) -> Iterator[Entry]:
        for index, resource in enumerate(changes):
            at = (*path, index)
            change = resource.get("change") if isinstance(resource, dict) else None
            if not isinstance(resource, dict) or not isinstance(resource.get("type"), str) or not isinstance(change, dict):
                self._lost(at, "is not a resource with a type and a change")
                continue
            actions, after = change.get("actions"), change.get("after")
            if isinstance(after, dict):
                new = isinstance(actions, list) and "create" in actions
                yield Entry(resource, _address(resource, at), at, ("change", "after"), change.get("after_unknown"), new, change.get("before"))
            elif after is not None or not (isinstance(actions, list) and {"delete", "forget"}.intersection(map(str, actions))):
                self._lost((*at, "change", "after"), "is not an object")  # only a deletion leaves nothing


def _address(resource: dict[str, Value], path: Path) -> str:
    """The resource's address; what names it as well as can be where it has none."""
    address, name, module = (resource.get(key) for key in ("address", "name", "module_address"))
    if isinstance(address, str):
        return address
    prefix = f"{module}." if isinstance(module, str) else ""
    if resource.get("mode") == "data":
        prefix += "data."
    return f"{prefix}{resource['type']}.{name}" if isinstance(name, str) else f"{prefix}{resource['type']}[{path[-1]}]"


def _shown(path: Path) -> str:
    return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in path).removeprefix(".") or "the plan"
