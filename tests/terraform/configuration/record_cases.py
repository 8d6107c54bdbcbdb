"""Records what the engine plans for the root modules under cases/: needs a terraform binary, but no provider and no network.

    python -m tests.terraform.configuration.record_cases [NAME…]

Cases with resources of other providers than the built-in one need a stand-in for those, started beforehand and
named by TF_REATTACH_PROVIDERS: one that takes every argument and block as a configuration has them.

Each case is a folder with its root module in it, or in the folder that ``root`` in its inputs.json names. The
answer goes to expected.json: by address, the planned values and what is only known after apply.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.terraform.configuration.cases import CASES, case_inputs, case_root


def record(case: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copytree(case, Path(temporary) / "case"))
        inputs = case_inputs(copy)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_") or name == "TF_REATTACH_PROVIDERS"}
        environment |= dict(inputs.environment)
        environment |= {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1"}
        given = [f"-var-file={path}" for path in inputs.var_files] + [f"-var={name}={value}" for name, value in inputs.variables]
        for command in (["init", "-backend=false"], ["plan", "-input=false", "-out=plan.bin", *given]):
            _terraform(command, case_root(copy), environment)
        plan = json.loads(_terraform(["show", "-json", "plan.bin"], case_root(copy), environment))
    expected = {
        change["address"]: {"after": change["change"]["after"], "after_unknown": change["change"]["after_unknown"]}
        for change in plan.get("resource_changes", [])
        if change["mode"] == "managed"
    }
    (case / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def _terraform(arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(["terraform", *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{folder}: terraform {arguments[0]} failed\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(path.name for path in CASES.iterdir()):
        record(CASES / name)
