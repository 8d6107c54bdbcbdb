"""What names mean inside a module: the traversals that Terraform defines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scanner.model.value import Symbol, Unknown
from scanner.terraform import functions
from scanner.terraform.configuration.repeated import written_out
from scanner.terraform.values import BOOL, STRING, EvaluationError, Value

if TYPE_CHECKING:
    from scanner.terraform.configuration.instance import ModuleInstance
    from scanner.terraform.evaluate import Scope
    from scanner.terraform.syntax import Attribute, Block

_NO_BINDINGS: Mapping[str, Mapping[str, Value]] = {}


class ModuleScope:
    """The names of one module instance, and those of one resource or call in it (``each``, ``count``)."""

    __slots__ = ("bindings", "block", "module")

    def __init__(self, module: ModuleInstance, bindings: Mapping[str, Mapping[str, Value]] = _NO_BINDINGS, block: Block | None = None) -> None:
        self.module, self.bindings = module, bindings
        self.block = block
        """The resource or call whose count or for_each the bindings come from."""

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        """The value of the longest part of the names that belongs together, and how many names that are."""
        root = names[0]
        if root in ("var", "local", "path", "terraform"):
            if len(names) < 2:
                raise EvaluationError(f'Invalid reference: the "{root}" object cannot be accessed directly; access one of its attributes')
            return self._simple(root, names[1]), 2
        if root in ("each", "count"):
            return self._repetition(root, names[1] if len(names) > 1 else "")
        if root == "module":
            return self._module(names)
        if root == "self":
            return Unknown("self is known after apply"), 1
        if root in ("data", "ephemeral", "resource"):
            value, consumed = self._resource(root, names[1:])
            return value, consumed + 1
        if root == "action" or root in self.module.module.unread:
            return Unknown(f"{root} blocks have no value before deployment"), len(names)
        return self._resource("resource", names)

    def call(self, name: str, arguments: list[Value]) -> Value:
        return functions.call(name, list(map(written_out, arguments)), self.module.functions)

    def _simple(self, root: str, name: str) -> Value:
        if root == "var":
            return self.module.variable(name)
        if root == "local":
            return self.module.local(name)
        if root == "path":
            return self.module.path_value(name)
        if name in ("workspace", "env"):
            if (workspace := self.module.run.workspace) is not None:
                return workspace
            return Unknown("terraform.workspace is known only when Terraform runs", parts=(Symbol("terraform.workspace"),), type=STRING)
        if name == "applying":
            return Unknown("terraform.applying is known only when Terraform runs", type=BOOL)
        raise EvaluationError(f'Invalid "terraform" attribute: the "terraform" object does not have an attribute named "{name}"')

    def _repetition(self, root: str, name: str) -> tuple[Value, int]:
        bound = self.bindings.get(root)
        wanted = ("key", "value") if root == "each" else ("index",)
        if name not in wanted:
            raise EvaluationError(f'Invalid "{root}" attribute: the "{root}" object does not have an attribute named "{name}"')
        if bound is None:
            argument = "for_each" if root == "each" else "count"
            raise EvaluationError(
                f'Reference to "{root}" in context without {argument}: '
                f'the "{root}" object can be used only in blocks where the "{argument}" argument is set'
            )
        return bound[name], 2

    def _module(self, names: tuple[str, ...]) -> tuple[Value, int]:
        if len(names) < 2:
            raise EvaluationError('Invalid reference: the "module" object cannot be accessed directly; access one of its attributes')
        calls = self.module.call(names[1])
        if len(names) > 2 and (single := calls.certain()) is not None:
            return single.part(names[2]), 3
        return calls.value(), 2

    def _resource(self, kind: str, names: tuple[str, ...]) -> tuple[Value, int]:
        if len(names) < 2:
            raise EvaluationError(
                "Invalid reference: a reference to a resource type must be followed by at least one attribute access, the resource name"
            )
        resource = self.module.resource(kind, names[0], names[1])
        if len(names) > 2 and (single := resource.certain()) is not None:
            return single.part(names[2]), 3
        return resource.value(), 2


class OwnValueScope:
    """What the validations of a variable may refer to before it has its value: itself, with a value to try. For anything
    else EvaluationError."""

    __slots__ = ("module", "name", "value")

    def __init__(self, module: ModuleInstance, name: str, value: Value) -> None:
        self.module, self.name, self.value = module, name, value

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        if names[:2] != ("var", self.name):
            raise EvaluationError("Reference to something else: not looked at here")
        return self.value, 2

    def call(self, name: str, arguments: list[Value]) -> Value:
        return functions.call(name, list(map(written_out, arguments)), self.module.functions)


class IteratorScope:
    """The scope of a dynamic block's content: the iterator, and all that is around the block."""

    __slots__ = ("element", "for_each", "iterator", "outer")

    def __init__(self, outer: Scope, iterator: str, for_each: Attribute, key: Value, value: Value) -> None:
        self.outer, self.iterator, self.for_each = outer, iterator, for_each
        self.element = {"key": key, "value": value}

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        if names[0] != self.iterator:
            return self.outer.traverse(names)
        if len(names) > 1 and names[1] in self.element:
            return self.element[names[1]], 2
        return dict(self.element), 1

    def call(self, name: str, arguments: list[Value]) -> Value:
        return self.outer.call(name, arguments)


def module_of(scope: Scope) -> ModuleInstance | None:
    """The module whose names a scope has; None in the body of a loop or template."""
    while isinstance(scope, IteratorScope):
        scope = scope.outer
    return scope.module if isinstance(scope, ModuleScope) else None
