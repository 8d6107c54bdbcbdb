"""Functions on files and paths. Only files in the scanned tree are read; what lies elsewhere is unknown."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from scanner.errors import InputError
from scanner.model.value import Unknown
from scanner.terraform.functions.encoding import base64_text
from scanner.terraform.functions.glob import glob
from scanner.terraform.functions.hash_crypto import digest
from scanner.terraform.functions.registry import ArgumentError, Function, FunctionContext, Parameter, texts
from scanner.terraform.types import make_set
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import ANY, BOOL, STRING, EvaluationError, Value, set_of

MAX_PATH = 4_000
MAX_NAME = 255
MAX_KEPT = 64 * 1024
"""Bytes of a file that is kept once it was read: templates are read again and again."""


def _resolved(context: FunctionContext, path: str) -> Path | Unknown:
    """The path below the root module, where Terraform runs; Unknown when it leads out of what is scanned."""
    if path.startswith("~"):
        return Unknown("the home directory of the deployment is not known", type=STRING)
    if len(path) > MAX_PATH or any(len(part.encode("utf-8", "replace")) > MAX_NAME for part in path.split("/")):
        return Unknown("the path is too long to look up", type=STRING)
    absolute = Path(os.path.normpath(context.root_dir / path))
    if "\0" in path or not context.files.allowed(absolute):
        return Unknown(f"{path} lies outside the scanned tree and was not read", type=STRING)
    return absolute


def _missing(path: str) -> EvaluationError:
    return ArgumentError(
        0,
        f"no file exists at {quote(path)}; this function works only with files that are distributed as part of the configuration source code, "
        "so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource",
    )


def _bytes(context: FunctionContext, path: str) -> bytes | Unknown:
    absolute = _resolved(context, path)
    if isinstance(absolute, Unknown):
        return absolute
    if isinstance(kept := context.files.kept.get(absolute), bytes):
        return kept
    try:
        data = context.files.read_bytes(absolute)
    except InputError as error:
        if not absolute.exists():
            raise _missing(path) from error
        if absolute.is_dir():
            raise ArgumentError(0, f"failed to read file: read {path}: is a directory") from error
        return Unknown(f"{path} {error.message}", type=STRING)
    if len(data) <= MAX_KEPT:
        context.files.kept[absolute] = data
    return data


def _text(context: FunctionContext, path: str) -> str | Unknown:
    data = _bytes(context, path)
    if isinstance(data, Unknown):
        return data
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise EvaluationError(
            f"contents of {quote(path)} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents "
            "or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead"
        ) from error


def _reader(convert: Callable[[bytes], str]) -> Function:
    def run(context: FunctionContext, path: str) -> Value:
        data = _bytes(context, path)
        return data if isinstance(data, Unknown) else convert(data)

    return Function(texts("path"), STRING, run, context=True)


def _hex(algorithm: str) -> Function:
    return _reader(lambda data: digest(algorithm, data).hex())


def _base64(algorithm: str) -> Function:
    return _reader(lambda data: base64_text(digest(algorithm, data)))


def fileexists(context: FunctionContext, path: str) -> Value:
    absolute = _resolved(context, path)
    if isinstance(absolute, Unknown):
        return Unknown(absolute.why, type=BOOL)
    if absolute.is_dir():
        raise EvaluationError(f"{quote(path)} is a directory, not a file")
    return absolute.is_file()


def fileset(context: FunctionContext, path: str, pattern: str) -> Value:
    base = _resolved(context, path)
    if isinstance(base, Unknown):
        return Unknown(base.why, type=set_of(STRING))
    found = context.files.kept.get((base, pattern))
    if found is None:
        found = context.files.kept[base, pattern] = glob(context.files, base, pattern)
    return make_set(found, STRING) if isinstance(found, list) else found


def templatefile(context: FunctionContext, path: str, variables: Value) -> Value:
    text = _text(context, path)
    if isinstance(text, Unknown):
        return Unknown(text.why, type=ANY)
    shown = context.files.shown(Path(os.path.normpath(context.root_dir / path)))
    return context.render_template(text, shown, _template_variables(variables))


def templatestring(context: FunctionContext, template: str, variables: Value) -> Value:
    return context.render_template(template, "<templatestring argument>", _template_variables(variables))


def _template_variables(variables: Value) -> dict[str, Value]:
    if not isinstance(variables, dict):
        raise ArgumentError(1, "invalid vars value: must be a map")
    for name in variables:
        if not re.fullmatch(r"[^\W\d][\w-]*", name):
            raise ArgumentError(
                1,
                f"invalid template variable name {quote(name)}: must start with a letter, followed by zero or more letters, digits, and underscores",
            )
    return dict(variables)


def abspath(context: FunctionContext, path: str) -> str:
    return os.path.normpath(context.root_dir / path).replace("//", "/")


def basename(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def dirname(path: str) -> str:
    folder = path.rpartition("/")[0]
    if not folder:
        return "/" if path.startswith("/") else "."
    return re.sub("^//+", "/", os.path.normpath(folder))


def pathexpand(path: str) -> Value:
    return Unknown("the home directory of the deployment is not known", type=STRING) if path.startswith("~") else path


_VARIABLES = Parameter("vars")
FUNCTIONS = {
    "abspath": Function(texts("path"), STRING, abspath, context=True),
    "basename": Function(texts("path"), STRING, basename),
    "dirname": Function(texts("path"), STRING, dirname),
    "file": Function(texts("path"), STRING, _text, context=True),
    "filebase64": _reader(base64_text),
    "filebase64sha256": _base64("sha256"),
    "filebase64sha512": _base64("sha512"),
    "fileexists": Function(texts("path"), BOOL, fileexists, context=True),
    "filemd5": _hex("md5"),
    "fileset": Function(texts("path", "pattern"), set_of(STRING), fileset, context=True),
    "filesha1": _hex("sha1"),
    "filesha256": _hex("sha256"),
    "filesha512": _hex("sha512"),
    "pathexpand": Function(texts("path"), STRING, pathexpand),
    "templatefile": Function((*texts("path"), _VARIABLES), ANY, templatefile, context=True, partly=True),
    "templatestring": Function((*texts("template"), _VARIABLES), STRING, templatestring, context=True, partly=True),
}
