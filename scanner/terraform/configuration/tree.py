"""The static tree of module calls: which directory each call leads to, as `terraform init` would have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scanner.files import Files, repository_root
from scanner.model.inputs import Engine
from scanner.model.resource import Gap
from scanner.model.source import Problem, Span
from scanner.model.value import Unknown
from scanner.terraform.configuration.module import Module, attribute_span, block_span, configuration_files, constant, load_module
from scanner.terraform.configuration.sources import installed_modules, local_directory
from scanner.terraform.syntax import Attribute, Block, Literal
from scanner.terraform.values import Value

MAX_NODES = 10_000
MAX_NAMED = 5

Early = Callable[["Node", tuple[str, ...], Attribute], Value]
"""The value of an argument in the module that a path of calls leads to from the root."""


@dataclass(slots=True, eq=False)
class Node:
    """A module and what its calls lead to; a call that leads nowhere is not among ``children``."""

    module: Module
    path: tuple[str, ...]
    """The names of the calls from the root to here, on the way by which the directory was met first."""
    children: dict[str, Node] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Tree:
    """A root module with all modules below it."""

    root: Node
    nodes: list[Node]
    gaps: dict[int, Gap] = field(default_factory=dict)
    """By the identity of the call's block."""
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def empty(cls, directory: Path) -> Tree:
        """The tree of a module that declares nothing."""
        return cls(Node(Module(directory, ""), ()), [])

    def modules(self) -> list[Module]:
        """Every module once, in the order in which calls lead to it."""
        return list({id(node.module): node.module for node in self.nodes}.values())


class _ComputedSource(Exception):
    """Where a call leads depends on how its module was called: the tree must be built without sharing."""


