"""Which wrong options go well together: tempting, of like length, and with no word that points to the right one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ops_trainer.content.questions.outward_form import Form, doublings
from ops_trainer.content.questions.shared_words import shared, words_in
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

MOST_TRIED = 400  # combinations looked at
OUT_OF_PLACE, UNLIKE = 16.0, 25.0  # cost of a telling length: by rank, and by every doubling beyond the half
OFF_CENTRE = 22.0  # cost, by rank, of a right one that is more or less like the others than it should be
NO_NEIGHBOUR = 40.0  # cost of having none of the notes that the deck sets in contrast


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wrong answer that could be an option: the note it comes from, how tempting it is in per cent, the same with
    some chance in it, and whether the deck sets that note in contrast to the right one."""

    note: str
    text: Text
    form: Form
    likeness: float
    worth: float
    neighbour: bool = False


class OptionSelection:
    """The choice of some candidates to stand beside a right answer; with `fine` not even a part of a word may point to
    it."""

    def __init__(
        self,
        prompt: Text,
        answer: Text,
        form: Form,
        found: Sequence[Candidate],
        clash: Callable[[Candidate, Candidate], bool],
        *,
        fine: bool = False,
    ) -> None:
        self._found = found
        self._clash = clash
        self._clashes: dict[tuple[int, int], bool] = {}
        self._lengths = [(one.form.zh, one.form.en) for one in found]
        self._own = form.zh, form.en
        self._texts = [(answer.zh or "", answer.en or ""), *((one.text.zh or "", one.text.en or "") for one in found)]
        self._likeness: dict[tuple[int, int], tuple[float, float]] = {}
        self._neighbours = frozenset(at for at, one in enumerate(found) if one.neighbour)
        self._worth = [one.worth for one in found]
        self._unlike = [UNLIKE * max(doublings(form, one.form) - 0.5, 0.0) for one in found]
        # The words that prompt and answer share must stand in some wrong option too, in their language.
        telling = [(lang, shared(prompt, answer, lang, fine=fine)) for lang in LANGS]
        self._telling = frozenset((lang, word) for lang, words in telling for word in words)
        self._has = [
            frozenset(
                (lang, word) for lang, words in telling if words for word in words & words_in(one.text, lang, fine=fine)
            )
            for one in found
        ]

    def choose(self, count: int, place: float, centre: float) -> list[Candidate]:
        """Return the best so many of the candidates, which come by falling worth; `place` and `centre`, 0 to 1, are
        where the right one should stand among the others by its length, and by how like them it is. Empty where no such
        choice is good."""
        top, best = -math.inf, tuple[int, ...]()
        wanted, first = self._telling, -1
        worth_of, unlike_of = self._worth.__getitem__, self._unlike.__getitem__
        for group in itertools.islice(itertools.combinations(range(len(self._found)), count), MOST_TRIED):
            if group[0] != first:
                first = group[0]
                # They come by falling worth: no group that begins here or later can be better than this.
                if sum(map(worth_of, range(first, first + count))) / count <= top:
                    break
            worth = sum(map(worth_of, group)) / count
            if worth <= top:
                continue
            worth -= max(map(unlike_of, group))
            if worth <= top or (
                wanted and not wanted <= frozenset[tuple[str, str]]().union(*(self._has[at] for at in group))
            ):
                continue
            if self._neighbours and self._neighbours.isdisjoint(group):
                worth -= NO_NEIGHBOUR
            worth -= self._place_cost(group, place)
            if worth <= top:
                continue
            worth -= self._centre_cost(group, centre)
            if worth > top and not any(self._clashing(pair) for pair in itertools.combinations(group, 2)):
                top, best = worth, group
        return [self._found[at] for at in best]

    def _clashing(self, pair: tuple[int, ...]) -> bool:
        key = (pair[0], pair[1])
        if key not in self._clashes:
            self._clashes[key] = self._clash(self._found[key[0]], self._found[key[1]])
        return self._clashes[key]

    def _place_cost(self, group: Sequence[int], place: float) -> float:
        """Return what the lengths tell: nothing where the right one stands at its place among the others."""
        wanted = min(int(place * (len(group) + 1)), len(group))
        cost = 0.0
        for lang, own in enumerate(self._own):
            if own:
                slack = own // 12
                longer = level = 0
                for at in group:
                    length = self._lengths[at][lang]
                    if length > own + slack:
                        longer += 1
                    elif length >= own - slack:
                        level += 1
                cost += OUT_OF_PLACE * max(longer - wanted, wanted - longer - level, 0)
        return cost

    def _centre_cost(self, group: Sequence[int], centre: float) -> float:
        """Return what the likeness of the options to each other tells: a right one that the wrong ones were chosen to
        resemble stands in their middle."""
        wanted = min(int(centre * (len(group) + 1)), len(group))
        places = [0, *(at + 1 for at in group)]
        cost = 0.0
        for lang, own in enumerate(self._own):
            if own:
                sums = [sum(self._like(one, other)[lang] for other in places if other != one) for one in places]
                cost += OFF_CENTRE * abs(sum(one > sums[0] for one in sums[1:]) - wanted)
        return cost

    def _like(self, one: int, other: int) -> tuple[float, float]:
        """Return how like two options are in each language, 0 being the right one; worked out once."""
        key = (one, other) if one < other else (other, one)
        if (found := self._likeness.get(key)) is None:
            ours, theirs = self._texts[key[0]], self._texts[key[1]]
            found = self._likeness[key] = fuzz.ratio(ours[0], theirs[0]), fuzz.ratio(ours[1], theirs[1])
        return found
