"""Fresh stores without the steps that lead to one: these are run once in a process, and what they made is copied."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection

from ops_trainer.store import database as database_module
from ops_trainer.store.database import Database, run_steps


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

    def steps(connection: Connection, package: str) -> None:
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
            run_steps(connection, package)
            return
        for statement in ready:
            connection.exec_driver_sql(statement)

    patch.setattr(database_module, "run_steps", steps)
    # Nobody pulls the plug here, and to wait for the disk takes longer than all else that a test does.
    patch.setattr(database_module, "PRAGMAS", [*database_module.PRAGMAS, "synchronous = OFF"])
