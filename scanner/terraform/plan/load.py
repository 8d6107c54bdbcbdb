"""From a plan in JSON to its resources."""

from __future__ import annotations

from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files
from scanner.json_source import Document, parse_json
from scanner.model.resource import Evaluated, Language, Mode, SourceResource
from scanner.model.source import Problem
from scanner.model.value import Path as ValuePath
from scanner.model.value import Reference, Unknown, Value
from scanner.terraform.configuration.providers import Admitted
from scanner.terraform.plan.entries import Entry, Listing
from scanner.terraform.plan.origin import PlanOrigin
from scanner.terraform.plan.references import ConfigModule, expression_at, module_at, references_of, without_indexes
from scanner.terraform.plan.sources import Sources
from scanner.terraform.plan.values import planned
from scanner.terraform.plan.versions import PlanProviders
from scanner.terraform.plan.written import Configured, Written

MAX_RESOURCES = 100_000


def load_plan(path: Path, files: Files) -> Evaluated:
    """The resources that the plan leaves in place, creates or updates; with their lines in the code where that is at hand."""
    shown = files.shown(path)
    try:
        document = parse_json(files.read(path))
    except InputError as error:
        return Evaluated(problems=(error.problem(),), files=(shown,))
    listing = Listing(document)
    entries = listing.entries()
    problems = listing.problems
    plan = document.value if isinstance(document.value, dict) else {}
    if plan.get("errored") is True:
        problems.append(Problem(document.key_span(("errored",)), "the plan is of a run that failed, so it may be incomplete", fatal=False))
    for name in ("configuration", "variables"):
        if not isinstance(plan.get(name, {}), dict):
            listing.note((name,), "is not an object, so it is not used")
    sources = Sources(path, files, plan)
    configuration = _dict(plan.get("configuration"))
    root = ConfigModule(_dict(configuration.get("root_module")), "")
    providers = PlanProviders(_dict(configuration.get("provider_config")), sources.folder, files, problems)
    written = Written()
    resources = [_resource(entry, document, root, sources, providers, written) for entry in list(entries.values())[:MAX_RESOURCES]]
    if len(entries) > MAX_RESOURCES:
        problems.append(Problem(document.span(()), f"more than {MAX_RESOURCES:,} resources are not evaluated"))
    return Evaluated(tuple(resources), tuple(problems), files=tuple(sorted({shown, *sources.files})), code=sources.folder)


def _resource(entry: Entry, document: Document, root: ConfigModule, sources: Sources, providers: PlanProviders, written: Written) -> SourceResource:
    data, address, type = entry.data, entry.address, entry.type
    module_address = data.get("module_address")
    if not isinstance(module_address, str):
        module_address = ".".join(_module_part(address))
    module = module_at(root, module_address)
    within = without_indexes(address.removeprefix(f"{module_address}.") if module_address else address)
    declared = {} if module is None else module.resource(within)

    def references(path: ValuePath) -> tuple[Reference, ...]:
        if module is None:
            return ()
        return tuple(dict.fromkeys(references_of(expression_at(declared, path), module, declared.get("for_each_expression"))))

    source = sources.resource(address, type)
    exact = source if source is not None and source.address == address else None

    def unknown_at(path: ValuePath) -> Unknown:
        why = f"{'.'.join((address, *map(str, path)))} is known after apply"
        if exact is None:
            return Unknown(why, parts=_parts(references(path)))
        in_code = _at(exact.raw, path)
        return in_code if isinstance(in_code, Unknown) else Unknown(why)

    after, marks = entry.after, entry.unknown
    if not entry.is_data:
        after, marks = written.settle(after, marks, entry.new, entry.before, _configured(exact, declared))
    in_code = None if source is None else Admitted(source.provider, source.oldest_provider)
    admitted = providers.admitted(data.get("provider_name"), declared.get("provider_config_key"), in_code)
    origin = PlanOrigin(document, entry.path, (*entry.path, *entry.values), references, None if source is None else source.origin)
    return SourceResource(
        address=address,
        type=type,
        name=entry.name,
        language=Language.PLAN,
        raw=planned(after, marks, unknown_at),
        header=origin.header if source is None else source.header,
        origin=origin,
        mode=Mode.EXISTING if entry.is_data else Mode.MANAGED,
        provider=admitted.version,
        oldest_provider=admitted.oldest,
        calls=() if source is None else source.calls,
        depends_on=_depends_on(declared, module_address),
    )


def _parts(references: tuple[Reference, ...]) -> tuple[Reference, ...]:
    """A plan does not show expressions. One that reads a single id, and nothing else, is taken to be that id."""
    return references if len(references) == 1 and references[0].path[-1:] == ("id",) else ()


def _configured(source: SourceResource | None, declared: dict[str, Value]) -> Configured:
    expressions = _dict(declared.get("expressions")) if declared else None
    return Configured(None, expressions) if source is None else Configured(source.raw, expressions, source.origin)


def _at(raw: Value, path: ValuePath) -> Value:
    """What the code says at a path; None for what is computed, or inside of something that is unknown as a whole."""
    try:
        for name in path:
            raw = raw[name]
    except (KeyError, IndexError, TypeError):
        return None
    return raw


def _depends_on(declared: dict[str, Value], module_address: str) -> tuple[str, ...]:
    names = declared.get("depends_on")
    prefix = f"{module_address}." if module_address else ""
    return tuple(prefix + name for name in (names if isinstance(names, list) else ()) if isinstance(name, str))


def _module_part(address: str) -> list[str]:
    """The leading ``module.x["k"]`` pairs of an address; keys may hold dots."""
    parts: list[str] = []
    rest = address
    while rest.startswith("module."):
        end = len("module.")
        quoted = False
        while end < len(rest) and (quoted or rest[end] != "."):
            if rest[end] == '"' and rest[end - 1] != "\\":
                quoted = not quoted
            end += 1
        parts.append(rest[:end])
        rest = rest[end + 1 :]
    return parts


def _dict(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}
