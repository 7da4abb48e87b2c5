"""Notes of one deck that say nearly the same, or ask the same and want different answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.fold import fold
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

ALIKE = 92  # per cent of two texts, from which on they are nearly the same
MOST = 2_000  # notes to compare each with each; a larger deck is only searched for equal prompts


def near_duplicates(deck: str, notes: Sequence[BaseNote]) -> Iterator[tuple[BaseNote, BaseNote]]:
    """Yield pairs of notes that say nearly the same, the later one first; each later note once."""
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
        for key in {f"{lang} {fold(getattr(note.title, lang))}" for lang in note.title.langs}:
            first = names.setdefault(key, number)
            if first != number and number not in found:
                found.add(number)
                yield note, notes[first]


def same_prompts(deck: str, notes: Sequence[BaseNote]) -> Iterator[tuple[BaseNote, str, BaseNote]]:
    """Yield cards whose prompt another note asks with another answer: the later note, its face, the earlier note."""
    asked: dict[str, tuple[BaseNote, Text]] = {}
    for note in notes:
        for card in note.make_cards(deck):
            for lang in card.front.langs:
                prompt = fold(getattr(card.front, lang))
                first, answer = asked.setdefault(f"{lang} {prompt}", (note, card.back))
                if first is not note and not _same(answer, card.back):
                    yield note, card.face, first
                    break


def shared_texts(notes: Sequence[BaseNote]) -> Iterator[tuple[BaseNote, str, BaseNote]]:
    """Yield texts that one note alone may say and two say in nearly the same words: the later note, the face of its
    text, the earlier note."""
    reported: set[tuple[str, str]] = set()
    for lang in LANGS:
        texts: list[str] = []
        owners: list[BaseNote] = []
        for note in notes[:MOST]:
            own = {face: fold(said) for face, text in note.exclusive().items() if (said := getattr(text, lang))}
            for face, text in own.items():
                near = process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
                if near is not None and (note.id, face) not in reported:
                    reported.add((note.id, face))
                    yield note, face, owners[near[2]]
            texts += own.values()
            owners += [note] * len(own)


def _same(one: Text, other: Text) -> bool:
    return any(fold(getattr(one, lang)) == fold(getattr(other, lang)) for lang in one.langs if other.has(lang))


def _body(deck: str, note: BaseNote) -> str:
    """Return what a note's first card asks and answers, and what it is called."""
    cards = note.make_cards(deck)
    parts = [note.title, *((cards[0].subject, cards[0].back) if cards else ())]
    return " ".join(dict.fromkeys(part.zh or part.en or "" for part in parts))
