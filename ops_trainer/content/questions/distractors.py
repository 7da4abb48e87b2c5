"""Wrong options, chosen for how tempting they are, and never one that would be right too."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from ops_trainer.content.notes import BaseNote
from ops_trainer.content.questions.facets import Facet, facts_of, pool_text
from ops_trainer.content.questions.slate import Candidate, Slate, doublings
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

NEAR, FAR = 24, 24  # candidates looked at: neighbours in the deck, and others drawn from all of it
BEST = 9  # of which so many of the most tempting are combined
SAME = 72  # per cent of likeness from which on two texts may say the same
MIXUP = 40.0  # what one mix-up adds to the likeness
GOOD = 22.0  # per cent of likeness from which on a sibling is good enough to be a fourth option
MOST_DOUBLINGS = 1.6  # by which a wrong option may be longer or shorter than the right one
LISTING = re.compile(r"[、，,]|和|与|或|\band\b|\bor\b")
LIST = {"zh": 12, "en": 40}  # characters up to which a text may be a mere list
CHANCE = 12.0  # how far chance moves the order, in per cent of likeness

Wrong = list[tuple[str, Text]]  # notes and their answers


class Siblings:
    """The notes of a library by deck and kind, and which may stand beside which.

    Wrong options come from the same deck, so that they fit in theme and tone; a note of another deck only where the
    learner mixed the two up.
    """

    def __init__(self, notes: Mapping[str, BaseNote], mixups: Mapping[str, Mapping[str, int]]) -> None:
        self.notes = notes
        self.mixups = mixups
        self._kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._place: dict[str, int] = {}
        for ref, note in notes.items():
            kind = self._kinds[_group(ref, note)]
            self._place[ref] = len(kind)
            kind.append(ref)

    def apart(self, one: str, other: str) -> bool:
        """Whether neither note was declared confusable with the other."""
        if one == other:
            return False
        return other not in self.notes[one].confusable and one not in self.notes[other].confusable

    def near(self, ref: str, rng: random.Random) -> Iterator[str]:
        """Notes of the same kind that this one may be taken for: those mixed up, neighbours, some others."""
        note = self.notes[ref]
        kind = self._kinds[_group(ref, note)]
        place = self._place[ref]
        mixed = [o for o in self.mixups.get(ref, ()) if o in self.notes and type(self.notes[o]) is type(note)]
        around = kind[max(place - NEAR // 2, 0) : place + NEAR // 2 + 1]
        for other in dict.fromkeys([*mixed, *around, *rng.sample(kind, min(FAR, len(kind)))]):
            if other != ref:
                yield other

    def candidates(self, ref: str, rng: random.Random) -> Iterator[str]:
        """Those of them that are not confusable with it."""
        return (other for other in self.near(ref, rng) if self.apart(ref, other))

    def wrong(self, ref: str, facet: Facet, rng: random.Random, *, least: int = 2, most: int = 3) -> Wrong:
        """Wrong answers with the notes they come from: `least` of them, up to `most` where there are so many good ones.

        They are tempting, of like length, no two confusable with each other, and no word of the prompt points to the
        right answer alone. Empty where there are not enough.
        """
        found: list[Candidate] = []
        for other in self.candidates(ref, rng):
            text = self.answer_of(ref, other, facet)
            if text is not None:
                likeness = self._pull(ref, other, facet, text)
                found.append(Candidate(other, text, likeness, likeness + rng.random() * CHANCE))
        found.sort(key=lambda one: (-one.worth, one.note))
        place = rng.random()
        good = sum(one.likeness >= GOOD for one in found[:BEST])
        for some in (found[:BEST], found):
            slate = Slate(facet.prompt, facet.answer, some, self._clash)
            for count in range(most if good >= most else least, least - 1, -1):
                if chosen := slate.choose(count, place):
                    return [(one.note, one.text) for one in chosen]
        return []

    def _clash(self, one: Candidate, other: Candidate) -> bool:
        """Whether two wrong options may not stand side by side: one of them would be odd, or both could be left out."""
        return not self.apart(one.note, other.note) or alike(one.text, other.text)

    def answer_of(self, ref: str, other: str, facet: Facet) -> Text | None:
        """Another note's answer to a facet's question, where it is in the same languages and would not be right too."""
        note = self.notes[other]
        text = pool_text(note, facet.pool)
        if text is None or not set(facet.answer.langs) <= set(text.langs) or alike(text, facet.answer):
            return None
        if not like_in_form(text, facet.answer):
            return None
        if _names(note) & _names(self.notes[ref]):
            return None
        return None if any(alike(fact, facet.rival) for fact in facts_of(note)) else text

    def _pull(self, ref: str, other: str, facet: Facet, text: Text) -> float:
        """How tempting a wrong answer is, in per cent: likeness in words and in meaning, and how often this learner
        fell for it."""
        lang = facet.answer.langs[0]
        likeness = fuzz.ratio(getattr(text, lang), getattr(facet.answer, lang))
        fact = next(facts_of(self.notes[other]), None)
        if fact is not None and facet.pool == "term":
            rival = facet.rival.in_lang(lang)
            likeness = (likeness + fuzz.ratio(fact.in_lang(lang), rival)) / 2
        return likeness + MIXUP * min(self.mixups.get(ref, {}).get(other, 0), 3)


def _group(ref: str, note: BaseNote) -> tuple[str, str]:
    return ref.partition("/")[0], type(note).__name__


def alike(one: Text, other: Text) -> bool:
    """Whether two texts say the same, in a language that both have."""
    for ours, theirs in ((one.zh, other.zh), (one.en, other.en)):
        if not ours or not theirs:
            continue
        if ours == theirs or ours.casefold() == theirs.casefold():
            return True
        # Short names that differ in one character are different names.
        if len(ours) >= 10 and len(theirs) >= 10 and fuzz.ratio(ours, theirs, score_cutoff=SAME):
            return True
    return False


def _names(note: BaseNote) -> set[str]:
    """All that a note is called, without case."""
    term = pool_text(note, "term")
    called = [name for lang in LANGS for name in (*note.aliases.in_lang(lang), *note.accept.in_lang(lang))]
    return {name.casefold() for name in (*called, *((term.zh, term.en) if term is not None else ())) if name}


def like_in_form(one: Text, other: Text) -> bool:
    """Whether two texts could stand in each other's place: both numbers or both words, short lists of as many things,
    and not much longer one than the other."""
    if one.langs != other.langs or _is_figure(one) != _is_figure(other) or doublings(one, other) > MOST_DOUBLINGS:
        return False
    return all(
        _listed(getattr(one, lang)) == _listed(getattr(other, lang))
        for lang in one.langs
        if max(len(getattr(one, lang)), len(getattr(other, lang))) <= LIST[lang]
    )


def _listed(text: str) -> int:
    """How many things a short text lists."""
    return len(LISTING.findall(text))


def _is_figure(text: Text) -> bool:
    """Whether a text is a number rather than words."""
    return all(
        sum(char.isdigit() for char in getattr(text, lang)) * 2 > len(getattr(text, lang)) for lang in text.langs
    )
