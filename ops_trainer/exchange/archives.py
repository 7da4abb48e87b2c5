"""Archives, with what is unpacked counted while it is: no bomb fills the memory, no name is ever a path."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from ops_trainer.locale import Complaint

MOST_ENTRIES = 100_000
MOST_UNPACKED = 512 << 20  # bytes of one member
PIECE = 1 << 20
FREE = 32 << 20  # bytes that anything may unpack to
DENSEST = 150  # times that what is larger may be packed: a text is 3 to 20, a bomb a thousand
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    """A zip file, whose members are read by name and never written anywhere."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN:
            raise self.broken() from None
        if len(self._zip.infolist()) > MOST_ENTRIES:
            raise Complaint("import.bomb", file=path.name)
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def broken(self) -> Complaint:
        """Return that the archive can't be read."""
        return Complaint("import.broken", file=self.path.name)

    def read(self, name: str, most: int = MOST_UNPACKED) -> bytes:
        """Return a member's bytes. Raises Complaint when it isn't there, is damaged, or unpacks to more than `most`."""
        pieces: list[bytes] = []
        size = 0
        try:
            most = bounded(most, self._zip.getinfo(name).compress_size)
            with self._zip.open(name) as member:
                while piece := member.read(PIECE):
                    size += len(piece)
                    if size > most:
                        raise Complaint("import.bomb", file=self.path.name)
                    pieces.append(piece)
        except KeyError:
            raise self.broken() from None
        except BROKEN:
            raise self.broken() from None
        return b"".join(pieces)


def bounded(most: int, packed: int) -> int:
    """Return how many bytes may come out of so many packed ones."""
    return min(most, max(FREE, packed * DENSEST))


def unpack_zstd(data: bytes, most: int, file: str) -> bytes:
    """Return what was packed with zstd. Raises Complaint when it is damaged, or more than `most` bytes."""
    from ops_trainer.exchange.zstandard import zstd

    most = bounded(most, len(data))
    unpacker = zstd.ZstdDecompressor()
    try:
        made = unpacker.decompress(data, max_length=most + 1)
    except zstd.ZstdError:
        raise Complaint("import.broken", file=file) from None
    if len(made) > most:
        raise Complaint("import.bomb", file=file)
    return made
