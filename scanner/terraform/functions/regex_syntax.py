"""Parses Go's regular expressions (RE2 syntax).

Python's own ``re`` differs in syntax and meaning, and an expression can make it run for ages; so patterns are
parsed here and run by ``regex_machine`` in time linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from scanner.terraform.functions.regex_tree import (
    LAST,
    PERL,
    POSIX,
    Assertion,
    Characters,
    Choice,
    Excluded,
    Group,
    Node,
    Pattern,
    Ranges,
    Repeat,
    Run,
    category,
    inverted,
)
from scanner.terraform.types import TooLarge

MAX_REPEAT = 1000
MAX_NESTING = 100
_CONTROL = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_ASSERTIONS = {"A": "text-start", "z": "text-end", "b": "word-edge", "B": "no-word-edge"}


class PatternError(Exception):
    """``code`` and ``at`` are Go's two parts of the message."""

    def __init__(self, code: str, at: str) -> None:
        super().__init__(code)
        self.code, self.at = code, at


def parse_pattern(text: str) -> Pattern:
    """The tree of a pattern; PatternError when Go would refuse it."""
    parser = _Parser(text)
    root = parser.choice(0)
    if parser.at < len(text):
        raise PatternError("unexpected )", text)
    return Pattern(root, tuple(parser.names))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.names = text, 0, list[str]()
        self.flags = frozenset[str]()

    def choice(self, depth: int) -> Node:
        """Alternatives up to the closing parenthesis; flags set inside end with it."""
        if depth > MAX_NESTING:
            raise TooLarge("the regular expression is nested too deeply to evaluate")
        outer = self.flags
        options: list[Node] = []
        items: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] != ")":
            if self._take("|"):
                options.append(Run(tuple(items)))
                items = []
            else:
                self._item(items, depth)
        self.flags = outer
        options.append(Run(tuple(items)))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _take(self, expected: str) -> bool:
        if self.text.startswith(expected, self.at):
            self.at += len(expected)
            return True
        return False

    def _item(self, items: list[Node], depth: int) -> None:
        if self._take("\\Q"):
            end = self.text.find("\\E", self.at)
            quoted = self.text[self.at :] if end < 0 else self.text[self.at : end]
            self.at = len(self.text) if end < 0 else end + 2
            items += [self._set(((ord(character), ord(character)),)) for character in quoted]
            self._quantifier(items)
            return
        if self.text.startswith("(?", self.at):
            group = self._special_group(depth)
            if group is None:
                return
            items.append(group)
        else:
            items.append(self._atom(depth))
        self._quantifier(items)

    def _atom(self, depth: int) -> Node:
        character = self.text[self.at]
        if character in "*+?" or self._repeat_counts(self.at) is not None:
            raise PatternError("missing argument to repetition operator", self._operator())
        self.at += 1
        if character == "(":
            return self._capture("", depth)
        if character == "[":
            return self._bracket()
        if character == ".":
            return Characters(((0, LAST),) if "s" in self.flags else ((0, 9), (11, LAST)))
        if character == "^":
            return Assertion("line-start" if "m" in self.flags else "text-start")
        if character == "$":
            return Assertion("line-end" if "m" in self.flags else "text-end")
        if character == "\\":
            return self._escaped()
        return self._set(((ord(character), ord(character)),))

    def _set(self, ranges: Ranges) -> Characters:
        return Characters(ranges, "i" in self.flags)

    def _capture(self, name: str, depth: int) -> Node:
        self.names.append(name)
        number = len(self.names)
        inner = self.choice(depth + 1)
        self._close()
        return Group(number, inner)

    def _close(self) -> None:
        if not self._take(")"):
            raise PatternError("missing closing )", self.text)

    def _special_group(self, depth: int) -> Node | None:
        """``(?P<name>…)``, ``(?flags:…)``, or ``(?flags)``, which only changes what follows."""
        start = self.at
        self.at += 2
        if self._take("P<") or self._take("<"):
            return self._named_group(start, depth)
        flags, on, seen = set(self.flags), True, False
        while self.at < len(self.text):
            character = self.text[self.at]
            self.at += 1
            if character in "imsU":
                (flags.add if on else flags.discard)(character)
                seen = True
            elif character == "-" and on:
                on, seen = False, False
            elif character in ":)" and (on or seen):
                return self._flagged(frozenset(flags), character, depth)
            else:
                break
        else:
            raise PatternError("missing argument to repetition operator" if self.at - start < 2 else "missing closing )", self.text)
        raise PatternError("invalid or unsupported Perl syntax", self.text[start : self.at])

    def _flagged(self, flags: frozenset[str], closing: str, depth: int) -> Node | None:
        if closing == ")":
            self.flags = flags
            return None
        outer, self.flags = self.flags, flags
        inner = self.choice(depth + 1)
        self.flags = outer
        self._close()
        return inner

    def _named_group(self, start: int, depth: int) -> Node:
        end = self.text.find(">", self.at)
        if end < 0:
            raise PatternError("invalid named capture", self.text[start:])
        name = self.text[self.at : end]
        if not name or not all(character.isascii() and (character.isalnum() or character == "_") for character in name):
            raise PatternError("invalid named capture", self.text[start : end + 1])
        self.at = end + 1
        return self._capture(name, depth)

    def _operator(self) -> str:
        counts = self._repeat_counts(self.at)
        return self.text[self.at : counts[2]] if counts else self.text[self.at]

    def _repeat_counts(self, at: int) -> tuple[int, int | None, int] | None:
        """``{n}``, ``{n,}`` or ``{n,m}``: the counts and where it ends; None for a brace that stands for itself."""
        end = self.text.find("}", at)
        if at >= len(self.text) or self.text[at] != "{" or end < 0:
            return None
        least, comma, most = self.text[at + 1 : end].partition(",")
        if not least.isdecimal() or not least.isascii() or (most and not (most.isdecimal() and most.isascii())):
            return None
        if (len(least) > 1 and least[0] == "0") or (len(most) > 1 and most[0] == "0"):
            return None
        low = min(int(least[:9]), MAX_REPEAT + 1)
        return low, min(int(most[:9]), MAX_REPEAT + 1) if most else (None if comma else low), end + 1

    def _quantifier(self, items: list[Node]) -> None:
        start = self.at
        repeated = False
        while self.at < len(self.text) and items:
            counts = self._counts()
            if counts is None:
                return
            if repeated:
                raise PatternError("invalid nested repetition operator", self.text[start : self.at])
            least, most = counts
            if least > MAX_REPEAT or (most is not None and (most > MAX_REPEAT or most < least)):
                raise PatternError("invalid repeat count", self.text[start : self.at])
            lazy = self._take("?")
            items[-1] = Repeat(items[-1], least, most, lazy == ("U" in self.flags))
            repeated = True

    def _counts(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if (found := simple.get(self.text[self.at])) is not None:
            self.at += 1
            return found
        if (counts := self._repeat_counts(self.at)) is not None:
            self.at = counts[2]
            return counts[:2]
        return None

    def _escaped(self) -> Node:
        if self.at < len(self.text) and self.text[self.at] in _ASSERTIONS:
            self.at += 1
            return Assertion(_ASSERTIONS[self.text[self.at - 1]])
        if (ranges := self._class_escape()) is not None:
            return self._set(ranges)
        code = self._character_escape()
        return self._set(((code, code),))

    def _class_escape(self) -> Ranges | None:
        """``\\d`` and its like, ``\\pL``, ``\\p{Lu}``; the backslash is already taken."""
        if self.at >= len(self.text):
            raise PatternError("trailing backslash at end of expression", "")
        character = self.text[self.at]
        if character.lower() in PERL:
            self.at += 1
            ranges = PERL[character.lower()]
            return inverted(ranges) if character.isupper() else ranges
        if character not in "pP":
            return None
        start = self.at - 1
        self.at += 1
        end = self.text.find("}", self.at) if self.text.startswith("{", self.at) else self.at
        name = self.text[self.at : end + 1].strip("{}")
        if end < 0 or not name:
            raise PatternError("invalid character class range", self.text[start:])
        self.at = end + 1
        negated = (character == "P") != name.startswith("^")
        ranges = category(name.lstrip("^"))
        if not ranges:
            raise TooLarge(f"the character class {self.text[start : self.at]} is not supported")
        return inverted(ranges) if negated else ranges

    def _character_escape(self) -> int:
        start = self.at - 1
        character = self.text[self.at]
        self.at += 1
        if character in _CONTROL:
            return _CONTROL[character]
        if character == "x":
            end = self.text.find("}", self.at) if self._take("{") else self.at + 2
            code = _number(self.text[self.at : end], 16)
            self.at = end + (self.text[end : end + 1] == "}" and self.text[start + 2] == "{")
            if code is not None and end >= 0:
                return code
        elif character in "01234567":
            digits = character
            while len(digits) < 3 and self.at < len(self.text) and self.text[self.at] in "01234567":
                digits += self.text[self.at]
                self.at += 1
            if character == "0" or len(digits) > 1:
                return int(digits, 8)
        elif character.isascii() and not character.isalnum():
            return ord(character)
        raise PatternError("invalid escape sequence", self.text[start : self.at])

    def _bracket(self) -> Characters:
        start = self.at - 1
        negated = self._take("^")
        ranges: list[tuple[int, int]] = []
        first = True
        while first or not self.text.startswith("]", self.at):
            if self.at >= len(self.text):
                raise PatternError("missing closing ]", self.text[start:])
            first = False
            ranges += self._bracket_item(start)
        self.at += 1
        found = Characters(tuple(ranges), "i" in self.flags)
        return Excluded(found) if negated else found

    def _bracket_item(self, start: int) -> Sequence[tuple[int, int]]:
        if self.text.startswith("[:", self.at) and (end := self.text.find(":]", self.at + 2)) >= 0:
            name = self.text[self.at + 2 : end]
            if name.lstrip("^") not in POSIX:
                raise PatternError("invalid character class range", self.text[self.at : end + 2])
            self.at = end + 2
            return inverted(POSIX[name[1:]]) if name.startswith("^") else POSIX[name]
        item_start = self.at
        if self._take("\\"):
            if (ranges := self._class_escape()) is not None:
                return ranges
            low = self._character_escape()
        else:
            low = ord(self.text[self.at])
            self.at += 1
        high = low
        if self.text.startswith("-", self.at) and not self.text.startswith("-]", self.at) and self.at + 1 < len(self.text):
            self.at += 1
            if self._take("\\"):
                high = self._character_escape()
            else:
                high = ord(self.text[self.at])
                self.at += 1
        if high < low:
            raise PatternError("invalid character class range", self.text[item_start : self.at])
        return ((low, high),)


def _number(digits: str, base: int) -> int | None:
    try:
        code = int(digits, base)
    except ValueError:
        return None
    return code if digits.isalnum() and code <= LAST else None
