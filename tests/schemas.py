"""`python3 -m tests.schemas`: what the migrations make of an empty SQLite file is written down as plain SQL.

Fresh stores are made by that SQL: to load what runs the migrations takes longer than all else at a first command.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine

from ops_trainer.store.database import run_steps

ROOT = Path(__file__).parents[1]
PACKAGES = ("ops_trainer.store", "ops_trainer.team_server.tables")
HEAD = "-- What the migrations make of an empty SQLite file. `python3 -m tests.schemas` writes it anew.\n\n"


def statements(connection: sqlite3.Connection) -> list[str]:
    """What made a store in which nothing is, with even spaces: tables in order, and indices by name, which SQLAlchemy
    makes in any order."""
    made = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'sqlite_sequence'"
        " ORDER BY type = 'index', iif(type = 'index', name, rowid)"
    )
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    # FTS5 makes the tables of an index by itself, and writes their names in its own way.
    found = [sql for (sql,) in made if not sql.startswith("CREATE TABLE 'card_words")]
    found.append(f"INSERT INTO alembic_version (version_num) VALUES ('{revision}')")
    return ["\n".join(line.rstrip().replace("\t", "  ") for line in sql.split("\n") if line.strip()) for sql in found]


def migrated(package: str) -> list[str]:
    """The statements of a store that the real steps made."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        run_steps(connection, package)
        raw = connection.connection.driver_connection
        assert raw is not None
        found = statements(raw)
    engine.dispose()
    return found


def main() -> None:
    for package in PACKAGES:
        text = HEAD + "".join(f"{sql};\n" for sql in migrated(package))
        ROOT.joinpath(*package.split("."), "schema.sql").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
