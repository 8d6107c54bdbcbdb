"""Compile-time imports: variables, functions and types of other Bicep files become part of the template."""

from __future__ import annotations

from scanner.arm.expressions import Literal
from scanner.bicep import syntax as s
from scanner.bicep.lower.context import FileContext
from scanner.bicep.lower.expressions import ExpressionLowering
from scanner.bicep.lower.references import call
from scanner.bicep.modules import Modules, ModuleUnavailable
from scanner.errors import InputError
from scanner.model.value import Value

_DEEPEST = 16


class Importer:
    """Brings each imported file's variables and functions in once, under a prefix of their own."""

    def __init__(self, modules: Modules, root: dict[str, Value]) -> None:
        self.modules = modules
        self.root = root
        self.files: dict[str, tuple[FileContext, str]] = {}

    def bring_in(self, context: FileContext, depth: int = 0) -> None:
        for declaration in context.names.imports:
            reference = str(declaration.path.value) if isinstance(declaration.path, s.Literal) else ""
            local = [declaration.wildcard] if declaration.wildcard else [name for _, name in declaration.names]
            try:
                found = self._file(context, reference, depth)
            except (ModuleUnavailable, InputError) as error:
                why = f"it is imported from {reference!r}, which is not available: {getattr(error, 'message', error)}"
                context.imports.missing |= {name: why for name in local if name}
                continue
            exported = found[0].names
            pairs = declaration.names or [(name, f"{declaration.wildcard}.{name}") for name in _exported(found[0])]
            for name, here in pairs:
                self._name(context, found, exported.variables.get(name) is not None, name, here)

    @staticmethod
    def _name(context: FileContext, found: tuple[FileContext, str], variable: bool, name: str, here: str) -> None:
        other, prefix = found
        if variable:
            context.imports.variables[here] = call("variables", Literal(prefix + name))
        elif name in other.names.functions:
            context.imports.functions[here] = f"__bicep.{(prefix + name).lower()}"
        elif (alias := other.names.aliases.get(name)) is not None:
            context.imports.types[here] = (other, alias)

    def _file(self, context: FileContext, reference: str, depth: int) -> tuple[FileContext, str]:
        """The context of an imported file, lowered into the template when it is met first."""
        from scanner.bicep.lower.template import add_functions, add_variables

        if depth > _DEEPEST:
            raise ModuleUnavailable("imports nest too deeply")
        path = self.modules.locate(reference, context.path)
        if (known := self.files.get(str(path))) is not None:
            return known
        file = self.modules.parse(path)
        prefix = f"_{len(self.files) + 1}."
        other = FileContext.of(file, path, self.modules.files, context.positions, context.fresh, prefix)
        self.files[str(path)] = (other, prefix)
        self.bring_in(other, depth + 1)
        lowering = ExpressionLowering(other)
        add_variables(lowering, self.root)
        add_functions(lowering, self.root)
        return other, prefix


def _exported(context: FileContext) -> list[str]:
    names = context.names
    groups = (names.variables, names.functions, names.aliases)
    return [name for group in groups for name, node in group.items() if any(d.name == "export" for d in node.decorators)]
