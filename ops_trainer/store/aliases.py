"""Whether a file is a store of ours, before anything in it is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ops_trainer.locale import Complaint

MAGIC = b"SQLite format 3\0"
ROLLBACK, JOURNAL_AT = 1, 18  # the byte of a file's head that tells how it keeps its transactions
OURS = frozenset({"event", "learner"})


def version_of(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """The version of a store's schema, 0 for an empty file.

    Raises Complaint when the file is another program's, or from a version after the `newest` that this one knows.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version == 0 and not tables:
        return 0
    if tables >= OURS and version > newest:
        raise Complaint("store.newer", path=str(path))
    if version == 0 or not tables >= OURS:
        raise Complaint("store.foreign", path=str(path))
    return version


def look(path: Path, newest: int) -> None:
    """Look at a file without writing. Raises Complaint when it is damaged, another program's, or too new.

    Opening a store sets it to write-ahead logging, which would change a file that is not ours. Ours is so from its
    first moment, so that only a file that keeps its transactions in another way needs this look.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        head = file.read(100)
    if head and not head.startswith(MAGIC):
        raise Complaint("store.damaged", path=str(path))
    if len(head) > JOURNAL_AT and head[JOURNAL_AT] == ROLLBACK:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            version_of(connection, path, newest)
