"""Bicep files and the templates compiled from them: do both give the same deployment?

python benchmarks/bicep_pairs.py FOLDER [--every N] [--show N] [--only TEXT]

Looks below FOLDER for NAME.bicep with NAME.json beside it, reads each of the two by itself, and compares resources
(values, conditions, versions, scopes, dependencies), graphs and the verdicts of all rules. A module that is not at
hand in the source is taken out of the compiled template too, so that everything around it is still compared.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_likeness import DEPLOYMENTS, Aspects, differences, likeness, text_of

from scanner.arm import is_template, load_template
from scanner.arm.origin import TemplateOrigin
from scanner.errors import InputError
from scanner.files import Files, repository_root
from scanner.json_source import parse_json
from scanner.model.resource import Evaluated, SourceResource
from scanner.model.rule import Rule
from scanner.model.source import Span
from scanner.rules.catalogue import load_rules


@dataclass(slots=True)
class Tally:
    pairs: int = 0
    agree: int = 0
    gaps: int = 0
    """Pairs of which a module was not at hand."""
    differing: Counter[str] = field(default_factory=Counter)
    """Pairs by the kind of fact that differs."""
    facts: Counter[str] = field(default_factory=Counter)
    """Facts compared, by kind."""
    bicep_seconds: float = 0.0
    json_seconds: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th pair")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="print the differences of so many pairs")
    parser.add_argument("--lines", type=int, default=3, metavar="N", help="and of each kind so many on either side")
    parser.add_argument("--only", default="", metavar="TEXT", help="only pairs whose path contains this")
    arguments = parser.parse_args()
    folder, rules, tally = arguments.folder.resolve(), load_rules(()), Tally()
    root = repository_root(folder) or folder
    chosen = [path for path in pairs(folder) if arguments.only in path.as_posix()]
    for path in chosen[:: arguments.every]:
        found = compare(path, root, rules, tally)
        if found and tally.pairs - tally.agree <= arguments.show:
            show(path.relative_to(folder), found, arguments.lines)
    summary(tally)
    sys.exit(tally.pairs != tally.agree)


def pairs(root: Path) -> Iterator[Path]:
    """The sources that have a compiled template of the same name beside them."""
    for path in sorted(root.rglob("*.bicep")):
        compiled = path.with_suffix(".json")
        if compiled.is_file():
            try:
                if is_template(parse_json(Files((root,), root).read(compiled)).value):
                    yield path
            except InputError:
                continue


Difference = tuple[str, list[str], list[str]]


def compare(path: Path, root: Path, rules: tuple[Rule, ...], tally: Tally) -> list[Difference]:
    compiled = path.with_suffix(".json")
    files = Files((root,), root)
    start = time.perf_counter()
    source = load_template(path, files)
    between = time.perf_counter()
    document = parse_json(files.read(compiled)).value
    symbolic = has_symbols(document)
    middle = time.perf_counter()
    template = load_template(compiled, files)
    tally.json_seconds += time.perf_counter() - middle
    tally.bicep_seconds += between - start
    if source.gaps:
        template = without(document, template, source)
    aspects = Aspects(existing=symbolic, dependencies=symbolic)
    mine, theirs = likeness(source, rules, aspects), likeness(template, rules, aspects)
    found = list(differences(mine, theirs))
    tally.pairs += 1
    tally.agree += not found
    tally.gaps += bool(source.gaps)
    tally.differing.update(kind for kind, _, _ in found)
    for kind, facts in theirs.facts.items():
        tally.facts[kind] += facts.total()
    return found


def without(document: dict[str, Any], compiled: Evaluated, source: Evaluated) -> Evaluated:
    """The compiled template without the templates of the modules that the source could not open."""
    spans = {gap.span for gap in source.gaps}
    gone = {known for one, known in chains(source) if one.header in spans}
    document, before = deepcopy(document), -1
    while before < (before := sum(_empty(document, one) for one, known in chains(compiled) if known in gone)):
        # Names may be made of what others put out, so that more of them are recognised now.
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder).resolve() / "main.json"
            place.write_text(json.dumps(document), encoding="utf-8")
            compiled = load_template(place, Files((place.parent,), place.parent))
    return compiled


def chains(evaluated: Evaluated) -> Iterator[tuple[SourceResource, tuple[str, ...]]]:
    """Each deployment with its name and those of the deployments around it, outermost first."""
    names: dict[Span, str] = {}
    for one in evaluated.resources:
        if one.type.lower() == DEPLOYMENTS:
            own = names.setdefault(one.header, text_of(one.name))
            yield one, (*(names.get(step.span, "") for step in one.calls), own)


def has_symbols(template: dict[str, Any]) -> bool:
    """True when the template and all that are nested in it have symbolic names."""
    waiting = [template]
    while waiting:
        resources = waiting.pop().get("resources") or {}
        if not isinstance(resources, dict):
            return False
        properties = [one.get("properties") for one in resources.values() if one["type"].lower() == DEPLOYMENTS]
        waiting += [inner["template"] for inner in properties if isinstance(inner, dict) and "template" in inner]
    return True


def _empty(document: Any, deployment: SourceResource) -> bool:
    """Replaces the template of the deployment by a link to nowhere; False when it lies in one that was replaced before."""
    assert isinstance(deployment.origin, TemplateOrigin)
    for step in (*deployment.origin.instance.template.base, *deployment.origin.instance.path):
        if step not in document and isinstance(document, dict):
            return False
        document = document[step]
    document["properties"].pop("template", None)
    document["properties"]["templateLink"] = {"id": "not at hand"}
    return True


def show(path: Path, found: list[Difference], lines: int) -> None:
    print(path)
    for kind, mine, theirs in found:
        print(f"  {kind}: {len(mine)} only in the source, {len(theirs)} only in the template")
        for mark, facts in (("source  ", mine), ("template", theirs)):
            for fact in facts[:lines]:
                print(f"    {mark} {fact[:300]}")


def summary(tally: Tally) -> None:
    print(f"{tally.pairs} pairs, {tally.agree} agree in everything; {tally.gaps} use modules that are not at hand")
    print(f"reading sources {tally.bicep_seconds:.1f} s, templates {tally.json_seconds:.1f} s")
    for kind, count in sorted(tally.facts.items()):
        print(f"  {kind:13}{count:>9,} facts; {tally.differing[kind]} pairs differ")


if __name__ == "__main__":
    main()
