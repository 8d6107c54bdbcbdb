"""Runs a pattern over a text: all ways to match advance together, so no pattern can make it slow.

Of several matches the one that Go and Perl prefer wins: the leftmost, and in it the first choice at every branch.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.terraform.functions.regex_program import Program
from scanner.terraform.types import TooLarge

MAX_STEPS = 3_000_000

Captures = tuple[int, ...]
"""Start and end of each group, group 0 being the match; -1 for a group that took no part."""


class Machine:
    """Runs a compiled pattern."""

    def __init__(self, program: Program, max_steps: int = MAX_STEPS) -> None:
        """``max_steps`` is for all searches together."""
        self.names = program.names
        self._program = program
        self._max_steps = max_steps
        self._steps = 0
        self._nothing: Captures = (-1,) * (2 * len(program.names) + 2)

    def search(self, text: str, start: int = 0) -> Captures | None:
        """The first match at or after ``start``: Python's ``re`` finds it where it can be trusted to."""
        quick = self._program.quick
        if quick is not None and quick.affordable(text):
            return quick.search(text, start)
        return self._search(text, start)

    def _search(self, text: str, start: int) -> Captures | None:
        program = self._program.instructions
        threads: list[tuple[int, Captures]] = []
        seen: set[int] = set()
        matched: Captures | None = None
        for at in range(start, len(text) + 1):
            if matched is None:
                self._follow(threads, seen, 0, self._nothing, text, at)
            elif not threads:
                break
            self._steps += 1 + 3 * len(threads)
            if self._steps > self._max_steps:
                raise TooLarge("the regular expression takes too long to evaluate")
            following: list[tuple[int, Captures]] = []
            seen = set()
            for place, captures in threads:
                instruction = program[place]
                if instruction.characters is None:
                    matched = captures
                    break  # the threads behind it are less preferred
                if at < len(text) and instruction.characters.has(text[at]):
                    self._follow(following, seen, instruction.then, captures, text, at + 1)
            threads = following
        return matched

    def _follow(self, threads: list[tuple[int, Captures]], seen: set[int], place: int, captures: Captures, text: str, at: int) -> None:
        """Go on from ``place`` until a character is needed, on all branches in order of preference."""
        program = self._program.instructions
        waiting = [(place, captures)]
        while waiting:
            place, captures = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            self._steps += 1
            instruction = program[place]
            if instruction.kind in ("characters", "match"):
                threads.append((place, captures))
            elif instruction.kind == "split":
                waiting += [(instruction.other, captures), (instruction.then, captures)]
            elif instruction.kind == "save":
                slot = instruction.other
                waiting.append((instruction.then, (*captures[:slot], at, *captures[slot + 1 :])))
            elif instruction.kind == "jump" or _holds(instruction.assertion, text, at):
                waiting.append((instruction.then, captures))

    def find_all(self, text: str) -> Iterator[Captures]:
        """All matches that do not overlap; an empty one right after another does not count."""
        at, previous_end = 0, -1
        while at <= len(text) and (found := self.search(text, at)) is not None:
            start, end = found[0], found[1]
            if end != at or start != previous_end:
                yield found
            at = end if end > at else at + 1
            previous_end = end


def _holds(assertion: str, text: str, at: int) -> bool:
    if assertion == "text-start":
        return at == 0
    if assertion == "text-end":
        return at == len(text)
    if assertion == "line-start":
        return at == 0 or text[at - 1] == "\n"
    if assertion == "line-end":
        return at == len(text) or text[at] == "\n"
    edge = _is_word(text[at - 1 : at] if at else "") != _is_word(text[at : at + 1])
    return edge == (assertion == "word-edge")


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
