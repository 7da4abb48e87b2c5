"""What is written for builders is so: paths exist, and a function or class stands in the file it is linked to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github"
PAGES = sorted(FOLDER.rglob("*.md"))
LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)(?:#[^)]*)?\)")
SYMBOL = re.compile(r"`([A-Za-z_][\w.]*?)(\(\))?`")
IN_CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"\.?[\w.-]+(?:/[\w.*-]+)*/?\.?[\w-]*")


def defined(file: Path) -> set[str]:
    """What a Python file defines at its top and in its classes, as `name` and `Class.name`."""
    found: set[str] = set()

    def take(body: list[ast.stmt], before: str) -> None:
        for node in body:
            match node:
                case ast.ClassDef():
                    found.add(before + node.name)
                    take(node.body, f"{before}{node.name}.")
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    found.add(before + node.name)
                case ast.Assign(targets=targets):
                    found.update(before + target.id for target in targets if isinstance(target, ast.Name))
                case ast.AnnAssign(target=ast.Name(id=name)):
                    found.add(before + name)

    take(ast.parse(file.read_text(encoding="utf-8")).body, "")
    return found


def test_there_are_pages_that_name_much() -> None:
    names = {page.name for page in PAGES}
    assert {"CONTRIBUTING.md", "ARCHITECTURE.md"} <= names
    links = [link for page in PAGES for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert len(links) > 60
    assert sum(SYMBOL.fullmatch(text) is not None for text, _ in links) > 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files_that_define_what_they_name(page: Path) -> None:
    for text, target in LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / target).resolve()
        assert path.exists(), target
        named = SYMBOL.fullmatch(text)
        if path.suffix == ".py" and named and named[1] not in (path.name, path.relative_to(ROOT).as_posix()):
            assert named[1] in defined(path), f"{named[1]} is not in {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_function_is_linked_and_every_path_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    without_links = LINK.sub("", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    bare = [found for found in IN_CODE.findall(without_links) if re.fullmatch(r"[\w.]+\(\)", found)]
    assert not bare, f"not linked to a file: {bare}"
    paths = [found for found in IN_CODE.findall(without_links) if "/" in found and re.fullmatch(r"[\w./-]+", found)]
    missing = [found for found in paths if found.startswith(("ops_trainer/", "tests/", "decks/", ".")) and
               not (ROOT / found).exists()]  # fmt: skip
    assert not missing


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent.name == "decisions"], ids=lambda page: page.stem
)
def test_a_decision_is_short_and_dated(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", lines[2])
    assert len(lines) <= 30
