"""Notes of one deck that say nearly the same, or ask the same and want different answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from ops_trainer.content.cards import cards_of, title_of
from ops_trainer.content.notes import BaseNote, Role
from ops_trainer.content.questions.fold import fold
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

ALIKE = 92  # per cent of two texts, from which on they are nearly the same
MOST = 2_000  # notes to compare each with each; a larger deck is only searched for equal prompts


def near_twins(deck: str, notes: Sequence[BaseNote]) -> Iterator[tuple[BaseNote, BaseNote]]:
    """Pairs of notes that say nearly the same, the later one first; each later note once."""
    found: set[int] = set()
    if len(notes) <= MOST:
        bodies = [_body(deck, note) for note in notes]
        for second, body in enumerate(bodies):
            near = process.extractOne(body, bodies[:second], scorer=fuzz.ratio, score_cutoff=ALIKE)
            if near is not None:
                found.add(second)
                yield notes[second], notes[near[2]]
    names: dict[str, int] = {}
    for number, note in enumerate(notes):
        for key in {f"{lang} {fold(getattr(title_of(note), lang))}" for lang in title_of(note).langs}:
            first = names.setdefault(key, number)
            if first != number and number not in found:
                found.add(number)
                yield note, notes[first]


def same_prompts(deck: str, notes: Sequence[BaseNote]) -> Iterator[tuple[BaseNote, str, BaseNote]]:
    """Cards whose prompt another note asks as well, with another answer: the later note, its face, the earlier note."""
    asked: dict[str, tuple[BaseNote, Text]] = {}
    for note in notes:
        for card in cards_of(deck, note):
            for lang in card.front.langs:
                prompt = fold(getattr(card.front, lang))
                first, answer = asked.setdefault(f"{lang} {prompt}", (note, card.back))
                if first is not note and not _same(answer, card.back):
                    yield note, card.face, first
                    break


def shared_duties(notes: Sequence[BaseNote]) -> Iterator[tuple[BaseNote, str, BaseNote]]:
    """Duties that two roles have in nearly the same words: the later role, the key of its duty, the earlier role."""
    told: set[tuple[str, str]] = set()
    for lang in LANGS:
        texts: list[str] = []
        owners: list[Role] = []
        for note in notes[:MOST]:
            if not isinstance(note, Role):
                continue
            own = {key: fold(text) for key, duty in note.duties.items() if (text := getattr(duty.text, lang))}
            for key, text in own.items():
                near = process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
                if near is not None and (note.id, key) not in told:
                    told.add((note.id, key))
                    yield note, key, owners[near[2]]
            texts += own.values()
            owners += [note] * len(own)


def _same(one: Text, other: Text) -> bool:
    return any(fold(getattr(one, lang)) == fold(getattr(other, lang)) for lang in one.langs if other.has(lang))


def _body(deck: str, note: BaseNote) -> str:
    """What a note's first card asks and answers, and what it is called."""
    cards = cards_of(deck, note)
    parts = [title_of(note), *((cards[0].subject, cards[0].back) if cards else ())]
    return " ".join(dict.fromkeys(part.zh or part.en or "" for part in parts))
