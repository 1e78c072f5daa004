"""Every regular expression of our packages, found by itself: as the modules are imported, each `re.compile` is noted.

How a pattern is asked (at the beginning of a text, or anywhere in it) is read from the modules that name it.
"""

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ROOMS = (
    "accounts",
    "assistant",
    "codesets",
    "commands",
    "config",
    "consultations",
    "mailer",
    "templates",
    "web",
    "workers",
)
_ANYWHERE = frozenset({"search"})
_LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, the file that compiles it (`mailer/trace.py`), its name there, and how it is asked."""

    file: str
    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    @property
    def place(self) -> str:
        """The place as a person looks it up."""
        return f"{self.file} {self.name or str(self.pattern.pattern)[:_LONGEST_NAME]}"


def found(rooms: tuple[str, ...]) -> list[Found]:
    """The patterns that the modules of these rooms compile while they are imported, and those that their functions
    hand to `re` word for word. The modules must not have been imported before: ask in a process of its own.
    """
    noted: dict[tuple[str, int, Any], re.Pattern[Any]] = {}
    genuine = re.compile

    def noting(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        compiled = genuine(pattern, flags)
        asker = sys._getframe(1)
        file = Path(asker.f_code.co_filename)
        if file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] in rooms:
            noted[str(file.relative_to(ROOT)), asker.f_lineno, compiled.pattern] = compiled
        return compiled

    re.compile = noting
    try:
        for room in rooms:
            for module in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
                if not module.name.endswith("__main__") and not module.name.startswith("config.migrations"):
                    importlib.import_module(module.name)
    finally:
        re.compile = genuine
    at_import = [
        Found(file, name := _name(file, line), compiled, _methods(file, name))
        for (file, line, _), compiled in noted.items()
    ]
    return at_import + list(_word_for_word(rooms))


def made_later(rooms: tuple[str, ...]) -> set[str]:
    """`file function` of the functions that put a pattern together, so that no import shows it."""
    return {
        f"{file} {function}" for file, function, call in _calls(rooms) if not isinstance(call.args[0], ast.Constant)
    }


def _word_for_word(rooms: tuple[str, ...]) -> Iterator[Found]:
    for file, _, call in _calls(rooms):
        match call:
            case ast.Call(func=ast.Attribute(attr=method), args=[ast.Constant(pattern), *_]):
                yield Found(file, "", re.compile(pattern, re.IGNORECASE), frozenset({method}))


def _calls(rooms: tuple[str, ...]) -> Iterator[tuple[str, str, ast.Call]]:
    """File, outermost function and call, for each `re.something(pattern, …)` that runs after the import."""
    for file, text in _sources().items():
        if file.split("/")[0] not in rooms or "re." not in text:
            continue
        for function in _functions(_tree(file)):
            for node in ast.walk(function):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=method), args=[_, *_]) if (
                        method != "escape"
                    ):
                        yield file, getattr(function, "name", "lambda"), node


def _functions(node: ast.AST) -> Iterator[ast.AST]:
    """The functions of a module and its classes, not those inside other functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
        else:
            yield from _functions(child)


@cache
def _sources() -> dict[str, str]:
    files = (file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(_sources()[file])


def _name(file: str, line: int) -> str:
    """`_NAME` of `_NAME = re.compile(...)`; nothing for a pattern in a table."""
    for statement in _tree(file).body:
        match statement:
            case ast.Assign(targets=[ast.Name(name)], value=ast.Call(func=ast.Attribute(attr="compile"))):
                if statement.lineno <= line <= (statement.end_lineno or 0):
                    return name
    return ""


@cache
def _methods(file: str, name: str) -> frozenset[str]:
    """How a pattern is asked; where that cannot be told, anywhere in a text."""
    if not name:
        return _ANYWHERE
    module = Path(file).stem
    readers = [
        other for other, text in _sources().items() if not name.startswith("_") and name in text and module in text
    ]
    asked = {use for reader in {file, *readers} for use in _uses(reader).get(name, ())} - {"pattern"}
    return frozenset(asked) if asked and "value" not in asked else _ANYWHERE


@cache
def _uses(file: str) -> dict[str, set[str]]:
    """By name: the methods that are called on it, and "value" where it is handed on."""
    uses: dict[str, set[str]] = {}
    above = {child: node for node in ast.walk(_tree(file)) for child in ast.iter_child_nodes(node)}
    for node in above:
        match node:
            case ast.Name(name, ast.Load()) | ast.Attribute(ast.Name(), name):
                uses.setdefault(name, set()).add(_use(node, above))
    return uses


def _use(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str:
    method = above[node]
    if not isinstance(method, ast.Attribute):
        return "value"
    call = above[method]
    somewhere = (
        isinstance(call, ast.Call) and call.func is method and len(call.args) > 1
    )  # from a given place on: it may be asked at every place
    return "search" if somewhere and method.attr != "pattern" else method.attr
