"""Follows a path through a template: into objects, and through expressions to the parameter, variable or output behind them."""

from __future__ import annotations

from scanner.arm.evaluator import Environment, property_loops
from scanner.arm.expressions import Access, Call, Expr, Literal, Tree
from scanner.arm.parser import ExpressionError
from scanner.arm.template import Place
from scanner.arm.values import member, member_name
from scanner.model.value import Path, Unknown, Value

MAX_STATIONS = 40
_PASSING = frozenset(("bool", "int", "string", "tolower", "toupper", "trim", "json", "array"))
"""Functions whose result is their argument in another form."""


class Follower:
    """Walks one path. ``stations`` are the places it came through: the first in the resource, then one per definition."""

    def __init__(self, place: Place, node: Value, environment: Environment) -> None:
        self.stations: list[tuple[str, Place]] = [("", place)]
        self.node, self.environment = node, environment
        self._seen: set[tuple[int, Path]] = set()
        self._written = True
        """False once an expression turned out not to have the property looked for."""

    def follow(self, path: Path, through: bool = True) -> bool:
        """True when the value at the path was found written; ``through`` expressions as well, else up to the first."""
        rest: Path | None = path
        while rest is not None:
            rest = self._down(rest)
            try:
                expression = self.place.template.computed(self.node)
            except ExpressionError:
                return True
            if expression is None or not through:
                return not rest or expression is not None
            if (rest := self._through(expression.expr, rest)) is None:
                return self._written
        return False

    @property
    def place(self) -> Place:
        return self.stations[-1][1]

    def _evaluate(self, expr: Expr) -> Value:
        return self.environment.scope.evaluator.attempt(expr, self.environment)

    def _move(self, path: Path, node: Value) -> None:
        what, place = self.stations[-1]
        self.stations[-1] = (what, Place(place.template, path))
        self.node = node

    def _station(self, what: str, place: Place, node: Value, environment: Environment) -> bool:
        """Goes on at another place; False when that was visited before."""
        key = (id(place.template), place.path)
        if key in self._seen or len(self.stations) > MAX_STATIONS:
            return False
        self._seen.add(key)
        self.stations.append((what, place))
        self.node, self.environment = node, environment
        return True

    # --- through objects and arrays ---

    def _down(self, rest: Path) -> Path:
        """As far into plain objects and arrays as the path goes; what is left of it."""
        while rest:
            segment, node, at = rest[0], self.node, self.place.path
            if isinstance(node, list) and isinstance(segment, int) and segment < len(node):
                self._move((*at, segment), node[segment])
                rest = rest[1:]
            elif isinstance(node, dict) and isinstance(segment, str) and (key := self._key(node, segment)) is not None:
                self._move((*at, key), node[key])
                rest = rest[1:]
            elif isinstance(node, dict) and (loop := self._loop(node, segment)) is not None:
                position, copied = loop
                return self._into_loop(copied, (*at, str(member_name(node, "copy")), position), rest)
            else:
                return rest
        return rest

    def _key(self, node: dict[str, Value], name: str) -> str | None:
        if (key := member_name(node, name)) is not None:
            return key
        template, evaluator = self.place.template, self.environment.scope.evaluator
        computed = (key for key in node if key[:1] == "[" and template.strings)
        return next((key for key in computed if evaluator.key(key, template, self.place.path, self.environment).lower() == name.lower()), None)

    @staticmethod
    def _loop(node: dict[str, Value], name: Value) -> tuple[int, dict[str, Value]] | None:
        for position, loop in enumerate(property_loops(node) or ()):
            if isinstance(name, str) and str(member(loop, "name")).lower() == name.lower():
                return position, loop
        return None

    def _into_loop(self, loop: dict[str, Value], path: Path, rest: Path) -> Path:
        name, *deeper = rest
        self._move(path, loop)
        key = member_name(loop, "input")
        if key is None or not deeper or not isinstance(deeper[0], int):
            return tuple(deeper)
        self.environment = self.environment.with_loop(str(name), deeper[0], default=False)
        self._move((*path, key), loop[key])
        return self._down(tuple(deeper[1:]))

    # --- through expressions ---

    def _through(self, expr: Expr, rest: Path) -> Path | None:
        """What is left of the path at the place the expression leads to; None when it leads no further."""
        while True:
            if isinstance(expr, Tree):
                self._move(expr.path or self.place.path, expr.value)
                return rest
            if isinstance(expr, Literal):
                self._written = not rest
                return None
            if isinstance(expr, Access):
                key = self._evaluate(expr.key)
                if not isinstance(key, (str, int)):
                    return None
                expr, rest = expr.object, (key, *rest)
                continue
            if expr.name in ("parameters", "variables", "reference"):
                return self._named(expr, rest)
            step = self._argument(expr, rest)
            if step is None:
                return None
            expr, rest = step

    def _argument(self, call: Call, rest: Path) -> tuple[Expr, Path] | None:
        """The argument of a call that supplies the value, with what is left of the path in it."""
        arguments = call.arguments
        if call.name == "if" and len(arguments) == 3:
            test = self._evaluate(arguments[0])
            return (arguments[1 if test else 2], rest) if isinstance(test, bool) else None
        if call.name == "coalesce":
            return next(((argument, rest) for argument in arguments if self._evaluate(argument) is not None), None)
        if call.name == "tryget" and len(arguments) > 1:
            keys = [self._evaluate(argument) for argument in arguments[1:]]
            return (arguments[0], (*keys, *rest)) if all(isinstance(key, (str, int)) for key in keys) else None
        if call.name in _PASSING and arguments:
            return arguments[0], rest
        if not rest:
            return None
        if call.name == "createobject":
            pairs = zip(arguments[::2], arguments[1::2], strict=False)
            for key, value in pairs:
                if str(self._evaluate(key)).lower() == str(rest[0]).lower():
                    return value, rest[1:]
            self._written = False
            return None
        if call.name == "createarray" and isinstance(rest[0], int) and rest[0] < len(arguments):
            return arguments[rest[0]], rest[1:]
        if call.name == "shallowmerge" and isinstance(arguments[0], Call) and arguments[0].name == "createarray":
            return self._last_with(arguments[0].arguments, rest[:1], rest)
        if call.name == "flatten" and isinstance(arguments[0], Call) and arguments[0].name == "createarray":
            return self._piece_with(arguments[0].arguments, rest)
        return self._last_with(arguments, rest, rest) if call.name == "union" else None

    def _piece_with(self, arguments: list[Expr], rest: Path) -> tuple[Expr, Path] | None:
        """The one of several joined arrays that has the element."""
        index, *deeper = rest
        for argument in arguments:
            value = self._evaluate(argument)
            if not isinstance(value, list) or not isinstance(index, int):
                return None
            if index < len(value):
                return argument, (index, *deeper)
            index -= len(value)
        return None

    def _last_with(self, arguments: list[Expr], wanted: Path, rest: Path) -> tuple[Expr, Path] | None:
        """The last of several merged objects that has the path."""
        for argument in reversed(arguments):
            value = self._evaluate(argument)
            for segment in wanted:
                if isinstance(value, list) and isinstance(segment, int):
                    value = value[segment] if segment < len(value) else None
                elif not isinstance(value, Unknown):
                    value = member(value, segment) if isinstance(segment, str) else None
            if value is not None:
                return argument, rest
        self._written = False
        return None

    def _named(self, call: Call, rest: Path) -> Path | None:
        if not call.arguments or self.environment.arguments is not None:
            return None
        name = self._evaluate(call.arguments[0])
        if call.name == "reference":
            return self._output(name, rest)
        if not isinstance(name, str):
            return None
        return self._parameter(name, rest) if call.name == "parameters" else self._variable(name, rest)

    def _parameter(self, name: str, rest: Path) -> Path | None:
        scope = self.environment.scope
        path, entries = scope.template.section("parameters")
        entry = member_name(entries, name)
        if entry is None:
            return None
        given, default = scope.given.get(name.lower()), None if scope.free else member_name(entries[entry], "defaultValue")
        if given is not None and (given.read() is not None or default is None):
            node = given.place.template.node(given.place.path)
            environment = given.environment or Environment(scope)
            return (*given.tail, *rest) if self._station(f'parameter "{entry}": {given.what}', given.place, node, environment) else None
        if default is not None:
            place = Place(scope.template, (*path, entry, default))
            return rest if self._station(f'parameter "{entry}": default', place, entries[entry][default], scope.environment) else None
        self._station(f'parameter "{entry}"', Place(scope.template, (*path, entry)), None, scope.environment)
        return None

    def _variable(self, name: str, rest: Path) -> Path | None:
        scope = self.environment.scope
        path, entries = scope.template.section("variables")
        if (entry := member_name(entries, name)) is not None:
            place = Place(scope.template, (*path, entry))
            return rest if self._station(f'variable "{entry}"', place, entries[entry], scope.environment) else None
        if self._loop(entries, name) is None:
            return None
        return (name, *rest) if self._station(f'variable "{name}"', Place(scope.template, path), entries, scope.environment) else None

    def _output(self, meant: Value, rest: Path) -> Path | None:
        """Into a nested deployment, where ``rest`` is outputs, name, value."""
        from scanner.arm.declarations import Instance

        found = self.environment.scope.resolve(meant)
        inner = found.owner.inner(found) if isinstance(found, Instance) else None
        if inner is None or len(rest) < 3 or str(rest[0]).lower() != "outputs":
            return None
        path, entries = inner.template.section("outputs")
        entry = member_name(entries, str(rest[1]))
        key = member_name(entries[entry], "value") if entry else None
        if entry is None or key is None:
            return None
        place = Place(inner.template, (*path, entry, key))
        return rest[3:] if self._station(f'output "{entry}"', place, entries[entry][key], inner.environment) else None
