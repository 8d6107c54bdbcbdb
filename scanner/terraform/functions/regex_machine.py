"""Runs a pattern over a text: all ways to match advance together, so no pattern can make it slow.

Of several matches the one that Go and Perl prefer wins: the leftmost, and in it the first choice at every branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scanner.terraform.functions.regex_tree import Assertion, Characters, Choice, Group, Node, Pattern, Repeat, Run
from scanner.terraform.types import TooLarge

MAX_PROGRAM = 20_000
MAX_STEPS = 3_000_000

Captures = tuple[int, ...]
"""Start and end of each group, group 0 being the match; -1 for a group that took no part."""


class Instruction(NamedTuple):
    """``kind`` is characters, split, save, assert or match; ``then`` and ``other`` say where to go on, the preferred first."""

    kind: str
    then: int = 0
    other: int = 0
    characters: Characters | None = None
    assertion: str = ""


class Machine:
    """A compiled pattern."""

    def __init__(self, pattern: Pattern, max_steps: int = MAX_STEPS) -> None:
        """``max_steps`` is for all searches together."""
        self.names = pattern.names
        self._max_steps = max_steps
        self._program: list[Instruction] = []
        self._emit(Group(0, pattern.root))
        self._program.append(Instruction("match"))
        self._steps = 0
        self._nothing: Captures = (-1,) * (2 * len(pattern.names) + 2)

    def _put(self, instruction: Instruction) -> int:
        if len(self._program) >= MAX_PROGRAM:
            raise TooLarge("the regular expression is too large to evaluate")
        self._program.append(instruction)
        return len(self._program) - 1

    def _emit(self, node: Node) -> None:
        following = len(self._program) + 1
        if isinstance(node, Characters):
            self._put(Instruction("characters", following, characters=node))
        elif isinstance(node, Assertion):
            self._put(Instruction("assert", following, assertion=node.kind))
        elif isinstance(node, Run):
            for item in node.items:
                self._emit(item)
        elif isinstance(node, Group):
            self._put(Instruction("save", following, 2 * node.number))
            self._emit(node.item)
            self._put(Instruction("save", len(self._program) + 1, 2 * node.number + 1))
        elif isinstance(node, Choice):
            self._emit_choice(node)
        else:
            self._emit_repeat(node)

    def _emit_choice(self, node: Choice) -> None:
        ends: list[int] = []
        for option in node.options[:-1]:
            split = self._put(Instruction("split"))
            self._emit(option)
            ends.append(self._put(Instruction("jump")))
            self._program[split] = Instruction("split", split + 1, len(self._program))
        self._emit(node.options[-1])
        for end in ends:
            self._program[end] = Instruction("jump", len(self._program))

    def _emit_repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self._emit(node.item)
        if node.most is None:
            split = self._put(Instruction("split"))
            self._emit(node.item)
            self._put(Instruction("jump", split))
            self._program[split] = self._split(node.greedy, split + 1, len(self._program))
            return
        splits: list[int] = []
        for _ in range(node.most - node.least):
            splits.append(self._put(Instruction("split")))
            self._emit(node.item)
        for split in splits:
            self._program[split] = self._split(node.greedy, split + 1, len(self._program))

    @staticmethod
    def _split(greedy: bool, inside: int, after: int) -> Instruction:
        return Instruction("split", inside, after) if greedy else Instruction("split", after, inside)

    def search(self, text: str, start: int = 0) -> Captures | None:
        """The first match at or after ``start``."""
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
                instruction = self._program[place]
                if instruction.characters is None:
                    matched = captures
                    break  # the threads behind it are less preferred
                if at < len(text) and instruction.characters.has(text[at]):
                    self._follow(following, seen, instruction.then, captures, text, at + 1)
            threads = following
        return matched

    def _follow(self, threads: list[tuple[int, Captures]], seen: set[int], place: int, captures: Captures, text: str, at: int) -> None:
        """Go on from ``place`` until a character is needed, on all branches in order of preference."""
        waiting = [(place, captures)]
        while waiting:
            place, captures = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            self._steps += 1
            instruction = self._program[place]
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
