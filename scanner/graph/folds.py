"""Resources that only configure another one: their properties move there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.graph.declared import Declared, Folding
from scanner.graph.forms import Append
from scanner.graph.index import Index
from scanner.graph.resource_ids import ancestor_types
from scanner.graph.translate import put
from scanner.model.graph import Place
from scanner.model.value import Path, Unknown, Value

MAX_DEPTH = 100


class _OwnSpelling(dict[Path, Path]):
    """A spelling of one node only: that of a mapping is shared by all nodes of the type."""


def apply_folds(declared: Iterable[Declared], index: Index) -> list[Declared]:
    """The declared nodes without those that were folded into another; a fold with no target in the unit stays, as a bare node."""
    untold: dict[str, list[Folding]] = {}
    kept = [item for item in declared if item.fold is None or not _apply(item, item.fold, index, untold)]
    for kind, folds in untold.items():
        _doubt_all([item for item in kept if item.fold is None and item.node.type.lower() == kind], folds)
    return kept


def _apply(item: Declared, fold: Folding, index: Index, untold: dict[str, list[Folding]]) -> bool:
    """True when the fold found its target."""
    targets, told = _targets(fold, item, index)
    if len(targets) == 1 and fold.source.exists_with(targets[0].node.source):
        _fold_into(targets[0], fold)
    else:
        for target in targets:
            _doubt(target, fold, _paths(fold))
    if targets:
        index.add_alias(fold.source.address, targets[0])
        item.folded_into = targets[0]
        return True
    if fold.alone is not None and any(index.resolve(hint, item, ancestor_types(fold.alone.type)).targets for hint in item.parents):
        item.node = fold.alone
        told = True
    index.add(item)
    if not told:
        untold.setdefault(fold.entry.type.lower(), []).append(fold)
    return False


def _doubt_all(targets: Iterable[Declared], folds: Iterable[Folding]) -> None:
    """Once for each property, however many folds may set it."""
    paths = {path: (append, fold) for fold in folds for path, append in _paths(fold)}
    for target in targets:
        for path, (append, fold) in paths.items():
            _doubt(target, fold, ((path, append),))


def _targets(fold: Folding, item: Declared, index: Index) -> tuple[tuple[Declared, ...], bool]:
    told = False
    for hint in fold.into:
        found = index.resolve(hint, item, (fold.entry.type,))
        if found.targets:
            return found.targets, True
        told = told or found.told
    return (), told


def _paths(fold: Folding) -> Iterator[tuple[Path, bool]]:
    """The properties that it sets, and whether it only adds an element to the list there."""
    appended = {item.path for item in fold.entry.body if isinstance(item.form, Append)}
    for path in _set_paths(fold.draft.body, appended):
        yield path, path in appended


def _set_paths(value: Value, appended: set[tuple[str, ...]], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """An empty object says nothing: a merge takes nothing away."""
    if isinstance(value, dict) and at not in appended and len(at) < 16:
        for key, item in value.items():
            yield from _set_paths(item, appended, (*at, key))
    else:
        yield at


def _fold_into(target: Declared, fold: Folding) -> None:
    """What the fold says replaces what the target left to a default; a default of the fold does not replace what is written."""
    node = target.node
    moved: dict[Path, Path] = {}
    for path, append in _paths(fold):
        value = _at(fold.draft.body, path)
        known = _at(node.body, path)
        if append and isinstance(known, list) and path not in node.defaulted:
            only: Path = (*path, 0)
            moved[only] = (*path, len(known))
            known.extend(value)
            continue
        if path in fold.draft.defaulted and known is not None and path not in node.defaulted:
            continue
        value = _merged(known, value)
        _clear(node.body, path)
        if put(node.body, tuple(map(str, path)), value):
            node.defaulted.pop(path, None)
            moved[path] = path
    _move_tables(target, fold, moved)


def _merged(known: Value, value: Value, depth: int = 0) -> Value:
    """What is there with the value laid over it, as azapi merges (``MergeObject`` in its utils): objects by name,
    lists of one length by index; null and the empty object leave what is there."""
    if value is None or depth > MAX_DEPTH:
        return known
    if isinstance(value, Unknown) and value.candidates:
        return Unknown(value.why, tuple(_merged(known, item, depth + 1) for item in value.candidates), value.parts)
    if isinstance(known, dict) and isinstance(value, dict):
        return known | {key: _merged(known.get(key), item, depth + 1) for key, item in value.items()}
    if isinstance(known, list) and isinstance(value, list) and len(known) == len(value):
        return [_merged(old, new, depth + 1) for old, new in zip(known, value, strict=True)]
    return value


def _move_tables(target: Declared, fold: Folding, moved: dict[Path, Path]) -> None:
    node = target.node
    spelling = node.spelling = node.spelling if isinstance(node.spelling, _OwnSpelling) else _OwnSpelling(node.spelling)
    for at, place in fold.draft.origins.items():
        new = _moved(at, moved)
        if new is not None:
            node.origins[new] = place
    for at, label in fold.draft.defaulted.items():
        new = _moved(at, moved)
        if new is not None:
            node.defaulted[new] = label
    for at, words in _words(fold, moved):
        spelling[at] = words
        if "*" not in at and "*" not in words:
            # Also for what nobody wrote: it would be said there, not in the target's own source.
            node.origins.setdefault(at, Place(fold.source, words))


def _words(fold: Folding, moved: dict[Path, Path]) -> Iterator[tuple[Path, Path]]:
    """How the fold's source names the properties, at their new places."""
    if fold.entry.spelling.get(()) == ("body",):
        yield from ((new, ("body", *new)) for old, new in moved.items() if old == new)
        return
    appended = {item.path for item in fold.entry.body if isinstance(item.form, Append)}
    for at, words in fold.entry.spelling.items():
        base = next((path for path in appended if at[: len(path)] == path), None)
        if base is None:
            yield at, words
        elif at[len(base) : len(base) + 1] == ("*",):
            new = _moved((*base, 0, *at[len(base) + 1 :]), moved)
            if new is not None:
                yield new, words


def _moved(at: Path, moved: dict[Path, Path]) -> Path | None:
    """Where a path of the fold's body went; None when it was not taken over."""
    for size in range(len(at), -1, -1):
        new = moved.get(at[:size])
        if new is not None:
            return (*new, *at[size:])
    return None


def _doubt(target: Declared, fold: Folding, paths: Iterable[tuple[Path, bool]]) -> None:
    """Makes unknown what the fold may set, and the target does not."""
    node = target.node
    if not node.judged:
        return
    for path, append in paths:
        known = _at(node.body, path)
        unknown = Unknown(f"{fold.source.address} may apply to it")
        if append and isinstance(known, list) and path not in node.defaulted:
            known.append(unknown)
        elif known is None or path in node.defaulted:
            _clear(node.body, path)
            if put(node.body, tuple(map(str, path)), unknown):
                node.defaulted.pop(path, None)
                node.origins[path] = Place(fold.source, ())


def _at(value: Value, path: Path) -> Value:
    for step in path:
        if not isinstance(value, dict):
            return value if isinstance(value, Unknown) else None
        value = value.get(step)
    return value


def _clear(value: Value, path: Path) -> None:
    for step in path[:-1]:
        if not isinstance(value, dict):
            return
        value = value.get(step)
    if isinstance(value, dict):
        value.pop(path[-1], None)
