"""The tests stand by themselves: they read nothing outside the repository and import their helpers as a package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.rglob("*.py"))
HELPERS = {file.stem for file in FILES} | {folder.name for folder in TESTS.iterdir() if folder.is_dir()}
OUTSIDE = "shared" + "/"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TESTS)))
def test_a_test_names_nothing_outside_the_repository_and_no_helper_by_its_bare_name(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if OUTSIDE in text:
                raise AssertionError(f"line {node.lineno} reads {text!r}")
            case ast.Import(names=names):
                bare = [one.name for one in names if one.name in HELPERS]
                assert not bare, f"line {node.lineno} imports {bare} by its bare name"
            case ast.ImportFrom(module=str(module), level=0):
                assert module not in HELPERS, f"line {node.lineno} imports from {module} by its bare name"
