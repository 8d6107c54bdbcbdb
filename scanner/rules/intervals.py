"""Sets of whole numbers as sorted, disjoint, inclusive intervals: ports, and IP addresses as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Intervals: TypeAlias = tuple[tuple[int, int], ...]


def normal(pairs: Iterable[tuple[int, int]]) -> Intervals:
    """The same set, sorted and with neighbours merged."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pairs):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        elif low <= high:
            merged.append((low, high))
    return tuple(merged)


def overlap(left: Intervals, right: Intervals) -> Intervals:
    """What lies in both; both must be normal."""
    shared: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        low, high = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if low <= high:
            shared.append((low, high))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(shared)


def minus(left: Intervals, right: Intervals) -> Intervals:
    """What lies in the left only; both must be normal."""
    rest: list[tuple[int, int]] = []
    j = 0
    for low, high in left:
        while j < len(right) and right[j][1] < low:
            j += 1
        k = j
        while k < len(right) and right[k][0] <= high:
            if right[k][0] > low:
                rest.append((low, right[k][0] - 1))
            low = right[k][1] + 1
            k += 1
        if low <= high:
            rest.append((low, high))
    return tuple(rest)


def size(intervals: Intervals) -> int:
    return sum(high - low + 1 for low, high in intervals)
