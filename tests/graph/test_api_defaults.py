"""A provider calls one version of an API, and the code does not say which: defaults that changed between versions are the mapping's to give."""

from __future__ import annotations

import pytest

from scanner.graph.catalogue import FOLDER, load_catalogue
from scanner.graph.versions import is_table
from scanner.yaml_file import read_document
from tests.graph.source import node_of, terraform

CHANGED = {
    (arm_type.lower(), tuple(path.replace("?", "").split(".")))
    for file in sorted((FOLDER / "arm").glob("*.yaml"))
    for arm_type, entry in read_document(file, anchors=True).data.items()
    for path, default in entry.get("defaults", {}).items()
    if is_table(default)
}
REQUIRED = {("azurerm_key_vault", "enableRbacAuthorization", 5)}
"""The attribute must be written there."""


@pytest.mark.parametrize("major", [2, 3, 4, 5])
def test_changed_defaults_of_an_api_do_not_decide_about_azurerm(major: int) -> None:
    wrong = []
    for source_type in load_catalogue().source_types():
        node = node_of(terraform(f"{source_type}.a", provider=(major, 999, 0), name="a"))
        for path, label in node.defaulted.items():
            if (node.type.lower(), path) in CHANGED and label.startswith("API") and (source_type, path[-1], major) not in REQUIRED:
                wrong.append(f"{source_type}: {'.'.join(map(str, path))}")
    assert wrong == []
