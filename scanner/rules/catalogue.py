"""Finds, checks and loads the rules. Adding a file adds a rule; there is nothing to register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from scanner.cache import cached_json
from scanner.errors import UsageError
from scanner.model.rule import Rule
from scanner.model.value import Value
from scanner.rules.rule_file import compact, read_rule, rule_of


def rules_directory() -> Path:
    """The shipped rules: beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_rules"
    return installed if installed.is_dir() else package.parent / "rules"


def rule_files(folder: Path) -> list[Path]:
    """The rule files below a folder; ``soc2.yaml`` at its top is none. Raises UsageError for a folder without any."""
    found = sorted(path for path in folder.rglob("*.yaml") if path != folder / "soc2.yaml")
    if not found:
        raise UsageError(f"{folder} holds no rules; a rule is a file <service>/<name>.yaml below it")
    return found


def load_rules(extra: Iterable[Path] = ()) -> tuple[Rule, ...]:
    """All shipped rules and those below the extra folders, sorted by id.

    RuleFileError, with file and line, when one is malformed; shipped rules must have examples.
    """
    from scanner import yaml_file
    from scanner.rules import condition_schema, operators, rule_file

    shipped = rules_directory()
    files = [(path, True) for path in rule_files(shipped)]
    for folder in extra:
        if not folder.is_dir():
            raise UsageError(f"{folder}: there is no such folder with rules")
        files += [(path, False) for path in rule_files(folder)]
    # What is accepted depends on the checking code as well.
    code = [Path(str(module.__file__)) for module in (condition_schema, operators, rule_file, yaml_file)]
    keys = {path for path, _ in files} | {shipped / "soc2.yaml", *code}
    data = cached_json(keys, "rules", lambda: _read_all(files))
    return tuple(rule_of(item["rule"], item["file"]) for item in data)


def types_looked_at(rules: Iterable[Rule]) -> frozenset[str]:
    """The ARM types, in lower case, that the rules judge or ask about."""
    return frozenset(name.casefold() for rule in rules for name in (*rule.types, *rule.related_types))


def _read_all(files: Iterable[tuple[Path, bool]]) -> list[Mapping[str, Value]]:
    from scanner.rules.criteria import load_criteria
    from scanner.yaml_file import read_document

    criteria = frozenset(criterion.id for criterion in load_criteria())
    found: dict[str, Mapping[str, Value]] = {}
    names: dict[str, str] = {}
    for path, shipped in files:
        document = read_document(path)
        rule = read_rule(document, criteria, shipped)
        for key, name in (("id", rule.id), *(("aliases", alias) for alias in rule.aliases)):
            if name in names:
                raise document.error((key,), f"the id {name!r} is taken by {names[name]}")
            names[name] = document.file
        found[rule.id] = {"file": document.file, "rule": compact(document.data)}
    return [found[name] for name in sorted(found)]


def read_rule_file(path: Path, shipped: bool = False) -> Rule:
    """One rule on its own."""
    from scanner.rules.criteria import load_criteria
    from scanner.yaml_file import read_document

    return read_rule(read_document(path), frozenset(criterion.id for criterion in load_criteria()), shipped)
