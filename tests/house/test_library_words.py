"""What a library says in words is never what this program decides by: words change between versions."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tests.sources import PACKAGE, nodes, trees

SAID = {"args", "problem", "context", "msg", "message", "reason", "detail", "note"}
LOOKS = {
    "startswith",
    "endswith",
    "find",
    "index",
    "partition",
    "rpartition",
    "lower",
    "casefold",
    "count",
    "removeprefix",
}
PATTERNS = {"search", "match", "fullmatch", "findall"}


def is_said(node: ast.AST, errors: set[str]) -> bool:
    """Whether an expression is what an error says: `str(error)`, `error.problem`, `error.format_message()`."""
    match node:
        case ast.Call(func=ast.Name(id="str" | "repr"), args=[ast.Name(id=name)]):
            return name in errors
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="format_message")):
            return name in errors
        case ast.Call(func=ast.Attribute(value=value)):
            return is_said(value, errors)
        case ast.Attribute(value=ast.Name(id=name), attr=attr):
            return name in errors and attr in SAID
        case ast.Subscript(value=value) | ast.BoolOp(values=[value, *_]) | ast.FormattedValue(value=value):
            return is_said(value, errors)
        case ast.JoinedStr(values=values):
            return any(is_said(value, errors) for value in values)
    return False


def inspected(nodes: Sequence[ast.AST]) -> list[int]:
    """The lines on which what an error says is compared, searched, or kept for a look later."""
    errors = {"error", "exc", "exception"} | {
        node.name for node in nodes if isinstance(node, ast.ExceptHandler) and node.name
    }
    found = []
    for node in nodes:
        match node:
            case ast.Compare(left=left, comparators=right):
                looked = [left, *right]
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in LOOKS:
                looked = [value]
            case ast.Call(func=ast.Attribute(attr=attr), args=args) if attr in PATTERNS:
                looked = list(args)
            case ast.Assign(value=value) | ast.NamedExpr(value=value):
                looked = [value]
            case _:
                continue
        if any(is_said(one, errors) for one in looked):
            found.append(node.lineno)
    return found


def test_nothing_is_decided_by_the_words_of_an_error() -> None:
    assert {f"{path.relative_to(PACKAGE)}:{line}" for path in trees() for line in inspected(nodes(path))} == set()


def lines_of(source: str) -> list[int]:
    return inspected(list(ast.walk(ast.parse(source))))


def test_a_look_at_the_words_is_seen() -> None:
    for line in (
        "'locked' in str(error)",
        "text = str(error).lower()",
        "re.search('x', error.problem or '')",
        "problem = f'{error.context} {error.problem}'.strip()",
        "said = error.format_message()",
        "error.args[0].startswith('x')",
    ):
        assert 2 in lines_of(f"try: pass\nexcept Exception as error: {line}"), line
    assert (
        lines_of("try: pass\nexcept OSError as error: raise Complaint('x', error=error.strerror or str(error))") == []
    )
