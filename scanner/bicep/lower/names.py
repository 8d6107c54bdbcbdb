"""What the names of a Bicep file stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.bicep import syntax as s


@dataclass(slots=True, eq=False)
class Declared:
    """A resource or module. ``key`` is its symbolic name in the template: nested ones are ``parent::child``."""

    key: str
    node: s.Resource | s.Module
    type: str
    version: str
    outer: Declared | None = None
    """The resource it is written in."""

    @property
    def is_module(self) -> bool:
        return isinstance(self.node, s.Module)

    @property
    def loop(self) -> s.For | None:
        """A nested resource shares the loop of the one around it."""
        return self.node.loop or (self.outer.loop if self.outer else None)

    @property
    def extensible(self) -> bool:
        """True for what an extension deploys elsewhere: Kubernetes' types have no namespace, Microsoft Graph's are not Azure's."""
        namespace = self.type.partition("/")[0].lower()
        return "." not in namespace or namespace == "microsoft.graph"

    @property
    def conditional(self) -> bool:
        return self.node.condition is not None or (self.outer is not None and self.outer.conditional)

    def property(self, name: str) -> s.Property | None:
        items = self.node.body.items if isinstance(self.node.body, s.Object) else []
        return next((item for item in items if isinstance(item, s.Property) and item.key == name), None)


@dataclass(slots=True, eq=False)
class Names:
    """The declarations of one file by name. Bicep's names are sensitive to case."""

    parameters: dict[str, s.Parameter] = field(default_factory=dict)
    variables: dict[str, s.Variable] = field(default_factory=dict)
    functions: dict[str, s.Function] = field(default_factory=dict)
    aliases: dict[str, s.AliasDeclaration] = field(default_factory=dict)
    outputs: list[s.Output] = field(default_factory=list)
    imports: list[s.Import] = field(default_factory=list)
    extensions: list[s.Extension] = field(default_factory=list)
    deployed: dict[str, Declared] = field(default_factory=dict)
    """By ``key``."""
    using: s.Using | None = None
    extends: s.Extends | None = None
    target_scope: str = "resourceGroup"


def names_of(file: s.File) -> Names:  # noqa: C901 one case per kind of declaration
    found = Names()
    for declaration in file.declarations:
        match declaration:
            case s.Parameter():
                found.parameters[declaration.name] = declaration
            case s.Variable():
                found.variables[declaration.name] = declaration
            case s.Function():
                found.functions[declaration.name] = declaration
            case s.AliasDeclaration():
                found.aliases[declaration.name] = declaration
            case s.Output():
                found.outputs.append(declaration)
            case s.Import():
                found.imports.append(declaration)
            case s.Extension():
                found.extensions.append(declaration)
            case s.Resource():
                _declare(found, declaration, None)
            case s.Module():
                found.deployed[declaration.symbol] = Declared(declaration.symbol, declaration, "Microsoft.Resources/deployments", "2022-09-01")
            case s.Using():
                found.using = declaration
            case s.Extends():
                found.extends = declaration
            case s.TargetScope():
                if isinstance(declaration.value, s.Literal):
                    found.target_scope = str(declaration.value.value)
            case s.Metadata():
                pass
    return found


def _declare(found: Names, node: s.Resource, outer: Declared | None) -> None:
    written = node.type.value if isinstance(node.type, s.Literal) else ""
    type_name, _, version = str(written).removeprefix("az:").partition("@")
    if outer is not None:
        # Inside another resource only the last segment is written, and the version may be inherited.
        type_name = type_name if type_name.lower().startswith(outer.type.lower() + "/") else f"{outer.type}/{type_name}"
        version = version or outer.version
    key = f"{outer.key}::{node.symbol}" if outer else node.symbol
    declared = found.deployed[key] = Declared(key, node, type_name, version, outer)
    if isinstance(node.body, s.Object):
        for inner in node.body.resources:
            _declare(found, inner, declared)
