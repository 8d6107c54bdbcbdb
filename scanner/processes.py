"""How many processes a scan is worth, and how they are started."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor

_WORTHWHILE = 24
"""So many units take about as long as starting a second process."""


def worker_count(asked: int, units: int) -> int:
    """``asked``, or when that is 0, what the machine and the amount of work suggest; never more than there are units."""
    if asked:
        return min(asked, units)
    return min(os.cpu_count() or 1, units // (_WORTHWHILE // 2)) if units >= _WORTHWHILE else 1


def local_processes(number: int) -> Executor:
    """A pool on this machine. Forking starts at once, but is safe only on Linux and while there is one thread."""
    import multiprocessing  # here, since most scans need no second process and the two take 20 ms
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(number, multiprocessing.get_context(method))
