"""Questions without options, whose answer is recalled: typed and numeric; and steps to be put into their order."""

from __future__ import annotations

import random
import re

from rapidfuzz import fuzz

from ops_trainer.content import compute as exercises
from ops_trainer.content.kinds.asked import Aspect, Exercise, Recall
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.explain import part_prompt, why_part, why_right, why_wrong
from ops_trainer.content.questions.fold import bare
from ops_trainer.content.questions.outward_form import alike
from ops_trainer.content.questions.question import OWN_WORDS, Option, Question, Type
from ops_trainer.content.questions.shared_words import words_of
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import Complaint

SIGNS = re.compile(r"[+#*<>=@$%^]|^[\W_]+$")
RIVALS = 30  # other notes whose names a typed answer is compared with
SHORT_HAN, SHORT, SHORT_WORDS = 6, 28, 3  # how long a part may be to be typed: there are not many ways to word it


def typed(siblings: Siblings, ref: str, aspect: Aspect, qid: str, rng: random.Random) -> Question | None:
    """Return a term to be written from its meaning, in any of its names."""
    note = siblings.notes[ref]
    answer = note.title if aspect.of_name else aspect.answer
    if any(_told(aspect.prompt, name) for name in (answer, *siblings.other_names(ref))):
        return None
    return Question(
        qid,
        ref,
        f"{ref}/{aspect.face}",
        Type.TYPED,
        aspect.prompt,
        why_right(note, aspect),
        accepted=_accepted(note, answer),
        aspect=aspect.name,
        rivals=tuple(_rivals(siblings, ref, answer, "term" if aspect.of_name else aspect.pool, rng)),
    )


def _told(prompt: Text, name: Text) -> bool:
    """Return whether a prompt has all the words of a name, so that it need only be copied."""
    for lang in name.langs:
        asked, words = prompt.in_lang(lang), words_of(getattr(name, lang))
        own = getattr(name, lang)
        # Of a name with signs in it, such as C++, folding would leave a letter that is in every prompt.
        there = own.casefold() in asked.casefold() if SIGNS.search(own) else bare(own) in bare(asked)
        if there or (words and words <= words_of(asked)):
            return True
    return False


def _rivals(siblings: Siblings, ref: str, answer: Text, pool: str, rng: random.Random) -> list[Option]:
    """Return what other notes of the kind are called, the likest first. One that is confusable might be defended, and
    so has `correct` set: a learner who wrote it is shown both and asked."""
    note = siblings.notes[ref]
    own = {name for one in (answer, *siblings.other_names(ref)) for name in (one.zh, one.en) if name}
    found: list[tuple[float, str, Text]] = []
    confusable = [other for other in note.confusable if other in siblings.notes]
    for other in dict.fromkeys([*siblings.near(ref, rng), *confusable, *siblings.around(ref)]):
        name = siblings.notes[other].text_of(pool)
        if name is None or name.zh in own or name.en in own:
            continue
        lang = answer.langs[0]
        likeness = fuzz.ratio(name.in_lang(lang), answer.in_lang(lang))
        related = not siblings.apart(ref, other) or siblings.contrasted(ref, other)
        found.append((100.0 if related else likeness, other, name))
    found.sort(key=lambda one: (-one[0], one[1]))
    rivals: list[Option] = []
    for _, other, name in found[:RIVALS]:
        might = not siblings.apart(ref, other)
        rivals.append(Option(name, might, other, why_wrong(siblings, ref, other)))
        names = [one for one in siblings.other_names(other) if one.zh not in own and one.en not in own]
        rivals += [Option(one, might, other) for one in names]
    return rivals


def recall(siblings: Siblings, ref: str, asked: Recall, qid: str) -> Question:
    """Return a question to be answered in writing that the note answers by itself."""
    note = siblings.notes[ref]
    accepted = _accepted(note, asked.answer) if asked.accepts_names else (asked.answer,)
    why = asked.explanation or why_right(note)
    return Question(
        qid, ref, f"{ref}/{asked.face}", Type.TYPED, asked.prompt, why, accepted=accepted, aspect=asked.face
    )


