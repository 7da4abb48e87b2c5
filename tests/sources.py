"""The program's own source, parsed once for all tests that look into it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import ops_trainer

PACKAGE = Path(ops_trainer.__file__).parent


@cache
def trees() -> dict[Path, ast.Module]:
    """Return every module of the program, by its file."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all that stands in one of these files, in the order of `ast.walk`."""
    return tuple(ast.walk(trees()[path]))
