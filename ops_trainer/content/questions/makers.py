"""One function a type of question. Each gives a question, or None where the note can't make a good one."""

from __future__ import annotations

import random

from ops_trainer.content import compute as exercises
from ops_trainer.content.cloze import gaps, with_gap
from ops_trainer.content.notes import QA, BaseNote, Cloze, Definition, Metric, Role, Scenario, Tip
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.facets import Facet, facets_of, joined, pool_text
from ops_trainer.content.questions.fold import bare
from ops_trainer.content.questions.question import Option, Question, Type
from ops_trainer.content.text import Text, said
from ops_trainer.locale import LANGS, Complaint

CARD_OF = {"formula": "formula", "meaning": "meaning", "mission": "mission", "advice": "advice"}


def term_and_meaning(note: BaseNote) -> Text:
    """What a note really is, in a line: said of a wrong option, and as the explanation of a right one."""
    match note:
        case Definition() | Metric():
            return said("question.is", note.meaning.langs, term=note.term, what=note.meaning)
        case Role():
            return said("question.is", note.mission.langs, term=note.term, what=note.mission)
        case Tip():
            return said("question.is", note.advice.langs, term=note.term, what=note.advice)
        case Scenario():
            return note.why or note.answer
        case QA():
            return note.back
    return getattr(note, "text", Text(zh="?"))


def single(siblings: Siblings, ref: str, facet: Facet, qid: str, rng: random.Random) -> Question | None:
    """One right option among three; four where there are many good ones to choose from."""
    note = siblings.notes[ref]
    wrong = siblings.wrong(ref, facet, 2, rng)
    if len(wrong) < 2:
        return None
    options = [Option(facet.answer, True, ref, _why_right(note))]
    options += [Option(text, False, other, _why_wrong(siblings, ref, other)) for other, text in wrong]
    rng.shuffle(options)
    return _question(qid, ref, facet, Type.SINGLE, note, tuple(options))


def true_false(siblings: Siblings, ref: str, facet: Facet, qid: str, rng: random.Random) -> Question | None:
    """A statement that pairs a term with its own meaning or with a sibling's."""
    note = siblings.notes[ref]
    right = rng.random() < 0.5
    wrong = siblings.wrong(ref, facet, 1, rng)
    if not right and not wrong:
        return None
    other, claimed = (ref, facet.answer) if right else wrong[0]
    term = pool_text(note, "term") or facet.answer
    statement = said("question.claim", claimed.langs, term=term, what=claimed)
    why = _why_right(note) if right else joined(_why_right(note), _why_wrong(siblings, ref, other))
    options = (
        Option(said("question.true"), right, ref if right else other, why),
        Option(said("question.false"), not right, None if right else ref, why),
    )
    return _question(qid, ref, facet, Type.TRUE_FALSE, note, options, prompt=statement)


def multiple(siblings: Siblings, ref: str, qid: str, rng: random.Random) -> Question | None:
    """Which of these duties are this role's: two of its own, two of roles that nobody could confuse with it."""
    note = siblings.notes[ref]
    if not isinstance(note, Role):
        return None
    own = [duty.text for duty in note.duties.values() if duty.ask is None]
    if len(own) < 2:
        return None
    foreign: list[tuple[str, Text]] = []
    for other in siblings.candidates(ref, rng):
        role = siblings.notes[other]
        duties = [duty.text for duty in role.duties.values() if duty.ask is None] if isinstance(role, Role) else []
        if duties and all(siblings.apart(other, taken) for taken, _ in foreign):
            foreign.append((other, rng.choice(duties)))
    if len(foreign) < 2:
        return None
    options = [Option(text, True, ref, _why_right(note)) for text in rng.sample(own, 2)]
    for other, text in rng.sample(foreign, 2):
        options.append(Option(text, False, other, _why_wrong(siblings, ref, other)))
    rng.shuffle(options)
    facet = Facet("duties", said("question.duties", note.term.langs, term=note.term), note.term, "term", note.mission)
    return _question(qid, ref, facet, Type.MULTIPLE, note, tuple(options))


def match(siblings: Siblings, ref: str, facet: Facet, qid: str, rng: random.Random) -> Question | None:
    """Three terms and their meanings, of notes of which none is confusable with another."""
    note = siblings.notes[ref]
    term = pool_text(note, "term")
    others = siblings.wrong(ref, facet, 2, rng)
    if term is None or len(others) < 2:
        return None
    rows = [(ref, term, facet.answer)]
    rows += [(other, pool_text(siblings.notes[other], "term") or text, text) for other, text in others]
    right = rows[:]
    rng.shuffle(right)
    rng.shuffle(rows)
    options = tuple(Option(text, True, other, term_and_meaning(siblings.notes[other])) for other, _, text in right)
    pairs = tuple((name, next(i for i, row in enumerate(right) if row[0] == other)) for other, name, _ in rows)
    prompt = said("question.match", facet.answer.langs)
    explanation = joined(*(term_and_meaning(siblings.notes[other]) for other, _, _ in rows))
    return Question(qid, ref, f"{ref}/{facet.name}", Type.MATCH, prompt, explanation, options, pairs, facet="match")


