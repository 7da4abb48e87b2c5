"""Wrong options, chosen for how tempting they are, and never one that would be right too."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from ops_trainer.content.notes import BaseNote, Role
from ops_trainer.content.questions.facets import Facet, pool_text
from ops_trainer.content.questions.fold import fold
from ops_trainer.content.text import Text

NEAR, FAR = 18, 24  # candidates looked at: neighbours in the deck, and others drawn from all
SAME = 82  # per cent of likeness from which on two texts say the same
MIXUP_WEIGHT = 40.0


class Siblings:
    """The notes of a library by kind, and which may stand beside which."""

    def __init__(self, notes: Mapping[str, BaseNote], mixups: Mapping[str, Mapping[str, int]]) -> None:
        self.notes = notes
        self.mixups = mixups
        self._kinds: dict[str, list[str]] = defaultdict(list)
        self._place: dict[str, int] = {}
        for ref, note in notes.items():
            kind = note.__class__.__name__
            self._place[ref] = len(self._kinds[kind])
            self._kinds[kind].append(ref)

    def apart(self, one: str, other: str) -> bool:
        """Whether neither note was declared confusable with the other."""
        if one == other:
            return False
        return other not in self.notes[one].confusable and one not in self.notes[other].confusable

    def candidates(self, ref: str, rng: random.Random) -> Iterator[str]:
        """Notes of the same kind that may be taken for this one: those often mixed up, neighbours, some others."""
        kind = self._kinds[self.notes[ref].__class__.__name__]
        place = self._place[ref]
        near = kind[max(place - NEAR // 2, 0) : place + NEAR // 2 + 1]
        far = rng.sample(kind, min(FAR, len(kind)))
        mixed = [other for other in self.mixups.get(ref, ()) if other in self._place]
        for other in dict.fromkeys([*mixed, *near, *far]):
            if other in self.notes and self.apart(ref, other):
                yield other

    def wrong(self, ref: str, facet: Facet, count: int, rng: random.Random) -> list[tuple[str, Text]]:
        """Up to so many wrong answers with the notes they come from, the most tempting ones of fitting length."""
        found: list[tuple[float, str, Text]] = []
        for other in self.candidates(ref, rng):
            text = self._usable(ref, other, facet)
            if text is not None:
                found.append((self._pull(ref, other, facet, text) + rng.random() * 12, other, text))
        found.sort(key=lambda one: (-one[0], one[1]))
        chosen: list[tuple[str, Text]] = []
        for other, text in _by_length(found[: count * 4], facet.answer, count, rng):
            if all(self.apart(other, taken) and not _alike(text, seen) for taken, seen in chosen):
                chosen.append((other, text))
            if len(chosen) == count:
                break
        return chosen

    def _usable(self, ref: str, other: str, facet: Facet) -> Text | None:
        """The other note's answer, where it is in the same languages and would not be right too."""
        note = self.notes[other]
        text = pool_text(note, facet.pool)
        if text is None or not set(facet.answer.langs) <= set(text.langs) or _alike(text, facet.answer):
            return None
        rivals = [pool_text(note, name) for name in ("meaning", "mission", "situation")]
        if isinstance(note, Role):
            rivals += [duty.text for duty in note.duties.values()]
        return None if any(rival is not None and _alike(rival, facet.rival) for rival in rivals) else text

    def _pull(self, ref: str, other: str, facet: Facet, text: Text) -> float:
        """How tempting a wrong answer is: likeness, and how often this learner fell for it."""
        lang = facet.answer.langs[0]
        likeness = fuzz.ratio(fold(getattr(text, lang)), fold(getattr(facet.answer, lang)))
        return likeness + MIXUP_WEIGHT * min(self.mixups.get(ref, {}).get(other, 0), 3)


def _alike(one: Text, other: Text) -> bool:
    """Whether two texts say the same in a language that both have."""
    return any(
        fuzz.ratio(fold(getattr(one, lang)), fold(getattr(other, lang))) >= SAME
        for lang in one.langs
        if other.has(lang)
    )


def _by_length(
    found: list[tuple[float, str, Text]], answer: Text, count: int, rng: random.Random
) -> list[tuple[str, Text]]:
    """Candidates in an order that puts the right answer's length at a place drawn by chance among the options."""
    length = len(answer.zh or answer.en or "")
    longer = [(other, text) for _, other, text in found if len(text.zh or text.en or "") >= length]
    shorter = [(other, text) for _, other, text in found if len(text.zh or text.en or "") < length]
    want_longer = rng.randint(0, count)
    head = longer[:want_longer] + shorter[: count - want_longer]
    return head + [one for one in longer + shorter if one not in head]
