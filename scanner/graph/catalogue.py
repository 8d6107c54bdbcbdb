"""The mapping files, compiled once: which ARM type a source type has, and where each property comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path as FilePath

from scanner.cache import JSON, cached_json
from scanner.graph.arm_types import ArmType, compile_arm_type
from scanner.graph.entries import Entry, compile_entry
from scanner.graph.property_names import Names, collect_names
from scanner.graph.retired import Retired, retired_of
from scanner.graph.versions import api_release, provider_release
from scanner.model.value import Value
from scanner.yaml_file import Document, MalformedData, read_document

FOLDER = FilePath(__file__).parent.parent / "mappings"


@dataclass(eq=False)
class Catalogue:
    """Entries are kept as JSON text and compiled when a resource first needs them: most runs need few."""

    _azurerm: Mapping[str, str]
    _arm: Mapping[str, str]
    _names: Mapping[str, str]
    _types: Mapping[str, str]
    _entries: dict[tuple[str, tuple[int, ...] | None], Entry | None] = field(default_factory=dict)
    _arm_types: dict[tuple[str, str | None], ArmType] = field(default_factory=dict)
    _tables: dict[str, Names] = field(default_factory=dict)
    _retired: dict[str, tuple[Retired, ...]] = field(default_factory=dict)

    def source_types(self) -> tuple[str, ...]:
        """Every azurerm type that has a mapping, sorted."""
        return tuple(sorted(self._azurerm))

    def arm_types(self) -> tuple[str, ...]:
        """Every ARM type that a mapping names, in its canonical case, sorted."""
        return tuple(sorted(self._types.values()))

    def entry(self, source_type: str, provider: tuple[int, ...] | None) -> Entry | None:
        """The mapping of an azurerm type for a provider version; None when there is none."""
        key = (source_type, provider)
        if key not in self._entries:
            text = self._azurerm.get(source_type)
            self._entries[key] = None if text is None else compile_entry(json.loads(text), provider_release(provider))
        return self._entries[key]

    def retired(self, source_type: str) -> tuple[Retired, ...]:
        """What newer majors of the provider no longer have, of a type."""
        if source_type not in self._retired:
            self._retired[source_type] = tuple(retired_of(json.loads(self._azurerm.get(source_type, "{}"))))
        return self._retired[source_type]

    @cached_property
    def separate(self) -> frozenset[str]:
        """The ARM types, in lower case, that azurerm has a resource for; others are only blocks of one."""
        entries = map(json.loads, self._azurerm.values())
        return frozenset(entry["type"].lower() for entry in entries if "fold" not in entry)

    def arm_type(self, arm_type: str, api_version: str | None) -> ArmType:
        """What is known of an ARM type at an API version (None: the newest): nothing at all, maybe."""
        key = (arm_type.lower(), api_version)
        if key not in self._arm_types:
            data = json.loads(self._arm.get(key[0], "{}"))
            self._arm_types[key] = compile_arm_type(data, api_release(api_version))
        return self._arm_types[key]

    def canonical(self, arm_type: str) -> str:
        """The type in its canonical case, where a mapping names it."""
        return self._types.get(arm_type.lower(), arm_type)

    def names(self, arm_type: str) -> Names:
        """The property names that mappings use for a type, by lower case: ARM does not mind the case."""
        key = arm_type.lower()
        if key not in self._tables:
            self._tables[key] = json.loads(self._names.get(key, "{}"))
        return self._tables[key]


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """The catalogue of the package's own mapping files."""
    return catalogue_of(FOLDER)


def catalogue_of(folder: FilePath) -> Catalogue:
    """The catalogue of ``azurerm/*.yaml`` and ``arm/*.yaml`` below a folder; RuleFileError when one is malformed."""
    azurerm, arm = sorted((folder / "azurerm").glob("*.yaml")), sorted((folder / "arm").glob("*.yaml"))
    compiled = cached_json([*azurerm, *arm], "mappings", lambda: _compile(map(_read, azurerm), map(_read, arm)))
    return Catalogue(compiled["azurerm"], compiled["arm"], compiled["names"], compiled["types"])


def _read(path: FilePath) -> Document:
    return read_document(path, anchors=True)


def _compile(azurerm: Iterable[Document], arm: Iterable[Document]) -> JSON:
    """Everything checked, so that reading the result back can be quick and trusting."""
    entries: dict[str, Value] = {}
    arm_types: dict[str, Value] = {}
    spellings = _Spellings()
    for file in azurerm:
        for name, data in _distinct(file, entries):
            try:
                entry = compile_entry(data, provider_release(None), (name,))
            except MalformedData as problem:
                raise file.error(problem.path, problem.message) from problem
            for arm_type in entry.arm_types():
                spellings.add(file, name, arm_type)
    for file in arm:
        for name, data in _distinct(file, arm_types):
            try:
                compiled = compile_arm_type(data, api_release(None), (name,))
            except MalformedData as problem:
                raise file.error(problem.path, problem.message) from problem
            for arm_type in (name, *(f"{name}/{child}" for _, child in compiled.inline)):
                spellings.add(file, name, arm_type)
    return {
        "azurerm": {name: json.dumps(data) for name, data in entries.items()},
        "arm": {name.lower(): json.dumps(data) for name, data in arm_types.items()},
        "names": {name: json.dumps(table) for name, table in collect_names(entries, arm_types).items()},
        "types": spellings.canonical,
    }


def _distinct(file: Document, known: dict[str, Value]) -> Iterable[tuple[str, Value]]:
    """The entries of a file, each noted as known; an entry that another file has is an error."""
    entries = {} if file.data is None else file.data
    if not isinstance(entries, dict):
        raise file.error((), "must be a mapping of resource types")
    for name, data in entries.items():
        if name in known:
            raise file.error((name,), f"{name} has an entry in another file already")
        known[name] = data
        yield name, data


@dataclass(slots=True)
class _Spellings:
    """ARM types in the one case that all mapping files must use."""

    canonical: dict[str, str] = field(default_factory=dict)

    def add(self, file: Document, entry: str, arm_type: str) -> None:
        known = self.canonical.setdefault(arm_type.lower(), arm_type)
        if known != arm_type:
            raise file.error((entry,), f"the type is written {arm_type} here and {known} elsewhere")
