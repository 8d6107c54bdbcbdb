"""The canonical resource graph: every source language in ARM terms."""

from __future__ import annotations

from scanner.model.graph import Graph
from scanner.model.resource import Evaluated


def build_graph(evaluated: Evaluated) -> Graph:
    """The graph of one unit; every source resource has a node or is folded into one."""
    from scanner.graph import build

    return build.build_graph(evaluated)
