"""Bicep text to a typed tree with exact offsets, without the Bicep compiler."""

from __future__ import annotations

from scanner.bicep.parse.declarations import DeclarationParser
from scanner.bicep.syntax import File
from scanner.files import SourceText


def parse_file(source: SourceText) -> File:
    """The tree of a .bicep or .bicepparam file. Never raises for bad syntax: it is in ``File.problems``, and
    everything around it is in ``File.declarations``."""
    parameters_file = source.file.lower().endswith(".bicepparam")
    parser = DeclarationParser(source, parameters_file)
    file = parser.file()
    # When a brace is missing, a second reading does not take the declarations after it for a resource's own.
    return DeclarationParser(source, parameters_file, split=True).file() if parser.unclosed else file
