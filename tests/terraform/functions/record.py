"""Ask the real engine: evaluate every expression under cases/ with terraform and write its answers to answers/.

    python tests/terraform/functions/record.py [CASES…]

Needs ``terraform`` 1.11 on the PATH (1.15 for convert.txt). Each expression becomes an output of one throw-away configuration; the files that
the engine complains about are noted as errors and taken out until the rest can be planned. Nothing is installed or deployed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PREAMBLE = 'resource "terraform_data" "u" {\n  input = uuid()\n}\n\nlocals {\n  template = "Hi $${name}"\n}\n'
ENVIRONMENT = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1"}


def expressions(cases: Path) -> list[str]:
    """One expression a line."""
    return [line for line in cases.read_text().splitlines() if line and not line.startswith("#")]


def terraform(folder: Path, *arguments: str) -> str:
    return subprocess.run(["terraform", *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False).stdout


def merged(value: Any, unknown: Any) -> Any:
    """The planned value with a marker where the plan does not know it."""
    if unknown is True:
        return {"$unknown": True}
    if isinstance(unknown, dict):
        known = value if isinstance(value, dict) else {}
        return {**known, **{key: merged(known.get(key), part) for key, part in unknown.items() if part not in (False, [], {})}}
    if isinstance(unknown, list):
        known = value if isinstance(value, list) else []
        return [merged(known[index] if index < len(known) else None, part) for index, part in enumerate(unknown)]
    return value


def first_errors(log: str) -> dict[str, str]:
    """Output name to the message of its first error."""
    found: dict[str, str] = {}
    for line in log.splitlines():
        diagnostic = json.loads(line).get("diagnostic")
        if diagnostic and diagnostic["severity"] == "error":
            message = re.split(r"\s*\n?goroutine \d", diagnostic.get("detail") or diagnostic["summary"])[0]  # panics bring their stack
            infinite = re.search(r'output value "(o\d+)": cannot serialize infinity', message)
            name = infinite[1] if infinite else diagnostic.get("range", {}).get("filename", "").removesuffix(".tf")
            found.setdefault(name, "(infinity)" if infinite else message)
    return found


def record(cases: list[str]) -> list[dict[str, Any]]:
    answers: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copytree(HERE / "files", folder / "files")
        (folder / "main.tf").write_text(PREAMBLE)
        for index, expression in enumerate(cases):
            (folder / f"o{index}.tf").write_text(f'output "o{index}" {{\n  sensitive = true\n  value = (\n{expression}\n)\n}}\n')
        while errors := first_errors(terraform(folder, "plan", "-json", "-input=false", "-out=plan")):
            assert all(name.startswith("o") for name in errors), errors
            for name, message in errors.items():
                answers[int(name[1:])] = {"infinity": True} if message == "(infinity)" else {"error": message}
                (folder / f"{name}.tf").unlink()
        plan = json.loads(terraform(folder, "show", "-json", "plan"), parse_float=str)
        for name, change in plan["output_changes"].items():
            planned = plan["planned_values"]["outputs"].get(name, {})
            answers[int(name[1:])] = {"value": merged(change.get("after"), change["after_unknown"]), "type": planned.get("type")}
    return [{"expression": expression, **answers.get(index, {"value": None, "type": None})} for index, expression in enumerate(cases)]


def main() -> None:
    chosen = [Path(name) for name in sys.argv[1:]] or sorted((HERE / "cases").glob("*.txt"))
    (HERE / "answers").mkdir(exist_ok=True)
    for cases in chosen:
        answers = record(expressions(cases))
        lines = ",\n".join(json.dumps(answer, ensure_ascii=False, sort_keys=True) for answer in answers)
        (HERE / "answers" / f"{cases.stem}.json").write_text(f"[\n{lines}\n]\n")
        print(f"{cases.stem}: {len(answers)} expressions, {sum('error' in answer for answer in answers)} errors")


if __name__ == "__main__":
    main()
