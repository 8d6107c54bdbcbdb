"""Python's ``re`` finds what the machine finds, and is asked only where it is quick."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.terraform.functions.regex_machine import Machine
from scanner.terraform.functions.regex_program import Program
from scanner.terraform.functions.regex_quick import quick
from scanner.terraform.functions.regex_syntax import parse_pattern
from scanner.terraform.functions.regex_tree import Pattern

ATOMS = st.sampled_from(["a", "b", ".", r"\.", "[ab]", "[^a]", "(?i:A)", r"\d", r"\w", r"\s", "-", "^", "$", "(?m:^)", "(?m:$)", r"\b", "\\n"])


def patterns() -> st.SearchStrategy[str]:
    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.lists(inner, min_size=1, max_size=4).map("".join),
            inner.map(lambda part: f"({part})"),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?"])).map(
                lambda pair: f"(?:{pair[0]}){pair[1]}"
            ),
            st.lists(inner, min_size=2, max_size=3).map(lambda options: f"(?:{'|'.join(options)})"),
        )

    return st.recursive(ATOMS, larger, max_leaves=8)


@settings(max_examples=400, deadline=None)
@given(patterns(), st.text("abA1.- \n", max_size=14), st.integers(0, 3))
def test_both_find_the_same(text: str, subject: str, start: int) -> None:
    pattern = parse_pattern(text)
    found = quick(pattern)
    start = min(start, len(subject))
    if found is not None:
        assert found.search(subject, start) == Machine(machine_only(pattern)).search(subject, start)


def machine_only(pattern: Pattern) -> Program:
    program = Program(pattern)
    program.quick = None
    return program


LONG = "a" * 1_000


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("^/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/(.*)$", LONG, True),
        (r"^[a-z][a-z0-9-]{1,22}[a-z0-9]$", LONG, True),
        (r"^(?:[a-z]+\.)+json$", LONG, True),
        (r"^(?:dev|test|prod)-", LONG, True),
        (".*", LONG, True),
        ("a+b", LONG * 3, False),
        (".*a.*b", LONG, False),
        ("^(?:a+)+$", "a", False),
        ("^(?:a|a)*$", "a", False),
        ("^(?:a?){30}a{30}$", "a" * 30, False),
        ("(a)*", "a", False),
        ("(a)|b", "a", False),
        (r"\B", "a", False),
        ("((a{100}){100}){100}", "a", False),
        ("^é$", "é", False),
    ],
)
def test_which_patterns_it_is_asked_for(pattern: str, text: str, expected: bool) -> None:
    found = quick(parse_pattern(pattern))
    assert (found is not None and found.affordable(text)) is expected


@pytest.mark.parametrize("pattern", [".*a.*b", "a*a*a*b", "(?:a?){12}b", "^a*a*b", "a{0,30}a{0,30}b", "[ab]*?c", "(?:aa?)*b", "(?:a+b?)+c"])
def test_what_is_affordable_takes_no_time(pattern: str) -> None:
    """The longest text that it would be asked for."""
    found = quick(parse_pattern(pattern))
    length = 4_000
    while length and (found is None or not found.affordable("a" * length)):
        length = length * 2 // 3
    if found is not None and length:
        start = time.process_time()
        found.search("a" * length, 0)
        assert time.process_time() - start < 0.5
