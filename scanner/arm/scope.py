"""The names of one deployment of a template: parameters, variables, outputs and user-defined functions, each evaluated once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from scanner.arm.evaluator import Environment, Evaluator
from scanner.arm.parameters import Declaration, accepted, declaration, unset
from scanner.arm.template import Place, Template
from scanner.arm.values import EvaluationError, member, member_name, symbolic
from scanner.model.value import Path, Symbol, Value


class Declared(Protocol):
    """A resource of the template, as far as expressions can ask about it."""

    address: str

    def outputs(self) -> dict[str, Value] | None:
        """What a deployment that could be read puts out; None for everything else."""
        ...

    def info(self) -> dict[str, Value]:
        """What ``resourceInfo()`` gives: id, name, type and apiVersion."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What a parameter was given: how to get the value, where that is written, and how names read there."""

    read: Callable[[], Value]
    place: Place
    environment: Environment | None = None
    """None for parameters files, which have no expressions."""
    tail: Path = ()
    """Where in what is written at ``place`` the value is, when that is an expression for more than the value."""
    what: str = "value in the parameters file"
    file: bool = False
    """A parameters file gives it: its type is not certain, and text in it may be a placeholder."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a deployment deploys to. None stands for what the deployment itself is started on."""

    level: str
    """resourceGroup, subscription, managementGroup or tenant."""
    subscription: Value = None
    group: Value = None
    management_group: Value = None


@dataclass(slots=True, eq=False)
class Scope:
    """What names stand for in one deployment."""

    evaluator: Evaluator
    template: Template
    target: Target
    name: Value
    """What ``deployment().name`` gives."""
    label: str = ""
    """Tells the deployment from others in symbols; empty for the outermost."""
    given: Mapping[str, Given] = field(default_factory=dict)
    """By parameter name in lower case."""
    resolve: Callable[[Value], Declared | None] = lambda reference: None
    """Finds the declared resource that an id, name or symbolic name means; set by whoever declares the resources."""
    free: bool = False
    """The template is judged by itself: whoever deploys it gives the parameters."""
    address: str | None = None
    """Where the template was staged, as ``deployment()`` tells it; None: only the deployment knows."""
    _values: dict[tuple[str, str], Value] = field(default_factory=dict)
    _pending: set[tuple[str, str]] = field(default_factory=set)

    @property
    def environment(self) -> Environment:
        return Environment(self)

    def symbol(self, text: str) -> Symbol:
        return Symbol(f"{text} in {self.label}" if self.label else text)

    def parameter(self, name: str) -> Value:
        return self._once("parameter", "parameters", name, self._parameter)

    def variable(self, name: str) -> Value:
        return self._once("variable", "variables", name, self._variable)

    def _once(self, what: str, section: str, name: str, compute: Callable[[Path, dict[str, Value], str], Value]) -> Value:
        path, entries = self.template.section(section)
        entry = member_name(entries, name) or (looped(entries, name) if section == "variables" else None)
        if entry is None:
            raise EvaluationError(f"the {what} {name!r} is not declared")
        key = (section, entry)
        if key not in self._values:
            if key in self._pending:
                raise EvaluationError(f"the {what} {entry!r} is defined by itself")
            self._pending.add(key)
            try:
                with self.evaluator.deeper():
                    self._values[key] = compute(path, entries, entry)
            finally:
                self._pending.discard(key)
        return self._values[key]

    # --- parameters ---

    def _parameter(self, path: Path, entries: dict[str, Value], name: str) -> Value:
        declared = declaration(self.template, name)
        if self.free:
            return unset(declared, f'whoever deploys the template gives parameter "{name}"', self._parameter_symbol(name))
        nullable = member(declared, "nullable") is True
        default_key = member_name(declared, "defaultValue")
        given = self.given.get(name.lower())
        if given is not None:
            value = self._from_file(name, declared, given) if given.file else given.read()
            if value is not None or nullable or (default_key is None and not given.file):
                return symbolic(value, self._parameter_symbol(name).text)
        if default_key is not None:
            return self.evaluator.tree(declared[default_key], self.template, (*path, name, default_key), self.environment)
        return None if nullable else unset(declared, f'parameter "{name}" has no value', self._parameter_symbol(name))

    def _from_file(self, name: str, declared: Declaration, given: Given) -> Value:
        value, fault = accepted(given.read(), name, declared, self._parameter_symbol(name))
        if fault:
            self.evaluator.report(given.place.template.span(given.place.path), fault)
        return value

    def _parameter_symbol(self, name: str) -> Symbol:
        return self.symbol(f"parameters('{name}')")

    def check_files(self) -> None:
        """Reports what is wrong with the values of parameters files, used or not."""
        _, entries = self.template.section("parameters")
        for name in entries:
            given = self.given.get(name.lower())
            if given is not None and given.file:
                self._from_file(name, declaration(self.template, name), given)

    # --- variables ---

    def _variable(self, path: Path, entries: dict[str, Value], name: str) -> Value:
        if name in entries:
            return self.evaluator.tree(entries[name], self.template, (*path, name), self.environment)
        position = next(position for position, loop in enumerate(entries["copy"]) if is_loop(loop, name))
        return self.evaluator.copied(entries["copy"][position], name, self.template, (*path, "copy", position), self.environment)

    # --- user-defined functions ---

    def user_function(self, name: str) -> tuple[Path, dict[str, Value]] | None:
        """The definition of ``namespace.name``, in lower case, and where it stands."""
        key = member_name(self.template.root, "functions")
        groups = self.template.root[key] if key else None
        for index, group in enumerate(groups if isinstance(groups, list) else ()):
            namespace, members = member(group, "namespace"), member(group, "members")
            if not isinstance(namespace, str) or not isinstance(members, dict):
                continue
            for entry, definition in members.items():
                if f"{namespace}.{entry}".lower() == name and isinstance(definition, dict):
                    return (str(key), index, str(member_name(group, "members")), entry), definition
        return None

    def call_user_function(self, name: str, arguments: list[Value]) -> Value:
        found = self.user_function(name)
        if found is None:
            raise EvaluationError(f"there is no function {name}()")
        path, definition = found
        declared, output = member(definition, "parameters") or [], member(definition, "output")
        if not isinstance(declared, list) or len(declared) != len(arguments):
            raise EvaluationError(f"{name}() does not take {len(arguments)} arguments")
        names = [member(parameter, "name") for parameter in declared]
        values = {given.lower(): value for given, value in zip(names, arguments, strict=True) if isinstance(given, str)}
        key, body = member_name(output, "value"), member(output, "value")
        place = (*path, str(member_name(definition, "output")), key or "value")
        with self.evaluator.deeper():
            return self.evaluator.tree(body, self.template, place, Environment(self, arguments=values))


def is_loop(loop: Value, name: str) -> bool:
    """True for the element of a ``copy`` that makes the variable."""
    found = member(loop, "name")
    return isinstance(found, str) and found.lower() == name.lower()


def looped(entries: dict[str, Value], name: str) -> str | None:
    """The name as the ``copy`` of the variables section has it."""
    loops = entries.get("copy")
    return next((member(loop, "name") for loop in loops if is_loop(loop, name)), None) if isinstance(loops, list) else None
