"""Records what Terraform itself answers to expressions: python tests/terraform/record_console.py FILE.txt…

Each line of an input file is an expression; ``<<<`` and ``>>>`` on lines of their own enclose one of several lines;
lines that begin with # are comments. ``prelude.tf`` beside the file, if there is one, declares what the expressions
refer to. The answers go to FILE.json: {expression: {"value", "type", "unknown"} or {"error"}}, for
terraform 1.11.4 on the PATH. Nothing is downloaded or deployed: every expression is an output of a plan.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_NAME = "e{:05d}"


def expressions(text: str) -> list[str]:
    """The expressions of an input file, in order, each once."""
    found: dict[str, None] = {}
    block: list[str] | None = None
    for line in text.splitlines():
        if block is not None:
            if line == ">>>":
                found["\n".join(block)] = None
                block = None
            else:
                block.append(line)
        elif line == "<<<":
            block = []
        elif line.strip() and not line.startswith("#"):
            found[line] = None
    return list(found)


def answers(wanted: list[str], prelude: Path | None) -> dict[str, dict[str, Any]]:
    """Terraform's answer to each expression."""
    errors: dict[int, str] = {}
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        if prelude is not None:
            shutil.copy(prelude, directory / "prelude.tf")
        for number, expression in enumerate(wanted):
            text = f'output "{_NAME.format(number)}" {{\n  value = {expression}\n}}\n'
            (directory / f"{_NAME.format(number)}.tf").write_text(text, encoding="utf-8")
        _terraform(directory, "init", "-input=false", allow_failure=True)
        while True:
            refused = _refused(directory)
            if not refused:
                break
            for number, message in refused.items():
                errors.setdefault(number, message)
                (directory / f"{_NAME.format(number)}.tf").unlink(missing_ok=True)
            _terraform(directory, "init", "-input=false", allow_failure=True)
        shown = json.loads(_terraform(directory, "show", "-json", "plan"))
    planned, changes = shown["planned_values"].get("outputs", {}), shown.get("output_changes", {})
    result: dict[str, dict[str, Any]] = {}
    for number, expression in enumerate(wanted):
        key = _NAME.format(number)
        if number in errors:
            result[expression] = {"error": errors[number]}
        else:
            change = changes.get(key, {})
            answer = {"value": change.get("after"), "type": planned.get(key, {}).get("type"), "unknown": change.get("after_unknown", False)}
            result[expression] = answer
    return result


def _refused(directory: Path) -> dict[int, str]:
    """The numbers of the expressions that Terraform refuses, with its words; after a plan without any, the plan is saved."""
    refused: dict[int, str] = {}
    elsewhere: list[str] = []
    for line in _terraform(directory, "plan", "-input=false", "-json", "-out=plan", allow_failure=True).splitlines():
        event = json.loads(line)
        diagnostic = event.get("diagnostic", {})
        if event.get("type") == "diagnostic" and diagnostic.get("severity") == "error":
            file, message = diagnostic.get("range", {}).get("filename", ""), f"{diagnostic['summary']}: {diagnostic.get('detail', '')}"
            if file.startswith("e"):
                refused.setdefault(int(file[1:6]), message)
            else:
                elsewhere.append(f"{file}: {message}")
    if elsewhere and not refused:
        raise SystemExit("not an expression's fault: " + elsewhere[0])
    return refused


def _terraform(directory: Path, *arguments: str, allow_failure: bool = False) -> str:
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1"}
    done = subprocess.run(["terraform", *arguments], cwd=directory, env=environment, capture_output=True, text=True, check=False)
    if done.returncode and not allow_failure:
        raise SystemExit(done.stderr or done.stdout)
    return done.stdout


def main() -> None:
    for name in sys.argv[1:]:
        path = Path(name)
        prelude = path.parent / "prelude.tf"
        recorded = answers(expressions(path.read_text(encoding="utf-8")), prelude if prelude.exists() else None)
        path.with_suffix(".json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
