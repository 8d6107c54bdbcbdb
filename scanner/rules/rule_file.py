"""One rule file, checked and read. ``rules/SCHEMA.json`` says the same for editors; a test holds the two together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from scanner.model.rule import Control, Fix, Rule, Severity
from scanner.model.value import Path as DataPath
from scanner.model.value import Value
from scanner.rules.condition_schema import check_condition, get, is_names, only
from scanner.rules.jsonpath import compile_path, is_single
from scanner.yaml_file import Document

THEMES = (
    "backup-recovery", "change-management", "data-residency", "data-retention-privacy", "encryption-at-rest", "encryption-in-transit",
    "geo-redundancy", "governance", "identity-access", "integrity", "logging-monitoring", "network-segmentation", "public-exposure",
    "resilience-scaling", "secrets", "vulnerability-management", "zone-redundancy",
)  # fmt: skip
REQUIRED = ("id", "title", "severity", "theme", "controls", "why", "resource", "assert", "message", "fix")
OPTIONAL = ("since", "confidence", "where", "references", "equivalents", "aliases", "secret", "lacks", "examples")
FILLS = ("path", "value", "origin", "name", "why", "note")
STRENGTHS = ("direct", "supporting")
LANGUAGES = ("azurerm", "azapi", "arm", "bicep")
VERDICTS = ("fail", "pass", "open", "notApplicable")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_TYPE = re.compile(r"[A-Za-z0-9.]+(/[A-Za-z0-9]+)+")
_FILL = re.compile(r"\{([^{}]*)\}")


def read_rule(document: Document, criteria: frozenset[str], shipped: bool) -> Rule:
    """The rule; RuleFileError, with the line of the key at fault, when anything is not as docs/rules.md has it."""
    only(document, (), REQUIRED + OPTIONAL)
    data: Mapping[str, Value] = document.data
    needed = (*REQUIRED, "since", "references", "examples") if shipped else REQUIRED
    for key in needed:
        if key not in data:
            raise document.error((), f"the key {key!r} is missing")
    _check_id(document, data["id"])
    for key, (holds, expected) in _SCALARS.items():
        if key in data and not holds(data[key]):
            raise document.error((key,), f"takes {expected}")
    _check_controls(document, criteria)
    for key in ("assert", "where"):
        if key in data:
            check_condition(document, (key,))
    _check_fix(document)
    _check_message(document)
    for index in range(len(data.get("examples", ()))):
        _check_example(document, ("examples", index))
    return rule_of(compact(data), document.file)


def rule_of(data: Mapping[str, Value], file: str) -> Rule:
    """The rule in data that was checked before."""
    return Rule(
        id=data["id"],
        title=data["title"],
        severity=Severity(data["severity"]),
        confidence=data.get("confidence", "high"),
        theme=data["theme"],
        controls=tuple(Control(control["id"], control["strength"], control["because"]) for control in data["controls"]),
        why=data["why"],
        types=tuple(data["resource"]) if isinstance(data["resource"], list) else (data["resource"],),
        where=data.get("where"),
        assertion=data["assert"],
        message=data["message"],
        fix=_fix_of(data["fix"]),
        references=tuple(data.get("references", ())),
        equivalents={tool: tuple(ids) for tool, ids in data.get("equivalents", {}).items()},
        aliases=tuple(data.get("aliases", ())),
        since=data.get("since", ""),
        file=file,
        secret=data.get("secret", False),
        related_types=tuple(data["related_types"]),
    )


def _fix_of(data: Mapping[str, Value]) -> Fix:
    related = {kind: _settings_of(settings) for kind, settings in data.get("related", {}).items()}
    return Fix(data["text"], _settings_of(data.get("set", {})), {key: data[key] for key in ("terraform", "arm", "bicep") if key in data}, related)


def _settings_of(data: Mapping[str, Value]) -> dict[DataPath, Value]:
    return {steps: value for path, value in data.items() if is_single(steps := compile_path(path))}


def compact(data: Mapping[str, Value]) -> dict[str, Value]:
    """What the engine needs: examples stay in the file. The types that conditions ask about are looked up here, once."""
    kept = {key: value for key, value in data.items() if key not in ("examples", "lacks")}
    return {**kept, "related_types": sorted({*_types_in(data.get("where")), *_types_in(data["assert"])})}


def _types_in(condition: Value) -> Iterator[str]:
    """What stands under ``type`` anywhere in a condition."""
    if isinstance(condition, list):
        for item in condition:
            yield from _types_in(item)
    elif isinstance(condition, Mapping):
        for key, item in condition.items():
            if key == "type":
                yield from [item] if isinstance(item, str) else item
            else:
                yield from _types_in(item)


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list_of(pattern: str) -> Callable[[Value], bool]:
    matches = re.compile(pattern).fullmatch
    return lambda value: isinstance(value, list) and all(isinstance(item, str) and matches(item) is not None for item in value)


def _is_types(value: Value) -> bool:
    return is_names(value) and all(_TYPE.fullmatch(name) for name in ([value] if isinstance(value, str) else value))


def _is_equivalents(value: Value) -> bool:
    return isinstance(value, dict) and all(isinstance(ids, list) and ids and all(isinstance(one, str) for one in ids) for ids in value.values())


def _is_lacks(value: Value) -> bool:
    languages = {*LANGUAGES, *(f"{language} {verdict}" for language in LANGUAGES for verdict in ("pass", "fail", "default", "open"))}
    return isinstance(value, dict) and all(key in languages and _is_text(reason) for key, reason in value.items())


_SCALARS: Mapping[str, tuple[Callable[[Value], bool], str]] = {
    "title": (lambda value: _is_text(value) and len(value) <= 100 and "\n" not in value, "one line of at most 100 characters"),
    "severity": (lambda value: value in [level.value for level in Severity], "critical, high, medium or low"),
    "confidence": (lambda value: value in ("high", "medium", "low"), "high, medium or low"),
    "theme": (lambda value: value in THEMES, f"one of {', '.join(THEMES)}"),
    "since": (lambda value: isinstance(value, str) and re.fullmatch(r"\d+\.\d+\.\d+", value) is not None, "a version such as 0.1.0"),
    "why": (_is_text, "a text"),
    "message": (_is_text, "a text"),
    "resource": (_is_types, "an ARM resource type such as Microsoft.Storage/storageAccounts, or a list of them"),
    "references": (_is_list_of(r"https://\S+"), "a list of https links"),
    "equivalents": (_is_equivalents, "a mapping of tools to lists of ids"),
    "aliases": (_is_list_of(_ID.pattern), "a list of former ids"),
    "secret": (lambda value: isinstance(value, bool), "true or false"),
    "lacks": (_is_lacks, 'a mapping such as {azapi: reason} or {"azurerm open": reason}'),
    "examples": (lambda value: isinstance(value, list) and bool(value), "a list of examples"),
}


def _check_id(document: Document, name: Value) -> None:
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise document.error(("id",), "takes lower-case words joined by dashes, such as storage-plain-http")
    path = Path(document.file)
    if name != (expected := f"{path.parent.name}-{path.stem}"):
        raise document.error(("id",), f"must be {expected!r}, after the folder and the file")


def _check_controls(document: Document, criteria: frozenset[str]) -> None:
    controls = document.data["controls"]
    if not isinstance(controls, list) or not controls:
        raise document.error(("controls",), "takes a list of {id, strength, because}")
    for index, control in enumerate(controls):
        at: DataPath = ("controls", index)
        only(document, at, ("id", "strength", "because"))
        for key in ("id", "strength", "because"):
            if key not in control:
                raise document.error(at, f"the key {key!r} is missing")
        if control["id"] not in criteria:
            raise document.error((*at, "id"), f"{control['id']!r} is no SOC 2 criterion; rules/soc2.yaml lists them")
        if control["strength"] not in STRENGTHS:
            raise document.error((*at, "strength"), "takes direct or supporting")
        if not _is_text(control["because"]):
            raise document.error((*at, "because"), "takes a text")


def _check_fix(document: Document) -> None:
    only(document, ("fix",), ("text", "set", "terraform", "arm", "bicep", "related"))
    fix = document.data["fix"]
    if not _is_text(fix.get("text")):
        raise document.error(("fix",), "needs a 'text'")
    for key in ("terraform", "arm", "bicep"):
        if key in fix and not _is_text(fix[key]):
            raise document.error(("fix", key), "takes a text")
    if "set" in fix:
        _check_settings(document, ("fix", "set"))
    if not isinstance(fix.get("related", {}), dict):
        raise document.error(("fix", "related"), "takes a mapping of resource types to what is set in them")
    for kind in fix.get("related", ()):
        if not _is_types(kind):
            raise document.error(("fix", "related", kind), "must be an ARM resource type")
        _check_settings(document, ("fix", "related", kind))


def _check_settings(document: Document, at: DataPath) -> None:
    settings = get(document, at)
    if not isinstance(settings, dict) or not settings:
        raise document.error(at, "takes a mapping of ARM paths to values")
    for path in settings:
        _check_setting(document, (*at, path))


def _check_setting(document: Document, at: DataPath) -> None:
    try:
        single = is_single(compile_path(str(at[-1])))
    except ValueError as error:
        raise document.error(at, str(error)) from error
    if not single:
        raise document.error(at, "must lead to one place")


def _check_message(document: Document) -> None:
    text = document.data["message"]
    for name in _FILL.findall(text):
        if name not in FILLS:
            raise document.error(("message",), f"cannot fill {{{name}}}; there are {', '.join(FILLS)}")
    if "{" in _FILL.sub("", text) or "}" in _FILL.sub("", text):
        raise document.error(("message",), "has a brace without its partner")


def _check_example(document: Document, at: DataPath) -> None:
    only(document, at, ("verdict", "because", "provider", *LANGUAGES))
    example = get(document, at)
    if example.get("verdict") not in VERDICTS:
        raise document.error((*at, "verdict"), f"takes one of {', '.join(VERDICTS)}")
    languages = [language for language in LANGUAGES if language in example]
    if len(languages) != 1:
        raise document.error(at, f"an example has one of {', '.join(LANGUAGES)}")
    language = languages[0]
    structured = language == "arm" and isinstance(example[language], (dict, list))
    if not structured and not _is_text(example[language]):
        raise document.error((*at, language), "takes the code as text")
    if "because" in example and not _is_text(example["because"]):
        raise document.error((*at, "because"), "takes a text")
    if "provider" in example and not (isinstance(example["provider"], str) and re.fullmatch(r"\d+(\.\d+){0,2}", example["provider"])):
        raise document.error((*at, "provider"), 'takes a version in quotes, such as "3"')
