"""The pipeline: paths to units, each unit through front end, graph and rules, and all of it into one result."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.discover import discover
from scanner.discover.paths import scan_roots
from scanner.discover.uncalled import by_links, deployed_by_themselves, not_deployed, uncalled_units
from scanner.discover.unused import unused_inputs
from scanner.errors import UsageError
from scanner.files import Files, whole_file
from scanner.graph import build_graph
from scanner.model.graph import Graph
from scanner.model.resource import Evaluated
from scanner.model.result import ScanResult, UnitOutcome
from scanner.model.rule import Rule
from scanner.model.source import Problem
from scanner.model.unit import Discovery, Unit, UnitKind
from scanner.processes import local_processes, worker_count
from scanner.results.collect import blocks_of, collect_unit
from scanner.results.merge import identity, merge
from scanner.rules.catalogue import load_rules, types_looked_at
from scanner.rules.evaluate import evaluate
from scanner.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Executor


def scan(paths: Iterable[Path], settings: Settings, executor: Executor | None = None) -> ScanResult:
    """Scans everything below ``paths``. With an executor (processes, a cluster) the units are spread over it.

    Raises UsageError for a path that does not exist and RuleFileError for a broken rule; what is wrong with
    an input is in the result instead.
    """
    named, settings = rooted(paths, settings)
    files = files_for(settings)
    discovery = discover(named, files, settings.inputs, settings.changed)
    processes = 1 if executor is not None else worker_count(settings.jobs, len(discovery.units))
    with local_processes(processes) if processes > 1 else nullcontext(executor) as pool:
        units, outcomes = _outcomes(discovery, settings, files, pool)
    follow_read(files, (record.file for outcome in outcomes for record in outcome.coverage.files))
    merged = merge(discovery, outcomes, files)
    return replace(merged, unused=unused_inputs(units, discovery.candidates, outcomes, merged, files))


def _outcomes(discovery: Discovery, settings: Settings, files: Files, executor: Executor | None) -> tuple[list[Unit], list[UnitOutcome]]:
    """The units judged, each with its outcome: first what deploys other templates, then what nothing deployed, then the code
    that is left, each declaration once."""
    variants = _variants(discovery, settings, files)
    links, others = by_links(variants(discovery.units), files)
    units, outcomes = deployed_by_themselves(links, _run(links, settings, files, executor), files)
    alone = not_deployed(others, outcomes, files)
    outcomes_alone = _run(alone, settings, files, executor)
    called: list[UnitOutcome] = []
    tried: set[tuple[str, int]] = set()
    while settings.templates and (left := uncalled_units([*units, *alone], [*outcomes, *outcomes_alone, *called], tried, files)):
        tried.update(block for unit in left for block in unit.blocks)
        called += _run(variants(left), settings, files, executor)
    judged = dict(zip(alone, outcomes_alone, strict=True))
    alone = not_deployed(alone, called, files)
    return [*units, *alone], [*outcomes, *(judged[unit] for unit in alone), *called]


def _run(units: Sequence[Unit], settings: Settings, files: Files, executor: Executor | None) -> list[UnitOutcome]:
    """The outcomes in the order of the units, in this process or spread over several."""
    if executor is not None:
        waiting = [executor.submit(scan_unit, unit, settings) for unit in units]
        return [future.result() for future in waiting]
    return [scan_unit(unit, settings, files) for unit in units]


def _has_tofu(discovery: Discovery) -> bool:
    """Whether OpenTofu may read other files than Terraform; beside single files these were not listed."""
    folders = set[Path]()
    if discovery.only is not None:
        folders = {path.parent for path in discovery.only} | {unit.path for unit in discovery.units if unit.kind is UnitKind.TERRAFORM}
    beside = (path for folder in folders for path in folder.glob("*.tofu*"))
    return any(path.name.endswith((".tofu", ".tofu.json")) for path in (*discovery.candidates, *beside))


def _variants(discovery: Discovery, settings: Settings, files: Files) -> Callable[[Sequence[Unit]], Sequence[Unit]]:
    """How units are multiplied by engine: not at all where there are no files of OpenTofu's own."""
    return partial(per_engine, settings=settings, files=files) if _has_tofu(discovery) else lambda units: units


def per_engine(units: Iterable[Unit], settings: Settings, files: Files) -> list[Unit]:
    """The units, Terraform's once for each engine that reads other files for it: those named .tofu are OpenTofu's alone."""
    from scanner.terraform.discovery import engines

    variants = []
    for unit in units:
        found = engines(unit.path, files) if unit.kind in (UnitKind.TERRAFORM, UnitKind.MODULE) else []
        wanted = [engine for engine in found if settings.inputs.engine in (None, engine)]
        variants += [unit] if found == wanted and len(found) < 2 else [replace(unit, engine=engine) for engine in wanted]
    return variants


def rooted(paths: Iterable[Path], settings: Settings) -> tuple[list[Path], Settings]:
    """The paths resolved, and settings that let their trees be read."""
    try:
        named = [(settings.base / path).resolve() for path in paths]
    except (OSError, RuntimeError) as error:  # a loop of links
        raise UsageError(f"cannot follow the path: {error}") from error
    return named, replace(settings, roots=scan_roots(named))


