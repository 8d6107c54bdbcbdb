"""Room for deep recursion: values refer to values, through modules, and each hop costs a dozen Python frames."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

_FRAMES = 12_000
_BYTES = 256 * 1024 * 1024
"""Reserved address space, of which only what is used becomes memory."""


def with_deep_stack(function: Callable[[], Result]) -> Result:
    """The function's result, computed in a thread whose stack stands ``_FRAMES`` frames; deeper is a RecursionError as ever."""
    results: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(function())
        except BaseException as error:
            failures.append(error)

    former_limit, former_size = sys.getrecursionlimit(), threading.stack_size(_BYTES)
    try:
        sys.setrecursionlimit(max(former_limit, _FRAMES))
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(former_size)
        sys.setrecursionlimit(former_limit)
    if failures:
        raise failures[0]
    return results[0]
