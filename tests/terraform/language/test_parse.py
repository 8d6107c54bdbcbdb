"""What the native syntax becomes, with places."""

from __future__ import annotations

import pytest

from scanner.errors import InputError
from scanner.files import SourceText
from scanner.terraform.parse import parse_expression, parse_file, parse_template
from scanner.terraform.parse.bodies import parse_strictly
from scanner.terraform.parse.native import parse_native
from tests.terraform.language.test_against_engine import recorded
from tests.terraform.language.trees import dump, outline, short

TREES = [
    ("a ? b : c ? d : e", "(? a b (? c d e))"),
    ("a ? b ? c : d : e", "(? a (? b c d) e)"),
    ("(a ? b : c) ? d : e", "(? (? a b c) d e)"),
    ("a ? b : c == d ? e : f", "(? a b (? (== c d) e f))"),
    ("a || b ? c : d && e", "(? (|| a b) c (&& d e))"),
    ("1 - 2 - 3", "(- (- 1 2) 3)"),
    ("1 + 2 * 3 == 7 && !x", "(&& (== (+ 1 (* 2 3)) 7) (! x))"),
    ("-a.b[0]", "(- a.b[0])"),
    ("--x", "(- (- x))"),
    ("a < b == c > d", "(== (< a b) (> c d))"),
    ("x.*.y[0].z", "(splat x *.y)[0].z"),
    ("x.*.y.0.z", "(splat x *.y[0].z)"),
    ("x[*].y[0].z", "(splat x *.y[0].z)"),
    ("x[*].y[*].z", "(splat x (splat *.y *.z))"),
    ("x.*.y[*].z", "(splat (splat x *.y) *.z)"),
    ("x [ * ]", "(splat x *)"),
    ('x["a"].0["${k}"]', "x['a'][0][(template k)]"),
    ("f(a, b...)", "f(a, b...)"),
    ("core :: f ()", "core::f()"),
    ("[for k, v in m : v if k != 1]", "(for k v m: v if (!= k 1))"),
    ("{for v in m : v.k => v...}", "(for None v m: v.k => v...)"),
    ('{a = 1, "b" : 2, (c) = 3, "${d}" = 4, 5 = 6, true = 7}', "{'a': 1, 'b': 2, c: 3, (template d): 4, 5: 6, 'true': 7}"),
    ("{azurerm.x = azurerm.y}", "{azurerm.x: azurerm.y}"),
    ('"a ${b} c"', "(template 'a ' b ' c')"),
    ('"${b}"', "(template b)"),
    ('" ${~ b ~} "', "(template '' b)"),
    ('"%{ if a }x%{ else }y%{ endif }"', "(template (if a ['x'] ['y']))"),
    ('"%{ for k, v in m }${k}%{ endfor }"', "(template (for k v m [k]))"),
    ('"$${a} %%{b}"', "'${a} %{b}'"),
    ("1e3", "1000"),
    ("0.5", "Fraction(1, 2)"),
    ("<<-A\n    x\n      ${y}\n    A", "(template 'x\\n  ' y '\\n')"),
]


@pytest.mark.parametrize(("text", "expected"), TREES)
def test_expression(text: str, expected: str) -> None:
    assert short(parse_expression(text)[1]) == expected
    file = parse_file(SourceText("main.tf", f"a = {text}\n"))
    assert not file.problems
    assert short(file.body.attributes["a"].expr) == expected


@pytest.mark.parametrize("text", [text for text, _ in recorded()])
def test_both_parsers_read_the_same(text: str) -> None:
    source = SourceText("main.tf", f'resource "a" "b" {{\n  x = {text}\n}}\n# é\nlocals {{ y = {text} }}\n')
    assert dump(parse_native(source)) == dump(parse_strictly(source))


def test_places_are_code_points() -> None:
    text = '# é\nname = "ü"\nblock "ö" {\n  x = "€${y}"\n}\n'
    file = parse_file(SourceText("main.tf", text))
    (block,) = file.body.blocks
    assert block.labels == ["ö"]
    assert text[block.start : block.header_end] == 'block "ö" '
    attribute = block.body.attributes["x"]
    assert text[attribute.start : attribute.end] == 'x = "€${y}"'
    assert file.source.span(attribute.expr.start, attribute.expr.end).column == 7


def test_file_outline() -> None:
    text = 'resource "a" b {\n  x = 1\n  nested {\n  }\n  nested { y = 2 }\n}\n'
    assert outline(parse_file(SourceText("main.tf", text)).body) == {"resource a b": [{"x": "1", "nested": [{}, {"y": "2"}]}]}


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "\r\n", "/* a */"])
def test_nothing(text: str) -> None:
    file = parse_file(SourceText("main.tf", text))
    assert not file.problems
    assert outline(file.body) == {}


def test_windows_line_ends() -> None:
    file = parse_file(SourceText("main.tf", 'a = <<X\r\nb\r\nX\r\nc = "d"\r\n'))
    assert not file.problems
    assert outline(file.body) == {"a": "'b\\r\\n'", "c": "'d'"}


@pytest.mark.parametrize("text", ["1 +", "a b", '"x', "[1", "", "1 2", "{a}", "f(", "a.", "a ? b", '"${"', "%", "\x00"])
def test_no_expression(text: str) -> None:
    with pytest.raises(InputError):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\ntext\n", "'plain\\ntext\\n'"),
        ("${a}", "(template a)"),
        ('"quoted" \\n ${a}\n', "(template '\"quoted\" \\\\n ' a '\\n')"),
        ("%{ for x in y ~}\n  ${x}\n%{ endfor ~}\n", "(template (for None x y ['  ' x '\\n']))"),
        ("cost: $5", "'cost: $5'"),
        ("", "''"),
    ],
)
def test_template_file(text: str, expected: str) -> None:
    assert short(parse_template(text, "x.tftpl")[1]) == expected


def test_error_in_template_file() -> None:
    with pytest.raises(InputError, match=r"x.tftpl:2:9"):
        parse_template("a\n  ${b + }\n", "x.tftpl")
