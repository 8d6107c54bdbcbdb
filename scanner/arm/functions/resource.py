"""Resource functions: ids can be made without Azure; what a resource looks like once deployed cannot be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.arm.functions.scope import WHY, group_prefix, management_group_prefix, subscription_prefix, target_prefix
from scanner.arm.functions.table import Arguments, Function, Needs, Special, as_text
from scanner.arm.values import EvaluationError, Undecided, call_parts, decided, joined, spelled, text
from scanner.model.value import Part, PartialName, Reference, Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.evaluator import Environment, Evaluator
    from scanner.arm.expressions import Expr

_ROLES = {
    "owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "user access administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "role based access control administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
}
_DEPLOYMENT_STATE = ("correlationId", "dependencies", "duration", "mode", "outputResources", "parameters", "providers", "templateHash", "timestamp")
_MORE: dict[str, Value] = {PartialName("…"): Unknown("reference() reads what is deployed")}
"""What a deployment has beside what its template says: scope, location, tags and whatever Azure adds."""


# --- ids ---


def make_id(function: str, prefix: tuple[Part, ...], type_name: Value, names: list[Value]) -> Value:
    """The id below a prefix, names between the segments of the type: ``…/providers/N/type/name/type/name``."""
    namespace, *types = as_text(function, decided(type_name)).strip("/").split("/")
    if len(types) != len(names) or not types:
        raise EvaluationError(f"{function}(): the type {type_name!r} takes {len(types)} name{'s' * (len(types) != 1)}, not {len(names)}")
    pieces = [prefix, ("/providers/" + namespace,)]
    for segment, name in zip(types, names, strict=True):
        if not isinstance(name, Unknown):
            as_text(function, name)
        pieces += [(f"/{segment}/",), spelled(name)]
    unknown = next((name for name in names if isinstance(name, Unknown)), None)
    return text(joined(pieces), unknown.why if unknown else WHY)


def _with_type(function: str, arguments: list[Value], most_leading: int) -> tuple[list[Value], Value, list[Value]]:
    """The arguments before the type, the type, and the names: the type is the first argument with a slash."""
    for position, value in enumerate(arguments[: most_leading + 1]):
        if isinstance(value, str) and "/" in value.strip("/"):
            return arguments[:position], value, arguments[position + 1 :]
    unknown = next((value for value in arguments if isinstance(value, Unknown)), None)
    if unknown is not None:
        raise Undecided(unknown)
    raise EvaluationError(f"{function}() needs a resource type such as 'Microsoft.Network/virtualNetworks'")


def _values(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> list[Value]:
    return [evaluator.evaluate(argument, environment) for argument in arguments]


def _resource_id(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    target = environment.scope.target
    leading, type_name, names = _with_type("resourceId", _values(evaluator, environment, arguments), 2)
    if not leading:
        return make_id("resourceId", target_prefix(target), type_name, names)
    if target.level == "resourceGroup" or len(leading) == 2:
        subscription = leading[0] if len(leading) == 2 else target.subscription
        return make_id("resourceId", group_prefix(subscription, leading[-1]), type_name, names)
    return make_id("resourceId", subscription_prefix(leading[0]), type_name, names)


def _subscription_resource_id(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    leading, type_name, names = _with_type("subscriptionResourceId", _values(evaluator, environment, arguments), 1)
    subscription = leading[0] if leading else environment.scope.target.subscription
    return make_id("subscriptionResourceId", subscription_prefix(subscription), type_name, names)


def _management_group_resource_id(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    leading, type_name, names = _with_type("managementGroupResourceId", _values(evaluator, environment, arguments), 1)
    name = leading[0] if leading else environment.scope.target.management_group
    return make_id("managementGroupResourceId", management_group_prefix(name), type_name, names)


def _tenant_resource_id(arguments: Arguments) -> Value:
    return make_id("tenantResourceId", (), arguments[0], arguments[1:])


def _extension_resource_id(arguments: Arguments) -> Value:
    base = arguments[0] if isinstance(arguments[0], Unknown) else as_text("extensionResourceId", arguments[0])
    prefix = spelled(base)
    if isinstance(base, str):
        prefix = (base.rstrip("/"),)
    made = make_id("extensionResourceId", prefix, arguments[1], arguments[2:])
    return Unknown(base.why, parts=made.parts) if isinstance(base, Unknown) and isinstance(made, Unknown) else made


# --- what only the deployment knows ---


def _reference(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    meant = evaluator.evaluate(arguments[0], environment)
    full = len(arguments) > 2 and str(evaluator.evaluate(arguments[2], environment)).lower() == "full"
    declared = environment.scope.resolve(meant)
    if declared is None:
        return Unknown("reference() reads what is deployed", parts=call_parts("reference", [meant, "Full"] if full else [meant]))
    if (outputs := declared.outputs()) is not None:
        properties: dict[str, Value] = {"outputs": outputs, "provisioningState": "Succeeded"}
        properties |= {name: Unknown("reference() reads what is deployed") for name in _DEPLOYMENT_STATE}
        return {**declared.info(), "properties": properties, **_MORE} if full else {**properties, **_MORE}
    return Unknown(f"only the deployment knows the properties of {declared.address}", parts=(Reference(declared.address, _whole(full)),))


def _whole(full: bool) -> tuple[str, ...]:
    return () if full else ("properties",)


def _list(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    meant = evaluator.evaluate(arguments[0], environment)
    declared = environment.scope.resolve(meant)
    parts: tuple[Part, ...] = (Reference(declared.address, ("list",)),) if declared else call_parts("list", [meant])
    return Unknown("list functions read what is deployed", parts=parts)


def _resource_info(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    declared = environment.scope.resolve(evaluator.evaluate(arguments[0], environment))
    if declared is None:
        return Unknown("the template declares no such resource before this")
    return declared.info()


def _references(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    return Unknown("references() reads what is deployed", type="array")


def _azure_knows(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    return Unknown("only Azure knows it")


def _role_definitions(arguments: Arguments) -> Value:
    guid = _ROLES.get(as_text("roleDefinitions", arguments[0]).lower())
    if guid is None:
        return Unknown("only Azure knows the id of the role", parts=call_parts("roleDefinitions", arguments))
    return {"id": f"/providers/Microsoft.Authorization/roleDefinitions/{guid}", "roleDefinitionId": guid}


FUNCTIONS: tuple[Function | Special, ...] = (
    Special("resourceId", 2, None, _resource_id),
    Special("subscriptionResourceId", 2, None, _subscription_resource_id),
    Special("managementGroupResourceId", 2, None, _management_group_resource_id),
    Function("tenantResourceId", 2, None, _tenant_resource_id, Needs.NOTHING),
    Function("extensionResourceId", 3, None, _extension_resource_id, Needs.NOTHING),
    Special("reference", 1, 3, _reference),
    Special("references", 1, 2, _references),
    Special("resourceInfo", 1, 1, _resource_info),
    Special("list*", 1, 3, _list),
    Special("providers", 1, 2, _azure_knows),
    Special("pickZones", 3, 5, _azure_knows),
    Special("toLogicalZone", 3, 3, _azure_knows),
    Special("toLogicalZones", 3, 3, _azure_knows),
    Special("toPhysicalZone", 3, 3, _azure_knows),
    Special("toPhysicalZones", 3, 3, _azure_knows),
    Function("roleDefinitions", 1, 1, _role_definitions),
)
