"""Fresh stores without the steps that lead to one: these are run once in a process, and what they made is copied."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from alembic import command

from ops_trainer.store import migrate
from ops_trainer.store.database import Database


@cache
def statements() -> tuple[str, ...]:
    """What makes a store of this version out of an empty file, by the real steps."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "ready.db")
        try:
            with database.reading() as connection:
                made = tuple(connection.iterdump())
        finally:
            database.close()
    return tuple(one for one in made if one not in ("BEGIN TRANSACTION;", "COMMIT;"))


def ready_made(patch: pytest.MonkeyPatch) -> None:
    """Have fresh stores filled in one go. Stores that hold anything are brought up to date by the real steps."""
    ready = statements()

    def upgrade(config: Any, revision: str) -> None:
        connection = config.attributes["connection"]
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
            command.upgrade(config, revision)
            return
        for statement in ready:
            connection.exec_driver_sql(statement)

    patch.setattr(migrate, "command", SimpleNamespace(upgrade=upgrade))
