"""Pictures and sounds that lie beside a text file: they come along when the text shows them by name."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from ops_trainer.content import media
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.locale import Complaint

SHOWN = re.compile(r"!\[([^\]\n]*)\]\(\s*<?([^()<>\n]+?)>?\s*(?:\"[^\"\n]*\")?\)|!\[\[([^\]\n|]+)(?:\|([^\]\n]*))?\]\]")
MOST = 32 << 20  # bytes of one file


def beside(parcel: Parcel, source: Source, text: str) -> str:
    """Return a Markdown text with our marks for the files that lie in the folder of the source; others are losses."""

    def mark(found: re.Match[str]) -> str:
        alt = found[1] or found[4] or ""
        name = unquote(found[2] or found[3]).removeprefix("@/").removeprefix("./")
        if re.match(r"[a-z]+:", name, re.IGNORECASE):
            parcel.losses.add("import.far_media", text)
            return f"[{alt or name}]"
        path = Path(name)
        inside = not path.is_absolute() and ".." not in path.parts
        there = source.path.parent / path
        if not (inside and media.is_name(path.name) and there.is_file() and not there.is_symlink()):
            parcel.losses.add("import.no_media", text, name=name[:60])
            return f"[{alt or path.name}]"
        parcel.media[path.name] = partial(read_bounded, there)
        return media.mark(path.name, alt)

    return SHOWN.sub(mark, text)


def read_bounded(path: Path) -> bytes:
    """Return a file's bytes. Raises Complaint when it is too large or can't be read."""
    try:
        if path.stat().st_size > MOST:
            raise Complaint("import.media_large", name=path.name, most=MOST >> 20)
        return path.read_bytes()
    except OSError as error:
        raise Complaint("trainer.cannot_read", path=str(path), error=error.strerror or str(error)) from None
