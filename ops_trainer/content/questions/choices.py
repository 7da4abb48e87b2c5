"""Questions with options: single, true or false, multiple, match. Each maker gives None where there is no good one."""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection

from ops_trainer.content.kinds.asked import Aspect, WrittenChoice
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.explain import (
    difference,
    part_prompt,
    why_part,
    why_right,
    why_wrong,
)
from ops_trainer.content.questions.outward_form import alike, form_of, like_in_form
from ops_trainer.content.questions.question import Option, Question, Type
from ops_trainer.content.questions.shared_words import gives_away, shared
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import LANGS

FOREIGN = 6  # parts of other notes that a choice of several draws from


def single(siblings: Siblings, ref: str, aspect: Aspect, qid: str, rng: random.Random) -> Question | None:
    """Return one right option among three; among four where there are three good siblings."""
    note = siblings.notes[ref]
    wrong = siblings.wrong(ref, aspect, rng)
    if not wrong:
        return None
    options = [Option(aspect.answer, True, ref, why_right(note, aspect))]
    options += [Option(text, False, other, why_wrong(siblings, ref, other, aspect)) for other, text in wrong]
    rng.shuffle(options)
    return Question(
        qid, ref, f"{ref}/{aspect.face}", Type.SINGLE, aspect.prompt, why_right(note, aspect), tuple(options),
        aspect=aspect.name,
    )  # fmt: skip


def true_false(siblings: Siblings, ref: str, aspect: Aspect, qid: str, rng: random.Random) -> Question | None:
    """Return a statement that pairs a term with its own meaning or with a sibling's."""
    note = siblings.notes[ref]
    term = note.text_of("short")
    wrong = siblings.wrong(ref, aspect, rng, least=1, most=1, close=True)
    # A deck that could only make true statements would give them away.
    if not wrong or term is None:
        return None
    right = rng.random() < 0.5
    other, claimed = (ref, aspect.answer) if right else wrong[0]
    prompt = said(aspect.claim, claimed.langs, term=term, what=claimed)
    why = why_right(note, aspect)
    # The options say only what the explanation doesn't: the two are shown together.
    if right:
        about = said("question.was_so", claimed.langs, term=term)
    else:
        about = difference(siblings, ref, other) or said("question.not_so", claimed.langs, term=term)
        why = joined(said("question.claimed", claimed.langs, term=siblings.notes[other].text_of("short")), why)
    options = (
        Option(said("question.true"), right, ref if right else other, about),
        Option(said("question.false"), not right, None if right else ref, about),
    )
    return Question(qid, ref, f"{ref}/{aspect.face}", Type.TRUE_FALSE, prompt, why, options, aspect=aspect.name)


def multiple(siblings: Siblings, ref: str, qid: str, rng: random.Random) -> Question | None:
    """Return which of these are this note's: two or three of its own parts, the others from notes that it can't be
    confused with, four in all."""
    note = siblings.notes[ref]
    own = _bare_pieces(note)
    term = note.text_of("short")
    if len(own) < 2 or term is None:
        return None
    keyed = note.keyed()
    prompt = said(keyed.which, term.langs, term=term)
    mine = rng.sample(own, min(len(own), rng.choice((2, 2, 3))))
    foreign: list[tuple[str, Text]] = []
    for other in siblings.candidates(ref, rng):
        texts = [text for text in _bare_pieces(siblings.notes[other]) if _is_foreign(text, note, own)]
        if texts and all(siblings.apart(other, taken) for taken, _ in foreign):
            foreign.append((other, rng.choice(texts)))
        if len(foreign) == FOREIGN:
            break
    count = 4 - len(mine)
    if len(foreign) < count:
        return None
    for wrong in itertools.islice(itertools.combinations(rng.sample(foreign, len(foreign)), count), 40):
        if not any(gives_away(prompt, text, [text for _, text in wrong]) for text in mine):
            break
    else:
        return None
    right = why_right(note)
    options = [Option(text, True, ref, right) for text in mine]
    options += [Option(text, False, other, why_wrong(siblings, ref, other)) for other, text in wrong]
    rng.shuffle(options)
    return Question(qid, ref, f"{ref}/{keyed.whole}", Type.MULTIPLE, prompt, right, tuple(options), aspect=keyed.name)


def _bare_pieces(note: BaseNote) -> list[Text]:
    """Return the parts of a note that stand for themselves, without a question of their own, and read as no other."""
    found: list[Text] = []
    for piece in note.keyed().parts.values():
        again = any(piece.text.in_lang(lang) == other.in_lang(lang) for other in found for lang in LANGS)
        if piece.ask is None and not again:
            found.append(piece.text)
    return found


def _is_foreign(text: Text, note: BaseNote, own: list[Text]) -> bool:
    """Return whether a text of another note could not be one of this note's."""
    return not any(alike(text, mine) for mine in (*own, *note.facts())) and text.langs == own[0].langs