def order(siblings: Siblings, ref: str, qid: str, rng: random.Random) -> Question | None:
    """Steps to be put into their order."""
    note = siblings.notes[ref]
    if not isinstance(note, Definition | Metric) or not note.ordered or len(note.parts) < 3:
        return None
    steps = [part.text for part in note.parts.values()]
    shown = list(range(len(steps)))
    while shown == sorted(shown):
        rng.shuffle(shown)
    options = tuple(Option(steps[number], True, ref) for number in shown)
    sequence = tuple(shown.index(number) for number in range(len(steps)))
    prompt = said("question.order", note.term.langs, term=note.term)
    arrow = Text(**{lang: " → ".join(getattr(step, lang) for step in steps) for lang in note.term.langs})
    card = f"{ref}/part.{next(iter(note.parts))}"
    return Question(qid, ref, card, Type.ORDER, prompt, arrow, options, (), sequence, facet="order")


def typed(siblings: Siblings, ref: str, facet: Facet, qid: str) -> Question | None:
    """A term to be written from its meaning, in any of its names."""
    note = siblings.notes[ref]
    names = [facet.answer, *_other_names(note)]
    short = {lang: bare(getattr(facet.answer, lang)) for lang in facet.answer.langs}
    names.append(Text(**short))
    return Question(
        qid,
        ref,
        f"{ref}/{facet.name}",
        Type.TYPED,
        facet.prompt,
        _why_right(note),
        accepted=tuple(names),
        facet="typed",
    )


def recall(siblings: Siblings, ref: str, key: str, qid: str) -> Question | None:
    """What fills a gap, or answers a plain question."""
    note = siblings.notes[ref]
    if isinstance(note, QA):
        accepted = (note.back, *_other_names(note))
        return Question(qid, ref, f"{ref}/answer", Type.TYPED, note.front, note.back, accepted=accepted, facet="answer")
    if not isinstance(note, Cloze) or key not in gaps(getattr(note.text, note.text.langs[0])):
        return None
    prompt = note.text.map(lambda text: with_gap(text, key))
    answer = note.text.map(lambda text: gaps(text)[key])
    whole = note.text.map(lambda text: with_gap(text, ""))
    accepted = (answer, *_other_names(note))
    return Question(qid, ref, f"{ref}/cloze.{key}", Type.TYPED, prompt, whole, accepted=accepted, facet=f"cloze.{key}")


def numeric(siblings: Siblings, ref: str, qid: str, rng: random.Random) -> Question | None:
    """An exercise with numbers drawn anew."""
    note = siblings.notes[ref]
    if not isinstance(note, Metric) or note.compute is None:
        return None
    try:
        given = exercises.draw(note.compute, rng)
        number = exercises.answer(note.compute, given)
    except Complaint:
        return None
    card = f"{ref}/formula" if note.formula is not None else f"{ref}/meaning"
    why = said("question.by_formula", (note.formula or note.meaning).langs, what=note.formula or note.meaning)
    prompt = exercises.fill(note.compute.ask, given)
    return Question(qid, ref, card, Type.NUMERIC, prompt, why, number=number, facet="numeric")


def scenario(siblings: Siblings, ref: str, qid: str, rng: random.Random) -> Question | None:
    """A situation with its options as they were written."""
    note = siblings.notes[ref]
    if not isinstance(note, Scenario) or not note.wrong:
        return None
    right = note.why or note.answer
    options = [Option(note.answer, True, note.about or ref, right)]
    options += [Option(wrong.text, False, wrong.note, wrong.why) for wrong in note.wrong[:3]]
    rng.shuffle(options)
    prompt = joined(note.situation, note.question)
    return Question(qid, ref, f"{ref}/answer", Type.SINGLE, prompt, right, tuple(options), facet="answer")


def _question(
    qid: str,
    ref: str,
    facet: Facet,
    kind: Type,
    note: BaseNote,
    options: tuple[Option, ...],
    prompt: Text | None = None,
) -> Question:
    name = next((f.name for f in facets_of(note) if f.name == facet.name), "term")
    return Question(
        qid, ref, f"{ref}/{name}", kind, prompt or facet.prompt, _why_right(note), options, facet=facet.name
    )


def _why_right(note: BaseNote) -> Text:
    """What it is, with the example where there is one."""
    what = term_and_meaning(note)
    if note.example is None or not set(what.langs) <= set(note.example.langs):
        return what
    return joined(what, said("question.example", what.langs, example=note.example))


def _why_wrong(siblings: Siblings, ref: str, other: str) -> Text:
    """What the chosen option really is, and how to tell the two apart where the deck says so."""
    one, two = siblings.notes[ref], siblings.notes[other]
    what = term_and_meaning(two)
    contrast = one.contrast.get(other) or two.contrast.get(ref)
    return joined(what, contrast) if contrast is not None and set(what.langs) <= set(contrast.langs) else what


def _other_names(note: BaseNote) -> list[Text]:
    names = [(lang, name) for lang in LANGS for name in (*note.aliases.in_lang(lang), *note.accept.in_lang(lang))]
    return [Text(**{lang: name}) for lang, name in names]
