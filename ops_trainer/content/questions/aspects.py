"""What can be asked about a note: each facet has a prompt, an answer, and says which card it speaks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ops_trainer.content.notes import QA, BaseNote, Definition, Metric, Names, Part, Role, Tip
from ops_trainer.content.text import Text, said
from ops_trainer.locale import LANGS


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to ask.

    `face` is the card it speaks for. `pool` names the answers that other notes of the kind have to the same question;
    `rival` is the text by which one tells whether another note's answer would be right too. `typed` says whether the
    answer is short enough to be written; `claim` whether it can be put as a statement that is true or false.
    """

    name: str
    face: str
    prompt: Text
    answer: Text
    pool: str
    rival: Text
    typed: bool = False
    claim: bool = False


def joined(*texts: Text) -> Text:
    """Texts below each other, in the languages of the first; one that lacks a language is said in its other one."""
    return Text(**{lang: "\n".join(text.in_lang(lang) for text in texts) for lang in texts[0].langs})


def facets_of(note: BaseNote) -> Iterator[Facet]:
    """The facets of a note, in the order of its cards. Scenarios, gaps and exercises are asked in ways of their own."""
    for facet in _facets(note):
        if any(facet.prompt.has(lang) for lang in facet.answer.langs):
            yield facet


def _facets(note: BaseNote) -> Iterator[Facet]:
    match note:
        case Definition() | Metric():
            asked = said("question.meaning", note.meaning.langs, term=note.term)
            yield Facet("meaning", "meaning", asked, note.meaning, "meaning", note.meaning, claim=True)
            asked = joined(note.meaning, said("question.which_term"))
            yield Facet("term", "term", asked, note.term, "term", note.meaning, typed=True)
            if isinstance(note, Metric) and note.formula is not None:
                asked = said("question.formula", note.formula.langs, term=note.term)
                yield Facet("formula", "formula", asked, note.formula, "formula", note.formula, claim=True)
        case Role():
            asked = said("question.mission", note.mission.langs, term=note.term)
            yield Facet("mission", "mission", asked, note.mission, "mission", note.mission, claim=True)
            asked = joined(note.mission, said("question.which_role"))
            yield Facet("term", "term", asked, note.term, "term", note.mission, typed=True)
            for key, duty in note.duties.items():
                if duty.ask is None:
                    asked = joined(duty.text, said("question.whose_duty"))
                    yield Facet(f"duty.{key}", f"duty.{key}", asked, note.term, "term", duty.text)
        case Tip():
            asked = joined(note.situation, said("question.advice"))
            yield Facet("advice", "advice", asked, note.advice, "advice", note.advice)
            asked = joined(note.situation, said("question.which_tip"))
            yield Facet("term", "advice", asked, note.term, "term", note.situation)
        case QA():
            yield Facet("answer", "answer", note.front, note.back, "back", note.front)


def pool_text(note: BaseNote, pool: str) -> Text | None:
    """A note's own answer to the question of a pool."""
    found = getattr(note, pool, None)
    return found if isinstance(found, Text) else None


def other_names(note: BaseNote) -> list[Text]:
    """What else a note may be called."""
    return [*named(note.aliases), *named(note.accept)]


def named(names: Names) -> list[Text]:
    """Names as texts, each in its language."""
    return [Text(**{lang: name}) for lang in LANGS for name in names.in_lang(lang)]


def pieces_of(note: BaseNote) -> Mapping[str, Part]:
    """The keyed parts of a note: a role's duties, a definition's or a measure's parts."""
    if isinstance(note, Role):
        return note.duties
    return note.parts if isinstance(note, Definition | Metric) else {}


def facts_of(note: BaseNote) -> Iterator[Text]:
    """The texts that say what a note is: where two of these say the same, either note answers for the other."""
    for name in ("meaning", "mission", "situation", "front"):
        if (found := pool_text(note, name)) is not None:
            yield found
    if isinstance(note, Role):
        yield from (duty.text for duty in note.duties.values())


def clues_of(note: BaseNote) -> Iterator[tuple[Text, str]]:
    """The texts by which a note can be told from one other of its kind, each with the message that asks for it.

    A duty that answers a question of its own is too bare for that.
    """
    match note:
        case Definition() | Metric():
            yield note.meaning, "question.which_of_two"
        case Role():
            yield note.mission, "question.which_of_two"
            yield from ((duty.text, "question.whose_of_two") for duty in note.duties.values() if duty.ask is None)
        case Tip():
            yield note.situation, "question.helps_of_two"


def same_kind(one: BaseNote, other: BaseNote) -> bool:
    """Whether one question can be asked about either note: of the same kind, or both a term with its meaning."""
    return type(one) is type(other) or all(isinstance(note, Definition | Metric) for note in (one, other))
