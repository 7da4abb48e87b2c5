"""Questions from notes: which ones a note makes, one by its id, and a good mixture for a quiz."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

from ops_trainer.content.kinds.asked import Aspect, Recall
from ops_trainer.content.kinds.base import BaseNote, TermNote
from ops_trainer.content.media import in_words, shows
from ops_trainer.content.questions import choices, recalls, written
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.explain import difference
from ops_trainer.content.questions.question import OWN_WORDS, Question, Type
from ops_trainer.content.text import Text

Make = Callable[[random.Random, str], Question | None]
WORDS = f"{OWN_WORDS}:typed"
ROUNDS = 12  # times that a quiz may come back to the same note


class Generator:
    """Makes the questions of a library, one when it is asked for.

    `mixups` says for each note which others this learner took for it, and how often; those are the first choice as
    wrong options. `together`: for people who vote and talk about it, or who want choices alone, so that also choices
    are made which a clever guess would find: of notes that are `descriptive` or `open`. The same id gives the same
    question as long as the notes and the mix-ups are the same. An id is `deck/note/aspect:type@seed`; a contrast has
    the other note in it: `deck/note/contrast.deck/note:single@seed`.
    """

    def __init__(
        self,
        notes: Mapping[str, BaseNote],
        *,
        mixups: Mapping[str, Mapping[str, int]] | None = None,
        together: bool = False,
    ) -> None:
        self._plain = notes
        self.siblings = Siblings(
            {ref: _eased(note) for ref, note in notes.items()} if together else notes, mixups or {}
        )
        self._together = together
        self._cards: dict[str, frozenset[str]] = {}

    def with_mixups(self, mixups: Mapping[str, Mapping[str, int]]) -> Generator:
        """Return the same library for a learner who mixed up other notes."""
        return Generator(self._plain, mixups=mixups, together=self._together)

    @cached_property
    def with_choices(self) -> Generator:
        """The same library with the choices made which a clever guess would find, too."""
        return self if self._together else Generator(self._plain, mixups=self.siblings.mixups, together=True)

    def for_types(self, types: Collection[Type] | None) -> Generator:
        """Return the library with such choices where types are wanted and writing is none of them."""
        return self.with_choices if types and Type.TYPED not in types else self

    def eases(self, ref: str) -> bool:
        """Return whether `with_choices` makes more of a note."""
        note = self._plain[ref]
        choice = note.choice()
        return _eased(note) is not note or (choice is not None and choice.together)

    @property
    def refs(self) -> list[str]:
        """All notes, `deck/note`."""
        return list(self.siblings.notes)

    def has(self, ref: str) -> bool:
        """Return whether there is such a note."""
        return ref in self.siblings.notes

    def term(self, ref: str) -> Text:
        """Return what a note is called. Raises KeyError when there is none."""
        return self.siblings.notes[ref].title

    def difference(self, one: str, other: str) -> Text | None:
        """Return what tells two notes apart, where a deck says so."""
        return difference(self.siblings, one, other)

    def told_apart(self, refs: Collection[str]) -> list[tuple[str, str]]:
        """Return the pairs of these notes that a deck sets in contrast and that can be asked side by side, each once,
        in the order of the notes."""
        wanted = set(refs)
        notes = self.siblings.notes
        pairs = [(ref, other) for ref in notes if ref in wanted for other in notes[ref].contrast if other in wanted]
        once = {frozenset(pair): pair for pair in reversed(pairs)}
        return [pair for pair in reversed(once.values()) if notes[pair[0]].is_related(notes[pair[1]])]

    def questions(self, ref: str, seed: int = 0, *, beside: Collection[str] | None = None) -> list[Question]:
        """Return all good questions that a note makes, for a seed; a match asks about the notes `beside` alone, if any
        are given."""
        made = [self._made(f"{ref}/{name}@{seed}", make) for name, make in self._ways(ref, beside)]
        found = [question for question in made if question is not None]
        if not found and (words := self._in_words(ref, seed)) is not None:
            return [words]
        return found

    def matches(self, ref: str, seed: int = 0, *, beside: Collection[str]) -> list[Question]:
        """Those of a note's questions that match it with the notes `beside`."""
        ways = [(name, make) for name, make in self._ways(ref, beside) if type_of(name) is Type.MATCH]
        made = [self._made(f"{ref}/{name}@{seed}", make) for name, make in ways]
        return [question for question in made if question is not None]

    def _in_words(self, ref: str, seed: int | str) -> Question | None:
        """Return a question to be answered in one's own words: for a note that makes no other, such as one that is
        alone."""
        return self._made(f"{ref}/{WORDS}@{seed}", lambda _, qid: recalls.in_words(self.siblings, ref, qid))

    def question(self, qid: str, *, beside: Collection[str] | None = None) -> Question | None:
        """Return the question of an id; None when its note, or what it asks about, is no longer there, or a match can't
        be made of the notes `beside` alone."""
        path, _, seed = qid.partition("@")
        deck, note, name = (*path.split("/", 2), "", "")[:3]
        ref = f"{deck}/{note}"
        if not self.has(ref):
            return None
        if name.startswith("contrast."):
            return self.contrast(ref, name.removeprefix("contrast.").removesuffix(":single"), seed)
        if name == WORDS:
            return self._in_words(ref, seed)
        make = next((make for way, make in self._ways(ref, beside, together=True) if way == name), None)
        if make is None and not self._together:  # a quiz of choices alone, or one begun when they were made for all
            return self.with_choices.question(qid, beside=beside)
        return None if make is None else self._made(qid, make)

    def contrast(self, ref: str, other: str, seed: int | str) -> Question | None:
        """Return a text about one note, with it and another to choose from; None where there is nothing to tell them
        by."""
        if not self.has(ref) or not self.has(other) or ref == other:
            return None
        qid = f"{ref}/contrast.{other}:single@{seed}"
        return self._made(qid, lambda rng, _: choices.contrast(self.siblings, ref, other, qid, rng))

    def count(self, ref: str) -> int:
        """Return how many questions a note makes, a drawn one counted once."""
        return len(self.questions(ref))

    def pick(
        self,
        refs: Sequence[str],
        count: int,
        seed: int,
        types: Collection[Type] | None = None,
        *,
        beside: Collection[str] | None = None,
    ) -> list[Question]:
        """Return a quiz: each note once before any twice, types in turn. Fewer where the notes do not make so many. A
        match asks about the notes `beside` alone, if any are given."""
        rng = random.Random(f"pick {seed}")
        order = [ref for ref in refs if self.has(ref)]
        rng.shuffle(order)
        found: list[Question] = []
        asked: set[str] = set()
        used: dict[Type, int] = {}
        for round_ in range(ROUNDS):
            before = len(found)
            for ref in order:
                if len(found) >= count:
                    return found
                question = self._one(ref, seed + round_, types, asked, used, rng, beside)
                if question is not None:
                    found.append(question)
            if len(found) == before:
                break
        return found

    def _one(
        self,
        ref: str,
        seed: int,
        types: Collection[Type] | None,
        asked: set[str],
        used: dict[Type, int],
        rng: random.Random,
        beside: Collection[str] | None,
    ) -> Question | None:
        """Return a question of a note that was not asked yet, of the type that came least so far."""
        ways = [
            (name, make)
            for name, make in self._ways(ref, beside)
            if f"{ref}/{name}" not in asked and (types is None or type_of(name) in types)
        ]
        rng.shuffle(ways)
        ways.sort(key=lambda way: used.get(type_of(way[0]), 0))
        for name, make in ways:
            asked.add(f"{ref}/{name}")
            question = self._made(f"{ref}/{name}@{seed}", make)
            if question is not None:
                used[question.type] = used.get(question.type, 0) + 1
                asked.add(f"{ref}/{WORDS}")  # a note that makes any other question needs none in one's own words
                return question
        if f"{ref}/{WORDS}" not in asked and (types is None or Type.TYPED in types):
            asked.add(f"{ref}/{WORDS}")
            made = self.questions(ref, seed, beside=beside)
            return made[0] if made and made[0].aspect == OWN_WORDS else None
        return None

    def _made(self, qid: str, make: Make) -> Question | None:
        question = make(random.Random(qid), qid)
        if question is None:
            return None
        # What has no card, its texts having no language in common, is not asked either.
        if question.card not in self._cards_of(question.note):
            return None
        return question.map(in_words) if any(map(shows, question.texts())) else question

    def _cards_of(self, ref: str) -> frozenset[str]:
        if (found := self._cards.get(ref)) is None:
            made = self.siblings.notes[ref].make_cards(ref.partition("/")[0])
            found = self._cards[ref] = frozenset(card.id for card in made)
        return found

    def _ways(self, ref: str, beside: Collection[str] | None, *, together: bool = False) -> Iterator[tuple[str, Make]]:
        """Yield the names of a note's questions, `aspect:type`, and how each is made."""
        note, siblings = self.siblings.notes[ref], self.siblings
        if (choice := note.choice()) is not None and (together or self._together or not choice.together):
            yield f"{choice.face}:single", lambda rng, qid: choices.written(siblings, ref, choice, qid, rng)
        if (whole := note.written()) is not None and not whole.is_open:
            yield f"{whole.face}:{whole.type.value}", lambda rng, qid: written.drawn(ref, whole, qid, rng)
        for recall in note.recalls():
            yield f"{recall.face}:typed", _of_recall(siblings, ref, recall)
        for aspect in note.aspects():
            yield from _of_aspect(siblings, ref, aspect, beside)
        keyed = note.keyed()
        for key, part in keyed.parts.items():
            if part.ask is not None:
                yield from _of_part(siblings, ref, key)
        if note.is_chosen() and sum(part.ask is None for part in keyed.parts.values()) > 1:
            yield "pieces:multiple", lambda rng, qid: choices.multiple(siblings, ref, qid, rng)
        if keyed.ordered:
            yield "parts:order", lambda rng, qid: recalls.order(siblings, ref, qid, rng)
        if (exercise := note.exercise()) is not None:
            yield "compute:numeric", lambda rng, qid: recalls.numeric(exercise, ref, qid, rng)


