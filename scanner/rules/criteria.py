"""The SOC 2 criteria, in the project's own words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from scanner.cache import cached_json
from scanner.model.value import Value
from scanner.yaml_file import Document, read_document

CATEGORIES = ("Security", "Availability", "Confidentiality", "Processing integrity", "Privacy")
RESPONSIBILITIES = ("provider", "shared", "customer", "organizational")
TESTABLE = ("yes", "partly", "no")
_KEYS = ("id", "category", "title", "summary", "responsibility", "code_shows", "reason")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the Trust Services Criteria, in our own words."""

    id: str
    category: str
    title: str
    """A few words, for tables."""
    summary: str
    """One sentence. The AICPA's own text is copyrighted and not reproduced."""
    responsibility: str
    """Whose part it is on Azure: provider, shared, customer, or organizational (nothing in Azure decides it)."""
    code_shows: str
    """How much source code can tell: yes (mostly declared configuration), partly (one ingredient is declared), no."""
    reason: str
    """What code shows, or why it shows nothing."""


def load_criteria() -> tuple[Criterion, ...]:
    """All 61 criteria, in the order of the standard."""
    from scanner.rules.catalogue import rules_directory

    path = rules_directory() / "soc2.yaml"
    data = cached_json([path, Path(__file__)], "criteria", lambda: [asdict(criterion) for criterion in read_criteria(path)])
    return tuple(Criterion(**item) for item in data)


def read_criteria(path: Path) -> tuple[Criterion, ...]:
    """The criteria in a file; RuleFileError when one is not as it must be."""
    document = read_document(path)
    if not isinstance(document.data, dict) or not isinstance(document.data.get("criteria"), list):
        raise document.error((), "takes a mapping with the list 'criteria'")
    return tuple(_criterion(document, index, item) for index, item in enumerate(document.data["criteria"]))


def _criterion(document: Document, index: int, item: Value) -> Criterion:
    at = ("criteria", index)
    if not isinstance(item, dict) or set(item) != set(_KEYS) or not all(isinstance(value, str) and value for value in item.values()):
        raise document.error(at, f"a criterion has the texts {', '.join(_KEYS)}")
    for key, allowed in (("category", CATEGORIES), ("responsibility", RESPONSIBILITIES), ("code_shows", TESTABLE)):
        if item[key] not in allowed:
            raise document.error((*at, key), f"takes one of {', '.join(allowed)}")
    return Criterion(**{key: item[key] for key in _KEYS})
