"""A plan and the code that it was made from: the same verdicts, at the same lines?

python benchmarks/plan_and_code.py ROOT... [--tree FOLDER] [--plan NAME] [--show N]

Each ROOT (with --tree, each folder below FOLDER that has one) holds a root module and its plan as `terraform show -json`
prints it. Both are judged, one without the other named, and every verdict is held against the other's: rule, resource,
outcome, place, path and fingerprint. What only one of them has at all is named apart: a plan may be older than the code.
Nothing is fetched, and Terraform is not needed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from scanner.files import repository_root
from scanner.model.result import Result
from scanner.model.unit import Unit, UnitKind
from scanner.scan import rooted, scan_unit
from scanner.settings import Settings

Verdicts = dict[tuple[str, str, str], Result]


@dataclass(slots=True)
class Likeness:
    root: Path
    equal: int
    differences: list[str]
    alone: set[str]
    """Resources that only one of them has."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", nargs="*", type=Path, metavar="ROOT")
    parser.add_argument("--tree", type=Path, metavar="FOLDER")
    parser.add_argument("--plan", default="plan.json", metavar="NAME")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="print so many differences of each root")
    arguments = parser.parse_args()
    roots = [*arguments.roots, *(sorted(plan.parent for plan in arguments.tree.rglob(arguments.plan)) if arguments.tree else ())]
    compared = [compare(root.resolve(), arguments.plan) for root in roots]
    for one in compared:
        print(f"{one.root.name}: {one.equal} verdicts equal, {len(one.differences)} different")
        for resource in sorted(one.alone):
            print(f"  only in one of them: {resource}")
        for difference in one.differences[: arguments.show]:
            print(f"  {difference}")
    different = sum(len(one.differences) for one in compared)
    agree = sum(not one.differences for one in compared)
    print(f"\n{len(compared)} plans, {agree} agree in everything; {sum(one.equal for one in compared):,} verdicts equal, {different} different")
    sys.exit(bool(different))


def compare(root: Path, plan: str) -> Likeness:
    of_plan, of_code = judged(Unit(UnitKind.PLAN, root / plan)), judged(Unit(UnitKind.TERRAFORM, root))
    resources = [{resource for _, resource, _ in verdicts} for verdicts in (of_plan, of_code)]
    alone = resources[0] ^ resources[1]
    common = [key for key in sorted(of_plan.keys() | of_code.keys()) if key[1] not in alone]
    differences = []
    for key in common:
        theirs, ours = of_plan.get(key), of_code.get(key)
        if theirs is None or ours is None or facts(theirs) != facts(ours):
            differences.append(f"{' '.join(key)}: {shown(theirs)} in the plan, {shown(ours)} in the code")
    return Likeness(root, len(common) - len(differences), differences, alone)


def judged(unit: Unit) -> Verdicts:
    """By rule, resource and how often both came before."""
    folder = repository_root(unit.path) or unit.path.parent
    _, settings = rooted([unit.path], Settings(folder, all_outcomes=True))
    verdicts: Verdicts = {}
    met = Counter[tuple[str, str]]()
    for result in sorted(scan_unit(unit, settings).results, key=lambda result: (result.path, result.fingerprint)):
        key = (result.rule, f"{result.subject.address} ({result.subject.type})")
        met[key] += 1
        verdicts[(key[0], key[1], f"#{met[key]}")] = result
    return verdicts


def facts(result: Result) -> tuple[object, ...]:
    return result.outcome, result.span, result.path, result.fingerprint, result.suppression


def shown(result: Result | None) -> str:
    if result is None:
        return "nothing"
    place = f"{result.span.file}:{result.span.line}:{result.span.column}"
    return f"{result.outcome.value} at {place} {result.path} {result.fingerprint[:8]} ({result.message[:100]})"


if __name__ == "__main__":
    main()
