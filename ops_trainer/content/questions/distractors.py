"""Wrong options, chosen for how tempting they are, and never one that would be right too."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from ops_trainer.content.kinds.asked import Aspect
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.fold import fold
from ops_trainer.content.questions.outward_form import Form, alike, form_of, like_in_form
from ops_trainer.content.questions.selection import Candidate, OptionSelection
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

NEAR, FAR = 16, 12  # candidates looked at: neighbours in the deck, and others drawn from all of it
REACH = 150  # notes on either side whose names are known to be names of others
BEST = 9  # of which so many of the most tempting are combined
CLOSE = 3  # so many of the most tempting may be what a false statement says
# What a mix-up, a contrast, a third note that is near to both, and being next add to the likeness.
MIXUP, CONTRAST, KIN, NEIGHBOUR = 40.0, 60.0, 12.0, 15.0
SAME_MEASURE = 15.0  # what a measure counted in the same unit adds
MOST_KIN = 6
FEW = 4  # notes of a sort below which all of their kind stand together
MOST_KEPT = 20_000  # answers of one note to another's question that are remembered
GOOD = 38.0  # per cent of likeness from which on a sibling is good enough to be a fourth option
CHANCE = 12.0  # how far chance moves the order, in per cent of likeness

NONE: frozenset[str] = frozenset()

Wrong = list[tuple[str, Text]]  # notes and their answers


@dataclass(frozen=True, slots=True)
class About:
    """What a note is called, without case, and the texts that say what it is."""

    names: frozenset[str]
    facts: tuple[Text, ...]


class Siblings:
    """The notes of a library by deck and kind, and which may stand beside which.

    Wrong options come from the same deck, so that they fit in theme and tone; a note of another deck only where the
    deck sets it in contrast or the learner mixed the two up. Models stand beside models and measures beside measures:
    an option of the other sort would be told by its grammar alone.
    """

    def __init__(self, notes: Mapping[str, BaseNote], mixups: Mapping[str, Mapping[str, int]]) -> None:
        self.notes = notes
        self.mixups = mixups
        self._kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._sorts: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._place: dict[str, tuple[int, int]] = {}  # in its kind and in its sort
        self._kin: dict[str, set[str]] = defaultdict(set)
        self._contrasted: dict[str, set[str]] = defaultdict(set)
        self._weighed: dict[tuple[str, str, str], tuple[Text | None, float]] = {}
        self._abouts: dict[str, About] = {}
        self._named: dict[str, list[Text]] = {}
        self._forms: dict[tuple[str, str], Form] = {}
        for ref, note in notes.items():
            kind, sort = self._kinds[_group(ref, note)], self._sorts[_sort(ref, note)]
            self._place[ref] = len(kind), len(sort)
            kind.append(ref)
            sort.append(ref)
            for other in (*note.contrast, *note.confusable):
                if other in notes and notes[other].kind == note.kind:
                    self._kin[ref].add(other)
                    self._kin[other].add(ref)
                    if other in note.contrast and notes[other].sort() == note.sort():
                        self._contrasted[ref].add(other)
                        self._contrasted[other].add(ref)

    def apart(self, one: str, other: str) -> bool:
        """Return whether neither note was declared confusable with the other."""
        if one == other:
            return False
        return other not in self.notes[one].confusable and one not in self.notes[other].confusable

    def contrasted(self, one: str, other: str) -> bool:
        """Return whether a deck sets two notes of a kind apart, and neither could be defended for the other: such a
        one is the wrong option wanted most."""
        return other in self._contrasted.get(one, NONE) and self.apart(one, other)

    def other_names(self, ref: str) -> list[Text]:
        """Return what else a note may be called, worked out once."""
        if (found := self._named.get(ref)) is None:
            found = self._named[ref] = self.notes[ref].other_names()
        return found

    def around(self, ref: str) -> list[str]:
        """Return the notes of a kind that stand around one in its deck."""
        among, place = self._kinds[_group(ref, self.notes[ref])], self._place[ref][0]
        return [other for other in among[max(place - REACH, 0) : place + REACH + 1] if other != ref]

    def near(self, ref: str, rng: random.Random, *, close: bool = False) -> Iterator[str]:
        """Yield notes of the same kind that this one may be taken for: those mixed up, those that the deck puts in
        relation to it or to the same third note, neighbours, and unless only `close` ones are wanted some others."""
        note = self.notes[ref]
        mixed = [o for o in self.mixups.get(ref, ()) if o in self.notes and self.notes[o].kind == note.kind]
        own = _sort(ref, note)
        few = len(self._sorts[own]) < FEW
        among = self._kinds[_group(ref, note)] if few else self._sorts[own]
        place = self._place[ref][0 if few else 1]
        around = among[max(place - NEAR // 2, 0) : place + NEAR // 2 + 1]
        kin = sorted(self._kin.get(ref, NONE))
        further = sorted({two for one in kin for two in self._kin[one]} - {ref})
        related = [*kin, *rng.sample(further, min(MOST_KIN, len(further)))]
        related = [o for o in related if o.startswith(f"{own[0]}/") and (few or _sort(o, self.notes[o]) == own)]
        related = [*sorted(self._contrasted.get(ref, NONE)), *related]
        some = [] if close else rng.sample(among, min(FAR, len(among)))
        for other in dict.fromkeys([*mixed, *related, *around, *some]):
            if other != ref:
                yield other

    def candidates(self, ref: str, rng: random.Random, *, close: bool = False) -> Iterator[str]:
        """Yield those of them that are not confusable with it."""
        return (other for other in self.near(ref, rng, close=close) if self.apart(ref, other))

    def wrong(
        self,
        ref: str,
        aspect: Aspect,
        rng: random.Random,
        *,
        least: int = 2,
        most: int = 3,
        close: bool = False,
        among: Collection[str] | None = None,
        named: bool = False,
    ) -> Wrong:
        """Return wrong answers with the notes they come from: `least` of them, up to `most` where there are so many
        good ones; with `close` only from the few most tempting, with `named` only from those whose names may stand
        among options, and only from the notes `among`, if any are given.

        They are tempting, of like length, no two confusable with each other, and no word of the prompt points to the
        right answer alone. Empty where there are not enough.
        """
        found: list[Candidate] = []
        form = form_of(aspect.answer, name=aspect.of_name)
        for other in self.candidates(ref, rng, close=close):
            if (among is not None and other not in among) or (named and not self.notes[other].is_chosen()):
                continue
            text, likeness = self._weigh(ref, other, aspect, form)
            if text is not None:
                form_there = self._form(other, aspect.pool, text)
                worth = likeness + rng.random() * CHANCE
                found.append(Candidate(other, text, form_there, likeness, worth, self.contrasted(ref, other)))
        if close:
            found = sorted(found, key=lambda one: (-one.likeness, one.note))[:CLOSE]
        found.sort(key=lambda one: (-one.worth, one.note))
        place, centre = rng.random(), rng.random()
        good = sum(one.likeness >= GOOD for one in found[:BEST])
        for some in (found[:BEST], found):
            selection = OptionSelection(aspect.prompt, aspect.answer, form, some, self._clash, fine=aspect.ties_name)
            for count in range(most if good >= most else least, least - 1, -1):
                if chosen := selection.choose(count, place, centre):
                    return [(one.note, one.text) for one in chosen]
        return []

    def _clash(self, one: Candidate, other: Candidate) -> bool:
        """Return whether two wrong options may not stand side by side: one of them would be odd, or both could be left
        out."""
        return not self.apart(one.note, other.note) or alike(one.text, other.text)

    def answer_of(self, ref: str, other: str, aspect: Aspect) -> Text | None:
        """Return another note's answer to a aspect's question, where it is of like form and would not be right too."""
        return self._answer(ref, other, aspect, form_of(aspect.answer, name=aspect.of_name))

    def _weigh(self, ref: str, other: str, aspect: Aspect, form: Form) -> tuple[Text | None, float]:
        """Return another note's answer to a aspect's question, if any, and how tempting it is; worked out once."""
        key = ref, aspect.name, other
        if (found := self._weighed.get(key)) is None:
            if len(self._weighed) >= MOST_KEPT:
                self._weighed.clear()
            text = self._answer(ref, other, aspect, form)
            found = self._weighed[key] = text, 0.0 if text is None else self._pull(ref, other, aspect, text)
        return found

    def _answer(self, ref: str, other: str, aspect: Aspect, form: Form) -> Text | None:
        note, there = self.notes[ref], self.notes[other]
        text = there.text_of(aspect.pool)
        if text is None or not like_in_form(self._form(other, aspect.pool, text), form):
            return None
        if not note.asks_alike(there, aspect.pool) or (aspect.of_name and not there.is_chosen()):
            return None
        about = self._about(other)
        if not about.names.isdisjoint(self._about(ref).names):
            return None
        # What a deck tells apart may be worded as alike as it likes.
        apart = self.contrasted(ref, other)
        same, says = _same if apart else alike, _same if apart or aspect.exact else alike
        if same(text, aspect.answer) or any(says(fact, aspect.rival) for fact in about.facts):
            return None
        return text

    def _about(self, ref: str) -> About:
        """Return what a note is called and says, worked out once."""
        if (found := self._abouts.get(ref)) is None:
            note = self.notes[ref]
            found = self._abouts[ref] = About(frozenset(_names(note)), tuple(note.facts()))
        return found

    def _form(self, ref: str, pool: str, text: Text) -> Form:
        """Return the form of a note's answer of a pool, worked out once."""
        if (found := self._forms.get((ref, pool))) is None:
            found = self._forms[ref, pool] = form_of(text, name=pool == "short")
        return found

    def _pull(self, ref: str, other: str, aspect: Aspect, text: Text) -> float:
        """Return how tempting a wrong answer is, in per cent: likeness in words and in meaning, and how often this
        learner fell for it."""
        zh = aspect.answer.zh is not None
        likeness = fuzz.ratio(_said(text, zh), _said(aspect.answer, zh))
        facts = self._about(other).facts
        if facts and aspect.of_name:
            likeness = (likeness + fuzz.ratio(_said(facts[0], zh), _said(aspect.rival, zh))) / 2
        if self.contrasted(ref, other):
            likeness += CONTRAST
        elif not self._kin.get(ref, NONE).isdisjoint(self._kin.get(other, NONE)):
            likeness += KIN
        if (measure := self.notes[ref].measure()) and measure == self.notes[other].measure():
            likeness += SAME_MEASURE
        if ref.partition("/")[0] == other.partition("/")[0]:
            # Authors put side by side what belongs together.
            likeness += NEIGHBOUR / max(abs(self._place[ref][0] - self._place[other][0]), 1)
        return likeness + MIXUP * min(self.mixups.get(ref, {}).get(other, 0), 3)


def _same(one: Text, other: Text) -> bool:
    """Return whether two texts are the very same, in a language that both have."""
    return any(fold(getattr(one, lang)) == fold(getattr(other, lang)) for lang in one.langs if other.has(lang))


def _said(text: Text, zh: bool) -> str:
    return (text.zh if zh else text.en) or ""


def _group(ref: str, note: BaseNote) -> tuple[str, str]:
    return ref.partition("/")[0], note.kind


def _sort(ref: str, note: BaseNote) -> tuple[str, str]:
    return ref.partition("/")[0], note.sort()


def _names(note: BaseNote) -> set[str]:
    """Return all that a note is called, without case."""
    term = note.text_of("term")
    called = [name for lang in LANGS for name in (*note.aliases.in_lang(lang), *note.accept.in_lang(lang))]
    return {name.casefold() for name in (*called, *((term.zh, term.en) if term is not None else ())) if name}
