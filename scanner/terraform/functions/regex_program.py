"""A pattern made ready to run: instructions for the machine, and a form for Python's ``re`` where that will do."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from scanner.terraform.functions.regex_quick import quick
from scanner.terraform.functions.regex_tree import Assertion, Characters, Choice, Group, Node, Pattern, Repeat, Run
from scanner.terraform.types import TooLarge

MAX_PROGRAM = 20_000


class Instruction(NamedTuple):
    """``kind`` is characters, split, save, assert or match; ``then`` and ``other`` say where to go on, the preferred first."""

    kind: str
    then: int = 0
    other: int = 0
    characters: Characters | None = None
    assertion: str = ""


class Program:
    """A compiled pattern: may be kept, and run any number of times."""

    def __init__(self, pattern: Pattern) -> None:
        self.names = pattern.names
        self.quick = quick(pattern)
        self._pattern = pattern

    @cached_property
    def instructions(self) -> list[Instruction]:
        """For the machine; TooLarge when they would be too many."""
        return _Compiler(self._pattern).program


class _Compiler:
    def __init__(self, pattern: Pattern) -> None:
        self.program: list[Instruction] = []
        self._emit(Group(0, pattern.root))
        self._put(Instruction("match"))

    def _put(self, instruction: Instruction) -> int:
        if len(self.program) >= MAX_PROGRAM:
            raise TooLarge("the regular expression is too large to evaluate")
        self.program.append(instruction)
        return len(self.program) - 1

    def _emit(self, node: Node) -> None:
        following = len(self.program) + 1
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
            self._put(Instruction("save", len(self.program) + 1, 2 * node.number + 1))
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
            self.program[split] = Instruction("split", split + 1, len(self.program))
        self._emit(node.options[-1])
        for end in ends:
            self.program[end] = Instruction("jump", len(self.program))

    def _emit_repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self._emit(node.item)
        if node.most is None:
            split = self._put(Instruction("split"))
            self._emit(node.item)
            self._put(Instruction("jump", split))
            self.program[split] = self._split(node.greedy, split + 1, len(self.program))
            return
        splits: list[int] = []
        for _ in range(node.most - node.least):
            splits.append(self._put(Instruction("split")))
            self._emit(node.item)
        for split in splits:
            self.program[split] = self._split(node.greedy, split + 1, len(self.program))

    @staticmethod
    def _split(greedy: bool, inside: int, after: int) -> Instruction:
        return Instruction("split", inside, after) if greedy else Instruction("split", after, inside)
