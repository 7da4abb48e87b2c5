"""Questions from notes: which ones a note makes, one by its id, and a good mixture for a quiz."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from ops_trainer.content.cloze import gaps
from ops_trainer.content.notes import QA, BaseNote, Cloze, Definition, Metric, Role, Scenario, Tip
from ops_trainer.content.questions import makers
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.facets import Facet, facets_of
from ops_trainer.content.questions.question import Question, Type

Make = Callable[[random.Random, str], Question | None]


class Generator:
    """Makes the questions of a library, one when it is asked for.

    `mixups` says for each note which others this learner took for it, and how often; those are the first choice as
    wrong options. The same id gives the same question as long as the notes and the mix-ups are the same.
    """

    def __init__(self, notes: Mapping[str, BaseNote], *, mixups: Mapping[str, Mapping[str, int]] | None = None) -> None:
        self.siblings = Siblings(notes, mixups or {})

    def questions(self, ref: str, seed: int = 0) -> list[Question]:
        """All good questions that a note makes, for a seed."""
        made = (self._made(f"{ref}/{name}@{seed}", make) for name, make in self._ways(ref))
        return [question for question in made if question is not None]

    def question(self, qid: str) -> Question | None:
        """The question of an id; None when its note, or what it asks about, is no longer there."""
        path, _, _ = qid.partition("@")
        deck, note, name = (*path.split("/", 2), "", "")[:3]
        ref = f"{deck}/{note}"
        if ref not in self.siblings.notes:
            return None
        make = dict(self._ways(ref)).get(name)
        return None if make is None else self._made(qid, make)

    def types(self, ref: str) -> set[Type]:
        """The types of question that a note makes."""
        return {question.type for question in self.questions(ref)}

    def count(self, ref: str) -> int:
        """How many questions a note makes, a drawn one counted once."""
        return len(self.questions(ref))

    def pick(self, refs: Sequence[str], count: int, seed: int, types: Collection[Type] | None = None) -> list[Question]:
        """A quiz: each note once before any twice, types in turn. Fewer where the notes do not make so many."""
        rng = random.Random(f"pick {seed}")
        order = [ref for ref in refs if ref in self.siblings.notes]
        rng.shuffle(order)
        found: list[Question] = []
        asked: set[str] = set()
        used: dict[Type, int] = {}
        for round_ in range(6):
            before = len(found)
            for ref in order:
                if len(found) == count:
                    return found
                question = self._one(ref, seed + round_, types, asked, used, rng)
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
    ) -> Question | None:
        """A question of a note that was not asked yet, of the type that came least so far."""
        ways = [(name, make) for name, make in self._ways(ref) if f"{ref}/{name}" not in asked]
        rng.shuffle(ways)
        ways.sort(key=lambda way: used.get(_type_of(way[0]), 0))
        for name, make in ways:
            if types is not None and _type_of(name) not in types:
                continue
            question = self._made(f"{ref}/{name}@{seed}", make)
            if question is not None:
                asked.add(f"{ref}/{name}")
                used[question.type] = used.get(question.type, 0) + 1
                return question
        return None

    def _made(self, qid: str, make: Make) -> Question | None:
        return make(random.Random(qid), qid)

    def _ways(self, ref: str) -> Iterator[tuple[str, Make]]:
        """The names of a note's questions, `facet:type`, and how each is made."""
        note, siblings = self.siblings.notes[ref], self.siblings
        if isinstance(note, Scenario):
            yield "answer:single", lambda rng, qid: makers.scenario(siblings, ref, qid, rng)
        elif isinstance(note, QA):
            yield "answer:typed", lambda _, qid: makers.recall(siblings, ref, "", qid)
        elif isinstance(note, Cloze):
            for key in gaps(getattr(note.text, note.text.langs[0])):
                yield f"cloze.{key}:typed", _gap(siblings, ref, key)
        for facet in facets_of(note):
            yield from self._of_facet(ref, facet, note)
        if isinstance(note, Role):
            yield "duties:multiple", lambda rng, qid: makers.multiple(siblings, ref, qid, rng)
        if isinstance(note, Definition | Metric) and note.ordered:
            yield "parts:order", lambda rng, qid: makers.order(siblings, ref, qid, rng)
        if isinstance(note, Metric) and note.compute is not None:
            yield "compute:numeric", lambda rng, qid: makers.numeric(siblings, ref, qid, rng)

    def _of_facet(self, ref: str, facet: Facet, note: BaseNote) -> Iterator[tuple[str, Make]]:
        siblings = self.siblings
        yield f"{facet.name}:single", lambda rng, qid: makers.single(siblings, ref, facet, qid, rng)
        if facet.name in ("meaning", "mission", "advice"):
            yield f"{facet.name}:match", lambda rng, qid: makers.match(siblings, ref, facet, qid, rng)
            if not isinstance(note, Tip):
                yield f"{facet.name}:true-false", lambda rng, qid: makers.true_false(siblings, ref, facet, qid, rng)
        if facet.typed:
            yield f"{facet.name}:typed", lambda _, qid: makers.typed(siblings, ref, facet, qid)


def _gap(siblings: Siblings, ref: str, key: str) -> Make:
    return lambda _, qid: makers.recall(siblings, ref, key, qid)


def _type_of(name: str) -> Type:
    return Type(name.rpartition(":")[2])
