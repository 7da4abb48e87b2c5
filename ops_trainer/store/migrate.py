"""Bringing a store up to date, a step a version, by Alembic."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from ops_trainer.store.file import VERSION, copy_of, unused

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


def upgrade(engine: Engine, path: Path, *, fresh: bool) -> None:
    """Run the steps that the store at `path` lacks, in one transaction; an existing store is copied first.

    A second process that opens the same fresh store waits for the first and then finds nothing to do.
    """
    if not fresh:
        copy_of(path, unused(path.with_suffix(".before-upgrade.db")))
    try:
        _upgrade(engine)
    except DBAPIError as error:
        raise error.orig or error from error  # as SQLite said it


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            if int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()) != VERSION:
                with as_file(files("ops_trainer.store").joinpath("migrations")) as folder:
                    config = Config()
                    config.set_main_option("script_location", str(folder).replace("%", "%%"))
                    config.attributes["connection"] = connection
                    command.upgrade(config, "head")
                connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            raw = connection.connection.driver_connection
            if raw is not None and raw.in_transaction:  # a full disk makes SQLite roll back by itself
                connection.exec_driver_sql("ROLLBACK")
            raise
        # Also where there was nothing to do: the connection goes back to the pool and must hold no lock.
        connection.exec_driver_sql("COMMIT")
