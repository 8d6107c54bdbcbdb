"""Checks conditions as a rule file has them: every mistake becomes an error with the line of the key at fault."""

from __future__ import annotations

from scanner.model.value import Path, Value
from scanner.rules.jsonpath import compile_path
from scanner.rules.operators import OPERATORS, prepare
from scanner.rules.predicates import prepare_predicate
from scanner.rules.related import VIAS
from scanner.yaml_file import Document

FORMS = ("all", "any", "not", "each", "some", "related", "predicate", "type", "path")
_QUESTIONS = ("exists", "any", "all", "none")


def check_condition(document: Document, at: Path) -> None:
    """RuleFileError unless the data at the place is a well-formed condition."""
    data = get(document, at)
    if not isinstance(data, dict) or not data:
        raise document.error(at, "a condition is a mapping such as {path: properties.x, equals: true}")
    form = next((form for form in FORMS if form in data), None)
    if form is None:
        raise document.error((*at, next(iter(data))), f"{next(iter(data))!r} is no condition; one of {', '.join(FORMS)} is needed")
    match form:
        case "all" | "any":
            only(document, at, (form,))
            for index in range(len(_list(document, (*at, form)))):
                check_condition(document, (*at, form, index))
        case "not":
            only(document, at, ("not",))
            check_condition(document, (*at, "not"))
        case "each" | "some":
            _check_quantified(document, at, form)
        case "related":
            only(document, at, ("related",))
            _check_related(document, (*at, "related"))
        case "type":
            only(document, at, ("type",))
            if not is_names(data["type"]):
                raise document.error((*at, "type"), "takes a resource type, or a list of them")
        case "predicate":
            _check_predicate(document, at, data)
        case _:
            _check_comparison(document, at, data)


def _check_quantified(document: Document, at: Path, form: str) -> None:
    only(document, at, (form, "assert", "where"))
    _check_path(document, (*at, form))
    if "assert" not in get(document, at):
        raise document.error(at, f"{form!r} needs an 'assert'")
    for key in ("assert", "where"):
        if key in get(document, at):
            check_condition(document, (*at, key))


def _check_related(document: Document, at: Path) -> None:
    only(document, at, ("type", "via", "path", "where", "gaps", *_QUESTIONS))
    data = get(document, at)
    for key in ("type", "via"):
        if key not in data:
            raise document.error(at, f"'related' needs {key!r}")
    if not is_names(data["type"]):
        raise document.error((*at, "type"), "takes a resource type, or a list of them")
    if data["via"] not in VIAS:
        raise document.error((*at, "via"), f"{data['via']!r} is no relation; there are {', '.join(VIAS)}")
    if "path" in data:
        if data["via"] not in ("reference", "referrer"):
            raise document.error((*at, "path"), "narrows references only: it goes with via: reference or referrer")
        _check_path(document, (*at, "path"))
    if not any(question in data for question in _QUESTIONS):
        raise document.error(at, f"'related' asks one of {', '.join(_QUESTIONS)}")
    if "exists" in data and not isinstance(data["exists"], bool):
        raise document.error((*at, "exists"), "takes true or false")
    if not isinstance(data.get("gaps", True), bool):
        raise document.error((*at, "gaps"), "takes true or false")
    for key in ("where", "any", "all", "none"):
        if key in data:
            check_condition(document, (*at, key))


def _check_predicate(document: Document, at: Path, data: dict[str, Value]) -> None:
    try:
        prepare_predicate(data["predicate"], {key: value for key, value in data.items() if key != "predicate"})
    except ValueError as error:
        raise document.error((*at, "predicate"), str(error)) from error


def _check_comparison(document: Document, at: Path, data: dict[str, Value]) -> None:
    _check_path(document, (*at, "path"))
    if len(data) == 1:
        raise document.error(at, f"an operator is missing; there are {', '.join(sorted(OPERATORS))}")
    for name, operand in data.items():
        if name == "path":
            continue
        try:
            prepare(name, operand)
        except ValueError as error:
            text = str(error) if name not in OPERATORS else f"{name!r} {error}"
            raise document.error((*at, name), text) from error


def _check_path(document: Document, at: Path) -> None:
    path = get(document, at)
    if not isinstance(path, str):
        raise document.error(at, "takes a path")
    try:
        compile_path(path)
    except ValueError as error:
        raise document.error(at, str(error)) from error


def get(document: Document, at: Path) -> Value:
    """The data at the path, which must exist."""
    value = document.data
    for segment in at:
        value = value[segment]
    return value


def only(document: Document, at: Path, keys: tuple[str, ...]) -> None:
    """RuleFileError when the mapping has another key than these."""
    data = get(document, at)
    if not isinstance(data, dict):
        raise document.error(at, f"takes a mapping with {', '.join(keys)}")
    for key in data:
        if key not in keys:
            raise document.error((*at, key), f"the key {key!r} does not belong here; there are {', '.join(keys)}")


def is_names(value: Value) -> bool:
    """True for a text, or a list of them."""
    return isinstance(value, str) or (isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value))


def _list(document: Document, at: Path) -> list[Value]:
    value = get(document, at)
    if not isinstance(value, list) or not value:
        raise document.error(at, "takes a list of conditions")
    return value
