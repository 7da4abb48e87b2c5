"""What can be asked about a note: each facet has a prompt, an answer, and says which card it speaks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ops_trainer.content.notes import BaseNote, Definition, Metric, Role, Tip
from ops_trainer.content.text import Text, said


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to ask. `pool` names the answers that other notes of the kind have to the same question; `rival` is the
    text by which one tells whether another note's answer would be right too."""

    name: str
    prompt: Text
    answer: Text
    pool: str
    rival: Text
    typed: bool = False


def joined(*texts: Text) -> Text:
    """Texts below each other, in the languages that all have."""
    langs = [lang for lang in texts[0].langs if all(text.has(lang) for text in texts)]
    return Text(**{lang: "\n".join(getattr(text, lang) for text in texts) for lang in langs})


def facets_of(note: BaseNote) -> Iterator[Facet]:
    """The facets of a note, in the order of its cards. Scenarios, gaps and exercises are asked in ways of their own."""
    match note:
        case Definition() | Metric():
            meaning = said("question.meaning", note.meaning.langs, term=note.term)
            yield Facet("meaning", meaning, note.meaning, "meaning", note.meaning)
            prompt = joined(note.meaning, said("question.which_term"))
            yield Facet("term", prompt, note.term, "term", note.meaning, typed=True)
            if isinstance(note, Metric) and note.formula is not None:
                asked = said("question.formula", note.formula.langs, term=note.term)
                yield Facet("formula", asked, note.formula, "formula", note.formula)
        case Role():
            asked = said("question.mission", note.mission.langs, term=note.term)
            yield Facet("mission", asked, note.mission, "mission", note.mission)
            prompt = joined(note.mission, said("question.which_role"))
            yield Facet("term", prompt, note.term, "term", note.mission, typed=True)
            for key, duty in note.duties.items():
                if duty.ask is None:
                    prompt = joined(duty.text, said("question.whose_duty"))
                    yield Facet(f"duty.{key}", prompt, note.term, "term", duty.text)
        case Tip():
            yield Facet("advice", joined(note.situation, said("question.advice")), note.advice, "advice", note.advice)
            asked = joined(note.situation, said("question.which_tip"))
            yield Facet("term", asked, note.term, "term", note.situation)


def pool_text(note: BaseNote, pool: str) -> Text | None:
    """A note's own answer to the question of a pool."""
    found = getattr(note, pool, None)
    return found if isinstance(found, Text) else None
