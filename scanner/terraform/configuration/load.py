"""From a root module directory to its evaluated resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files, whole_file
from scanner.model.inputs import Engine, Inputs
from scanner.model.resource import Evaluated, Gap, Language, Mode, SourceResource
from scanner.model.source import Problem
from scanner.model.value import Part, Value
from scanner.terraform.configuration.aliases import undeclared_aliases
from scanner.terraform.configuration.deep_stack import with_deep_stack
from scanner.terraform.configuration.early import EarlyEvaluation
from scanner.terraform.configuration.flows import passed
from scanner.terraform.configuration.given import given_values, planned_values
from scanner.terraform.configuration.instance import ModuleInstance, Run
from scanner.terraform.configuration.module import Module, block_span
from scanner.terraform.configuration.module import load_module as read_module
from scanner.terraform.configuration.origin import ResourceOrigin
from scanner.terraform.configuration.providers import Providers
from scanner.terraform.configuration.resource import ResourceInstance
from scanner.terraform.configuration.scope import ModuleScope
from scanner.terraform.configuration.tree import Node, Tree, build_tree

MAX_RESOURCES = 100_000


def load_root(directory: Path, files: Files, inputs: Inputs, planned: dict[str, Value] | None = None) -> Evaluated:
    """The resources that planning this root module would show, as far as code and given values tell.

    ``planned`` are the variables' values that a plan shows: they count before all others.
    """
    problems: list[Problem] = []
    read: list[str] = []
    given = given_values(directory, files, inputs, problems, read)
    values, workspace = given.by_name | planned_values(planned or {}), _workspace(directory, files)
    tree = build_tree(directory, files, EarlyEvaluation(files, values, workspace), inputs.engine)
    problems = [*(problem for module in tree.modules() for problem in module.problems), *tree.problems, *problems]
    read += [name for module in tree.modules() for name in module.files]
    run = Run(files, tree.root, values, workspace)
    providers = Providers(directory, tree.modules(), files)
    problems += providers.problems
    problems += [problem for module in tree.modules() for problem in undeclared_aliases(module)]
    resources = with_deep_stack(lambda: _resources(run, tree, providers))
    declared = {(span.file, span.line) for module in tree.modules() for block in module.resources.values() for span in (block_span(block),)}
    root = tree.root.module
    # In a part of the root module that could not be read there may be more declarations.
    undeclared = given.undeclared(root.variables) if not any(problem.fatal for problem in root.problems) else ()
    return Evaluated(
        tuple(resources),
        (*problems, *run.problems),
        (*tree.gaps.values(), *_unread(tree.modules())),
        tuple(sorted(set(read))),
        tuple(sorted(declared)),
        tuple(given.sources),
        undeclared,
    )


def _unread(modules: Iterable[Module]) -> tuple[Gap, ...]:
    return tuple(Gap(span, f"what could not be read in {span.file}") for module in modules for span in module.lost)


def load_module(directory: Path, files: Files, engine: Engine | None = None) -> Evaluated:
    """The resources of a module with every variable unknown; modules that it calls are not entered.

    There is a gap around it: its caller may add what the module lacks. Its files and problems were told when the roots were read.
    """
    files.follow(directory)  # it may be a module that was followed out of the scanned tree
    module = read_module(directory, files, engine)
    tree = Tree(Node(module, ()), [])
    run = Run(files, tree.root, {}, template=True)
    providers = Providers(directory, [module], files)
    resources = with_deep_stack(lambda: _resources(run, tree, providers))
    where = whole_file(files.shown(directory))
    return Evaluated(tuple(resources), gaps=(Gap(where, "the code that would deploy it"), *_unread([module])))


def root_scope(directory: Path | None, files: Files, inputs: Inputs) -> ModuleScope:
    """The scope that `terraform console` would have in the directory; an empty module's without one."""
    given = given_values(directory, files, inputs, [], []).by_name if directory else {}
    workspace = (directory and _workspace(directory, files)) or "default"
    tree = build_tree(directory, files, EarlyEvaluation(files, given, workspace), inputs.engine) if directory else Tree.empty(files.base)
    run = Run(files, tree.root, given, workspace)
    return ModuleInstance(run, tree.root).scope


def called_folders(directory: Path, files: Files) -> set[Path]:
    """The folders of the modules that a root module calls, at any depth, with the inputs that lie beside it."""
    early = EarlyEvaluation(files, given_values(directory, files, Inputs(), [], []).by_name, _workspace(directory, files))
    return {module.directory for module in build_tree(directory, files, early).modules()} - {directory}


def _workspace(directory: Path, files: Files) -> str | None:
    """The workspace that `terraform workspace select` left behind."""
    try:
        return files.read(directory / ".terraform" / "environment").text.strip() or None
    except InputError:
        return None


def _resources(run: Run, tree: Tree, providers: Providers) -> list[SourceResource]:
    resources: list[SourceResource] = []
    received: dict[int, frozenset[tuple[Part, ...]] | None] = {key: frozenset() for key in tree.gaps}
    for module in _modules(ModuleInstance(run, tree.root)):
        for instance in _declared(module):
            if len(resources) >= MAX_RESOURCES:
                instance.module.refuse(
                    instance.block.source, instance.block.start, instance.block.header_end, f"more than {MAX_RESOURCES:,} resources are not evaluated"
                )
                return resources
            resources.append(_source_resource(instance, providers))
        for name, block in module.module.calls.items() if received else ():
            known = received.get(id(block))
            if known is not None:
                more = passed(module, name)
                received[id(block)] = None if more is None else known | more
    for key, known in received.items():
        tree.gaps[key] = replace(tree.gaps[key], receives=known)
    return resources


def _modules(root: ModuleInstance) -> Iterator[ModuleInstance]:
    """All module instances, callers first."""
    waiting = [root]
    while waiting:
        module = waiting.pop()
        yield module
        called = [item for name in module.module.calls for item in module.call(name).items]
        waiting += reversed([item for item in called if isinstance(item, ModuleInstance)])


def _declared(module: ModuleInstance) -> Iterator[ResourceInstance]:
    for kind in ("resource", "data"):
        for type, name in module.module.table(kind):
            yield from module.resource(kind, type, name).items


def _source_resource(instance: ResourceInstance, providers: Providers) -> SourceResource:
    admitted = providers.admitted(instance.module.module, instance.provider_name())
    return SourceResource(
        address=instance.address,
        type=instance.type,
        name=instance.name,
        language=Language.TERRAFORM,
        raw=instance.body.raw(),
        header=block_span(instance.block),
        origin=ResourceOrigin(instance),
        mode=Mode.MANAGED if instance.kind == "resource" else Mode.EXISTING,
        condition=instance.condition(),
        circumstances=instance.circumstances(),
        ignored=instance.ignored(),
        provider=admitted.version,
        oldest_provider=admitted.oldest,
        calls=instance.module.steps(),
        depends_on=instance.depends_on(),
    )
