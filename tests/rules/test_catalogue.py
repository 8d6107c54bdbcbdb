"""The loader: the shipped rules, its errors with their lines, and its agreement with rules/SCHEMA.json."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.errors import RuleFileError, UsageError
from scanner.rules.catalogue import load_rules, read_rule_file, rule_files, rules_directory
from scanner.rules.criteria import CATEGORIES, load_criteria
from scanner.rules.operators import OPERATORS
from scanner.rules.related import VIAS
from scanner.rules.rule_file import OPTIONAL, REQUIRED, THEMES, read_rule
from scanner.yaml_file import parse_document, read_document

CRITERIA = frozenset(criterion.id for criterion in load_criteria())
SCHEMA: dict[str, Any] = json.loads((rules_directory() / "SCHEMA.json").read_text(encoding="utf-8"))
GOOD = """\
id: storage-odd
title: Something is odd
severity: low
theme: governance
controls:
  - {id: CC6.1, strength: direct, because: of it}
why: Since it is.
resource: Microsoft.Storage/storageAccounts
where: {path: kind, not_equals: FileStorage}
assert:
  all:
    - {path: properties.x, equals: true}
    - each: properties.list
      assert: {path: value, in: [a, b]}
message: "{path} is {value}{origin}"
fix:
  text: Set it.
  set: {properties.x: true}
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_shipped_rules_load_and_are_sorted() -> None:
    rules = load_rules()
    assert [rule.id for rule in rules] == sorted(rule.id for rule in rules)
    assert len(rules) == len(rule_files(rules_directory())) > 0


def test_cached_rules_are_the_same() -> None:
    assert [*map(asdict, load_rules())] == [*map(asdict, load_rules())]


def test_a_warm_load_is_quick() -> None:
    load_rules()
    times = []
    for _ in range(5):
        start = time.process_time()
        rules = load_rules()
        times.append(time.process_time() - start)
    assert min(times) * 300 / max(len(rules), 1) < 0.3  # 0.01 on a quiet machine


def test_all_criteria() -> None:
    criteria = load_criteria()
    assert len(criteria) == len({criterion.id for criterion in criteria}) == 61
    assert {criterion.category for criterion in criteria} == set(CATEGORIES)


