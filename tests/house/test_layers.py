"""Who may know whom: the contracts in pyproject.toml hold, and neither they nor mypy leave a part out."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

from tests.sources import nodes, trees

ROOT = Path(__file__).parents[2]
TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
CONTRACTS = TOOLS["importlinter"]["contracts"]
ROOMS = {f"ops_trainer.{folder.parent.name}" for folder in (ROOT / "ops_trainer").glob("*/__init__.py")}


def test_the_layers_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def imports() -> dict[str, set[str]]:
    """Return which modules each module of the program imports, inside functions and for types included."""
    files = {}
    for path in trees():
        *folders, name = path.relative_to(ROOT).with_suffix("").parts
        files[".".join(folders if name == "__init__" else [*folders, name])] = path
    found: dict[str, set[str]] = {}
    for module, path in files.items():
        named: set[str] = set()
        for node in nodes(path):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative import"
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                named |= inner if inner <= files.keys() else inner | {str(node.module)}
        found[module] = named & files.keys() - {module}
    return found


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """Return what a module reaches by one import or more."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return the sets of modules that import each other, however far around."""
    reach = {module: reached(graph, module) for module in graph}
    found: list[set[str]] = []
    for module in sorted(graph):
        if module in reach[module] and not any(module in circle for circle in found):
            found.append({other for other in reach[module] if module in reach[other]})
    return found


def test_a_circle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str](), "e": {"a"}}
    assert circles(graph) == [{"a", "b", "c"}]


def test_no_modules_import_each_other() -> None:
    assert circles(imports()) == []


def test_every_room_is_held_by_a_contract() -> None:
    held = {module for contract in CONTRACTS for module in contract.get("source_modules", ())}
    assert {".".join(module.split(".")[:2]) for module in held} == ROOMS


def test_contracts_name_only_modules_that_exist() -> None:
    named = {
        module
        for contract in CONTRACTS
        for module in (*contract.get("source_modules", ()), *contract.get("forbidden_modules", ()))
        if module.startswith("ops_trainer")
    }
    paths = {module: ROOT.joinpath(*module.split(".")) for module in named}
    assert not [module for module, path in paths.items() if not (path.is_dir() or path.with_suffix(".py").is_file())]


def test_no_contract_makes_an_exception() -> None:
    assert not [contract["name"] for contract in CONTRACTS if contract.get("ignore_imports")]


def test_mypy_is_strict_over_all_of_the_package() -> None:
    settings = TOOLS["mypy"]
    assert settings["strict"]
    assert settings["files"] == ["ops_trainer"]
    assert not settings.keys() & {"exclude", "ignore_errors", "disable_error_code", "follow_imports"}
    for override in settings.get("overrides", ()):
        modules = [override["module"]] if isinstance(override["module"], str) else override["module"]
        assert not [module for module in modules if module.startswith(("ops_trainer", "*"))]


def test_hooks_are_local_and_run_the_four_checks() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert "://" not in text
    (repository,) = yaml.safe_load(text)["repos"]
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    assert [hook["id"] for hook in repository["hooks"]] == ["ruff", "ruff-format", "mypy", "lint-imports"]
