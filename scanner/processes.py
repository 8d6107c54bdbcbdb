"""How many processes a scan is worth, and how they are started."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def local_processes(number: int) -> Iterator[Executor]:
    """A pool on this machine. Forking starts at once, but is safe only on Linux and while there is one thread.

    Ctrl-C reaches every process of the terminal. The workers leave it to this one, which ends them: a worker
    that was interrupted by itself would count as a failed unit, and the others would go on.
    """
    import multiprocessing  # here, since most scans need no second process and the two take 20 ms
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if sys.platform == "linux" else "spawn"
    with ProcessPoolExecutor(number, multiprocessing.get_context(method), initializer=_ignore_interrupts) as pool:
        try:
            yield pool
        except KeyboardInterrupt:
            for worker in multiprocessing.active_children():
                worker.kill()
            raise


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
