"""Texts made comparable: what does not change what was said is taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
ACCENT = re.compile(r"(?<=[a-zA-Z])[\u0300-\u036f]+")
NOT_TOLD = re.compile(r"[\W_]+")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC | None:
    try:
        import opencc
    except ImportError:  # Windows on Arm has no build of it
        return None
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Return traditional characters as simplified ones; as they are on a machine without OpenCC."""
    converter = _converter() if HAN.search(text) else None
    return text if converter is None else str(converter.convert(text))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text in NFKC and small letters, without punctuation; Han characters simplified and without spaces, words
    one space apart."""
    # Half of a surrogate pair or a control character, as broken input methods send them, says nothing.
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text)
    text = simplified(unicodedata.normalize("NFKC", text).casefold().replace("&", " and "))
    text = " ".join(NOT_TOLD.sub(" ", text).split())
    return re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", text)


def unaccented(text: str) -> str:
    """Return a text whose Latin letters have no accents: café as cafe."""
    return unicodedata.normalize("NFC", ACCENT.sub("", unicodedata.normalize("NFD", text)))


def bare(text: str) -> str:
    """Return a text folded, without what stands in brackets: “浏览量（PV）” is “浏览量”."""
    return fold(re.sub(r"[（(].*?[）)]", "", text) or text)
