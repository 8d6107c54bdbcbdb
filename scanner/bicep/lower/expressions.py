"""Bicep expressions in terms of template functions, as the compiler writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import groupby

from scanner.arm.expressions import Access, Expr, Expression, Literal, Tree
from scanner.bicep import syntax as s
from scanner.bicep.lower.references import ReferenceLowering, call, literal_of, loop_names, unknown
from scanner.model.value import PartialName, Path, Unknown, Value

_OPERATORS = {
    "&&": "and", "||": "or", "??": "coalesce", "==": "equals", "<": "less", "<=": "lessorequals", ">": "greater",
    ">=": "greaterorequals", "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod",
}  # fmt: skip
_NAMESPACES = ("az", "sys")


def unread(node: s.Expr) -> dict[str, Value]:
    """What stands for the properties of an object that could not be read."""
    return {PartialName("…"): Unknown(node.lost)} if isinstance(node, s.Object) and node.lost else {}


class ExpressionLowering(ReferenceLowering):
    """Lowers the expressions of one file."""

    # ---- trees: what stands at a path of the template
    def node(self, expr: s.Expr, path: Path, whole: s.Property | s.Declaration | None = None) -> Value:
        """The expression as a node of the template at ``path``; positions are noted on the way."""
        self.context.put(path, expr, whole)
        if isinstance(expr, s.Literal):
            return expr.value
        if isinstance(expr, s.Object) and all(isinstance(item, s.Property) and isinstance(item.key, str) for item in expr.items):
            return self.properties((item for item in expr.items if isinstance(item, s.Property)), path) | unread(expr)
        if isinstance(expr, s.Array) and not any(isinstance(item, s.Spread) for item in expr.items):
            return [self.node(item, (*path, index)) for index, item in enumerate(expr.items) if not isinstance(item, s.Spread)]
        lowered = self.expr(expr)
        return lowered.value if isinstance(lowered, Literal) else Expression(lowered, self.context.text(expr))

    def properties(self, items: Iterable[s.Property], path: Path) -> dict[str, Value]:
        """An object's properties. A loop becomes an entry of ``copy``, through which values can be followed."""
        result: dict[str, Value] = {}
        for item in items:
            key = str(item.key)
            if isinstance(item.value, s.For) and item.value.condition is None:
                loops = result.setdefault("copy", [])
                self.context.put((*path, key), item.value, item)
                loops.append(self.loop(item.value, key, (*path, "copy", len(loops)), item))
            else:
                result[key] = self.node(item.value, (*path, key), item)
        return result

    def loop(self, loop: s.For, name: str, path: Path, whole: s.Property | s.Declaration) -> dict[str, Value]:
        """``{name, count, input}`` of a property, variable or output loop."""
        collection = self.expr(loop.collection)
        self.context.put(path, loop, whole)
        index = call("copyindex", Literal(name))
        body = self.with_local(loop_names(loop, collection, index)).node(loop.body, (*path, "input"))
        return {"name": name, "count": Expression(call("length", collection), self.context.text(loop.collection)), "input": body}

    # ---- expressions
    def expr(self, node: s.Expr) -> Expr:
        match node:
            case s.Literal():
                return Literal(node.value)
            case s.Name():
                return self.name(node.name)
            case s.Interpolation():
                return self._interpolation(node)
            case s.Object() | s.Array():
                return self._container(node)
            case s.Member() | s.Index():
                return self._access(node)
            case s.Call():
                return self._call(node)
            case s.Binary():
                return self._binary(node)
            case s.Unary():
                return self._unary(node)
            case s.Ternary():
                return call("if", self.expr(node.condition), self.expr(node.then), self.expr(node.otherwise))
            case s.Lambda():
                inner = self.with_local({name: call("lambdavariables", Literal(name)) for name in node.parameters})
                return call("lambda", *map(Literal, node.parameters), inner.expr(node.body))
            case s.For():
                return self._mapped(node)
            case s.Broken():
                return unknown(f"the expression is not valid: {node.message}")

    def _unary(self, node: s.Unary) -> Expr:
        if (literal := literal_of(node)) is not None:
            return Literal(literal.value)
        operand = self.expr(node.operand)
        return operand if node.operator == "+" else call("not", operand) if node.operator == "!" else call("sub", Literal(0), operand)

    def _binary(self, node: s.Binary) -> Expr:
        left, right = self.expr(node.left), self.expr(node.right)
        if node.operator in ("=~", "!~"):
            left, right = call("tolower", left), call("tolower", right)
        if node.operator in ("!=", "!~"):
            return call("not", call("equals", left, right))
        return call(_OPERATORS.get(node.operator, "equals"), left, right)

    def _interpolation(self, node: s.Interpolation) -> Expr:
        arguments: list[Expr] = []
        pattern = ""
        for part in node.parts:
            if isinstance(part, str):
                pattern += part.replace("{", "{{").replace("}", "}}")
            else:
                pattern += f"{{{len(arguments)}}}"
                arguments.append(self.expr(part))
        return call("format", Literal(pattern), *arguments)

    def _mapped(self, loop: s.For) -> Expr:
        collection = self.expr(loop.collection)
        names = [loop.item, *([loop.index] if loop.index else [])]
        inner = self.with_local({name: call("lambdavariables", Literal(name)) for name in names})
        return call("map", collection, call("lambda", *map(Literal, names), inner.expr(loop.body)))

    def _container(self, node: s.Object | s.Array) -> Expr:
        """A tree of its own place where all is plain; merged pieces where something is spread or a key is computed."""
        if not unread(node) and not any(isinstance(item, s.Spread) for item in node.items):
            return self._unmerged(node.items, isinstance(node, s.Array))
        pieces: list[Expr] = []
        for spread, run in groupby(node.items, lambda item: isinstance(item, s.Spread)):
            if spread:
                pieces += [self._spread(item) for item in run if isinstance(item, s.Spread)]
            else:
                pieces.append(self._unmerged(list(run), isinstance(node, s.Array)))
        if lost := unread(node):
            pieces.append(Tree(lost))
        return call("flatten" if isinstance(node, s.Array) else "shallowmerge", call("createarray", *pieces))

    def _spread(self, node: s.Spread) -> Expr:
        """With a place of its own, since what comes from it is set there."""
        lowered, path = self.expr(node.value), self.context.new_tree()
        self.context.put(path, node.value, node)
        return lowered if isinstance(lowered, Literal) else Tree(Expression(lowered, self.context.text(node.value)), path)

    def _unmerged(self, items: Sequence[s.Expr | s.Property | s.Spread], array: bool) -> Expr:
        """Items of an array, or properties; ``createObject`` where one has a key that is computed."""
        path = self.context.new_tree()
        properties = [item for item in items if isinstance(item, s.Property)]
        if array:
            return Tree([self.node(item, (*path, index)) for index, item in enumerate(items) if not isinstance(item, (s.Property, s.Spread))], path)
        if all(isinstance(item.key, str) for item in properties):
            return Tree(self.properties(properties, path), path)
        pairs = [(Literal(item.key) if isinstance(item.key, str) else self.expr(item.key), self.expr(item.value)) for item in properties]
        return call("createobject", *(expr for pair in pairs for expr in pair))

    # ---- names
    def name(self, name: str) -> Expr:
        if (local := self.local.get(name)) is not None:
            return local
        if name in self.names.parameters:
            return call("parameters", Literal(name))
        if name in self.names.variables:
            return call("variables", Literal(self.context.prefix + name))
        if (declared := self.declared(s.Name(0, 0, name))) is not None:
            return self.whole(*declared)
        if (imported := self.context.imported_variable(name)) is not None:
            return imported
        return unknown(f"the name {name!r} is not declared", name)

    # ---- access and calls
    def _access(self, node: s.Member | s.Index) -> Expr:
        if isinstance(node, s.Member) and (base := self.declared(node.object)) is not None and not node.nested:
            return call("tryget", self.whole(*base), Literal(node.name)) if node.safe else self.property_of(*base, node.name)
        if (module := self._module_output(node)) is not None:
            return module
        if (named := self.declared(node)) is not None:
            return self.whole(*named)
        if isinstance(node, s.Member) and isinstance(node.object, s.Name):
            imported = self.context.imported_member(node.object.name, node.name)
            if imported is not None and node.object.name not in self.local:
                return imported
        return self._plain_access(node)

    def _module_output(self, node: s.Member | s.Index) -> Expr | None:
        """``module.outputs.name``: the template says ``.outputs.name.value``; ``?.`` asks whether the module is deployed."""
        if not (isinstance(node, s.Member) and isinstance(node.object, s.Member) and node.object.name == "outputs"):
            return None
        base = self.declared(node.object.object)
        if base is None or not base[0].is_module:
            return None
        reference: Expr = call("reference", self.symbol(*base))
        steps = [Literal("outputs"), Literal(node.name), Literal("value")]
        if not (node.safe or node.object.safe):
            return reduce(Access, steps, reference)
        if (condition := base[0].node.condition) is not None:
            reference = call("if", self.with_turn(*base).expr(condition), reference, Literal(None))
        if not node.safe:
            return call("tryget", reference, *steps)
        outputs = call("tryget", reference, steps[0]) if node.object.safe else Access(reference, steps[0])
        return call("tryget", call("tryget", outputs, steps[1]), steps[2])

    def _plain_access(self, node: s.Member | s.Index) -> Expr:
        """``.b[c]``; a safe step and those after it, up to the next safe one, are one ``tryGet``."""
        steps: list[s.Member | s.Index] = []
        base: s.Expr = node
        while isinstance(base, (s.Member, s.Index)) and (base is node or not self._is_special(base)):
            steps.append(base)
            base = base.object
        result = self.expr(base)
        safe: list[Expr] = []
        for step in reversed(steps):
            key = Literal(step.name) if isinstance(step, s.Member) else self.expr(step.key)
            if isinstance(step, s.Index) and step.from_end:
                result, safe = self._try_get(result, safe), []
                result = call("tryindexfromend" if step.safe else "indexfromend", result, key)
            elif step.safe:
                result, safe = self._try_get(result, safe), [key]
            elif safe:
                safe.append(key)
            else:
                result = Access(result, key)
        return self._try_get(result, safe)

    @staticmethod
    def _try_get(base: Expr, keys: list[Expr]) -> Expr:
        return call("tryget", base, *keys) if keys else base

    def _is_special(self, node: s.Member | s.Index) -> bool:
        """Whether the access is one that names a resource, an output or an import."""
        if self.declared(node) is not None or self.declared(node.object) is not None:
            return True
        if isinstance(node, s.Member) and isinstance(node.object, s.Name):
            return node.object.name not in self.local and self.context.imported_member(node.object.name, node.name) is not None
        return isinstance(node.object, s.Member) and node.object.name == "outputs" and self.declared(node.object.object) is not None

    def _call(self, node: s.Call) -> Expr:
        base = node.object
        if base is None or (isinstance(base, s.Name) and base.name in _NAMESPACES and base.name not in self.names.parameters):
            return self._function(node)
        if isinstance(base, s.Name) and (name := self.context.imported_function(f"{base.name}.{node.name}")) is not None:
            return call(name, *map(self.expr, node.arguments))
        declared = self.declared(base)
        if declared is None:
            return unknown(f"{node.name}() is not a function that is known here")
        if node.name == "getSecret":
            return unknown("Key Vault holds the value")
        version = Literal(declared[0].version)
        return call(node.name.lower(), self.id(*declared), *(map(self.expr, node.arguments) if node.arguments else [version]))

    def _function(self, node: s.Call) -> Expr:
        if node.name in self.names.functions and node.object is None:
            return call(f"__bicep.{(self.context.prefix + node.name).lower()}", *map(self.expr, node.arguments))
        if node.object is None and (name := self.context.imported_function(node.name)) is not None:
            return call(name, *map(self.expr, node.arguments))
        if node.name == "any" and node.arguments:
            return self.expr(node.arguments[0])
        if node.name == "nameof" and node.arguments:
            last = node.arguments[0]
            key = last.key if isinstance(last, s.Index) else None
            return Literal(last.name if isinstance(last, (s.Name, s.Member)) else key.value if isinstance(key, s.Literal) else "")
        if node.name in ("getSecret", "readEnvironmentVariable", "readCliArg"):
            return unknown(f"{node.name}() is answered when the deployment starts")
        if node.name.startswith("load"):
            return self.context.load_function(node)
        return call(node.name.lower(), *map(self.expr, node.arguments))