def in_words(siblings: Siblings, ref: str, qid: str) -> Question | None:
    """Return what a note says, in the learner's own words, for the learner to judge."""
    note = siblings.notes[ref]
    asked = note.choice() or note.written() or next(note.aspects(), None)
    if asked is None:
        return None
    return Question(
        qid, ref, f"{ref}/{asked.face}", Type.TYPED, asked.prompt, why_right(note),
        accepted=(asked.answer,), aspect=OWN_WORDS,
    )  # fmt: skip


def part(siblings: Siblings, ref: str, key: str, qid: str) -> Question | None:
    """Return a part of a note that is asked for by a question of its own, where it is short enough to be written."""
    note = siblings.notes[ref]
    keyed = note.keyed()
    piece = keyed.parts[key]
    if piece.ask is None or not is_short(piece.text):
        return None
    accepted = (piece.text, *piece.accept.texts())
    if any(_told(piece.ask, name) for name in accepted):
        return None
    face = f"{keyed.face}.{key}"
    others = [
        one
        for name, one in keyed.parts.items()
        if name != key and not any(alike(one.text, right) for right in accepted)
    ]
    rivals = tuple(Option(one.text, False, None, why_part(note, one)) for one in others if is_short(one.text))
    return Question(
        qid,
        ref,
        f"{ref}/{face}",
        Type.TYPED,
        part_prompt(note, piece.ask),
        why_part(note, piece),
        accepted=accepted,
        aspect=face,
        rivals=rivals,
    )


def is_short(text: Text) -> bool:
    """Return whether a text is short enough to be asked for in writing."""
    if text.en and (len(text.en) > SHORT or len(text.en.split()) > SHORT_WORDS):
        return False
    return len(text.zh or "") <= SHORT_HAN


def numeric(exercise: Exercise, ref: str, qid: str, rng: random.Random) -> Question | None:
    """Return one of the exercises with numbers drawn anew, None where none fit."""
    compute = rng.choice(exercise.computes)
    try:
        given = exercises.draw(compute, rng)
        number = exercises.answer(compute, given)
    except Complaint:
        return None
    worked = exercises.worked(compute, given, number)
    why = joined(said("question.by_formula", exercise.rule.langs, what=exercise.rule), worked)
    prompt = exercises.fill(compute.ask, given)
    return Question(qid, ref, f"{ref}/{exercise.face}", Type.NUMERIC, prompt, why, number=number, aspect="compute")


def order(siblings: Siblings, ref: str, qid: str, rng: random.Random) -> Question | None:
    """Steps to be put into their order."""
    note = siblings.notes[ref]
    keyed, term = note.keyed(), note.title
    if not keyed.ordered or len(keyed.parts) < 3:
        return None
    steps = [part.text for part in keyed.parts.values()]
    if any(alike(one, other) for at, one in enumerate(steps) for other in steps[:at]):
        return None
    shown = list(range(len(steps)))
    while shown == sorted(shown):
        rng.shuffle(shown)
    options = tuple(Option(steps[number], True, ref) for number in shown)
    sequence = tuple(shown.index(number) for number in range(len(steps)))
    prompt = said("question.order", term.langs, term=term)
    arrow = Text(**{lang: " → ".join(step.in_lang(lang) for step in steps) for lang in steps[0].langs})
    card = f"{ref}/{keyed.face}.{next(iter(keyed.parts))}"
    return Question(
        qid, ref, card, Type.ORDER, prompt, joined(arrow, note.summary()), options, (), sequence, aspect=keyed.name
    )


def _accepted(note: BaseNote, first: Text) -> tuple[Text, ...]:
    """Return the answer and its other names, as they are written: marking folds what may be folded."""
    return tuple(dict.fromkeys((first, *note.other_names())))
