"""The outward form of a text: what options must have in common, so that none stands out before it is read."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from ops_trainer.content.questions.fold import fold
from ops_trainer.content.questions.marking.negation import contradict, numbers
from ops_trainer.content.sort_of_answer import sort_of_answer
from ops_trainer.content.text import Text

SAME = 72  # per cent of likeness from which on two texts may say the same
NAME = 10  # characters below which texts are names, and differ when one character does
MOST_DOUBLINGS = 1.6  # by which a wrong option may be longer or shorter than the right one
LISTING = re.compile(r"[、，,]|和|与|或|\band\b|\bor\b")
INITIALS = re.compile(r"[A-Za-z0-9]{2,6}")
LIST_ZH, LIST_EN = 12, 40  # characters up to which a text may be a mere list


@dataclass(frozen=True, slots=True)
class Form:
    """A text's lengths (0 where it lacks a language), the sort of answer that it is, and how many things it lists."""

    zh: int
    en: int
    sort: str
    zh_listed: int
    en_listed: int


def form_of(text: Text, *, name: bool = False) -> Form:
    """Return the form of a text. A name lists nothing: “Sales and marketing” is one role."""
    zh, en = text.zh or "", text.en or ""
    return Form(
        len(zh),
        len(en),
        _sort_of_name(zh or en) if name else sort_of_answer(zh or en),
        0 if name else len(LISTING.findall(zh)),
        0 if name else len(LISTING.findall(en)),
    )


def _sort_of_name(name: str) -> str:
    """Return that a name is nothing but letters, such as CTR: among words it would be told by its looks."""
    return "letters" if INITIALS.fullmatch(name) and sum(char.isupper() for char in name) > 1 else ""


def like_in_form(one: Form, other: Form) -> bool:
    """Return whether two texts could stand in each other's place: in the same languages, answers of one sort, short
    lists of as many things, and neither much longer."""
    if bool(one.zh) != bool(other.zh) or bool(one.en) != bool(other.en) or one.sort != other.sort:
        return False
    if one.zh and max(one.zh, other.zh) <= LIST_ZH and one.zh_listed != other.zh_listed:
        return False
    if one.en and max(one.en, other.en) <= LIST_EN and one.en_listed != other.en_listed:
        return False
    return doublings(one, other) <= MOST_DOUBLINGS


def doublings(one: Form, other: Form) -> float:
    """Return by how many doublings two texts differ in length, at most over their languages; short names differ
    freely."""
    found = 0.0
    for ours, theirs in ((one.zh, other.zh), (one.en, other.en)):
        if ours and theirs:
            found = max(found, abs(math.log2((ours + 6) / (theirs + 6))))
    return found


def alike(one: Text, other: Text) -> bool:
    """Return whether two texts say the same, in a language that both have: not where they differ in a number, or one
    denies the other or names its opposite."""
    for ours, theirs in ((one.zh, other.zh), (one.en, other.en)):
        if not ours or not theirs:
            continue
        if len(ours) >= NAME and len(theirs) >= NAME:
            if fuzz.ratio(ours, theirs, score_cutoff=SAME) and not _opposed(ours, theirs):
                return True
        elif ours.casefold() == theirs.casefold():
            return True
    return False


def _opposed(one: str, other: str) -> bool:
    """Return whether texts in much the same words say different things all the same."""
    if numbers(one) != numbers(other):
        return True
    return contradict(one, other, fold(one).split(), fold(other).split())
