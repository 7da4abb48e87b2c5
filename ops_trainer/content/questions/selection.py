"""Which wrong options go well together: tempting, of like length, and with no word that points to the right one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ops_trainer.content.questions.outward_form import Form, doublings
from ops_trainer.content.questions.shared_words import shared, words_in
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

MOST_TRIED = 400  # combinations looked at
OUT_OF_PLACE, UNLIKE = 16.0, 25.0  # cost of a telling length: by rank, and by every doubling beyond the half


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wrong answer that could be an option: the note it comes from, how tempting it is in per cent, and the same
    with some chance in it."""

    note: str
    text: Text
    form: Form
    likeness: float
    worth: float


class OptionSelection:
    """The choice of some candidates to stand beside a right answer."""

    def __init__(
        self,
        prompt: Text,
        answer: Text,
        form: Form,
        found: Sequence[Candidate],
        clash: Callable[[Candidate, Candidate], bool],
    ) -> None:
        self._found = found
        self._clash = clash
        self._clashes: dict[tuple[int, int], bool] = {}
        self._lengths = [(one.form.zh, one.form.en) for one in found]
        self._own = form.zh, form.en
        self._worth = [one.worth for one in found]
        self._unlike = [UNLIKE * max(doublings(form, one.form) - 0.5, 0.0) for one in found]
        # The words that prompt and answer share must stand in some wrong option too, in their language.
        telling = [(lang, shared(prompt, answer, lang)) for lang in LANGS]
        self._telling = frozenset((lang, word) for lang, words in telling for word in words)
        self._has = [
            frozenset((lang, word) for lang, words in telling if words for word in words & words_in(one.text, lang))
            for one in found
        ]

    def choose(self, count: int, place: float) -> list[Candidate]:
        """Return the best so many of the candidates, which come by falling worth; `place`, 0 to 1, is where the right
        one's length should stand among the others'. Empty where no such choice is good."""
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
            worth -= self._place_cost(group, place)
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
