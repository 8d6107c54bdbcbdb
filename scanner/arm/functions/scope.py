"""Functions on what the deployment deploys to, and the beginnings of ids that follow from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.arm.functions.deployment import symbol
from scanner.arm.functions.table import Special
from scanner.arm.values import EvaluationError, joined, source_text, spelled, text
from scanner.model.value import Part, Symbol, Value

if TYPE_CHECKING:
    from scanner.arm.evaluator import Environment, Evaluator
    from scanner.arm.expressions import Expr
    from scanner.arm.scope import Target

WHY = "it depends on where the template is deployed to"
_SUBSCRIPTION_ID = (Symbol("subscription().subscriptionId"),)


def subscription_prefix(subscription: Value) -> tuple[Part, ...]:
    """``/subscriptions/…`` of a subscription id, None standing for the one deployed to."""
    if subscription is None or spelled(subscription) == _SUBSCRIPTION_ID:
        return (Symbol("subscription().id"),)
    return ("/subscriptions/", *spelled(subscription))


def group_prefix(subscription: Value, group: Value) -> tuple[Part, ...]:
    """``/subscriptions/…/resourceGroups/…``."""
    name: tuple[Part, ...] = (Symbol("resourceGroup().name"),) if group is None else spelled(group)
    return (*subscription_prefix(subscription), "/resourceGroups/", *name)


def management_group_prefix(name: Value) -> tuple[Part, ...]:
    """``/providers/Microsoft.Management/managementGroups/…``; None is the group of the deployment."""
    shown: tuple[Part, ...] = (Symbol("managementGroup().name"),) if name is None else spelled(name)
    return ("/providers/Microsoft.Management/managementGroups/", *shown)


def target_prefix(target: Target) -> tuple[Part, ...]:
    """What the id of a resource deployed to the target begins with."""
    if target.level == "resourceGroup":
        return group_prefix(target.subscription, target.group)
    if target.level == "subscription":
        return subscription_prefix(target.subscription)
    return management_group_prefix(target.management_group) if target.level == "managementGroup" else ()


def _resource_group(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    target = environment.scope.target
    if target.level != "resourceGroup":
        raise EvaluationError(f"resourceGroup() is not available in a deployment to a {target.level}")
    call = f"resourceGroup({_named(target.subscription, target.group)})"
    return {
        "id": text(joined([group_prefix(target.subscription, target.group)]), WHY),
        "name": symbol("resourceGroup().name", WHY) if target.group is None else target.group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": symbol(f"{call}.location", WHY),
        "managedBy": symbol(f"{call}.managedBy", WHY),
        "tags": symbol(f"{call}.tags", WHY),
        "properties": {"provisioningState": "Succeeded"},
    }


def _named(*values: Value) -> str:
    """The arguments that tell one scope from another of its kind."""
    return ", ".join(source_text(value) or "…" for value in values if value is not None)


def _subscription(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    target = environment.scope.target
    if target.level not in ("resourceGroup", "subscription"):
        raise EvaluationError(f"subscription() is not available in a deployment to a {target.level}")
    call = f"subscription({_named(target.subscription)})"
    return {
        "id": text(joined([subscription_prefix(target.subscription)]), WHY),
        "subscriptionId": symbol("subscription().subscriptionId", WHY) if target.subscription is None else target.subscription,
        "tenantId": symbol("tenant().tenantId", WHY),
        "displayName": symbol(f"{call}.displayName", WHY),
    }


def _tenant(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    names = ("tenantId", "displayName", "country", "countryCode")
    return {"id": "/", **{name: symbol(f"tenant().{name}", WHY) for name in names}}


def _management_group(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    target = environment.scope.target
    if target.level != "managementGroup":
        raise EvaluationError(f"managementGroup() is not available in a deployment to a {target.level}")
    call = f"managementGroup({_named(target.management_group)})"
    return {
        "id": text(joined([management_group_prefix(target.management_group)]), WHY),
        "name": symbol("managementGroup().name", WHY) if target.management_group is None else target.management_group,
        "type": "Microsoft.Management/managementGroups",
        "properties": symbol(f"{call}.properties", WHY),
    }


FUNCTIONS = (
    Special("resourceGroup", 0, 0, _resource_group),
    Special("subscription", 0, 0, _subscription),
    Special("tenant", 0, 0, _tenant),
    Special("managementGroup", 0, 0, _management_group),
)
