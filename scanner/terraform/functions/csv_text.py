"""CSV as ``csvdecode`` reads it: RFC 4180, strictly."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.terraform.types.quoting import quote
from scanner.terraform.values import STRING, EvaluationError, ListValue, Type


def from_csv(text: str) -> ListValue:
    """A list of objects whose attributes the first row names."""
    rows = _rows(text.replace("\r\n", "\n"))
    header = next(rows, None)
    if header is None:
        raise EvaluationError("missing header line")
    names = header[1]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise EvaluationError(f"duplicate column name {quote(name)}")
    objects = []
    for line, cells in rows:
        if len(cells) != len(names):
            raise EvaluationError(f"CSV parse error on line {line}: wrong number of fields")
        objects.append(dict(sorted(zip(names, cells, strict=True))))
    return ListValue(objects, Type("object", attributes=tuple((name, STRING, False) for name in sorted(names))))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line it begins at."""
    at, line = 0, 1
    while at < len(text):
        if text[at] == "\n":
            at, line = at + 1, line + 1
            continue
        start_line, cells = line, list[str]()
        more = True
        while more:
            cell, at = _quoted(text, at, line) if text.startswith('"', at) else _bare(text, at, line)
            line += cell.count("\n")
            cells.append(cell)
            more = text.startswith(",", at)
            at += more
        at, line = at + 1, line + 1
        yield start_line, cells


def _bare(text: str, at: int, line: int) -> tuple[str, int]:
    ends = [end for end in (text.find(",", at), text.find("\n", at)) if end >= 0]
    end = min(ends, default=len(text))
    cell = text[at:end]
    if '"' in cell:
        raise EvaluationError(f'CSV parse error on line {line}: bare " in non-quoted-field')
    return cell, end


def _quoted(text: str, at: int, line: int) -> tuple[str, int]:
    pieces: list[str] = []
    at += 1
    while (end := text.find('"', at)) >= 0:
        pieces.append(text[at:end])
        if not text.startswith('"', end + 1):
            if end + 1 < len(text) and text[end + 1] not in ",\n":
                break
            return "".join(pieces), end + 1
        pieces.append('"')
        at = end + 2
    raise EvaluationError(f'CSV parse error on line {line}: extraneous or missing " in quoted-field')
