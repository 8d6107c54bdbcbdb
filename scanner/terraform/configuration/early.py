"""Sources of module calls that are no literals, evaluated while the tree of modules is still growing.

Terraform takes variables marked ``const`` in them (1.15), OpenTofu any variable (1.8), and both what follows from these:
locals, and what a module's callers give it. What needs more than that is unknown.
"""

from __future__ import annotations

from scanner.files import Files
from scanner.terraform.configuration.expansion import Instance
from scanner.terraform.configuration.given import Given
from scanner.terraform.configuration.instance import CallInstance, ModuleInstance, Run
from scanner.terraform.configuration.tree import Node
from scanner.terraform.syntax import Attribute
from scanner.terraform.values import Value


class EarlyEvaluation:
    """Evaluates with module instances of its own: those that count are made when the tree is whole, and tell what is wrong."""

    def __init__(self, files: Files, given: dict[str, Given], workspace: str | None) -> None:
        self.files, self.given, self.workspace = files, given, workspace
        self._instances: dict[tuple[str, ...], ModuleInstance] = {}

    def __call__(self, root: Node, path: tuple[str, ...], written: Attribute) -> Value:
        """The value of an argument of a call in the module to which the calls in ``path`` lead."""
        instance = self._instances.get(())
        if instance is None:
            instance = self._instances[()] = ModuleInstance(Run(self.files, root, self.given, self.workspace), root)
        for end, name in enumerate(path, 1):
            called = self._instances.get(path[:end])
            if called is None:
                call = CallInstance(instance.module.calls[name], instance.scope, Instance())
                called = self._instances[path[:end]] = ModuleInstance(instance.run, instance.node.children[name], name, instance, call)
            instance = called
        return instance.value_of(written.expr, instance.scope, written.source)
