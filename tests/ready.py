"""What tests would make again and again is made once in a process: what the decks of the repository say."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from ops_trainer import private_files
from ops_trainer.content import files
from ops_trainer.content.reading import reader
from ops_trainer.store.database import FILE, Database
from ops_trainer.trainer import library

ROOT = Path(__file__).parents[1]
BUILTIN = files.builtin_folder()
parse_deck = cache(reader.parse_deck)


def decks_read_once(patch: pytest.MonkeyPatch) -> None:
    """Have deck files of the repository parsed once. Those that a test writes are parsed each time."""
    parse = reader.parse_deck

    def parsed(data: bytes, name: str) -> reader.Reading:
        return (parse_deck if Path(name).is_relative_to(ROOT) else parse)(data, name)

    patch.setattr(reader, "parse_deck", parsed)


@cache
def with_decks() -> bytes:
    """A store that has read the built-in decks, and in which nobody is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ready.db")
        database = Database.open(path)
        library.refresh(database, BUILTIN, Path(folder, "decks"))
        database.close()
        return path.read_bytes()


def homes_with_decks(patch: pytest.MonkeyPatch) -> None:
    """Have fresh homes begin with a store that has read the built-in decks, in place of reading them."""
    opened = Database.open

    def ready(path: Path) -> Database:
        if path.name == FILE and files.builtin_folder() == BUILTIN and not list(path.parent.glob(f"{FILE}*")):
            made = with_decks()
            with suppress(OSError):
                private_files.make_folder(path.parent)
                private_files.prepare(path)
                path.write_bytes(made)
        return opened(path)

    patch.setattr(Database, "open", ready)
