"""Why an answer is right, and what a wrong option really is."""

from __future__ import annotations

import re

from ops_trainer.content.kinds.asked import Aspect
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.kinds.parts import Part
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.fold import bare, fold
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import Lang, say

POINTING = re.compile(r"这里|这一?条|\b(?:here|this)\b", re.IGNORECASE)


def why_right(note: BaseNote, aspect: Aspect | None = None) -> Text:
    """Return what it is, and what was asked where that is something else, with the example where there is one."""
    reason, proof = note.reason(aspect), note.proof()
    return reason if proof is None else joined(reason, proof)


def why_wrong(siblings: Siblings, ref: str, other: str, aspect: Aspect | None = None) -> Text:
    """Return what a wrong option really is, and how to tell the two notes apart where the deck says so."""
    note = siblings.notes[other]
    # An option that is itself the other note's text needs only the name that it belongs to.
    if aspect is None or aspect.of_name or note.text_of("term") is None:
        what = note.summary()
    else:
        what = said(aspect.belongs, aspect.answer.langs, term=note.title)
    contrast = difference(siblings, ref, other)
    return what if contrast is None else joined(what, contrast)


def difference(siblings: Siblings, one: str, other: str) -> Text | None:
    """Return what tells two notes apart, where one of them says so; below that one's name where it says “here”."""
    for own, there in ((one, other), (other, one)):
        if (text := siblings.notes[own].contrast.get(there)) is not None:
            term = siblings.notes[own].title
            return Text(**{lang: _placed(term, getattr(text, lang), lang) for lang in text.langs})
    return None


def _placed(term: Text, text: str, lang: Lang) -> str:
    return say("question.seen_from", lang, term=term, what=text) if POINTING.search(text) else text


def why_part(note: BaseNote, piece: Part) -> Text:
    """Return what a part answers, and what it is a part of."""
    answered = (
        piece.text if piece.ask is None else said("question.answers", piece.text.langs, ask=piece.ask, what=piece.text)
    )
    return joined(answered, note.summary())


def part_prompt(note: BaseNote, asked: Text) -> Text:
    """Return a part's own question, below the term that it belongs to where it does not name it itself."""
    term = note.text_of("term")
    if term is None or all(bare(term.in_lang(lang)) in fold(asked.in_lang(lang)) for lang in asked.langs):
        return asked
    return joined(said("question.of", asked.langs, term=term), asked)
