"""Advice on how a deck is written: what makes a card hard to learn or a question unfair, where a machine can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ops_trainer.content.deck import Deck
from ops_trainer.content.files import Problem
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.lint.answer_leaks import HAN, WORDS, answer_leaks
from ops_trainer.content.lint.near_duplicates import near_duplicates, same_prompts, shared_texts
from ops_trainer.content.model import texts_in
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import OWN_WORDS
from ops_trainer.content.questions.types import CHOICE
from ops_trainer.content.reading.reader import Reading
from ops_trainer.locale import Complaint, Lang

MOST = {"zh": 40, "en": 25}  # of an answer to recall: Han characters, English words
MOST_DEPENDENT = 300  # among more than so many, a note finds its wrong options
FEW_ASKED = 5  # questions with answers from which on it is told that some can only be answered in writing
LONG: dict[Lang, str] = {"zh": "editorial.long_zh", "en": "editorial.long_en"}
ONLY: dict[Lang, str] = {"zh": "editorial.only_zh", "en": "editorial.only_en"}
DECK_ONLY: dict[Lang, str] = {"zh": "editorial.deck_only_zh", "en": "editorial.deck_only_en"}
HALF_WIDTH = re.compile(
    r"[\u3400-\u9fff][,;!?()\"]|[\u3400-\u9fff]:(?!//)|[,;!?()\"][\u3400-\u9fff]|[\u3400-\u9fff]\.(?!\w)"
)
GENERIC = (  # an answer that is nothing but this would fit any card
    re.compile(
        r"(进一步|不断|持续|全面|有效)?(提高|提升|优化|改善|改进|加强|增强|促进|推动)(工作|整体|运营|业务|服务|团队)?的?"
        r"(效率|质量|水平|能力|效果|体验|管理|协作|沟通|发展|竞争力|满意度)"
    ),
    re.compile(
        r"(continuously |further )?(improv|increas|enhanc|boost|optimi[sz]|rais|strengthen)(e|ing|)( the| its| our)?"
        r"( overall| operational| work| business| team| service)* (efficiency|quality|performance|results|management"
        r"|experience|collaboration|communication|competitiveness|satisfaction)"
    ),
)


def size(text: str, lang: Lang) -> int:
    """Return how long an answer is to recall: Han characters in Chinese (a word of another script counts as one),
    words in English."""
    words = len(WORDS.findall(text))
    return len(HAN.findall(text)) + words if lang == "zh" else words


def generic(text: str) -> bool:
    """Return whether an answer says nothing that would not be true of everything: “提高效率”, “improve efficiency”."""
    clauses = [clause for clause in re.split(r"[，、；。,;.]|和|与|并|\band\b", text.lower()) if clause.strip()]
    return bool(clauses) and all(any(one.fullmatch(clause.strip()) for one in GENERIC) for clause in clauses)


def warnings(reading: Reading) -> list[Problem]:
    """Return advice on a deck that was read, each piece at its note; nothing for a deck that could not be read."""
    deck = reading.deck
    if deck is None:
        return []
    advice = [(note.id, said) for note in deck.notes for said in _note(deck, note)]
    advice += _languages(deck)
    advice += _between(deck.id, deck.notes)
    advice += _without_question(deck)
    advice += _without_choice(deck)
    lines = {note_id: reading.places.get(note_id, (1, 1)) for note_id, _ in advice}
    found = [Problem(reading.name, *lines[note_id], said, "warning") for note_id, said in advice]
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _note(deck: Deck, note: BaseNote) -> Iterator[Complaint]:
    cards = note.make_cards(deck.id)
    for card in cards:
        for lang in card.back.langs:
            length = size(getattr(card.back, lang), lang)
            if length > MOST[lang]:
                yield Complaint(LONG[lang], card=f"{note.id}/{card.face}", n=length, most=MOST[lang])
            if generic(getattr(card.back, lang)):
                yield Complaint("editorial.generic", card=f"{note.id}/{card.face}", answer=getattr(card.back, lang))
    for face, word in answer_leaks(note, cards):
        yield Complaint("editorial.told", card=f"{note.id}/{face}", word=word)
    if any(HALF_WIDTH.search(text.zh or "") for _, text in texts_in(note)):
        yield Complaint("editorial.half_width", note=note.id)
    yield from note.warnings()


def _languages(deck: Deck) -> Iterator[tuple[str, Complaint]]:
    """Yield notes that lack a language of the deck, but for those that go from one language to the other, as words are
    learnt; of a deck all in one language that is said once."""
    texts = {note.id: [text for _, text in texts_in(note)] for note in deck.notes}
    had = {lang for found in texts.values() for text in found for lang in text.langs}
    if len(had) == 1:
        yield "", Complaint(DECK_ONLY[had.pop()], deck=deck.id)
        return
    vocabulary = {note.id for note in deck.notes if _asks_across(deck.id, note)}
    for note_id, found in texts.items():
        if note_id in vocabulary:
            continue
        for lang in sorted({lang for text in found if len(text.langs) == 1 for lang in text.langs}):
            yield note_id, Complaint(ONLY[lang], note=note_id)


def _asks_across(deck: str, note: BaseNote) -> bool:
    """Return whether a card of a note is asked in one language and answered in the other."""
    return any(not {*card.front.langs} & {*card.back.langs} for card in note.make_cards(deck))


def _between(deck: str, notes: Sequence[BaseNote]) -> Iterator[tuple[str, Complaint]]:
    """Yield what can only be seen of several notes together."""
    reported: set[str] = set()
    for later, earlier in near_duplicates(deck, notes):
        reported.add(later.id)
        yield later.id, Complaint("editorial.twin", note=later.id, other=earlier.id)
    for later, face, earlier in shared_texts(notes):
        reported.add(f"{later.id}/{face}")
        yield later.id, Complaint("editorial.shared_duty", card=f"{later.id}/{face}", other=earlier.id)
    for later, face, earlier in same_prompts(deck, notes):
        if not reported & {later.id, f"{later.id}/{face}"}:
            yield later.id, Complaint("editorial.same_prompt", card=f"{later.id}/{face}", other=earlier.id)


def _without_question(deck: Deck) -> Iterator[tuple[str, Complaint]]:
    """Yield notes of which this deck alone makes no question but one to be answered in one's own words. Only those of
    kinds that depend on their siblings for all they ask may be such, and not those that aren't to be chosen among."""
    notes = {f"{deck.id}/{note.id}": note for note in deck.notes if note.needs_siblings and note.is_chosen()}
    if len(notes) > MOST_DEPENDENT:
        return
    generator = Generator(notes)
    for ref, note in notes.items():
        if all(question.aspect == OWN_WORDS for question in generator.questions(ref)):
            yield note.id, Complaint("editorial.no_question", note=note.id)


def _without_choice(deck: Deck) -> Iterator[tuple[str, Complaint]]:
    """Yield once that questions with answers can't be asked by choice: no other note has an answer of the same sort."""
    notes = {f"{deck.id}/{note.id}": note for note in deck.notes}
    asked = {ref: note for ref, note in notes.items() if note.kind == "qa"}
    if not FEW_ASKED <= len(asked) <= MOST_DEPENDENT:
        return
    generator = Generator(notes)
    alone = [note.id for ref, note in asked.items() if not any(one.type in CHOICE for one in generator.questions(ref))]
    if alone:
        yield alone[0], Complaint("editorial.no_choice", n=len(alone), note=alone[0])
