"""What must load fast loads nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import ops_trainer

HEAVY = {"textual", "sqlmodel", "sqlalchemy", "pydantic", "fastapi", "uvicorn", "alembic", "rich", "httpx"}


def modules_after(statement: str) -> set[str]:
    code = f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "statement",
    [
        "import ops_trainer",
        "import ops_trainer.cli",
        "import ops_trainer.memory",
        "import ops_trainer.locale",
        "import sys; sys.argv = ['ops-trainer', '--version']\nimport ops_trainer.__main__ as m; m.main()",
    ],
)
def test_stays_light(statement: str) -> None:
    assert not HEAVY & modules_after(statement)


def test_a_home_that_is_there_opens_without_what_only_an_upgrade_needs(tmp_path: Path) -> None:
    ops_trainer.open(tmp_path).close()
    loaded = modules_after(
        f"import ops_trainer\nt = ops_trainer.open({str(tmp_path)!r})\nt.today(); t.study(); t.decks()"
    )
    assert not {"sqlmodel", "sqlalchemy", "alembic", "textual", "fastapi", "yaml"} & loaded


def test_the_app_paints_before_the_store_is_loaded() -> None:
    loaded = modules_after("import ops_trainer.tui.shell.app, ops_trainer.tui.study.home")
    assert not {"sqlmodel", "sqlalchemy", "pydantic", "fastapi", "typer"} & loaded