def _eased(note: BaseNote) -> BaseNote:
    """Return a note whose name may be chosen, whatever it says."""
    if isinstance(note, TermNote) and note.descriptive:
        return note.model_copy(update={"descriptive": False})
    return note


def type_of(name: str) -> Type:
    """Return the type of question that a way (`aspect:type`) makes."""
    return Type(name.rpartition(":")[2])


def _of_aspect(
    siblings: Siblings, ref: str, aspect: Aspect, beside: Collection[str] | None
) -> Iterator[tuple[str, Make]]:
    if aspect.chosen:
        yield f"{aspect.name}:single", lambda rng, qid: choices.single(siblings, ref, aspect, qid, rng)
    if aspect.chosen and aspect.claim:
        yield f"{aspect.name}:match", lambda rng, qid: choices.match(siblings, ref, aspect, qid, rng, beside)
        yield f"{aspect.name}:true-false", lambda rng, qid: choices.true_false(siblings, ref, aspect, qid, rng)
    if aspect.typed:
        yield f"{aspect.name}:typed", lambda rng, qid: recalls.typed(siblings, ref, aspect, qid, rng)


def _of_part(siblings: Siblings, ref: str, key: str) -> Iterator[tuple[str, Make]]:
    if siblings.notes[ref].is_chosen():
        yield f"part.{key}:single", lambda rng, qid: choices.part(siblings, ref, key, qid, rng)
    yield f"part.{key}:typed", lambda rng, qid: recalls.part(siblings, ref, key, qid)


def _of_recall(siblings: Siblings, ref: str, recall: Recall) -> Make:
    return lambda rng, qid: recalls.recall(siblings, ref, recall, qid)
