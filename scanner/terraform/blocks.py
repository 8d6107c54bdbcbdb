"""The blocks that the languages of Terraform and OpenTofu define themselves, and what each of them takes.

Together those of Terraform up to 1.17 and OpenTofu up to 1.13 (``internal/configs`` of both). Whatever else a
configuration holds came later: it is noted and not read, and costs nothing beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of block. ``arguments`` is None where a provider, a module or a backend says which there are."""

    labels: int = 0
    arguments: frozenset[str] | None = None
    blocks: tuple[str, ...] = ()
    more_blocks: bool = False
    """True where blocks that are not among ``blocks`` are a provider's."""
    static: tuple[str, ...] = ()
    """Arguments that are references or types: JSON has them as strings that are no templates."""


def _closed(arguments: str, blocks: str = "", labels: int = 0, static: str = "") -> Kind:
    return Kind(labels, frozenset(arguments.split()), tuple(blocks.split()), static=tuple(static.split()))


def _open(labels: int = 0, blocks: str = "", static: str = "") -> Kind:
    return Kind(labels, None, tuple(blocks.split()), True, tuple(static.split()))


FILE = ""
MODULE_ARGUMENTS = frozenset({"source", "version", "count", "for_each", "depends_on", "providers", "ignore_nested_deprecations"})
"""Of module calls, besides the module's variables."""

_FILE_BLOCKS = "resource data ephemeral action variable output module provider check terraform locals moved removed import language"

KINDS: Mapping[str, Kind] = {
    FILE: _closed("", _FILE_BLOCKS),
    **dict.fromkeys(("resource", "data", "ephemeral"), _open(2, "lifecycle connection provisioner dynamic _", "provider depends_on")),
    "action": _closed("count for_each provider", "config", 2, "provider"),
    "config": _open(0, "dynamic"),
    "provider": _open(1, "_"),
    "module": Kind(1, None, ("lifecycle", "_"), static=("providers", "depends_on")),
    "variable": _closed("description default type sensitive ephemeral nullable deprecated const", "validation", 1, "type"),
    "output": _closed("description value depends_on sensitive ephemeral deprecated type", "precondition postcondition", 1, "depends_on type"),
    "check": _closed("", "data assert", 1),
    "locals": Kind(),
    "moved": _closed("from to", "", 0, "from to"),
    "removed": _closed("from", "lifecycle connection provisioner", 0, "from"),
    "import": _closed("to id identity for_each provider", "", 0, "to provider"),
    "language": _closed("edition experiments", "compatible_with"),
    "terraform": _closed("required_version experiments language", "backend cloud required_providers provider_meta encryption state_store"),
    "lifecycle": _closed(
        "create_before_destroy prevent_destroy ignore_changes replace_triggered_by destroy enabled",
        "precondition postcondition action_trigger",
        0,
        "ignore_changes replace_triggered_by",
    ),
    "action_trigger": _closed("events condition actions on_failure", "", 0, "events actions on_failure"),
    **dict.fromkeys(("validation", "precondition", "postcondition", "assert"), _closed("condition error_message")),
    "provisioner": _open(1, "connection"),
    "dynamic": _closed("for_each iterator labels", "content", 1, "iterator"),
    "content": _open(0, "dynamic"),
    "cloud": _open(0, "workspaces"),
    **dict.fromkeys(("backend", "provider_meta", "state_store"), _open(1)),
    **dict.fromkeys(("connection", "required_providers", "encryption", "workspaces", "compatible_with", "_"), _open()),
}