@pytest.mark.parametrize("path", rule_files(rules_directory()), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_rule_fits_the_schema(path: Path) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(read_document(path).data)


BROKEN: list[tuple[str, str, int, str, bool]] = [
    # what is replaced, by what, the line of the error, words in it, whether the schema sees it too
    ("severity: low", "severity: low\ncolour: red", 4, "'colour' does not belong here", True),
    ("severity: low", "severity: tiny", 3, "takes critical, high, medium or low", True),
    ("severity: low\n", "", 1, "'severity' is missing", True),
    ("id: storage-odd", "id: storage-even", 1, "must be 'storage-odd'", False),
    ("id: storage-odd", "id: Storage", 1, "takes lower-case words", True),
    ("theme: governance", "theme: fun", 4, "takes one of backup-recovery", True),
    ("id: CC6.1", "id: CC6.9", 6, "'CC6.9' is no SOC 2 criterion", False),
    ("strength: direct", "strength: strong", 6, "takes direct or supporting", True),
    ("because: of it", "reason: of it", 6, "'reason' does not belong here", True),
    ("resource: Microsoft.Storage/storageAccounts", "resource: storage", 8, "takes an ARM resource type", True),
    ("not_equals: FileStorage", "differs: FileStorage", 9, "'differs' is no operator", True),
    ("path: kind, not_equals: FileStorage", "path: kind", 9, "an operator is missing", True),
    ("equals: true}", "equals: null}", 12, "'equals' takes a text", True),
    ("path: properties.x,", "path: 'properties.[x',", 12, "is not a JSONPath", False),
    ("path: properties.x,", "path: properties..x,", 12, "not Descendants", False),
    ("each: properties.list", "every: properties.list", 13, "is no condition", True),
    ("      assert: {path: value, in: [a, b]}\n", "", 13, "'each' needs an 'assert'", True),
    ("in: [a, b]", "in: a", 14, "'in' takes a list", True),
    ("in: [a, b]", "matches: '('", 14, "is not a regular expression", False),
    ("{path: value, in: [a, b]}", "{predicate: magic}", 14, "there is no predicate 'magic'", False),
    ("{path: value, in: [a, b]}", "{predicate: inbound_access}", 14, "takes ports", False),
    ("{path: value, in: [a, b]}", "{related: {type: A/b, via: uncle, exists: true}}", 14, "'uncle' is no relation", True),
    ("{path: value, in: [a, b]}", "{related: {type: A/b, via: child}}", 14, "'related' asks one of", True),
    ("{path: value, in: [a, b]}", "{related: {type: A/b, via: child, path: x, exists: true}}", 14, "narrows references only", True),
    ("{path: value, in: [a, b]}", "{not: {all: []}}", 14, "takes a list of conditions", True),
    ("{origin}", "{colour}", 15, "cannot fill {colour}", True),
    ("{origin}", "{origin", 15, "brace without its partner", True),
    ("  text: Set it.\n", "", 16, "needs a 'text'", True),
    ("{properties.x: true}", "{'properties[*].x': true}", 18, "must lead to one place", False),
    ("severity: low", "severity: low\nseverity: high", 4, "is given twice", False),
    ("severity: low", "severity: &a low", 3, "anchors and aliases are not supported", False),
    ("severity: low", "severity: !!str low", 3, "the tag", False),
    ("severity: low", "severity: [low", 4, "is not valid YAML", False),
    ("severity: low", "severity: low\nexamples:\n  - {verdict: maybe, arm: {}}", 5, "takes one of fail, pass", True),
    ("severity: low", "severity: low\nexamples:\n  - {verdict: fail}", 5, "an example has one of", True),
    ("severity: low", "severity: low\nlacks: {cobol: none}", 4, "takes a mapping such as", True),
]


@pytest.mark.parametrize(("old", "new", "line", "words", "structural"), BROKEN, ids=[f"{case[1]!r:.40}" for case in BROKEN])
def test_broken_rule(tmp_path: Path, old: str, new: str, line: int, words: str, structural: bool) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    path = tmp_path / "storage" / "odd.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        read_rule_file(path)
    assert (caught.value.file, caught.value.line) == (path.as_posix(), line)
    assert words in caught.value.message
    if structural:
        assert not jsonschema.Draft7Validator(SCHEMA).is_valid(parse_document(text, "storage/odd.yaml").data)


def test_good_rule(tmp_path: Path) -> None:
    document = parse_document(GOOD, "storage/odd.yaml")
    jsonschema.Draft7Validator(SCHEMA).validate(document.data)
    rule = read_rule(document, CRITERIA, shipped=False)
    assert rule.fix.set == {("properties", "x"): True}
    with pytest.raises(RuleFileError, match="'since' is missing"):
        read_rule(document, CRITERIA, shipped=True)


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        path = tmp_path / folder / "storage" / "odd.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(RuleFileError, match="'storage-odd' is taken by"):
        load_rules([tmp_path])


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        load_rules([tmp_path / "none"])


def test_hostile_files_end_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.yaml"
    path.parent.mkdir()
    for text in ("[" * 100_000, "a: " * 100_000, "? " * 50_000, "- " * 50_000, "\x00", "", "5", "- a", "--- a\n--- b\n", "{a: 1}: 2\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RuleFileError):
            read_rule_file(path)


def test_schema_names_what_the_loader_knows() -> None:
    condition = SCHEMA["definitions"]["condition"]["oneOf"][0]["properties"]
    assert set(condition) - {"path"} == set(OPERATORS)
    assert set(SCHEMA["properties"]) == {*REQUIRED, *OPTIONAL}
    assert SCHEMA["required"] == list(REQUIRED)
    assert SCHEMA["properties"]["theme"]["enum"] == list(THEMES)
    assert SCHEMA["definitions"]["related"]["properties"]["via"]["enum"] == list(VIAS)


def test_no_rule_names_a_criterion_that_code_cannot_show() -> None:
    beyond = {criterion.id for criterion in load_criteria() if criterion.code_shows == "no"}
    assert beyond
    assert [(rule.id, control.id) for rule in load_rules() for control in rule.controls if control.id in beyond] == []
