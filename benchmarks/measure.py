"""Runs a command and says how long it took and how much memory it held."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from typing import NamedTuple


class Measured(NamedTuple):
    seconds: float
    """Wall clock, whole process."""
    megabytes: float
    """Peak resident size of the process (its largest, where it has children)."""
    exit_code: int
    output: bytes


def measure(command: Sequence[str]) -> Measured:
    """Runs the command once, its output kept, its errors dropped."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Measured(time.perf_counter() - start, usage.ru_maxrss / 1024, process.returncode, output)


def best(command: Sequence[str], times: int) -> Measured:
    """The quickest of several runs: what the machine does when nothing else disturbs it."""
    return min((measure(command) for _ in range(times)), key=lambda run: run.seconds)
