"""Resources and modules of a Bicep file as entries of a template's ``resources``."""

from __future__ import annotations

from pathlib import Path as FilePath

from scanner.arm.expressions import Access, Call, Expr, Expression, Literal
from scanner.arm.template import ModuleFile
from scanner.bicep import syntax as s
from scanner.bicep.lower.dependencies import Dependencies
from scanner.bicep.lower.expressions import ExpressionLowering, unread
from scanner.bicep.lower.names import Declared
from scanner.bicep.lower.positions import Stretch
from scanner.bicep.lower.references import call, loop_names
from scanner.model.value import Path, Value

_DEEPEST = 12
"""Resources within resources; ARM's types have at most a handful of segments."""
_NOT_BODY = frozenset(("name", "parent", "scope", "dependsOn", "params"))


class ResourceLowering:
    def __init__(self, lowering: ExpressionLowering) -> None:
        self.context = lowering.context
        self.lowering = lowering
        self.dependencies = Dependencies()

    def section(self) -> dict[str, Value]:
        return {key: self._entry(declared) for key, declared in self.context.names.deployed.items()}

    def _entry(self, declared: Declared) -> dict[str, Value]:
        path: Path = ("resources", declared.key)
        node, source = declared.node, self.context.file.source
        whole = Stretch(source, node.start, node.end)
        self.context.positions.put(path, whole, whole)
        header = Stretch(source, node.start, node.header_end)
        self.context.positions.put((*path, "type"), header, header)
        entry: dict[str, Value] = {"type": declared.type, "apiVersion": declared.version}
        inner = self._inside(declared, entry)
        self._existence(declared, inner, entry, path)
        if declared.extensible:
            self._dependencies(declared, inner, entry)
            entry |= {"type": f"{declared.type}@{declared.version}", "properties": inner.node(node.body, (*path, "properties"))}
            return entry
        self._name(declared, inner, entry, path)
        self._scope(declared, inner, entry)
        self._dependencies(declared, inner, entry)
        if isinstance(node.body, s.Object):
            items = [item for item in node.body.items if not (isinstance(item, s.Property) and item.key in _NOT_BODY)]
            if declared.is_module:
                entry["properties"] = self._module(declared, inner, path)
            elif all(isinstance(item, s.Property) and isinstance(item.key, str) for item in items):
                entry |= inner.properties((item for item in items if isinstance(item, s.Property)), path) | unread(node.body)
            else:
                entry |= _spread(inner, items, path)
        return entry

    def _inside(self, declared: Declared, entry: dict[str, Value]) -> ExpressionLowering:
        """The lowering with the names of the resource's loop; the loop itself goes into the entry."""
        loop = declared.loop
        local: dict[str, Expr] = {}
        if loop is not None:
            collection = self.lowering.expr(loop.collection)
            count = Expression(call("length", collection), self.context.text(loop.collection))
            entry["copy"] = {"name": declared.key, "count": count}
            local = loop_names(loop, collection, call("copyindex", Literal(declared.key)))
        return self.lowering.with_local(local, declared)

    def _existence(self, declared: Declared, inner: ExpressionLowering, entry: dict[str, Value], path: Path) -> None:
        """``existing`` and ``condition``; the conditions of the resources it is written in count too."""
        if isinstance(declared.node, s.Resource) and declared.node.existing:
            entry["existing"] = True
        conditions = []
        around: Declared | None = declared
        while around is not None:
            if around.node.condition is not None:
                conditions.append(around.node.condition)
            around = around.outer
        if conditions:
            self.context.put((*path, "condition"), conditions[0])
            lowered = [inner.expr(condition) for condition in reversed(conditions)]
            expression = lowered[0] if len(lowered) == 1 else Call("and", lowered)
            entry["condition"] = expression.value if isinstance(expression, Literal) else Expression(expression, self.context.text(conditions[0]))

    def _name(self, declared: Declared, inner: ExpressionLowering, entry: dict[str, Value], path: Path) -> None:
        written = declared.property("name")
        if written is not None:
            self.context.put((*path, "name"), written.value, written)
        turn = call("copyindex", Literal(declared.key)) if declared.loop is not None else None
        segments = inner.segments(declared, turn)
        text = self.context.text(written.value) if written else declared.key
        if len(segments) == 1:
            entry["name"] = segments[0].value if isinstance(segments[0], Literal) else Expression(segments[0], text)
        else:
            pattern = "/".join(f"{{{number}}}" for number in range(len(segments)))
            entry["name"] = Expression(call("format", Literal(pattern), *segments), text)

    def _dependencies(self, declared: Declared, inner: ExpressionLowering, entry: dict[str, Value]) -> None:
        entries = []
        for target, index, _ in self.dependencies.of(declared, inner):
            symbol = inner.symbol(target, index)
            entries.append(symbol.value if isinstance(symbol, Literal) else Expression(symbol, target.key))
        if entries:
            entry["dependsOn"] = entries

    # ---- scopes
    def _scope(self, declared: Declared, inner: ExpressionLowering, entry: dict[str, Value]) -> None:
        """Its own, or that of the resource it is a child of."""
        for _ in range(_DEEPEST):
            around = inner.parent(declared)
            if around is None or declared.property("scope") is not None:
                break
            declared, inner = around[0], inner.with_turn(*around)
        written = declared.property("scope")
        if written is not None:
            for key, expr in self._scope_entries(written.value, inner).items():
                entry[key] = expr.value if isinstance(expr, Literal) else Expression(expr, self.context.text(written.value))

    def _scope_entries(self, node: s.Expr, inner: ExpressionLowering) -> dict[str, Expr]:
        """What ``scope:`` says, as the template's properties."""
        if isinstance(node, s.Ternary):
            return self._either_scope(node, inner)
        if isinstance(node, s.Call):
            arguments = [inner.expr(argument) for argument in node.arguments]
            if node.name == "resourceGroup" and arguments:
                return dict(zip(("subscriptionId", "resourceGroup")[2 - len(arguments) :], arguments, strict=False))
            if node.name == "subscription":
                return {"subscriptionId": arguments[0] if arguments else Access(call("subscription"), Literal("subscriptionId"))}
            if node.name == "managementGroup" and arguments:
                return {"scope": call("format", Literal("Microsoft.Management/managementGroups/{0}"), arguments[0])}
            return {"scope": Literal("/")} if node.name == "tenant" else {}
        named = inner.declared(node)
        if named is None:
            return {}
        if named[0].type.lower() == "microsoft.resources/resourcegroups":
            return {"resourceGroup": inner.with_turn(*named).own_name(named[0])}
        return {"scope": inner.id(*named)}

    def _either_scope(self, node: s.Ternary, inner: ExpressionLowering) -> dict[str, Expr]:
        then, otherwise = (self._scope_entries(branch, inner) for branch in (node.then, node.otherwise))
        here: dict[str, Expr] = {
            "resourceGroup": Access(call("resourcegroup"), Literal("name")),
            "subscriptionId": Access(call("subscription"), Literal("subscriptionId")),
        }
        test = inner.expr(node.condition)
        keys = [key for key in ("subscriptionId", "resourceGroup", "scope") if key in then or key in otherwise]
        return {key: call("if", test, then.get(key, here.get(key, Literal(None))), otherwise.get(key, here.get(key, Literal(None)))) for key in keys}

    # ---- modules
    def _module(self, declared: Declared, inner: ExpressionLowering, path: Path) -> dict[str, Value]:
        node = declared.node
        assert isinstance(node, s.Module)
        reference = str(node.path.value) if isinstance(node.path, s.Literal) else self.context.text(node.path)
        return {
            "expressionEvaluationOptions": {"scope": "inner"},
            "mode": "Incremental",
            "parameters": self._parameters(declared, inner, (*path, "properties", "parameters")),
            "template": ModuleFile(reference, FilePath(self.context.path)),
        }

    def _parameters(self, declared: Declared, inner: ExpressionLowering, path: Path) -> Value:
        """``params`` in the shape of a deployment's parameters: each value in an object of its own."""
        written = declared.property("params")
        if written is None:
            return {}
        self.context.put(path, written.value, written)
        if not isinstance(written.value, s.Object) or not all(
            isinstance(item, s.Property) and isinstance(item.key, str) for item in written.value.items
        ):
            wrapped = call("createobject", Literal("value"), call("lambdavariables", Literal("value")))
            return Expression(
                call("mapvalues", inner.expr(written.value), call("lambda", Literal("value"), wrapped)), self.context.text(written.value)
            )
        result: dict[str, Value] = {}
        for item in written.value.items:
            assert isinstance(item, s.Property)
            place = (*path, str(item.key))
            if isinstance(item.value, s.Call) and item.value.name == "getSecret":
                result[str(item.key)] = {"reference": self._secret(item.value, inner)}
            elif isinstance(item.value, s.For) and item.value.condition is None:
                result[str(item.key)] = {"copy": [inner.loop(item.value, "value", (*place, "copy", 0), item)]}
            else:
                result[str(item.key)] = {"value": inner.node(item.value, (*place, "value"), item)}
            self.context.put(place, item.value, item)
        return result

    @staticmethod
    def _secret(node: s.Call, inner: ExpressionLowering) -> dict[str, Value]:
        """``vault.getSecret('name')``: the deployment fetches it."""
        vault = inner.declared(node.object) if node.object is not None else None
        return {"keyVault": {"id": Expression(inner.id(*vault), "")}} if vault else {}


def _spread(inner: ExpressionLowering, items: list[s.Property | s.Spread], path: Path) -> dict[str, Value]:
    """A body with ``...spread``: what is spread over the whole resource is left to each property in turn."""
    merged = inner.expr(s.Object(items[0].start, items[-1].end, items))
    text = "…"
    keys = [str(item.key) for item in items if isinstance(item, s.Property)]
    wanted = dict.fromkeys([*keys, "location", "tags", "sku", "kind", "identity", "zones", "properties"])
    return {key: Expression(call("tryget", merged, Literal(key)), text) for key in wanted}