class _Builder:
    def __init__(self, directory: Path, files: Files, engine: Engine | None, early: Early, by_path: bool) -> None:
        self.files, self.engine, self.early = files, engine, early
        unread: list[Problem] = []
        self.installed = installed_modules(directory, files, unread)
        self.by_path = by_path or bool(self.installed)
        self.loaded: dict[Path, Module] = {}
        self.outside: dict[str, Span] = {}
        """The folders that were followed out of the scanned tree, as they are shown, and the source that led there first."""
        self.shared: dict[tuple[Path, tuple[str, ...]], Node] = {}
        self.loaded[directory] = load_module(directory, files, engine)
        self.tree = Tree(Node(self.loaded[directory], ()), [], problems=unread)

    def build(self) -> Tree:
        waiting: list[tuple[Node, tuple[Path, ...]]] = [(self.tree.root, (self.tree.root.module.directory,))]
        while waiting:
            node, above = waiting.pop()
            self.tree.nodes.append(node)
            for name, block in node.module.calls.items():
                child = self._child(node, name, block, above)
                if child is None:
                    continue
                # Without a manifest, and computed sources, a directory's calls lead to the same places wherever it is called from.
                key = (child.directory, (*node.path, name) if self.by_path else ())
                if key in self.shared:
                    node.children[name] = self.shared[key]
                    continue
                if len(self.shared) >= MAX_NODES:
                    self._problem(block, f"there are more than {MAX_NODES:,} module calls")
                    return self.tree
                node.children[name] = self.shared[key] = Node(child, (*node.path, name))
                waiting.append((node.children[name], (*above, child.directory)))
        self._cut_circles()
        self._tell_outside()
        return self.tree

    def _cut_circles(self) -> None:
        """Shared nodes can call each other although no way from the root met one twice while building."""
        on_the_way, done = {id(self.tree.root)}, set[int]()
        stack = [(self.tree.root, iter(list(self.tree.root.children.items())))]
        while stack:
            node, calls = stack[-1]
            for name, child in calls:
                if id(child) in on_the_way:
                    del node.children[name]
                    self._refuse_circle(node.module.calls[name], name)
                elif id(child) not in done:
                    on_the_way.add(id(child))
                    stack.append((child, iter(list(child.children.items()))))
                    break
            else:
                stack.pop()
                on_the_way.discard(id(node))
                done.add(id(node))

    def _refuse_circle(self, block: Block, name: str) -> None:
        self._problem(block, f'module "{name}" calls itself through its own modules')
        self._gap(block, f'module "{name}" calls itself through its own modules')

    def _child(self, node: Node, name: str, block: Block, above: tuple[Path, ...]) -> Module | None:
        source = self._source(node, block)
        directory = local_directory(node.module.directory, source) if isinstance(source, str) else None
        directory = directory or self.installed.get(".".join((*node.path, name)))
        if not isinstance(source, str):
            if directory is None:
                why = f": {source.why}" if isinstance(source, Unknown) else ""
                self._gap(block, f'module "{name}" has no source that can be read{why}')
                return None
            source = "its source is computed"
        if directory is None:
            version = constant(block.body, "version")
            shown = f"source {source}" + (f", version {version}" if isinstance(version, str) else "")
            self._gap(block, f'module "{name}" ({shown}) was not downloaded; run terraform init')
            return None
        if directory in above:
            self._refuse_circle(block, name)
            return None
        return self._load(directory, name, source, block)

    def _source(self, node: Node, block: Block) -> Value:
        written = block.body.attributes.get("source")
        if written is None or isinstance(written.expr, Literal):
            return constant(block.body, "source")
        if not self.by_path:
            raise _ComputedSource
        return self.early(self.tree.root, node.path, written)

    def _load(self, directory: Path, name: str, source: str, block: Block) -> Module | None:
        if directory not in self.loaded:
            if not self._may_enter(directory) or not any(configuration_files(directory, self.files, self.engine)):
                self._gap(block, f'module "{name}" ({source}): the folder {self.files.shown(directory)} {self._why_not(directory)}')
                return None
            if not self.files.allowed(directory):
                self.outside[self.files.shown(directory)] = _source_span(block)
            self.loaded[directory] = _shared_module(directory, self.files, self.engine)
        return self.loaded[directory]

    def _gap(self, block: Block, what: str) -> None:
        self.tree.gaps[id(block)] = Gap(_source_span(block), what)

    def _may_enter(self, directory: Path) -> bool:
        """Inside what may be read, or followed out of it: a repository is a whole, a folder outside of one is often a part."""
        return self.files.allowed(directory) or (repository_root(self.tree.root.module.directory) is None and self.files.follow(directory))

    def _why_not(self, directory: Path) -> str:
        if self.files.may_configure(directory):
            return "has no Terraform files"
        return "does not exist" if self.files.follows and not directory.exists() else "is not inside what may be read"

    def _tell_outside(self) -> None:
        if self.outside:
            names = list(self.outside)
            more = f" and {len(names) - MAX_NAMED:,} more" if len(names) > MAX_NAMED else ""
            message = f"modules outside of the scanned tree were read, their configuration files alone: {', '.join(names[:MAX_NAMED])}{more}"
            self.tree.problems.append(Problem(self.outside[names[0]], message, fatal=False))

    def _problem(self, block: Block, message: str) -> None:
        self.tree.problems.append(Problem(_source_span(block), message))


def build_tree(directory: Path, files: Files, early: Early, engine: Engine | None = None) -> Tree:
    """The tree below a root module; bounded, whatever calls whatever."""
    try:
        return _Builder(directory, files, engine, early, by_path=False).build()
    except _ComputedSource:
        return _Builder(directory, files, engine, early, by_path=True).build()


def _shared_module(directory: Path, files: Files, engine: Engine | None) -> Module:
    """A module that other root modules may call too: read once for all of them."""
    known = files.kept.get((directory, engine))
    if not isinstance(known, Module):
        known = files.kept[directory, engine] = load_module(directory, files, engine)
    return known


def _source_span(block: Block) -> Span:
    source = block.body.attributes.get("source")
    return block_span(block) if source is None else attribute_span(source)
