"""Bringing a team server's store up to date by Alembic, and refusing one from a newer version."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.team_server.tables.database import HubDatabase

REVISIONS = ("h0001", "h0002")  # in order; migrations/versions holds one step for each
LOCK = 0x6F70_7374  # any number that is always the same: processes that start together wait for each other


def bring_up(database: HubDatabase) -> None:
    """Run the steps that the store lacks, in one transaction.

    Raises Complaint when the store is from a newer version or is not a team server's; nothing is changed then.
    """
    with database.engine.connect() as connection, connection.begin():
        if _revision(connection, database.place) == REVISIONS[-1]:
            return
    with (
        database.engine.connect() as connection,
        connection.execution_options(begin="BEGIN IMMEDIATE").begin(),
        as_file(files("ops_trainer.team_server.tables").joinpath("migrations")) as folder,
    ):
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if _revision(connection, database.place) == REVISIONS[-1]:
            return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection, place: str) -> str | None:
    """The step that the store is at; None for an empty store."""
    there = inspect(connection).get_table_names()
    if "alembic_version" not in there:
        if there:
            raise Complaint("team.foreign_database", place=place)
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise Complaint("team.newer_database", place=place)
    return found
