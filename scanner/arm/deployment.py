"""One deployment of one template: its resources, and the deployments nested in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import NamedTuple

from scanner.arm.declarations import Instance, address, declared, header_of, members
from scanner.arm.evaluator import Environment, Evaluator, OutOfBudget
from scanner.arm.identity import key_of, parse_id, parts_of
from scanner.arm.parameters import SECURE
from scanner.arm.scope import Given, Scope, Target
from scanner.arm.template import ModuleFile, Template
from scanner.arm.values import EvaluationError, member, member_name, without_nulls
from scanner.model.resource import Gap, Language, Mode, SourceResource
from scanner.model.source import Span, Step
from scanner.model.value import Path, Unknown, Value

MAX_INSTANCES = 20_000
MAX_NESTING = 24
"""Deployments within deployments. ARM itself stops at far fewer."""

_LEFT_OUT = frozenset(("type", "apiversion", "condition", "copy", "dependson", "resources", "name"))


class Unavailable(Exception):
    """A linked template that cannot be read; the message says why."""


@dataclass(slots=True, eq=False)
class Unit:
    """What all deployments of one unit share."""

    evaluator: Evaluator
    load: Callable[[FilePath], Template]
    """Reads the template at a path; raises Unavailable, or InputError for a broken one."""
    locate: Callable[[ModuleFile], FilePath]
    """Finds the file of a Bicep module; raises Unavailable."""
    gaps: dict[Gap, set[str]] = field(default_factory=dict)
    """Each with the addresses of its deployments: the turns of a loop share a place."""
    declared: set[tuple[str, int]] = field(default_factory=set)
    """File and line of every resource that the templates read declare, deployed or not."""
    instances: int = 0


class _Index(NamedTuple):
    """The declared resources by all that expressions may call them."""

    all: list[Instance]
    symbols: dict[str, list[Instance]]
    loops: dict[str, list[Instance]]
    ids: dict[Hashable, list[Instance]]
    names: dict[Hashable, list[Instance]]


@dataclass(slots=True, eq=False)
class Deployment:
    """One template with the values that it is deployed with."""

    unit: Unit
    template: Template
    scope: Scope
    """What names mean in it. With outer scope, that of the deployment around it."""
    environment: Environment
    target: Target
    """Where its resources go; expressions of outer scope do not see it."""
    label: str = ""
    condition: Value = True
    calls: tuple[Step, ...] = ()
    around: Deployment | None = None
    passed: Callable[[Callable[[Environment], Environment]], dict[str, Given]] = lambda change: {}
    """The parameters that the deployment around this passes, read in an environment that is changed first."""
    home: Span | None = None
    """The call that people can edit, when the template was fetched from a registry."""
    circumstances: frozenset[str] = frozenset()
    """What decides whether it takes place."""
    linking: Scope | None = None
    """The names as addresses of linked templates are read; set by who reads one."""
    _index: _Index | None = None
    _outputs: dict[str, Value] | None = None
    _busy: bool = False

    @property
    def index(self) -> _Index:
        if self._index is None:
            # Names may ask for other resources, and see those that come before them.
            index = self._index = _Index([], {}, {}, {}, {})
            taken: set[str] = set()
            for instance in declared(self, self.unit.evaluator):
                instance.address = address(instance, taken)
                index.all.append(instance)
                name = key_of(parts_of(instance.name))
                index.names.setdefault(name, []).append(instance)
                index.ids.setdefault((instance.type.lower(), name), []).append(instance)
                for group, key in ((index.symbols, instance.symbol), (index.loops, instance.loop)):
                    if key:
                        group.setdefault(key.lower(), []).append(instance)
        return self._index

    def note_declared(self, template: Template, path: Path, node: dict[str, Value]) -> None:
        """Also what is written inside a resource that is not deployed."""
        waiting = [(path, node)]
        while waiting:
            path, node = waiting.pop()
            if member(node, "existing") is not True:
                header = header_of(self, template, path, node)
                self.unit.declared.add((header.file, header.line))
            if (key := member_name(node, "resources")) is not None:
                waiting += [(inner, item) for inner, item, *_ in members(node[key], (*path, key)) if isinstance(item, dict)]

    def count_instance(self, path: Path) -> None:
        self.unit.instances += 1
        if self.unit.instances > MAX_INSTANCES:
            self.unit.evaluator.report(self.template.span(path), f"there are more than {MAX_INSTANCES:,} resources; the rest is left out", True)
            raise OutOfBudget

    # --- what expressions ask ---

    def find(self, reference: Value, loosely: bool = False) -> list[Instance]:
        """The declared resources that a symbolic name, an id or a name means.

        ``loosely``: a loop's name means all its turns, and where an id lies does not matter (dependsOn).
        """
        parts = parts_of(reference)
        if not parts:
            return []
        if len(parts) == 1 and isinstance(parts[0], str) and "/" not in parts[0] and (found := self._by_symbol(parts[0], loosely)):
            return found
        if (id := parse_id(parts)) is not None:
            found = self.index.ids.get((id.type.lower(), key_of(id.name)), [])
            return found if loosely or not id.prefix else [one for one in found if key_of(one.prefix()) == key_of(id.prefix)]
        found = self.index.names.get(key_of(parts), [])
        return found if len(found) == 1 or loosely else []

    def _by_symbol(self, name: str, loosely: bool) -> list[Instance]:
        base, bracket, turn = name.partition("[")
        found = self.index.symbols.get(base.lower(), [])
        if bracket:
            return [one for one in found if str(one.index) == turn.rstrip("]")]
        return found or (self.index.loops.get(name.lower(), []) if loosely else [])

    def resolve(self, reference: Value) -> Instance | None:
        """The one resource meant, also one of a deployment around this that shares its names."""
        found = self.find(reference)
        if len(found) == 1:
            return found[0]
        return self.around.resolve(reference) if self.around and self.around.scope is self.scope else None

    def outputs(self) -> dict[str, Value]:
        """All outputs, as ``reference()`` gives them; secure ones stay with the deployment."""
        if self._busy:
            raise EvaluationError("the outputs of a deployment are defined by themselves")
        if self._outputs is None:
            self._busy = True
            try:
                with self.unit.evaluator.deeper():
                    path, entries = self.template.section("outputs")
                    self._outputs = {name: self._output(entry, (*path, name)) for name, entry in entries.items()}
            finally:
                self._busy = False
        return self._outputs

    def _output(self, entry: Value, path: Path) -> dict[str, Value]:
        kind, evaluator = member(entry, "type"), self.unit.evaluator
        if isinstance(kind, str) and kind.lower() in SECURE:
            # Bicep may read it, in a way of its own.
            readable = self.around is not None and self.around.template.language is Language.BICEP
            return {"type": kind, "value": Unknown("the output is a secret")} if readable else {"type": kind}
        if isinstance(loop := member(entry, "copy"), dict):
            value = evaluator.copied(loop, str(path[-1]), self.template, (*path, str(member_name(entry, "copy"))), self.environment)
        elif (key := member_name(entry, "value")) is not None:
            value = evaluator.tree(entry[key], self.template, (*path, key), self.environment)
        else:
            value = Unknown("the output has no value here")
        return {"type": kind, "value": value}

    def inner(self, instance: Instance) -> Deployment | None:
        """The deployment that a resource of this one is; None when it is none, or its template is not at hand."""
        from scanner.arm.nesting import open_nested

        if instance.is_deployment and instance.nested is None:
            instance.nested = open_nested(self, instance)
        return instance.nested if instance.is_deployment else None

    # --- what becomes of it ---

    def resources(self) -> Iterator[SourceResource]:
        for instance in self.index.all:
            yield self._resource(instance)

    def _resource(self, instance: Instance) -> SourceResource:
        from scanner.arm.origin import TemplateOrigin

        with self.unit.evaluator.quietly(instance.existing or instance.condition is not True):
            raw = self._body(instance)
            depends_on = self._depends_on(instance)
        return SourceResource(
            address=instance.address,
            type=instance.type,
            name=instance.name,
            language=self.template.language,
            raw=raw,
            header=instance.header,
            origin=TemplateOrigin(instance),
            api_version=instance.api_version,
            mode=Mode.EXISTING if instance.existing else Mode.MANAGED,
            condition=instance.condition,
            circumstances=instance.circumstances,
            calls=self.calls,
            depends_on=depends_on,
            scope=instance.scope,
        )

    def _body(self, instance: Instance) -> dict[str, Value]:
        """The resource object evaluated. The template of a nested deployment is not part of it."""
        body: dict[str, Value] = {"name": instance.name} if instance.name != "" else {}
        evaluator = self.unit.evaluator
        for key, node in instance.node.items():
            if key.lower() in _LEFT_OUT:
                continue
            if instance.is_deployment and key.lower() == "properties" and isinstance(node, dict):
                node = {name: item for name, item in node.items() if name.lower() != "template"}
            body[key] = evaluator.tree(node, self.template, (*instance.path, key), instance.environment)
        result: dict[str, Value] = without_nulls(body)
        return result

    def _depends_on(self, instance: Instance) -> tuple[str, ...]:
        key = member_name(instance.node, "dependsOn")
        if key is None:
            return ()
        entries = self.unit.evaluator.tree(instance.node[key], self.template, (*instance.path, key), instance.environment)
        addresses: dict[str, None] = {}
        for entry in entries if isinstance(entries, list) else ():
            found = self.find(entry, loosely=True)
            addresses |= dict.fromkeys(one.address for one in found)
            if not found and isinstance(entry, str):
                addresses[entry] = None
        return tuple(addresses)
