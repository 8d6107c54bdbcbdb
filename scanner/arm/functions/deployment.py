"""Functions on the deployment itself and the names it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.arm.functions.numeric import checked
from scanner.arm.functions.table import Special, as_int, as_text
from scanner.arm.values import EvaluationError, decided
from scanner.model.value import Symbol, Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.evaluator import Environment, Evaluator
    from scanner.arm.expressions import Expr

_ENVIRONMENT = (
    "name gallery graph portal graphAudience activeDirectoryDataLake batch media sqlManagement vmImageAliasDoc resourceManager "
    "authentication.loginEndpoint authentication.audiences authentication.tenant authentication.identityProvider "
    "suffixes.acrLoginServer suffixes.azureDatalakeAnalyticsCatalogAndJob suffixes.azureDatalakeStoreFileSystem "
    "suffixes.azureFrontDoorEndpointSuffix suffixes.keyvaultDns suffixes.sqlServerHostname suffixes.storage"
)


def symbol(text: str, why: str) -> Unknown:
    """An unknown that stands for itself wherever it is used."""
    return Unknown(why, parts=(Symbol(text),))


def _parameters(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    name = as_text("parameters", decided(evaluator.evaluate(arguments[0], environment)))
    if environment.arguments is None:
        return environment.scope.parameter(name)
    if name.lower() not in environment.arguments:
        raise EvaluationError(f"the function has no parameter {name!r}")
    return environment.arguments[name.lower()]


def _variables(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    return environment.scope.variable(as_text("variables", decided(evaluator.evaluate(arguments[0], environment))))


def _copy_index(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    values = [decided(evaluator.evaluate(argument, environment)) for argument in arguments]
    name = values.pop(0).lower() if values and isinstance(values[0], str) else ""
    if name not in environment.loops:
        raise EvaluationError(f"copyIndex() stands outside of the copy loop{f' {name!r}' if name else ''}")
    index = environment.loops[name]
    offset = as_int("copyIndex", values[0]) if values else 0
    if isinstance(index, Unknown):
        return index if not offset else Unknown(index.why)
    return checked("copyIndex", index + offset)


def _deployment(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    scope = environment.scope
    why = "only the deployment knows what it is started with"
    properties = Unknown(why, parts=(scope.symbol("deployment().properties"),))
    return {
        "name": scope.name,
        "location": Unknown(why, parts=(scope.symbol("deployment().location"),)),
        "properties": properties if scope.address is None else {"templateLink": {"uri": scope.address}},
    }


def _environment(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    result: dict[str, Value] = {}
    for path in _ENVIRONMENT.split():
        *groups, leaf = path.split(".")
        node = result
        for group in groups:
            node = node.setdefault(group, {})
        node[leaf] = symbol(f"environment().{path}", "it depends on the cloud that is deployed to")
    return result


def _deployer(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    why = "it depends on who deploys"
    return {name: symbol(f"deployer().{name}", why) for name in ("objectId", "tenantId", "userPrincipalName")}


def _external_input(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    return Unknown("it is supplied from outside when the deployment starts")


FUNCTIONS = (
    Special("parameters", 1, 1, _parameters),
    Special("variables", 1, 1, _variables),
    Special("copyIndex", 0, 2, _copy_index),
    Special("deployment", 0, 0, _deployment),
    Special("environment", 0, 0, _environment),
    Special("deployer", 0, 0, _deployer),
    Special("externalInput", 1, 2, _external_input),
    Special("externalInputs", 1, 1, _external_input),
    Special("extensions", 1, 1, _external_input),
)
