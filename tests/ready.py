"""What tests would make again and again is made once in a process: fresh stores, and the decks of the repository."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection

from ops_trainer.content.reading import reader
from ops_trainer.store import database as database_module
from ops_trainer.store.database import Database, run_steps

ROOT = Path(__file__).parents[1]
parse_deck = cache(reader.parse_deck)


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


def decks_read_once(patch: pytest.MonkeyPatch) -> None:
    """Have deck files of the repository parsed once. Those that a test writes are parsed each time."""
    parse = reader.parse_deck

    def parsed(data: bytes, name: str) -> reader.Reading:
        return (parse_deck if Path(name).is_relative_to(ROOT) else parse)(data, name)

    patch.setattr(reader, "parse_deck", parsed)
