"""The cards that a note makes."""

from __future__ import annotations

from collections.abc import Iterator

from ops_trainer.content.card import Card
from ops_trainer.content.cloze import gaps, with_gap
from ops_trainer.content.notes import QA, BaseNote, Cloze, Definition, Metric, Part, Role, Scenario, Tip, term_of
from ops_trainer.content.text import Text, said

Faces = Iterator[tuple[str, Text, Text, Text]]  # face, subject, question, back


def cards_of(deck: str, note: BaseNote) -> tuple[Card, ...]:
    """The cards of a note in the order in which they are introduced.

    A card's face is its identity within the note: a fixed word, and for a keyed part the key.
    """
    return tuple(Card(deck, note.id, *texts) for texts in _faces(note) if _together(texts[1:]))


def title_of(note: BaseNote) -> Text:
    """What a note is called: shown above the answer once it is revealed."""
    return term_of(note)  # type: ignore[arg-type]


def _together(texts: tuple[Text, ...]) -> bool:
    """Whether there is a language that prompt and answer both have."""
    return any(all(text.has(lang) for text in texts) for lang in texts[0].langs)


def _faces(note: BaseNote) -> Faces:
    match note:
        case Definition():
            yield "meaning", note.term, said("card.meaning"), note.meaning
            yield "term", note.meaning, said("card.which_term"), note.term
            yield from _parts("part", note.term, note.parts)
        case Role():
            yield "mission", note.term, said("card.mission"), note.mission
            yield "term", note.mission, said("card.which_role"), note.term
            for key, duty in note.duties.items():
                if duty.ask is None:
                    yield f"duty.{key}", duty.text, said("card.whose_duty"), note.term
                else:
                    yield f"duty.{key}", note.term, duty.ask, duty.text
        case Tip():
            yield "advice", note.situation, said("card.advice"), note.advice
            if note.why is not None:
                yield "why", note.term, said("card.why", advice=note.advice), note.why
        case Metric():
            yield from _metric(note)
        case Scenario():
            yield "answer", note.situation, note.question, note.answer
        case QA():
            yield "answer", note.front, said("card.qa"), note.back
        case Cloze():
            yield from _cloze(note)


def _metric(note: Metric) -> Faces:
    yield "meaning", note.term, said("card.meaning"), note.meaning
    yield "term", note.meaning, said("card.which_term"), note.term
    if note.formula is not None:
        yield "formula", note.term, said("card.formula"), note.formula
    if note.mistake is not None:
        yield "mistake", note.term, said("card.mistake"), note.mistake
    yield from _parts("part", note.term, note.parts)


def _parts(face: str, term: Text, parts: dict[str, Part]) -> Faces:
    for key, part in parts.items():
        yield f"{face}.{key}", term, part.ask or said("card.part", key=key), part.text


def _cloze(note: Cloze) -> Faces:
    keys = list(gaps(getattr(note.text, note.text.langs[0])))
    for key in keys:
        langs = [lang for lang in note.text.langs if key in gaps(getattr(note.text, lang))]
        subject = Text(**{lang: with_gap(getattr(note.text, lang), key) for lang in langs})
        back = Text(**{lang: gaps(getattr(note.text, lang))[key] for lang in langs})
        yield f"cloze.{key}", subject, said("card.cloze"), back
