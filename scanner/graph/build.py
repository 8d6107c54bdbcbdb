"""From evaluated source resources to the canonical graph."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.arm import declare_arm
from scanner.graph.azapi import declare_azapi, untold_types
from scanner.graph.azurerm import declare_mapped, unmapped_node
from scanner.graph.catalogue import Catalogue, load_catalogue
from scanner.graph.declared import Declared
from scanner.graph.defaults import apply_defaults
from scanner.graph.folds import apply_folds
from scanner.graph.gaps import reach
from scanner.graph.index import Index
from scanner.graph.inline import lift_inline
from scanner.graph.link import Linker, numbered
from scanner.graph.retired import settle_provider
from scanner.model.graph import Folded, Graph
from scanner.model.resource import Evaluated, Language, Mode, SourceResource


def build_graph(evaluated: Evaluated, catalogue: Catalogue | None = None) -> Graph:
    """The graph of one unit; every source resource has a node or is folded into one."""
    known = catalogue or load_catalogue()
    resources, problems = settle_provider(evaluated.resources, known)
    declared = [item for source in resources for made in _declare(source, known) for item in lift_inline(made, known)]
    own = [item for item in declared if item.fold is None]
    index = Index(own)
    linker = Linker(index, known)
    linker.link_parents(own)
    kept = apply_folds(declared, index)
    linker.link_parents([item for item in kept if item.fold is not None])
    for item in kept:
        if item.node.mapped and item.node.judged:
            apply_defaults(item.node, known.arm_type(item.node.type, item.node.api_version))
    linker.link_attachments(kept)
    linker.link_references(kept)
    nodes = numbered(kept)
    folded = tuple(Folded(item.node.source, item.folded_into.node.index) for item in declared if item.folded_into is not None)
    gaps = (*evaluated.gaps, *untold_types(resources))
    return Graph(nodes, gaps, linker.finish(kept), folded, reach(gaps, kept, index), problems)


def _declare(source: SourceResource, catalogue: Catalogue) -> Iterator[Declared]:
    if source.language in (Language.ARM, Language.BICEP):
        yield declare_arm(source, catalogue)
    elif source.type.startswith("azapi_"):
        yield from declare_azapi(source, catalogue)
    else:
        entry = catalogue.entry(source.type, source.provider)
        if entry is None or (entry.fold is not None and source.mode is Mode.EXISTING):
            yield Declared(unmapped_node(source))
        else:
            yield from declare_mapped(source, entry)
