"""Why an answer is right, and what a wrong option really is."""

from __future__ import annotations

import re

from ops_trainer.content.cloze import without_marks
from ops_trainer.content.notes import QA, BaseNote, Cloze, Definition, Metric, Part, Role, Scenario, Tip, term_of
from ops_trainer.content.questions.aspects import Facet, joined, pool_text
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.fold import bare, fold
from ops_trainer.content.text import Text, said
from ops_trainer.locale import Lang, say

COLON = re.compile(r"：|:(?!\d)")
POINTING = re.compile(r"这里|这一?条|\b(?:here|this)\b", re.IGNORECASE)


def what_it_is(note: BaseNote, pool: str = "") -> Text:
    """What a note really is, in a line; how it is worked out where the pool asked about is formulas."""
    match note:
        case Metric() if pool == "formula" and note.formula is not None:
            return _called(note.term, note.formula)
        case Definition() | Metric():
            return _called(note.term, note.meaning)
        case Role():
            return _called(note.term, note.mission)
        case Tip():
            return _called(note.term, note.advice)
        case Scenario():
            return note.why or note.answer
        case QA():
            return note.back
        case Cloze():
            return note.text.map(without_marks)
    raise TypeError(type(note))


def _called(term: Text, what: Text) -> Text:
    """A term and what it is, with a dash between them where what follows has a colon of its own."""
    keys = {lang: "question.is_dashed" if COLON.search(getattr(what, lang)) else "question.is" for lang in what.langs}
    return Text(**{lang: say(key, lang, term=term, what=what) for lang, key in keys.items()})


def why_right(note: BaseNote, facet: Facet | None = None) -> Text:
    """What it is, and what was asked where that is something else, with the example where there is one."""
    lines = [what_it_is(note)]
    if facet is not None and facet.pool == "formula":
        lines = [said("question.by_formula", facet.answer.langs, what=facet.answer)]
    elif facet is not None and facet.face.startswith("duty."):
        lines.append(said("question.duty_is", facet.rival.langs, what=facet.rival))
    if isinstance(note, Tip) and note.why is not None:
        lines.append(note.why)
    elif note.example is not None:
        lines.append(said("question.example", note.example.langs, example=note.example))
    return joined(*lines)


def why_wrong(siblings: Siblings, ref: str, other: str, facet: Facet | None = None) -> Text:
    """What a wrong option really is, and how to tell the two notes apart where the deck says so."""
    note = siblings.notes[other]
    # An option that is itself the other note's text needs only the name that it belongs to.
    if facet is None or facet.pool == "term" or pool_text(note, "term") is None:
        what = what_it_is(note)
    elif facet.pool == "formula":
        what = said("question.works_out", facet.answer.langs, term=term_of(note))  # type: ignore[arg-type]
    else:
        what = said("question.belongs", facet.answer.langs, term=term_of(note))  # type: ignore[arg-type]
    contrast = difference(siblings, ref, other)
    return what if contrast is None else joined(what, contrast)


def difference(siblings: Siblings, one: str, other: str) -> Text | None:
    """What tells two notes apart, where one of them says so; below that one's name where it says “here”."""
    for own, there in ((one, other), (other, one)):
        if (text := siblings.notes[own].contrast.get(there)) is not None:
            term = term_of(siblings.notes[own])  # type: ignore[arg-type]
            return Text(**{lang: _placed(term, getattr(text, lang), lang) for lang in text.langs})
    return None


def _placed(term: Text, text: str, lang: Lang) -> str:
    return say("question.seen_from", lang, term=term, what=text) if POINTING.search(text) else text


def why_part(note: BaseNote, piece: Part) -> Text:
    """What a part answers, and what it is a part of."""
    told = (
        piece.text if piece.ask is None else said("question.answers", piece.text.langs, ask=piece.ask, what=piece.text)
    )
    return joined(told, what_it_is(note))


def part_prompt(note: BaseNote, asked: Text) -> Text:
    """A part's own question, below the term that it belongs to where it does not name it itself."""
    term = pool_text(note, "term")
    if term is None or all(bare(term.in_lang(lang)) in fold(asked.in_lang(lang)) for lang in asked.langs):
        return asked
    return joined(said("question.of", asked.langs, term=term), asked)
