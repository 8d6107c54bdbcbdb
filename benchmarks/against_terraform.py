"""Our evaluation of Terraform code and the engine's own plan of it: the same resources, the same values?

python benchmarks/against_terraform.py ROOT... [--var-file F]... [--plan-command COMMAND] [--plans FOLDER]
python benchmarks/against_terraform.py --tree FOLDER --plan-command COMMAND

COMMAND prints what `terraform show -json` prints for a plan of ROOT; {dir} stands for the folder, {args} for the
arguments about variables. With --plans, the plans are kept in FOLDER and taken from there the next time. Without
COMMAND they come from FOLDER alone, or from plan.json in ROOT.

A plan says nothing of attributes without a value, so null and absent are alike. What waits for a data source is
counted by itself: the engine asks the cloud, we don't.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plan_likeness import Comparison

from scanner.discover import discover
from scanner.files import Files, repository_root
from scanner.model.inputs import Inputs
from scanner.model.resource import Mode
from scanner.model.unit import UnitKind
from scanner.model.value import Unknown
from scanner.terraform import load_root
from scanner.terraform.plan.references import without_indexes


@dataclass(slots=True)
class Root:
    """What came of one root module."""

    place: Path
    seconds: float = 0.0
    planned: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    """Resources of which we do not know whether they exist, or how many: they may be none, or stand for several."""
    problems: list[str] = field(default_factory=list)
    values: Comparison = field(default_factory=Comparison)

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.extra or self.values.contradictions or self.values.unknown or self.problems)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", nargs="*", type=Path, metavar="ROOT")
    parser.add_argument("--tree", type=Path, metavar="FOLDER", help="all root modules below FOLDER")
    parser.add_argument("--var-file", action="append", default=[], type=Path, metavar="F")
    parser.add_argument("--plan-command", default="", metavar="COMMAND")
    parser.add_argument("--plans", type=Path, metavar="FOLDER")
    parser.add_argument("--show", type=int, default=5, metavar="N", help="print so many differences of a kind for each root")
    arguments = parser.parse_args()
    roots = [*arguments.roots, *(below(arguments.tree.resolve()) if arguments.tree else ())]
    var_files = tuple(path.resolve() for path in arguments.var_file)
    compared = []
    for root in map(Path.resolve, roots):
        changes = planned_changes(root, var_files, arguments.plan_command, arguments.plans)
        if isinstance(changes, str):
            print(f"{root}: no plan: {changes}")
            continue
        compared.append(compare(root, var_files, changes))
        show(compared[-1], arguments.show)
    summary(compared)
    sys.exit(any(root.missing or root.extra or root.values.contradictions for root in compared))


def below(tree: Path) -> Iterator[Path]:
    units = discover([tree], Files((tree,), tree)).units
    return (unit.path for unit in units if unit.kind is UnitKind.TERRAFORM)


def planned_changes(root: Path, var_files: tuple[Path, ...], command: str, kept: Path | None) -> list[dict[str, Any]] | str:
    """The plan's ``resource_changes``, or why there is no plan."""
    place = root / "plan.json" if kept is None else kept / f"{name_of(root, var_files)}.json"
    if place.is_file():
        text = place.read_text(encoding="utf-8")
    elif command:
        given = shlex.join(f"-var-file={path}" for path in var_files)
        ran = subprocess.run(shlex.split(command.format(dir=shlex.quote(str(root)), args=given)), capture_output=True, text=True)
        if ran.returncode:
            return (ran.stderr or ran.stdout).strip().splitlines()[-1][:200]
        text = ran.stdout
        if kept is not None:
            kept.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    else:
        return f"{place} does not exist"
    plan = json.loads(text)
    changes: list[dict[str, Any]] = plan if isinstance(plan, list) else plan.get("resource_changes", [])
    return changes


def name_of(root: Path, var_files: tuple[Path, ...]) -> str:
    """A file name for a root with its inputs."""
    top = repository_root(root) or root.parent
    given = [file.relative_to(root) if root in file.parents else Path(file.name) for file in var_files]
    return "+".join("-".join(path.with_suffix("").parts) for path in (Path(top.name) / root.relative_to(top), *given))


def compare(root: Path, var_files: tuple[Path, ...], changes: list[dict[str, Any]]) -> Root:
    top = repository_root(root) or root
    files = Files((top, *var_files), root)
    start = time.perf_counter()
    evaluated = load_root(root, files, Inputs(var_files))
    found = Root(root, time.perf_counter() - start)
    ours = {resource.address: resource for resource in evaluated.resources if resource.mode is Mode.MANAGED}
    theirs = {change["address"]: change["change"] for change in changes if change["mode"] == "managed" and change["change"]["after"] is not None}
    found.planned = len(theirs)
    open_ones = {address: resource.condition.why for address, resource in ours.items() if isinstance(resource.condition, Unknown)}
    found.undecided = [f"{address}: {why}" for address, why in open_ones.items()]
    stand_ins = set(map(without_indexes, open_ones))
    found.missing = sorted(address for address in theirs.keys() - ours.keys() if without_indexes(address) not in stand_ins)
    found.extra = sorted(ours.keys() - theirs.keys() - open_ones.keys())
    found.problems = [f"{problem.span.file}:{problem.span.line}: {problem.message}" for problem in evaluated.problems]
    found.problems += [f"{gap.span.file}:{gap.span.line}: {gap.what}" for gap in evaluated.gaps]
    for address in sorted(ours.keys() & theirs.keys()):
        change = theirs[address]
        found.values.add(ours[address].raw, change["after"], change.get("after_unknown"), address)
    return found


def show(root: Root, lines: int) -> None:
    values = root.values
    print(
        f"{root.place.name}: {root.planned} resources in {root.seconds:.2f} s; {values.equal:,} values equal, {len(values.contradictions)} wrong,"
        f" {sum(values.unknown.values())} left unknown, {sum(values.of_data.values())} of data sources"
    )
    for what, found in (
        ("only in the plan", root.missing),
        ("not in the plan", root.extra),
        ("contradiction", values.contradictions),
        ("undecided", root.undecided),
        ("unknown", [f"{place} ({count})" for place, count in values.unknown.items()]),
        ("problem", root.problems),
    ):
        for one in found[:lines]:
            print(f"  {what}: {one[:400]}")
        if len(found) > lines:
            print(f"  {what}: and {len(found) - lines} more")


def summary(roots: list[Root]) -> None:
    resources = sum(root.planned for root in roots)
    equal = sum(root.values.equal for root in roots)
    wrong = sum(len(root.values.contradictions) for root in roots)
    unknown = sum(sum(root.values.unknown.values()) for root in roots)
    of_data = sum(sum(root.values.of_data.values()) for root in roots)
    missing, extra = sum(len(root.missing) for root in roots), sum(len(root.extra) for root in roots)
    print(f"\n{len(roots)} roots, {sum(root.agrees for root in roots)} agree in everything; {sum(root.seconds for root in roots):.1f} s")
    undecided = sum(len(root.undecided) for root in roots)
    print(f"{resources:,} resources planned, {missing} of them missing here, {extra} here alone; {undecided} here that may not exist")
    print(
        f"{equal:,} values equal, {wrong} contradicted, {unknown} left unknown: {equal / max(1, equal + wrong + unknown):.2%} of what the plan knows"
    )
    print(f"{of_data:,} values come from data sources")
    reasons = Counter[str]()
    for root in roots:
        reasons.update(root.values.reasons)
    for reason, count in reasons.most_common(10):
        print(f"  {count:6,} unknown: {reason[:160]}")


if __name__ == "__main__":
    main()
