"""The exceptions that carry a user's mistake to the command line.

ScannerError
├── UsageError          wrong arguments or configuration: exit code 2
│   └── RuleFileError   a rule, mapping or configuration file that is not as it must be, with file and line
└── InputError          one input that cannot be read; a front end turns it into a Problem
"""

from __future__ import annotations

from scanner.model.source import Problem, Span


class ScannerError(Exception):
    """Base of all errors that are not bugs."""


class UsageError(ScannerError):
    """The command was called or configured wrongly."""


class RuleFileError(UsageError):
    """A YAML file that steers the scan (rule, mapping, configuration) is malformed."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file, self.line, self.message = file, line, message


class InputError(ScannerError):
    """An input could not be read or parsed; ``span`` says where."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(f"{span.file}:{span.line}:{span.column}: {message}")
        self.span, self.message = span, message

    def problem(self) -> Problem:
        """The error as a result, so that the scan can go on."""
        return Problem(self.span, self.message)
