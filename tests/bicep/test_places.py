"""Every finding lies on the text that sets the property, or should; its related places are the way the value came."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.bicep.project import load, named, scan, write
from tests.conftest import Run

PLACES = Path(__file__).parent / "places"
MAIN = "main.bicep"
STORE = "modules/store.bicep"

# Resource, file and text of the finding, and of each related place with what is said of it.
Related = tuple[str, str, str]
CASES: list[tuple[str, str, str, list[Related]]] = [
    ("direct", MAIN, "supportsHttpsTrafficOnly: false", []),
    ("bydefault", MAIN, "supportsHttpsTrafficOnly: https", [('parameter "https": default', MAIN, "param https bool = false")]),
    ("byvariable", MAIN, "properties: shared", [('variable "shared"', MAIN, "supportsHttpsTrafficOnly: false")]),
    ("bymember", MAIN, "supportsHttpsTrafficOnly: settings.?https ?? true", [('parameter "settings": default', MAIN, "https: false")]),
    ("byternary", MAIN, "supportsHttpsTrafficOnly: false", []),
    ("byspread", MAIN, "...shared", [('variable "shared"', MAIN, "supportsHttpsTrafficOnly: false")]),
    ("looped", MAIN, "supportsHttpsTrafficOnly: item.https", [('parameter "list": default', MAIN, "https: false")]),
    ("missing", MAIN, "properties: {", []),
    ("bare", MAIN, "resource bare 'Microsoft.Storage/storageAccounts@2018-11-01'", []),
    ("byfile", MAIN, "supportsHttpsTrafficOnly: fromFile", [('parameter "fromFile": main.bicepparam', "main.bicepparam", "param fromFile = false")]),
    (
        "bymodule",
        STORE,
        "supportsHttpsTrafficOnly: https",
        [
            ("parameter \"https\": passed to deployment 'by-module'", MAIN, "https: https"),
            ('parameter "https": default', MAIN, "param https bool = false"),
            ("deployment 'by-module'", MAIN, "module byModule 'modules/store.bicep'"),
        ],
    ),
    (
        "bymoduledefault",
        STORE,
        "supportsHttpsTrafficOnly: https",
        [
            ('parameter "https": default', STORE, "param https bool = false"),
            ("deployment 'by-module-default'", MAIN, "module byModuleDefault 'modules/store.bicep'"),
        ],
    ),
    ("group", MAIN, "...open", [('variable "open"', MAIN, "sourceAddressPrefix: '*'")]),
]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """One finding per resource."""
    from scanner.report import json_report
    from scanner.scan import scan as run_scan
    from scanner.settings import Settings

    folder = tmp_path_factory.mktemp("places").resolve()
    shutil.copytree(PLACES, folder, dirs_exist_ok=True)
    settings = Settings(folder, only_rules=frozenset(("storage-plain-http", "network-open-ssh")))
    report = json.loads(json_report.render(run_scan([folder], settings), False))
    return {result["resource"]["name"]: result for result in report["results"] if result["rule"] in settings.only_rules}


def cut(location: dict[str, Any]) -> str:
    """The text at a location."""
    lines = (PLACES / location["file"]).read_text().split("\n")[location["line"] - 1 : location["endLine"]]
    lines[-1] = lines[-1][: location["endColumn"] - 1]
    lines[0] = lines[0][location["column"] - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(("name", "file", "text", "related"), CASES, ids=[case[0] for case in CASES])
def test_place(results: dict[str, dict[str, Any]], name: str, file: str, text: str, related: list[Related]) -> None:
    found = results[name]
    assert (found["location"]["file"], cut(found["location"])) == (file, text)
    assert [(step["what"], step["file"], cut(step)) for step in found["related"]] == related


def test_all_findings_are_in_the_table(results: dict[str, dict[str, Any]]) -> None:
    assert sorted(results) == sorted(case[0] for case in CASES)


def test_columns_count_code_points(tmp_path: Path, run: Run) -> None:
    source = (
        "resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: '\U0001f512é', properties: { supportsHttpsTrafficOnly: false } }\r\n"
    )
    write(tmp_path, {"main.bicep": "\ufeff// é\r\n" + source})
    _, report = scan(run, tmp_path, "--rule", "storage-plain-http")
    (found,) = report["results"]
    assert (found["location"]["line"], found["location"]["column"]) == (2, source.index("supportsHttps") + 1)


def test_a_loop_is_its_property(tmp_path: Path) -> None:
    """With or without a filter, and where the number of its elements is not known."""
    for loop in ("for port in ports: { name: port }", "for port in ports: if (port != 'x') { name: port }"):
        source = f"param ports array\nresource a 'A.B/c@1' = {{\n  name: 'a'\n  properties: {{\n    rules: [{loop}]\n  }}\n}}\n"
        trace = named(load(tmp_path, {"main.bicep": source}), "a").origin.trace(("properties", "rules"))
        assert (trace.span.line, trace.span.column, trace.written) == (5, 5, True)


ACCOUNT = """param https bool
param replicas string = 'LRS'
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'data'
  location: 'westeurope'
  sku: { name: 'Standard_${replicas}' }
  kind: 'StorageV2'
  properties: { supportsHttpsTrafficOnly: https }
}
"""


def test_one_defect_of_several_parameters_files_is_one_result(tmp_path: Path, run: Run) -> None:
    write(
        tmp_path,
        {
            "main.bicep": ACCOUNT,
            "base.bicepparam": "using none\nparam https = false\nparam replicas = 'ZRS'\n",
            "dev.bicepparam": "using 'main.bicep'\nextends 'base.bicepparam'\n",
            "test.bicepparam": "using './main.bicep'\nparam https = false\n",
            "prod.bicepparam": "using 'main.bicep'\nextends 'base.bicepparam'\nvar on = true\nparam https = on\n",
        },
    )
    done, report = scan(run, tmp_path, "--rule", "storage-plain-http", "--outcomes", "all")
    results = {result["outcome"]: result for result in report["results"]}
    assert len(report["results"]) == 2
    assert results["fail"]["environments"] == ["dev.bicepparam", "test.bicepparam"]
    assert results["pass"]["environments"] == ["prod.bicepparam"]
    assert (results["fail"]["location"]["file"], results["fail"]["location"]["line"]) == ("main.bicep", 8)
    assert done.code == 1


def test_single_parameters_file_needs_no_name(tmp_path: Path, run: Run) -> None:
    write(tmp_path, {"main.bicep": ACCOUNT, "main.bicepparam": "using 'main.bicep'\nparam https = false\n"})
    _, report = scan(run, tmp_path, "--rule", "storage-plain-http")
    (found,) = report["results"]
    assert not found.get("environments")
    assert [(step["file"], step["line"]) for step in found["related"]] == [("main.bicepparam", 2)]


def test_compiled_template_beside_its_source_is_left_out(tmp_path: Path, run: Run) -> None:
    compiled = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "metadata": {"_generator": {"name": "bicep", "version": "0.40.2", "templateHash": "1"}},
        "parameters": {"https": {"type": "bool"}},
        "resources": [],
    }
    write(tmp_path, {"main.bicep": ACCOUNT, "main.json": compiled, "main.parameters.json": {"parameters": {}}})
    _, report = scan(run, tmp_path)
    skipped = {file["path"]: file["reason"] for file in report["coverage"]["files"]["list"] if file["status"] == "skipped"}
    assert skipped["main.json"] == "compiled from main.bicep, which is scanned itself"
