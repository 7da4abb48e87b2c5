"""The one place that makes files and folders: of a home, of a team server, and what is exported.

They hold names, answers and tokens, so that on POSIX only their owner may read them, whatever the umask: folders 0700,
files 0600. On Windows the user's own folders are private by themselves, and nothing here changes modes.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

FOLDER_MODE, FILE_MODE = 0o700, 0o600
OTHERS = 0o077  # the bits of a mode that let anyone but the owner in
POSIX = os.name == "posix"
# What this program keeps in a home. A home may be a folder in which a person keeps other things as well.
STORES = ("trainer*.db*", "teams.db*", "workshop-places.json", "look.json")
FOLDERS = ("backups", "decks", "journal", "workshops", "set-aside")


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that lack. Raises OSError; FileExistsError when a file is in the way."""
    if not path.parent.exists():
        make_folder(path.parent)
    path.mkdir(FOLDER_MODE, exist_ok=True)


def open_to_write(path: Path, mode: str = "w", **how: Any) -> IO[Any]:
    """Open a file to be written from its beginning, as `open` does. Raises OSError."""
    file = open(path, mode, opener=_opener, **how)  # noqa: SIM115 -- handed to the caller
    _close_to_others(path)
    return file


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file that changes only when all of it is on disk. Raises OSError; the file is as it was then.

    What is no plain file (`/dev/stdout`, a pipe) is written to as it is; where a link stands, what it points to.
    """
    if path.exists() and not path.is_file():
        with open_to_write(path, "wb") as file:
            file.write(data)
        return path
    target = Path(os.path.realpath(path))
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open_to_write(aside, "wb") as file:
            file.write(data)
        os.replace(aside, target)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return path


def prepare(path: Path) -> None:
    """Make an empty file where there is none: SQLite gives the mode of a database to its `-wal` and `-shm`.

    Raises OSError.
    """
    os.close(_opener(os.fspath(path), os.O_RDWR | os.O_CREAT))
    _close_to_others(path)


def copy(source: Path, target: Path) -> None:
    """Copy a file's bytes. Raises OSError."""
    with source.open("rb") as reading, open_to_write(target, "wb") as writing:
        shutil.copyfileobj(reading, writing)


def mend_database(path: Path) -> list[Path]:
    """Close a database and its `-wal` and `-shm` to others; the files that were open to them."""
    return _mended(path.with_name(path.name + tail) for tail in ("", "-wal", "-shm"))


def mend_home(home: Path) -> list[Path]:
    """Close a home that an older version made to others; what was open to them.

    What can't be changed (another's file, a disk without modes) is left as it is. The folder itself is left alone where
    it is not the program's to close: the person's own home directory or one above it, or one that several share.
    """
    mended = _mended(_things(home))
    with suppress(OSError):
        shared = home.stat().st_mode & stat.S_ISVTX
        if not shared and not Path.home().is_relative_to(home.resolve()):
            mended += _mended([home])
    return mended


def open_to_others(home: Path) -> list[Path]:
    """Return what in a home others may read, such as on a disk that knows no modes."""
    return [path for path in _things(home) if _mode(path) & OTHERS]


def _things(home: Path) -> Iterator[Path]:
    for pattern in STORES:
        yield from home.glob(pattern)
    for name in FOLDERS:
        if not (home / name).is_symlink():
            yield from _within(home / name)


def _within(folder: Path) -> Iterator[Path]:
    """Return a folder and all in it; links are not followed."""
    yield folder
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _within(Path(entry.path))
            else:
                yield Path(entry.path)


def _mended(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if _close_to_others(path)]


def _close_to_others(path: Path) -> bool:
    """Take others' rights to a file or folder of one's own away; whether they had any and have none now."""
    mode = _mode(path)
    if not mode & OTHERS:
        return False
    with suppress(OSError):
        os.chmod(path, mode & ~OTHERS)
    return not _mode(path) & OTHERS


def _mode(path: Path) -> int:
    """Return the mode of a plain file or folder; 0 for what is none, and where there are no modes."""
    if not POSIX:
        return 0
    with suppress(OSError):
        mode = os.lstat(path).st_mode
        return stat.S_IMODE(mode) if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else 0
    return 0


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)
