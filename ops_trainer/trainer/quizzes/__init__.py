"""The learner's door to quizzes: what can be asked, quizzes begun and taken up again, history, mix-ups, placement."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ops_trainer.content.formerly import Aliases
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.locale import Complaint
from ops_trainer.memory.day import stamp
from ops_trainer.memory.events import Event, uuid7
from ops_trainer.quiz import mixups as mixed
from ops_trainer.quiz import run as runs
from ops_trainer.quiz.mixups import again
from ops_trainer.quiz.results import Results, results
from ops_trainer.quiz.run import Mode, Rules, Run, Scope, within
from ops_trainer.store import decks as deck_rows
from ops_trainer.store import history, learners, mastery_counts
from ops_trainer.trainer.library import check_decks, check_tags, note_of
from ops_trainer.trainer.quizzes import placing
from ops_trainer.trainer.quizzes.quiz import KIND, SCORE, Quiz
from ops_trainer.trainer.quizzes.views import MixupLine, Offer, Past, Skipped, Stopped, Trend

if TYPE_CHECKING:
    from ops_trainer.content.questions.generator import Generator
    from ops_trainer.trainer.context import Context

COUNT = 10
PAIRS = 6  # of a contrast drill
LATEST = 5  # quizzes whose mean score the trend compares
REFS = ("chosen", "pair")  # keys of an answer's data that list notes
SAMPLE = 400  # notes looked at to say what can be asked
AGAIN_SHARE = 0.5  # at most this share of a quiz asks again what was surely wrong

__all__ = ["Quiz", "Quizzes"]


class Quizzes:
    """A learner's quizzes. Its methods may be called from any thread, and raise Complaint for what a person should
    know: no such deck, nothing to ask, a full disk."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._made: tuple[Any, Generator] | None = None
        self._counts: dict[tuple[str, bool], Counter[Type]] = {}  # by note, and whether guesses may find the choices

    # what can be asked

    def generator(self) -> Generator:
        """Return what makes the questions over all notes in use; this learner's mix-ups are its most tempting wrong
        options.

        It is the same until a deck or an answer changes.
        """
        from ops_trainer.content.questions.generator import Generator

        with self._lock:
            found = mixed.tempting(self._mixups())
            with self._context.database.reading() as connection:
                marks = tuple(sorted((path, mark.digest) for path, mark in deck_rows.file_marks(connection).items()))
                key = (marks, repr(sorted(found.items())))
                if self._made is None or self._made[0][0] != marks:
                    notes = {ref: note_of(ref, body) for ref, body in deck_rows.bodies(connection).items()}
                    self._made = key, Generator(notes, mixups=found)
                    self._counts = {}
                elif self._made[0] != key:
                    self._made = key, self._made[1].with_mixups(found)
            return self._made[1]

    def offer(self, decks: Sequence[str] = (), scope: Scope = Scope.ALL, tags: Sequence[str] = ()) -> Offer:
        """Return what can be asked over some decks (all when none is named) and tags in a scope, and which types of
        question can't be made there. Raises Complaint for no such deck or tag."""
        generator = self.generator()
        met = self._met()
        refs = within(self._refs(generator, decks, tags), scope, met)
        beside = met if scope is Scope.MET else None
        by_deck: dict[str, list[str]] = {}
        for ref in refs:
            by_deck.setdefault(ref.partition("/")[0], []).append(ref)
        counted: Counter[Type] = Counter()
        choices: Counter[Type] = Counter()
        for some in by_deck.values():
            counted += self._count(generator, some, beside)
            choices += self._count(generator.with_choices, some, beside)
        return Offer(
            notes=len(refs),
            questions={kind: counted[kind] for kind in Type if counted[kind]},
            choices={kind: choices[kind] for kind in Type if choices[kind]},
            missing=tuple(kind for kind in Type if not counted[kind] and not choices[kind]),
            again=len(self._again(generator, refs, beside)),
        )

    def questions(self, deck: str, seed: int = 0) -> list[Question]:
        """Return every question that a deck makes, drawn with a seed, whatever this learner mixed up: for its authors.
        Raises Complaint for no such deck."""
        generator = self.generator().with_mixups({})
        return [question for ref in self._refs(generator, [deck]) for question in generator.questions(ref, seed)]

    # quizzes

    def start(
        self,
        decks: Sequence[str] = (),
        *,
        count: int = COUNT,
        seed: int | None = None,
        types: Collection[Type] | None = None,
        at_once: bool = True,
        limit_s: int | None = None,
        ask_sure: bool = False,
        notes: Sequence[str] | None = None,
        scope: Scope | None = None,
        tags: Sequence[str] = (),
    ) -> Quiz:
        """Return a new quiz over some decks (all when none is named), of notes with one of some tags where there are
        any; or over the notes named (`deck/note`).

        It asks about what the learner has met, unless another scope is given or notes are named; it is shorter where
        there are fewer questions. What was surely wrong and is to be asked again today comes first, half of the quiz at
        most. The same seed gives the same questions as long as decks, answers and what was met are the same; without
        one, every quiz differs. Raises Complaint when nothing can be asked.
        """
        if count < 1:
            raise Complaint("quiz.bad_count", count=count)
        if limit_s is not None and limit_s < 1:
            raise Complaint("quiz.bad_limit", seconds=limit_s)
        generator = self.generator().for_types(types)
        scope = scope or (Scope.MET if notes is None else Scope.ALL)
        met = self._met()
        beside = met if scope is Scope.MET else None
        wanted = None if notes is None else set(notes)
        there = [ref for ref in self._refs(generator, decks, tags) if wanted is None or ref in wanted]
        refs = within(there, scope, met)
        if there and not refs:
            raise Complaint(f"quiz.nothing_{scope}")
        seed = self._seed() if seed is None else seed
        chosen = self._again(generator, refs, beside, seed, types)[: max(int(count * AGAIN_SHARE), 1)]
        asked = {question.note for question in chosen}
        rest = [ref for ref in refs if ref not in asked] if len(refs) > count else refs
        ids = {question.id.partition("@")[0] for question in chosen}
        more = generator.pick(rest, count, seed, types, beside=beside)
        chosen += [question for question in more if question.id.partition("@")[0] not in ids][: count - len(chosen)]
        if not chosen:
            raise Complaint("quiz.nothing")
        limit = None if limit_s is None else limit_s * 1000
        return self._begin(Run(chosen, Rules(at_once, limit, ask_sure)), tuple(decks))

    def start_contrast(self, decks: Sequence[str] = (), *, seed: int | None = None) -> Quiz:
        """Return a drill of pairs over some decks (all when none is named): both notes of a pair are asked about, with
        the two side by side to choose from.

        These are the pairs that this learner mixed up and has not told apart on two days yet; where there are none,
        pairs that the decks set in contrast, of what was met if it has any. Raises Complaint when there is no such
        pair, or no such deck.
        """
        generator = self.generator()
        seed = self._seed() if seed is None else seed
        refs = self._refs(generator, decks)
        chosen = _side_by_side(generator, self._open_pairs(refs), seed)
        chosen = chosen or _side_by_side(generator, self._declared_pairs(generator, refs, seed), seed)
        if not chosen:
            raise Complaint("quiz.no_mixups")
        # First each pair's one, then, in another order, each pair's other.
        return self._begin(Run([*chosen[::2], *reversed(chosen[1::2])], Rules(), Mode.CONTRAST), tuple(decks))

    def can_tell_apart(self) -> bool:
        """Return whether the decks set notes in contrast that a drill can ask about."""
        generator = self.generator()
        return bool(generator.told_apart(generator.refs))

    def _open_pairs(self, refs: Sequence[str]) -> list[tuple[str, str]]:
        """Return the pairs of notes mixed up that are not settled, those not yet told apart today first."""
        today, wanted = self._context.day(), set(refs)
        found = [one for one in self._mixups() if not one.settled and {one.one, one.other} <= wanted]
        return [(one.one, one.other) for one in sorted(found, key=lambda one: today in one.apart)]

    def _declared_pairs(self, generator: Generator, refs: Sequence[str], seed: int) -> list[tuple[str, str]]:
        """Return the pairs that decks set in contrast, drawn anew: of what was met, of everything where that has
        none."""
        pairs = generator.told_apart(self._met().intersection(refs)) or generator.told_apart(refs)
        random.Random(f"pairs {seed}").shuffle(pairs)
        return pairs

    def start_placement(self, decks: Sequence[str] = (), *, seed: int | None = None, tags: Sequence[str] = ()) -> Quiz:
        """Return a short adaptive quiz over what the learner has not met: each answer decides the next question. At its
        end what was shown to be known is introduced later and further apart; `skipped` lists it. Raises Complaint
        when there is nothing new."""
        generator = self.generator()
        seed = self._seed() if seed is None else seed
        wanted = set(self._refs(generator, decks, tags))
        plan = placing.Plan(self._context, generator, placing.new_notes(self._context, wanted), seed)
        run = Run([], Rules(at_once=True), Mode.PLACEMENT)
        plan.grow(run)
        if not run.questions:
            raise Complaint("quiz.nothing_new")
        return self._begin(run, tuple(decks), plan)

    def stopped(self) -> list[Stopped]:
        """Return the quizzes that were put aside, the latest first."""
        with self._context.database.reading() as connection:
            found = learners.documents(connection, self._context.learner, KIND)
        return [
            Stopped(
                key,
                at,
                Mode(body["run"]["mode"]),
                tuple(body["decks"]),
                len(body["run"]["steps"]),
                len(body["run"]["questions"]),
            )
            for key, at, body in found
            if not body["done"]
        ]

    def resume(self, quiz: str) -> Quiz:
        """Take up a quiz where it was left, or look at one that is done. Raises Complaint when it is not kept."""
        with self._context.database.reading() as connection:
            body = learners.document(connection, self._context.learner, KIND, quiz)
        if body is None:
            raise Complaint("quiz.gone")
        run, decks = runs.load(body["run"]), tuple(body["decks"])
        plan = None
        if run.mode is Mode.PLACEMENT and not body["done"]:
            plan = placing.Plan(self._context, self.generator(), list(body["plan"]), self._seed())
        return Quiz(
            self._context, quiz, run, decks, begun=int(body["begun"]), revision=int(body["revision"]), plan=plan
        )

    def discard(self, quiz: str) -> None:
        """Put a stopped quiz away for good; what was answered stays in the journal."""
        with self._context.database.writing() as connection:
            learners.delete_document(connection, self._context.learner, KIND, quiz)

    def outcome(self, quiz: str) -> Results:
        """Return the results of a quiz of the history. Raises Complaint when its questions are no longer kept."""
        return results(self.resume(quiz).run)

    # history, mix-ups, placement

    def history(self, limit: int = 50) -> list[Past]:
        """Return the quizzes that were done, the latest first."""
        with self._context.database.reading() as connection:
            whole = learners.document_ids(connection, self._context.learner, KIND)
            found = learners.documents(connection, self._context.learner, SCORE)
        return [
            Past(
                id=key,
                at=at,
                day=body["day"],
                mode=Mode(body["mode"]),
                decks=tuple(body["decks"]),
                score=body["score"],
                questions=body["questions"],
                answered=body["answered"],
                right=body["right"],
                took_ms=body["took_ms"],
                whole=key in whole,
            )
            for key, at, body in found[:limit]
        ]

    def trend(self) -> Trend:
        """Return the mean score of the latest quizzes, and of as many before them; drills and placement left out."""
        scores = [one.score for one in self.history() if one.mode is Mode.QUIZ]
        latest, before = scores[:LATEST], scores[LATEST : 2 * LATEST]
        return Trend(sum(latest) / len(latest) if latest else None, sum(before) / len(before) if before else None)

    def mixups(self) -> list[MixupLine]:
        """Return which notes this learner took for each other, those not told apart yet first. Notes no longer in use
        are left out."""
        generator = self.generator()
        lines = []
        for one in self._mixups():
            if generator.has(one.one) and generator.has(one.other):
                lines.append(
                    MixupLine(
                        one=one.one,
                        other=one.other,
                        one_term=generator.term(one.one),
                        other_term=generator.term(one.other),
                        times=one.times,
                        latest=one.latest,
                        days_apart=len(one.apart),
                        settled=one.settled,
                        contrast=generator.difference(one.one, one.other),
                        drillable=all(
                            generator.contrast(*pair, seed=0) is not None
                            for pair in ((one.one, one.other), (one.other, one.one))
                        ),
                    )
                )
        return lines

    def skipped(self) -> list[Skipped]:
        """Return what placement took as known and the learner has not met since, in learning order."""
        return placing.skipped(self._context)

    def take_back(self, notes: Collection[str] | None = None) -> list[Event]:
        """Take placement back for some notes (`deck/note`; all when None): they are new again. Return the undo
        events."""
        return placing.take_back(self._context, notes)

    # inner

    def _count(self, generator: Generator, refs: Sequence[str], beside: Collection[str] | None) -> Counter[Type]:
        """Return the questions of some notes of a deck by type, from a sample of them; those of a note are counted once
        as long as no deck changes, but for the matches, which depend on the notes `beside`."""
        looked = refs[:: max(len(refs) // SAMPLE, 1)]
        found: Counter[Type] = Counter()
        for ref in looked:
            counted = self._count_note(generator, ref)
            if beside is not None and counted[Type.MATCH]:
                counted = Counter({**counted, Type.MATCH: len(generator.matches(ref, beside=beside))})
            found.update(counted)
        return Counter({kind: round(number * len(refs) / len(looked)) for kind, number in found.items() if number})

    def _count_note(self, generator: Generator, ref: str) -> Counter[Type]:
        # Most notes make the same with and without the choices that a guess would find.
        key = ref, generator.eases(ref) and generator is generator.with_choices
        if (found := self._counts.get(key)) is None:
            found = self._counts[key] = Counter(question.type for question in generator.questions(ref))
        return found

    def _met(self) -> set[str]:
        with self._context.database.reading() as connection:
            return mastery_counts.met(connection, self._context.learner)

    def _mixups(self) -> list[mixed.Mixup]:
        return mixed.mixups(self._answers())

    def _answers(self) -> list[Event]:
        """Return all answers, in reading order, with the names that their notes have today."""
        with self._context.database.reading() as connection:
            found = history.answers(connection, self._context.learner)
            names = Aliases(deck_rows.aliases(connection))
        return [_renamed(event, names) for event in found] if names else found

    def _again(
        self,
        generator: Generator,
        refs: Sequence[str],
        beside: Collection[str] | None,
        seed: int = 0,
        types: Collection[Type] | None = None,
    ) -> list[Question]:
        """Return the questions to be asked again today, among those on the notes given."""
        wanted = set(refs)
        ways = [way for way in again(self._answers(), self._context.day()) if way.rpartition("/")[0] in wanted]
        made = [generator.question(f"{way}@{seed}", beside=beside) for way in ways]
        return [one for one in made if one is not None and (types is None or one.type in types)]

    def _refs(self, generator: Generator, decks: Sequence[str], tags: Sequence[str] = ()) -> list[str]:
        """Return the notes of some decks (of all when none is named), those with one of some tags where there are
        any."""
        wanted = set(check_decks(self._context.database, decks))
        refs = [ref for ref in generator.refs if not wanted or ref.partition("/")[0] in wanted]
        if not (keys := check_tags(self._context.database, tags)):
            return refs
        with self._context.database.reading() as connection:
            tagged = deck_rows.tagged(connection, keys)
        return [ref for ref in refs if ref in tagged]

    def _seed(self) -> int:
        return stamp(self._context.clock())[0]

    def _begin(self, run: Run, decks: tuple[str, ...], plan: placing.Plan | None = None) -> Quiz:
        at = stamp(self._context.clock())[0]
        quiz = Quiz(self._context, uuid7(at, os.urandom(10)), run, decks, begun=at, plan=plan)
        with self._context.database.writing() as connection:
            quiz.save(connection)
        return quiz


def _side_by_side(generator: Generator, pairs: Sequence[tuple[str, str]], seed: int) -> list[Question]:
    """Return both questions of each pair that can be asked both ways, of PAIRS pairs at most."""
    found: list[Question] = []
    for one, other in pairs:
        both = [generator.contrast(one, other, seed), generator.contrast(other, one, seed)]
        if all(question is not None for question in both) and len(found) < 2 * PAIRS:
            found += [question for question in both if question is not None]
    return found


def _renamed(event: Event, names: Aliases) -> Event:
    data: dict[str, Any] = dict(event.data or {})
    for key in REFS:
        if isinstance(data.get(key), list):
            data[key] = [names.today(str(ref)) for ref in data[key]]
    if isinstance(data.get("mixed"), list):
        data["mixed"] = [[names.today(str(ref)) for ref in pair] for pair in data["mixed"] if isinstance(pair, list)]
    if isinstance(data.get("question"), str):
        data["question"] = names.today(data["question"])
    return replace(event, card=names.today(event.card), data=data)
