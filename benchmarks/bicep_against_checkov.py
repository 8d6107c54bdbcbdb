"""soc2scan and Checkov on Bicep modules and the templates compiled from them, in one run, as a Markdown table.

python benchmarks/bicep_against_checkov.py FOLDER… [--checkov PATH]

Each FOLDER holds main.bicep, and main.json compiled from it. Both tools read all Bicep files below the folder, and then main.json.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import Measured, measure


@dataclass(frozen=True, slots=True)
class Row:
    files: int
    failed: int
    resources: int
    findings: int
    in_place: int
    """Findings on the property at fault or, where that is not written, on the head of the object or resource that lacks it."""
    seconds: float

    def cells(self) -> str:
        places = f"{self.in_place} of {self.findings}" if self.findings else "none"
        return f"{self.files - self.failed} of {self.files} | {self.resources} | {self.findings} | {places} | {self.seconds:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--checkov", default="checkov", help="the checkov command (default: from PATH)")
    arguments = parser.parse_args()
    head = "files read | resources | findings | in place | s"
    print(f"| module | input | soc2scan: {head} | Checkov: {head} |")
    print("|" + " --- |" * 12)
    for folder in arguments.folders:
        for what in ("bicep", "arm"):
            mine, theirs = ours(folder, what), checkovs(arguments.checkov, folder, what)
            print(f"| {folder.parent.name}/{folder.name} | {what} | {mine.cells()} | {theirs.cells()} |", flush=True)


def ours(folder: Path, what: str) -> Row:
    target = folder if what == "bicep" else folder / "main.json"
    run = measure([sys.executable, "-m", "scanner", "scan", str(target), "--format", "json", "--outcomes", "all", "--quiet"])
    report = json.loads(run.output)
    listed = [one for one in report["coverage"]["files"]["list"] if Path(one["path"]).resolve().is_relative_to(folder.resolve())]
    records = [one for one in listed if one["path"].endswith(".bicep" if what == "bicep" else "main.json")]
    failures = [one for one in report["results"] if one["outcome"] == "fail"]
    return Row(
        files=len(records),
        failed=sum(one["status"] == "failed" for one in records),
        resources=sum(report["coverage"]["resources"].values()),
        findings=len(failures),
        in_place=sum(map(is_in_place, failures)),
        seconds=run.seconds,
    )


def is_in_place(finding: dict[str, Any]) -> bool:
    """The text begins with the name of the property or of one around it, is a spread, or the head of an object or declaration."""
    where = finding["location"]
    line = Path(where["file"]).read_text(encoding="utf-8-sig").split("\n")[where["line"] - 1][where["column"] - 1 :]
    names = re.findall(r"[A-Za-z][\w-]*", finding["path"])
    key = re.match(r"['\"]?([\w-]+)['\"]?\s*:", line)
    if key and (key[1] in names or key[1].lower() in ("type", "properties")):
        return True
    return bool(line.startswith(("resource ", "module ", "...", "@")) or line.rstrip().endswith("{"))


def checkovs(command: str, folder: Path, what: str) -> Row:
    target = ["-d", str(folder)] if what == "bicep" else ["-f", str(folder / "main.json")]
    run = measure([command, *target, "--framework", what, "--skip-download", "-o", "json"])
    results, summary = _checkov_report(run)
    failures = results.get("failed_checks", [])
    failed = len(results.get("parsing_errors", []))
    files = len(list(folder.rglob("*.bicep"))) if what == "bicep" else 1
    return Row(files, failed, summary.get("resource_count", 0), len(failures), sum(map(_at_declaration, failures)), run.seconds)


def _checkov_report(run: Measured) -> tuple[dict[str, Any], dict[str, Any]]:
    """Empty where Checkov found nothing to report on: it then prints counts only."""
    report = json.loads(run.output or b"{}")
    report = report[0] if isinstance(report, list) else report
    return report.get("results", {}), report.get("summary", report)


def _at_declaration(check: dict[str, Any]) -> bool:
    """Checkov points at whole resources: right when the range begins with the declaration."""
    lines = Path(check["file_abs_path"]).read_text(encoding="utf-8-sig").split("\n")
    first = lines[max(check["file_line_range"][0] - 1, 0)]
    return bool(first.lstrip().startswith(("resource ", "@", "{", '"')))


if __name__ == "__main__":
    main()
