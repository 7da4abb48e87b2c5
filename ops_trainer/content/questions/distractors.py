"""Wrong options, chosen for how tempting they are, and never one that would be right too."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from ops_trainer.content.notes import BaseNote
from ops_trainer.content.questions.facets import Facet, facts_of, pool_text
from ops_trainer.content.questions.form import Form, alike, form_of, like_in_form
from ops_trainer.content.questions.slate import Candidate, Slate
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

NEAR, FAR = 16, 12  # candidates looked at: neighbours in the deck, and others drawn from all of it
BEST = 9  # of which so many of the most tempting are combined
MIXUP, CONTRAST, NEIGHBOUR = 40.0, 15.0, 15.0  # what a mix-up, a contrast and being next add to the likeness
GOOD = 38.0  # per cent of likeness from which on a sibling is good enough to be a fourth option
CHANCE = 12.0  # how far chance moves the order, in per cent of likeness

Wrong = list[tuple[str, Text]]  # notes and their answers


@dataclass(frozen=True, slots=True)
class About:
    """What a note is called, without case, and the texts that say what it is."""

    names: frozenset[str]
    facts: tuple[Text, ...]


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
        self._abouts: dict[str, About] = {}
        self._forms: dict[tuple[str, str], Form] = {}
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
        form, names = form_of(facet.answer, name=facet.pool == "term"), self._about(ref).names
        for other in self.candidates(ref, rng):
            text = self._answer(other, facet, form, names)
            if text is not None:
                likeness = self._pull(ref, other, facet, text)
                form_there = self._form(other, facet.pool, text)
                found.append(Candidate(other, text, form_there, likeness, likeness + rng.random() * CHANCE))
        found.sort(key=lambda one: (-one.worth, one.note))
        place = rng.random()
        good = sum(one.likeness >= GOOD for one in found[:BEST])
        for some in (found[:BEST], found):
            slate = Slate(facet.prompt, facet.answer, form, some, self._clash)
            for count in range(most if good >= most else least, least - 1, -1):
                if chosen := slate.choose(count, place):
                    return [(one.note, one.text) for one in chosen]
        return []

    def _clash(self, one: Candidate, other: Candidate) -> bool:
        """Whether two wrong options may not stand side by side: one of them would be odd, or both could be left out."""
        return not self.apart(one.note, other.note) or alike(one.text, other.text)

    def answer_of(self, ref: str, other: str, facet: Facet) -> Text | None:
        """Another note's answer to a facet's question, where it is of like form and would not be right too."""
        return self._answer(other, facet, form_of(facet.answer, name=facet.pool == "term"), self._about(ref).names)

    def _answer(self, other: str, facet: Facet, form: Form, names: frozenset[str]) -> Text | None:
        text = pool_text(self.notes[other], facet.pool)
        if text is None or not like_in_form(self._form(other, facet.pool, text), form) or alike(text, facet.answer):
            return None
        about = self._about(other)
        if not about.names.isdisjoint(names):
            return None
        return None if any(alike(fact, facet.rival) for fact in about.facts) else text

    def _about(self, ref: str) -> About:
        """What a note is called and says, worked out once."""
        if (found := self._abouts.get(ref)) is None:
            note = self.notes[ref]
            found = self._abouts[ref] = About(frozenset(_names(note)), tuple(facts_of(note)))
        return found

    def _form(self, ref: str, pool: str, text: Text) -> Form:
        """The form of a note's answer of a pool, worked out once."""
        if (found := self._forms.get((ref, pool))) is None:
            found = self._forms[ref, pool] = form_of(text, name=pool == "term")
        return found

    def _pull(self, ref: str, other: str, facet: Facet, text: Text) -> float:
        """How tempting a wrong answer is, in per cent: likeness in words and in meaning, and how often this learner
        fell for it."""
        zh = facet.answer.zh is not None
        likeness = fuzz.ratio(_said(text, zh), _said(facet.answer, zh))
        facts = self._about(other).facts
        if facts and facet.pool == "term":
            likeness = (likeness + fuzz.ratio(_said(facts[0], zh), _said(facet.rival, zh))) / 2
        if other in self.notes[ref].contrast or ref in self.notes[other].contrast:
            likeness += CONTRAST
        if ref.partition("/")[0] == other.partition("/")[0]:
            # Authors put side by side what belongs together.
            likeness += NEIGHBOUR / max(abs(self._place[ref] - self._place[other]), 1)
        return likeness + MIXUP * min(self.mixups.get(ref, {}).get(other, 0), 3)


def _said(text: Text, zh: bool) -> str:
    return (text.zh if zh else text.en) or ""


def _group(ref: str, note: BaseNote) -> tuple[str, str]:
    return ref.partition("/")[0], type(note).__name__


def _names(note: BaseNote) -> set[str]:
    """All that a note is called, without case."""
    term = pool_text(note, "term")
    called = [name for lang in LANGS for name in (*note.aliases.in_lang(lang), *note.accept.in_lang(lang))]
    return {name.casefold() for name in (*called, *((term.zh, term.en) if term is not None else ())) if name}
