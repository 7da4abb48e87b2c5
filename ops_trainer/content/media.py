"""Pictures and sounds of notes: `![what it shows](media/NAME)` in a text, the file in the folder `DECK.media`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath

from ops_trainer.content.text import Text
from ops_trainer.locale import Lang, say

MARK = re.compile(r"!\[([^\]\n]*)\]\(media/([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
SIGN = "](media/"
PICTURES = frozenset({"png", "jpg", "jpeg", "webp", "gif"})
SOUNDS = frozenset({"mp3", "ogg", "wav", "m4a"})
BAD = re.compile(r"[/\\:*?\"<>|%#]")
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LONGEST = 120  # bytes of a name


def is_name(name: str) -> bool:
    """Return whether a file in a media folder may be called so: a picture or sound, and no path on any system."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    plain = all(unicodedata.category(char)[0] != "C" for char in name)
    fits = len(name.encode("utf-8", "replace")) <= LONGEST and name == name.strip() and not name.startswith(".")
    return bool(plain and fits and ending in PICTURES | SOUNDS and not BAD.search(name) and not DEVICES.match(name))


def mark(name: str, alt: str = "") -> str:
    """Return what stands in a text for a file."""
    return f"![{' '.join(re.sub(r'[][]', ' ', alt).split())}](media/{name})"


def names_in(text: str) -> Iterator[str]:
    """Yield the names of the files that a text shows."""
    if SIGN in text:
        yield from (found[2] for found in MARK.finditer(text))


def shows(text: Text) -> bool:
    """Return whether a text shows a file."""
    return SIGN in (text.zh or "") or SIGN in (text.en or "")


def in_words(text: Text) -> Text:
    """Return a text with what its files show said in words, as a terminal shows it."""
    if not shows(text):
        return text
    return Text(**{lang: line_in_words(getattr(text, lang), lang) for lang in text.langs})


def line_in_words(text: str, lang: Lang) -> str:
    """Return a text in one language with what its files show said in words."""
    return MARK.sub(lambda found: _said(found[1].strip() or found[2], found[2], lang), text) if SIGN in text else text


def _said(what: str, name: str, lang: Lang) -> str:
    ending = name.rpartition(".")[2].lower()
    return say("card.sound" if ending in SOUNDS else "card.picture", lang, what=what)