def scan_unit(unit: Unit, settings: Settings, files: Files | None = None) -> UnitOutcome:
    """One root module, plan or template: a pure function of the unit, the settings and the files on disk."""
    files = files or files_for(settings)
    rules = chosen_rules(settings)
    try:
        evaluated = evaluate_unit(unit, settings, files)
        if evaluated.uncalled:
            unit = replace(unit, blocks=evaluated.uncalled)
        graph = build_graph(evaluated)
        outcome = collect_unit(unit, evaluated, graph, evaluate(rules, graph), _looked_at(settings), settings)
        return _with_causes(outcome, unit, settings, files) if unit.changed else outcome
    except Exception as bug:
        # The one broad net: a mistake of ours in one unit must not lose the findings of all others. It is an
        # error of that unit, never silence. SOC2SCAN_DEBUG lets it through with its traceback.
        if os.environ.get("SOC2SCAN_DEBUG"):
            raise
        where = whole_file(files.shown(unit.path))
        return UnitOutcome(problems=(Problem(where, f"could not be analysed: {type(bug).__name__}: {bug}. Please report this"),))


def _with_causes(outcome: UnitOutcome, unit: Unit, settings: Settings, files: Files) -> UnitOutcome:
    """The outcome, which names the results that are not there without the unit's changed inputs."""

    def others(paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(path for path in paths if path not in unit.changed)

    without = replace(unit, parameters=others(unit.parameters), var_files=others(unit.var_files), left_out=unit.changed, changed=frozenset())
    known = {identity(result) for result in scan_unit(without, settings, files).results}
    return replace(outcome, caused=frozenset(identity(result) for result in outcome.results) - known)


def evaluate_unit(unit: Unit, settings: Settings, files: Files) -> Evaluated:
    """The front end's answer; each front end is imported only when a unit needs it."""
    if unit.kind in (UnitKind.ARM, UnitKind.BICEP):
        from scanner.arm import load_template

        return load_template(unit.path, files, unit.parameters)
    if unit.kind is UnitKind.TEMPLATE:
        from scanner.arm import load_uncalled

        return load_uncalled(unit.path, files, unit.blocks, unit.known, unit.deployed)
    evaluated = _terraform(unit, settings, files)
    if any(resource.type.endswith("template_deployment") for resource in evaluated.resources):
        from scanner.embedded import with_embedded

        return with_embedded(evaluated, files, unit.blocks)
    return evaluated


def _terraform(unit: Unit, settings: Settings, files: Files) -> Evaluated:
    if unit.kind is UnitKind.PLAN:
        from scanner.terraform import load_plan

        return load_plan(unit.path, files)
    from scanner.terraform import load_module, load_root

    if unit.kind is UnitKind.MODULE:
        return load_module(unit.path, files, unit.engine)
    return load_root(unit.path, files, replace(settings.inputs, var_files=unit.var_files, left_out=unit.left_out, engine=unit.engine))


def graphs(paths: Iterable[Path], settings: Settings) -> list[tuple[Unit, Evaluated, Graph]]:
    """The graphs of all units below ``paths``, those of code without a caller last, for showing them."""
    named, settings = rooted(paths, settings)
    files = files_for(settings)
    discovery = discover(named, files, settings.inputs)
    variants = _variants(discovery, settings, files)
    evaluated = [(unit, evaluate_unit(unit, settings, files)) for unit in variants(discovery.units)]
    tried: set[tuple[str, int]] = set()
    while settings.templates and (
        left := uncalled_units((unit for unit, _ in evaluated), [blocks_of(answer) for _, answer in evaluated], tried, files)
    ):
        tried.update(block for unit in left for block in unit.blocks)
        answers = [(unit, evaluate_unit(unit, settings, files)) for unit in variants(left)]
        evaluated += [(replace(unit, blocks=answer.uncalled or unit.blocks), answer) for unit, answer in answers]
    return [(unit, answer, build_graph(answer)) for unit, answer in evaluated]


def files_for(settings: Settings) -> Files:
    """What may be read: the scanned trees, and the input files that the user named wherever they lie."""
    return Files((*settings.roots, *filter(None, map(_real, settings.inputs.named_files()))), settings.base, follows=not settings.strict_root)


def _real(path: Path) -> Path | None:
    """Where the path leads; None when it is no path at all."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def follow_read(files: Files, read: Iterable[str]) -> None:
    """Lets modules outside of the scanned trees be read again that a unit, maybe in another process, has read."""
    for folder in {(files.base / name).parent for name in read}:
        files.follow(folder)


@cache
def chosen_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules to apply; names that no rule has are the user's mistake."""
    rules = _all_rules(settings.rule_folders)
    names = {name for rule in rules for name in (rule.id, *rule.aliases)}
    settings.require_known_rules(names)
    return tuple(rule for rule in rules if settings.wants((rule.id, *rule.aliases)))


@cache
def _looked_at(settings: Settings) -> frozenset[str]:
    return types_looked_at(chosen_rules(settings))


@cache
def _all_rules(folders: tuple[Path, ...]) -> tuple[Rule, ...]:
    """Loaded once, though settings differ (the command line's have no roots yet)."""
    return load_rules(folders)
