"""Slips of the pen: letters swapped, doubled, left out, next to each other on the keyboard; characters of one sound."""

from __future__ import annotations

import enum
from functools import lru_cache

from rapidfuzz.distance import OSA

from ops_trainer.content.pinyin import spellings
from ops_trainer.content.questions.fold import HAN

KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SOUNDS = ("scztx", "ck", "mn")
VOWELS = frozenset("aeiouy")
LONG = 5  # letters from which on a word with one left out or too many is hardly another word
LONGER = 8  # the same for one with another letter in it


class Slip(enum.Enum):
    """What a difference of letters may be: a slip, or one that may as well be another word."""

    SURE = enum.auto()
    MAYBE = enum.auto()


@lru_cache(maxsize=4096)
def slip(said: str, name: str) -> Slip | None:
    """Return whether a text is a name with a slip of the pen: words in small letters, one space apart. None where
    they differ by more."""
    ours, theirs = said.split(), name.split()
    if len(ours) != len(theirs):
        # A space left out or put in, with no other slip.
        return _word(said.replace(" ", ""), name.replace(" ", "")) if _near(said, name) else None
    pairs = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    if not pairs or len(pairs) > 2:
        return None
    found = [_word(one, other) for one, other in pairs]
    if None in found:
        return None
    return Slip.SURE if all(one is Slip.SURE for one in found) else Slip.MAYBE


def _near(said: str, name: str) -> bool:
    return OSA.distance(said.replace(" ", ""), name.replace(" ", ""), score_cutoff=1) <= 1


def _word(said: str, name: str) -> Slip | None:
    """Return whether a word is another one with a slip in it."""
    if said == name:
        return Slip.SURE
    distance = OSA.distance(said, name, score_cutoff=2)
    if min(len(said), len(name)) < 3 or distance > (2 if len(name) >= LONGER else 1):
        return None
    if distance == 2 or said[0] != name[0] or any(char.isdigit() for char in said + name):
        return Slip.MAYBE
    if len(said) == len(name):
        changed = [(one, other) for one, other in zip(said, name, strict=True) if one != other]
        if len(changed) == 2:
            return Slip.SURE  # two letters swapped
        return Slip.SURE if len(name) >= LONGER and _confused(*changed[0]) else Slip.MAYBE
    longer, shorter = sorted((said, name), key=len, reverse=True)
    doubled = any(
        longer[:at] + longer[at + 1 :] == shorter and longer[at] == longer[at - 1] for at in range(1, len(longer))
    )
    return Slip.SURE if doubled or min(len(said), len(name)) >= LONG else Slip.MAYBE


def _confused(one: str, other: str) -> bool:
    """Return whether one letter is easily written for another: two vowels, one sound, neighbours on the keyboard."""
    if (one in VOWELS and other in VOWELS) or any(one in alike and other in alike for alike in SOUNDS):
        return True
    places = {char: (row, at + row * 0.5) for row, keys in enumerate(KEYS) for at, char in enumerate(keys)}
    if one not in places or other not in places:
        return False
    (row, at), (other_row, other_at) = places[one], places[other]
    return abs(row - other_row) <= 1 and abs(at - other_at) <= 1


@lru_cache(maxsize=4096)
def sounds_alike(said: str, name: str) -> bool:
    """Return whether two Chinese texts are read alike, as an input method mixes them up: 跳处率 and 跳出率; or one is
    the other in Latin letters."""
    if said == name or not HAN.search(name) or len(name) < 2:
        return False
    if HAN.search(said):
        return len(said) == len(name) and bool(set(spellings(said)) & set(spellings(name)))
    return len(said) >= 4 and said.replace(" ", "") in spellings(name)
