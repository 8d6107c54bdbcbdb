"""What a user gives besides the code: variable values and parameter files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Inputs:
    """Frozen and picklable; everything in the order in which it was given."""

    var_files: tuple[Path, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    """``--var name=value``, the value as written."""
    environment: tuple[tuple[str, str], ...] = ()
    """The variables ``TF_VAR_*`` of the environment, without the prefix or with it."""
    parameters: tuple[Path, ...] = ()
    """ARM parameters files."""
