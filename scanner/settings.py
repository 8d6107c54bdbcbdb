"""What a run is asked to do: one frozen value, made by the command line, read by everything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scanner.errors import UsageError
from scanner.model.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Settings:
    """Picklable, so that a unit of work can travel to another process with it."""

    base: Path
    """The working directory: what paths are shown relative to."""
    roots: tuple[Path, ...] = ()
    """The trees that may be read."""
    strict_root: bool = False
    """Read no modules outside of these."""
    inputs: Inputs = field(default_factory=Inputs)
    rule_folders: tuple[Path, ...] = ()
    """Folders with rules of the user's own."""
    only_rules: frozenset[str] = frozenset()
    skip_rules: frozenset[str] = frozenset()
    changed: bool = False
    """The paths are changed files, to be judged within whatever deploys them."""
    templates: bool = True
    """Judge Terraform code that no root module gives an instance, with its inputs unknown."""
    all_outcomes: bool = False
    """Keep passes and results that do not apply, too."""
    jobs: int = 0
    """How many processes; 0 means as many as there are cores, once there is enough to do."""

    def wants(self, names: Iterable[str]) -> bool:
        """Whether a rule with these names (its id and former ids) is to be applied."""
        own = set(names)
        return not own & self.skip_rules and (not self.only_rules or bool(own & self.only_rules))

    def require_known_rules(self, names: Iterable[str]) -> None:
        """Raises UsageError for a mistyped rule name: passed over in silence it would leave the rule on, or everything off."""
        known = set(names)
        if unknown := sorted((self.only_rules | self.skip_rules) - known):
            raise unknown_rule(unknown[0], known)


def unknown_rule(name: str, known: Iterable[str]) -> UsageError:
    """The error for a rule name that does not exist: it tells the closest one."""
    from difflib import get_close_matches  # here, since few runs need it

    close = get_close_matches(name, sorted(known), 1)
    return UsageError(f"no rule is named {name!r}; " + (f"did you mean {close[0]!r}?" if close else "see `soc2scan rules list`"))