def match(
    siblings: Siblings, ref: str, aspect: Aspect, qid: str, rng: random.Random, beside: Collection[str] | None = None
) -> Question | None:
    """Three or four terms and their meanings, of notes of which none is confusable with another; but for the note
    itself only of those `beside`, if any are given."""
    note = siblings.notes[ref]
    term = note.text_of("short")
    others = siblings.wrong(ref, aspect, rng, among=beside, named=True)
    if term is None or not others:
        return None
    rows = [(ref, term, aspect.answer)]
    for other, text in others:
        name = siblings.notes[other].text_of("short")
        if name is not None:
            rows.append((other, name, text))
    if len(rows) < 3 or any(_points(row, rows) for row in rows) or not _fit(siblings, rows, aspect):
        return None
    right = rng.sample(rows, len(rows))
    left = rng.sample(rows, len(rows))
    summaries = {other: siblings.notes[other].summary(aspect.pool) for other, _, _ in rows}
    options = tuple(Option(text, True, other, summaries[other]) for other, _, text in right)
    pairs = tuple((name, next(i for i, row in enumerate(right) if row[0] == other)) for other, name, _ in left)
    explanation = joined(*(summaries[other] for other, _, _ in left))
    prompt = said("question.match", aspect.answer.langs)
    return Question(
        qid, ref, f"{ref}/{aspect.face}", Type.MATCH, prompt, explanation, options, pairs, aspect=aspect.name
    )


def _points(row: tuple[str, Text, Text], rows: list[tuple[str, Text, Text]]) -> bool:
    """Return whether a row's two sides share a word that no other right-hand side has."""
    _, name, text = row
    return any(shared(name, text, lang) for lang in name.langs) and gives_away(
        name, text, [other for _, _, other in rows if other is not text]
    )


def _fit(siblings: Siblings, rows: list[tuple[str, Text, Text]], aspect: Aspect) -> bool:
    """Return whether each right-hand side answers for its own row only."""
    for one, _, _ in rows:
        own = next((f for f in siblings.notes[one].aspects() if f.name == aspect.name), None)
        if own is None or any(siblings.answer_of(one, two, own) is None for two, _, _ in rows if two != one):
            return False
    return True


def written(siblings: Siblings, ref: str, choice: WrittenChoice, qid: str, rng: random.Random) -> Question | None:
    """Return a question with its options as they were written, None where there are no wrong ones."""
    if not choice.wrong:
        return None
    options = [Option(choice.answer, True, choice.about or ref, choice.why)]
    for wrong in choice.wrong[:3]:
        meant = siblings.notes.get(wrong.note) if wrong.note else None
        why = wrong.why or (meant.summary() if meant is not None else choice.why)
        options.append(Option(wrong.text, False, wrong.note, why))
    rng.shuffle(options)
    card = f"{ref}/{choice.face}"
    return Question(qid, ref, card, Type.SINGLE, choice.prompt, choice.why, tuple(options), aspect=choice.face)


def part(siblings: Siblings, ref: str, key: str, qid: str, rng: random.Random) -> Question | None:
    """Return a question that asks for one part of a note, the note's other parts being the wrong options."""
    note = siblings.notes[ref]
    keyed = note.keyed()
    pieces = keyed.parts
    asked, answer = pieces[key].ask, pieces[key].text
    if asked is None:
        return None
    others = [piece for name, piece in pieces.items() if name != key and piece.ask is not None]
    fitting = [
        piece
        for piece in others
        if like_in_form(form_of(piece.text), form_of(answer)) and not alike(piece.text, answer)
    ]
    if any(alike(piece.ask, asked) for piece in others if piece.ask is not None):
        return None
    for wrong in itertools.combinations(rng.sample(fitting, len(fitting)), 2):
        if not gives_away(asked, answer, [piece.text for piece in wrong]):
            break
    else:
        return None
    right = why_part(note, pieces[key])
    options = [Option(answer, True, ref, right)]
    options += [Option(piece.text, False, None, why_part(note, piece)) for piece in wrong]
    rng.shuffle(options)
    face = f"{keyed.face}.{key}"
    return Question(
        qid, ref, f"{ref}/{face}", Type.SINGLE, part_prompt(note, asked), right, tuple(options), aspect=face
    )


def contrast(siblings: Siblings, ref: str, other: str, qid: str, rng: random.Random) -> Question | None:
    """Return the question which of two notes that were mixed up a text speaks of; both stand side by side.

    Two of a kind only, which one question can be asked about; and of two that are confusable, so that either might be
    defended, only those that a deck tells apart.
    """
    note, there = siblings.notes[ref], siblings.notes[other]
    if not note.is_related(there) or not (siblings.apart(ref, other) or difference(siblings, ref, other)):
        return None
    own, name = note.text_of("short"), there.text_of("short")
    theirs = list(there.facts())
    # Texts that are much alike are just what has to be told apart; only the very same would have two answers.
    clues = [clue for clue in note.clues() if clue[0] not in theirs]
    if own is None or name is None or not clues or own.langs != name.langs:
        return None
    clue, asked = rng.choice([one for one in clues if not gives_away(one[0], own, [name])] or clues[:1])
    prompt = joined(clue, said(asked))
    # Whoever was right is told the difference too: it is what the drill is for.
    apart = difference(siblings, ref, other)
    right = why_right(note) if apart is None else joined(why_right(note), apart)
    options = [Option(own, True, ref, right), Option(name, False, other, there.summary())]
    rng.shuffle(options)
    face = next((aspect.face for aspect in note.aspects() if aspect.name == "term"), "")
    return Question(qid, ref, f"{ref}/{face}", Type.SINGLE, prompt, right, tuple(options), aspect="contrast")
