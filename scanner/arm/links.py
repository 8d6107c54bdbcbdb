"""Which file the address of a linked template means, where it lies beside the template that links to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from scanner.arm.deployment import Unavailable
from scanner.arm.scope import Scope
from scanner.arm.values import Undecided, member, spelled
from scanner.errors import InputError
from scanner.model.value import Path, Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.declarations import Instance
    from scanner.arm.deployment import Deployment

_HERE = "https://folder.invalid"
"""Stands for the place that a template was staged at; never shown."""
_LOCATION = "_artifactslocation"
"""By convention, the address of the folder that the template and its parts are staged in.

https://github.com/Azure/azure-quickstart-templates/blob/master/1-CONTRIBUTION-GUIDE/best-practices.md
"""
_TOKEN = "sastoken"  # the end of a parameter's name
_GITHUB = ("raw.githubusercontent.com", "github.com")


class LinkScope(Scope):
    """The names of a deployment as they are when its template is deployed from where it lies.

    Only addresses of linked templates are read with it: everywhere else nobody knows where the template will be staged.
    """

    outermost: bool = False

    def _parameter(self, path: Path, entries: dict[str, Value], name: str) -> Value:
        value = super()._parameter(path, entries, name)
        if isinstance(value, Unknown) and name.lower().endswith(_TOKEN):
            return ""
        passed = not self.outermost and name.lower() in self.given and not isinstance(value, Unknown)
        if name.lower() != _LOCATION or passed or (isinstance(value, str) and value.startswith(_HERE)):
            return value
        return _address(self.template.file.parent) + "/"


def _linking(deployment: Deployment) -> Scope:
    """The names of the deployment, with an address for its template and for what is passed to it."""
    around, scope = deployment.around, deployment.scope
    if deployment.linking is None:
        if around is not None and around.scope is scope:
            deployment.linking = _linking(around)
        else:
            given = scope.given if around is None else deployment.passed(partial(replace, scope=_linking(around)))
            linking = LinkScope(scope.evaluator, scope.template, scope.target, scope.name, scope.label, given, scope.resolve)
            linking.address, linking.outermost = _address(scope.template.file), around is None
            deployment.linking = linking
    return deployment.linking


def linked_file(owner: Deployment, instance: Instance, link: Path) -> FilePath | None:
    """The file that the address at the path of the resource's template means, when there is one beside that."""
    template = owner.template
    passed = member(template.node(link[:-2]), "parameters")
    for environment in (replace(instance.environment, scope=_linking(owner)), instance.environment):
        with owner.unit.evaluator.quietly():
            uri = owner.unit.evaluator.tree(template.node(link), template, link, environment)
        for file, staged in _beside(uri, template.file.parent):
            if file.is_file() and (staged or _takes(owner, file, passed)):
                return file
    return None


def _takes(owner: Deployment, file: FilePath, passed: Value) -> bool:
    """False for a template that ARM would refuse for what is passed: another repository has a file at the same path."""
    try:
        declared = owner.unit.load(file).section("parameters")[1]
    except (Unavailable, InputError):
        return True  # told by whoever opens it
    names = passed if isinstance(passed, dict) else {}
    return {name.lower() for name in names} <= {name.lower() for name in declared}


def _address(file: FilePath) -> str:
    return _HERE + quote(file.as_posix())


def _beside(uri: Value, folder: FilePath) -> Iterator[tuple[FilePath, bool]]:
    """The paths that the address may mean, seen from the folder, and whether it is sure that they are staged there."""
    try:
        first = next(iter(spelled(uri)), "")
        head = first if isinstance(first, str) else ""  # an unknown part that follows a whole address is a token
        url = urlsplit(head)
    except (Undecided, ValueError):
        return
    path = unquote(url.path).replace("\\", "/")
    if head.startswith(_HERE + "/"):
        yield FilePath(os.path.normpath("/" + path.lstrip("/"))), True
    elif url.netloc.lower() in _GITHUB:
        yield from ((file, False) for file in _in_checkout([segment for segment in path.split("/") if segment], folder))


def _in_checkout(segments: list[str], folder: FilePath) -> Iterator[FilePath]:
    """A file of a public repository, if the folder lies in a copy of that: it has the folders above it, or the same path below one of them."""
    if len(segments) < 4 or ".." in segments:
        return
    repository, rest = segments[1], segments[3:] if segments[2] in ("raw", "blob") else segments[2:]
    rest = rest[3:] if rest[:2] == ["refs", "heads"] else rest[1:]
    for length in range(min(len(rest), len(folder.parts)), 0, -1):
        if list(folder.parts[-length:]) == rest[:length]:
            yield folder.joinpath(*rest[length:])
    for around in (folder, *folder.parents):
        if len(rest) > 1 or around.name.lower() == repository.lower():
            yield around.joinpath(*rest)
