"""How text is set: a space between Han and Latin, and lines that break where a reader would break them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import budoux

HAN = r"\u3400-\u9fff\uf900-\ufaff"
NO_BREAK = "\u00a0"  # a blank that Markdown keeps
NO_START = frozenset("，。、；：？！）］｝】》〉」』”’…—～·%％‰,.;:?!)]}")
NO_END = frozenset("（［｛【《〈「『“‘([{$¥€£")


def spaced(text: str) -> str:
    """Return the text with one space between Han and Latin letters or digits where none is; twice changes nothing."""
    if text.isascii():
        return text
    han_then_latin, latin_then_han = _borders()
    return latin_then_han.sub(r"\1 ", han_then_latin.sub(r"\1 ", text))


@cache
def _borders() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds Han before Latin and Latin before Han: who reads English need not wait for it."""
    return (
        re.compile(rf"([{HAN}])(?=[A-Za-z0-9$€¥£@#&+\-−]?[A-Za-z0-9])"),
        re.compile(rf"([A-Za-z0-9%‰])(?=[{HAN}])"),
    )


def char_width(char: str) -> int:
    """Return the cells that a character takes in a terminal: 0, 1 or 2."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def width(text: str) -> int:
    """Return the cells that a text takes in a terminal."""
    return len(text) if text.isascii() else sum(map(char_width, text))


@lru_cache(maxsize=1)
def _phrases() -> budoux.Parser:
    import budoux

    return budoux.load_default_simplified_chinese_parser()


def pieces(text: str) -> list[str]:
    """Return a line of text in pieces between which it may break: Chinese phrases, words with the space behind them."""
    found: list[str] = []
    for word in re.findall(r"\S+\s*|\s+", text):
        found += _phrases().parse(word) if re.search(rf"[{HAN}]", word) else [word]
    glued: list[str] = []
    for piece in found:
        if glued and (piece[:1] in NO_START or glued[-1].rstrip()[-1:] in NO_END):
            glued[-1] += piece
        else:
            glued.append(piece)
    return glued


def wrap(text: str, cells: int) -> list[str]:
    """Return the text in lines of at most so many cells, broken between phrases and words.

    No line begins with closing punctuation or ends with opening punctuation, unless a single such run is wider than the
    line; no character is ever cut. Line breaks of the text stay.
    """
    cells = max(cells, 2)
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, cells)]


def _paragraph(text: str, cells: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in pieces(text):
        if width((line + piece).rstrip()) <= cells:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece
        while width(line.rstrip()) > cells:
            head = _head(line, cells)
            lines.append(line[:head].rstrip())
            line = line[head:]
    return [*lines, line.rstrip()]


def _head(text: str, cells: int) -> int:
    """Return how many characters of a piece that is too wide go on this line, with a good place to break if there is
    one."""
    used = fits = 0
    for char in text:
        used += char_width(char)
        if used > cells:
            break
        fits += 1
    best = fits
    while best > 1 and (text[best : best + 1] in NO_START or text[best - 1] in NO_END):
        best -= 1
    return max(best if text[best : best + 1] not in NO_START else fits, 1)
