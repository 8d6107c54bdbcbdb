"""Each folder of pairs/ holds a Bicep file and the template that it stands for: both must give the same deployment."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.graph_likeness import Aspects, differences, likeness
from scanner.arm import load_template
from scanner.files import Files
from scanner.model.resource import Evaluated, Language

PAIRS = sorted((Path(__file__).parent / "pairs").iterdir())


def read(path: Path) -> Evaluated:
    return load_template(path, Files((path.parent,), path.parent))


@pytest.mark.parametrize("folder", PAIRS, ids=lambda folder: folder.name)
def test_source_and_template_give_the_same(folder: Path) -> None:
    source, template = read(folder / "main.bicep"), read(folder / "main.json")
    assert source.problems == template.problems == ()
    assert source.gaps == template.gaps == ()
    assert source.resources
    assert {resource.language for resource in source.resources} == {Language.BICEP}
    symbolic = '"languageVersion": "2.0"' in (folder / "main.json").read_text()
    aspects = Aspects(existing=symbolic, dependencies=symbolic)
    assert list(differences(likeness(source, (), aspects), likeness(template, (), aspects))) == []


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 25
