"""Text as search words: FTS5's trigrams need three characters, and Chinese words have two."""

from __future__ import annotations

import re
import unicodedata

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
OTHER = re.compile(r"\w+")


def _runs(text: str) -> list[tuple[bool, str]]:
    """The runs of Han characters (True) and of other letters and digits, in their order."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found: list[tuple[bool, str]] = []
    place = 0
    for run in HAN.finditer(folded):
        found += [(False, word) for word in OTHER.findall(folded[place : run.start()])]
        found.append((True, run.group()))
        place = run.end()
    return found + [(False, word) for word in OTHER.findall(folded[place:])]


def words(text: str) -> str:
    """What is indexed: Latin words as they are; each Han character with the next one, and alone at the end."""
    out: list[str] = []
    for han, run in _runs(text):
        out += [run[i : i + 2] for i in range(len(run))] if han else [run]
    return " ".join(out)


def query(text: str) -> str:
    """What is looked for, in FTS5's language: all runs, Han ones as phrases, the rest by their beginning."""
    parts: list[str] = []
    for han, run in _runs(text):
        if not han or len(run) == 1:
            parts.append(f'"{run}"*')
        else:
            parts.append('"' + " ".join(run[i : i + 2] for i in range(len(run) - 1)) + '"')
    return " ".join(parts)
