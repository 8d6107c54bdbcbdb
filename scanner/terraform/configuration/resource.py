"""One instance of a resource, data source or ephemeral resource."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scanner.model.value import Path
from scanner.terraform.configuration.body import BlockInstance
from scanner.terraform.configuration.deferred import of_resource
from scanner.terraform.configuration.expansion import Instance
from scanner.terraform.configuration.scope import ModuleScope
from scanner.terraform.configuration.traversals import traversal
from scanner.terraform.evaluate import Scope
from scanner.terraform.syntax import Block, Expr, GetAttr, Index, Literal, TupleCons, Variable
from scanner.terraform.values import Value

if TYPE_CHECKING:
    from scanner.terraform.configuration.instance import ModuleInstance


class ResourceInstance:
    """The resource with its address; ``body`` has its attributes and blocks."""

    __slots__ = ("address", "block", "body", "instance", "kind", "module")

    def __init__(self, module: ModuleInstance, kind: str, block: Block, address: str, instance: Instance) -> None:
        self.module, self.kind, self.block, self.instance = module, kind, block, instance
        self.address = address + index_suffix(instance.index)
        scope = ModuleScope(module, instance.bindings, block) if instance.bindings else module.scope
        self.body = BlockInstance(block, scope, module, self.address)

    @property
    def type(self) -> str:
        return self.block.labels[0]

    @property
    def name(self) -> str:
        return self.block.labels[1]

    def part(self, name: str | int) -> Value:
        """An attribute, as a reference sees it."""
        if self.type == "terraform_data" and name in ("input", "output", "triggers_replace"):
            written = "input" if name == "output" else str(name)  # the output is the input
            return self.body.attribute(written) if written in self.body.body.attributes else None
        return self.body.part(name)

    def deferred(self) -> Value:
        return of_resource(self.address, (), self.part)

    def condition(self) -> Value:
        """True, or Unknown when it depends on the deployment whether this instance exists."""
        own = self.instance.condition
        return self.module.condition() if own is True else own

    def circumstances(self) -> frozenset[str]:
        """What decides whether this instance exists; nothing when it does for certain."""
        around = self.module.circumstances()
        return around if self.instance.condition is True else around | self.module.asked(self.block, self.instance)

    def ignored(self) -> tuple[Path, ...]:
        """The arguments in ``ignore_changes``; an empty path for all of them."""
        lifecycles = (block.body.attributes for block in self.block.body.blocks if block.type == "lifecycle")
        written = next((attributes["ignore_changes"] for attributes in lifecycles if "ignore_changes" in attributes), None)
        if written is None:
            return ()
        items = written.expr.items if isinstance(written.expr, TupleCons) else [written.expr]
        return tuple(path for item in items if (path := _ignored(item, self.body.scope)) is not None)

    def provider_name(self) -> str:
        """The local name of its provider: what ``provider`` says, else the first word of the type."""
        written = self.block.body.attributes.get("provider")
        expr: Expr | None = None if written is None else written.expr
        while isinstance(expr, (GetAttr, Index)):
            expr = expr.object
        return expr.name if isinstance(expr, Variable) else self.type.split("_", 1)[0]

    def depends_on(self) -> tuple[str, ...]:
        """The addresses in ``depends_on``, in order."""
        written = self.block.body.attributes.get("depends_on")
        items = written.expr.items if written is not None and isinstance(written.expr, TupleCons) else []
        prefix = f"{self.module.address}." if self.module.address else ""
        return tuple(prefix + ".".join(names) for names in map(_dotted, items) if names)


def kind_prefix(kind: str) -> str:
    """What stands before the address of a resource of this kind: nothing for a managed one."""
    return "" if kind == "resource" else f"{kind}."


def _ignored(expr: Expr, scope: Scope) -> Path | None:
    if isinstance(expr, Literal):  # in quotes, as older code and JSON have it
        return _named(str(expr.value))
    found = traversal(expr, scope)
    if found is None:
        return None
    return (found.root, *found.steps) if found.steps else _named(found.root)


def _named(name: str) -> Path:
    return () if name in ("all", "*") else tuple(int(step) if step.isdigit() else step for step in name.split("."))


def index_suffix(index: int | str | None) -> str:
    """``[0]`` or ``["key"]``, as Terraform shows it; nothing for a single instance."""
    if index is None:
        return ""
    if isinstance(index, int):
        return f"[{index}]"
    return f"[{json.dumps(index, ensure_ascii=False)}]".replace("${", "$${").replace("%{", "%%{")


def _dotted(expr: Expr) -> list[str]:
    names: list[str] = []
    while isinstance(expr, GetAttr):
        names.append(expr.name)
        expr = expr.object
    return [expr.name, *reversed(names)] if isinstance(expr, Variable) else []
