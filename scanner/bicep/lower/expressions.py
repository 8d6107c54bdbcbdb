"""Bicep expressions in terms of template functions, as the compiler writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

from scanner.arm.expressions import Access, Call, Expr, Expression, Literal, Tree
from scanner.bicep import syntax as s
from scanner.bicep.lower.context import FileContext
from scanner.bicep.lower.names import Declared
from scanner.model.value import Path, Symbol, Unknown, Value

_OPERATORS = {
    "&&": "and", "||": "or", "??": "coalesce", "==": "equals", "<": "less", "<=": "lessorequals", ">": "greater",
    ">=": "greaterorequals", "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod",
}  # fmt: skip
_NAMESPACES = ("az", "sys")


def call(name: str, *arguments: Expr) -> Call:
    return Call(name, list(arguments))


def unknown(why: str, name: str = "") -> Literal:
    """A value that cannot be told; with a name, one that is the same wherever it is used."""
    return Literal(Unknown(why, parts=(Symbol(name),) if name else ()))


class ExpressionLowering:
    """Lowers the expressions of one file. ``local`` are loop and lambda variables in force."""

    def __init__(self, context: FileContext) -> None:
        self.context = context
        self.names = context.names
        self.local: Mapping[str, Expr] = {}
        self.within: Declared | None = None
        """The resource whose body is being lowered: its nested resources are called by their own names."""

    # ---- trees: what stands at a path of the template
    def node(self, expr: s.Expr, path: Path, whole: s.Property | s.Declaration | None = None) -> Value:
        """The expression as a node of the template at ``path``; positions are noted on the way."""
        self.context.put(path, expr, whole)
        if isinstance(expr, s.Literal):
            return expr.value
        if isinstance(expr, s.Object) and all(isinstance(item, s.Property) and isinstance(item.key, str) for item in expr.items):
            return self.properties((item for item in expr.items if isinstance(item, s.Property)), path)
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
                loops.append(self.loop(item.value, key, (*path, "copy", len(loops))))
            else:
                result[key] = self.node(item.value, (*path, key), item)
        return result

    def loop(self, loop: s.For, name: str, path: Path) -> dict[str, Value]:
        """``{name, count, input}`` of a property, variable or output loop."""
        collection = self.expr(loop.collection)
        self.context.put(path, loop)
        index = call("copyindex", Literal(name))
        body = self.with_local(loop_names(loop, collection, index)).node(loop.body, (*path, "input"))
        return {"name": name, "count": Expression(call("length", collection), self.context.text(loop.collection)), "input": body}

    def with_local(self, local: Mapping[str, Expr], within: Declared | None = None) -> ExpressionLowering:
        inner = type(self)(self.context)
        inner.local = {**self.local, **local}
        inner.within = within or self.within
        return inner

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
                operand = self.expr(node.operand)
                return operand if node.operator == "+" else call("not", operand) if node.operator == "!" else call("sub", Literal(0), operand)
            case s.Ternary():
                return call("if", self.expr(node.condition), self.expr(node.then), self.expr(node.otherwise))
            case s.Lambda():
                inner = self.with_local({name: call("lambdavariables", Literal(name)) for name in node.parameters})
                return call("lambda", *map(Literal, node.parameters), inner.expr(node.body))
            case s.For():
                return self._mapped(node)
            case s.Broken():
                return unknown(f"the expression is not valid: {node.message}")

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
        pieces = node.items
        if not any(isinstance(p, s.Spread) or (isinstance(p, s.Property) and not isinstance(p.key, str)) for p in pieces):
            path = self.context.new_tree()
            return Tree(self.node(node, path), path)
        merged = [self._piece(piece, isinstance(node, s.Array)) for piece in pieces]
        return call("flatten" if isinstance(node, s.Array) else "shallowmerge", call("createarray", *merged))

    def _piece(self, piece: s.Expr | s.Spread | s.Property, array: bool) -> Expr:
        if isinstance(piece, s.Spread):
            return self.expr(piece.value)
        path = self.context.new_tree()
        if isinstance(piece, s.Property):
            if isinstance(piece.key, str):
                return Tree(self.properties([piece], path), path)
            return call("createobject", self.expr(piece.key), self.expr(piece.value))
        return Tree([self.node(piece, (*path, 0))], path) if array else self.expr(piece)

    # ---- names
    def name(self, name: str) -> Expr:
        if (local := self.local.get(name)) is not None:
            return local
        if name in self.names.parameters:
            return call("parameters", Literal(name))
        if name in self.names.variables:
            return call("variables", Literal(self.context.prefix + name))
        if (declared := self.declared(s.Name(0, 0, name))) is not None:
            return self._whole(*declared)
        if (imported := self.context.imported_variable(name)) is not None:
            return imported
        return unknown(f"the name {name!r} is not declared", name)

    def declared(self, node: s.Expr) -> tuple[Declared, Expr | None] | None:
        """The resource or module that an expression names, with the index of the turn meant, if it is in a loop."""
        if isinstance(node, s.Name) and node.name not in self.local:
            around = self.within
            while around is not None:
                if (found := self.names.deployed.get(f"{around.key}::{node.name}")) is not None:
                    return found, self._own_turn(found)
                around = around.outer
            found = self.names.deployed.get(node.name)
            return (found, self._own_turn(found)) if found else None
        if isinstance(node, s.Index) and not node.safe and (base := self.declared(node.object)) is not None:
            return base[0], self.expr(node.key)
        if isinstance(node, s.Member) and node.nested and (base := self.declared(node.object)) is not None:
            found = self.names.deployed.get(f"{base[0].key}::{node.name}")
            return (found, base[1]) if found else None
        return None

    def _own_turn(self, declared: Declared) -> Expr | None:
        """Inside a loop's own body, a resource around or beside means the one of the same turn."""
        if self.within is None or declared.loop is None or self.within.loop is not declared.loop:
            return None
        return call("copyindex", Literal(self.within.key))

    def symbol(self, declared: Declared, index: Expr | None) -> Expr:
        return Literal(declared.key) if index is None else call("format", Literal(declared.key + "[{0}]"), index)

    def _whole(self, declared: Declared, index: Expr | None) -> Expr:
        return call("reference", self.symbol(declared, index), Literal(declared.version), Literal("full"))

    def id(self, declared: Declared, index: Expr | None) -> Expr:
        """The resource's id. Of one that may not be deployed it is put together, since the deployment may not have it."""
        names = self.segments(declared, index)
        plain = declared.property("scope") is None and len(names) == declared.type.count("/")
        if declared.conditional and plain and self.names.target_scope == "resourceGroup":
            return call("resourceid", Literal(declared.type), *names)
        return Access(call("resourceinfo", self.symbol(declared, index)), Literal("id"))

    def segments(self, declared: Declared, index: Expr | None) -> list[Expr]:
        """The names of its ancestors and its own, as far as they are written apart."""
        inner = self
        if declared.loop is not None and index is not None:
            inner = self.with_local(loop_names(declared.loop, self.expr(declared.loop.collection), index))
        own = inner.own_name(declared)
        if declared.outer is not None:
            return [*self.segments(declared.outer, index), own]
        parent = declared.property("parent")
        named = inner.declared(parent.value) if parent else None
        return [*inner.segments(*named), own] if named else [own]

    def own_name(self, declared: Declared) -> Expr:
        """The name as it is written; a module without one gets the compiler's."""
        written = declared.property("name")
        if written is not None:
            return self.expr(written.value)
        unique = call("uniquestring", Literal(declared.key), Access(call("deployment"), Literal("name")))
        return call("format", Literal(f"{declared.key}-{{0}}"), unique) if declared.is_module else unknown("the resource has no name")

    # ---- access and calls
    def _access(self, node: s.Member | s.Index) -> Expr:
        if isinstance(node, s.Member) and (base := self.declared(node.object)) is not None and not node.nested:
            return self._of_declared(*base, node.name)
        if (module := self._module_output(node)) is not None:
            return module
        if (named := self.declared(node)) is not None:
            return self._whole(*named)
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
        return call("tryget", reference, *steps)

    def _plain_access(self, node: s.Member | s.Index) -> Expr:
        """``.b[c]``; from a safe step on, all that follows is one ``tryGet``."""
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
            elif step.safe or safe:
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

    def _of_declared(self, declared: Declared, index: Expr | None, name: str) -> Expr:
        if name == "id":
            return self.id(declared, index)
        if name == "name":
            return self.with_turn(declared, index).own_name(declared)
        if name in ("type", "apiVersion"):
            return Literal(declared.type if name == "type" else declared.version)
        if name == "properties":
            return call("reference", self.symbol(declared, index))
        if name == "outputs" and declared.is_module:
            return Access(call("reference", self.symbol(declared, index)), Literal("outputs"))
        return Access(self._whole(declared, index), Literal(name))

    def with_turn(self, declared: Declared, index: Expr | None) -> ExpressionLowering:
        if declared.loop is None or index is None:
            return self
        return self.with_local(loop_names(declared.loop, self.expr(declared.loop.collection), index))

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


def loop_names(loop: s.For, collection: Expr, index: Expr) -> dict[str, Expr]:
    """What the variables of a loop stand for in the turn with this index."""
    names: dict[str, Expr] = {loop.item: Access(collection, index)}
    if loop.index:
        names[loop.index] = index
    return names
