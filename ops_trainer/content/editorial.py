"""Advice on how a deck is written: what makes a card hard to learn or a question unfair, where a machine can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from ops_trainer.content.cards import cards_of, title_of
from ops_trainer.content.notes import QA, BaseNote, Cloze, Metric, Model, Role, Scenario
from ops_trainer.content.problems import Problem
from ops_trainer.content.reader import Reading
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS, Complaint, Lang

HAN = re.compile(r"[\u3400-\u9fff]")
WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
MOST = {"zh": 40, "en": 25}  # of an answer to recall: Han characters, English words
ALIKE = 92  # per cent of two texts, from which on they are nearly the same
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;!?]|[\u3400-\u9fff]:(?!//)|[,;!?][\u3400-\u9fff]")
# Words of the field that any prompt may hold without telling the answer.
COMMON = frozenset(
    {"operations", "operation", "rate", "number", "average", "user", "users", "customer", "customers", "cost", "value"}
    | {
        "time",
        "share",
        "ratio",
        "score",
        "analysis",
        "management",
        "data",
        "with",
        "product",
        "market",
        "sales",
        "content",
    }
)
COMMON_HAN = frozenset(
    {"运营", "用户", "数据", "平均", "成本", "指标", "分析", "管理", "客户", "产品", "品牌", "市场", "内容"}
)


def size(text: str, lang: Lang) -> int:
    """How long an answer is to recall: Han characters in Chinese (a word of other script counts as one), words in
    English."""
    words = len(WORDS.findall(text))
    return len(HAN.findall(text)) + words if lang == "zh" else words


def warnings(reading: Reading) -> list[Problem]:
    """Advice on a deck that was read, each piece at its note. Nothing for a deck that could not be read."""
    deck = reading.deck
    if deck is None:
        return []
    found: list[Problem] = []
    for note in deck.notes:
        line, column = reading.places.get(note.id, (1, 1))
        found += [Problem(reading.name, line, column, said, "warning") for said in _note(deck.id, note)]
    return found + list(_twins(reading))


def _note(deck: str, note: BaseNote) -> Iterator[Complaint]:
    for card in cards_of(deck, note):
        for lang in card.back.langs:
            length = size(getattr(card.back, lang), lang)
            if length > MOST[lang] and not isinstance(note, QA | Cloze):
                yield Complaint("editorial.long", card=f"{note.id}/{card.face}", lang=lang, n=length, most=MOST[lang])
        for lang in card.front.langs if _may_tell(card.face) else ():
            told = _told(getattr(card.subject, lang), getattr(card.back, lang, None) or "", lang, card.face)
            if told:
                yield Complaint("editorial.told", card=f"{note.id}/{card.face}", word=told)
    missing = {lang for text in _all_texts(note) for lang in LANGS if not text.has(lang)}
    if len(missing) == 1 and any(len(text.langs) == 2 for text in _all_texts(note)):
        yield Complaint("editorial.one_language", note=note.id, lang=next(iter(missing)))
    if any(HALF_WIDTH.search(text.zh or "") for text in _all_texts(note)):
        yield Complaint("editorial.half_width", note=note.id)
    if isinstance(note, Role) and not note.duties:
        yield Complaint("editorial.no_duties", note=note.id)
    if isinstance(note, Scenario) and any(wrong.why is None for wrong in note.wrong):
        yield Complaint("editorial.no_why", note=note.id)
    if isinstance(note, Metric) and not (note.formula or note.parts or note.mistake):
        yield Complaint("editorial.no_formula", note=note.id)


def _may_tell(face: str) -> bool:
    """Whether a face asks for a name: its prompt may not hold it. Other prompts name what they are about."""
    return face in ("term", "meaning", "mission") or face.startswith("duty.")


def _told(prompt: str, answer: str, lang: Lang, face: str) -> str:
    """A word of the name that the other side of the card gives away; empty when there is none."""
    name, text = (answer, prompt) if face == "term" or face.startswith("duty.") else (prompt, answer)
    if len(name) > len(text):
        name, text = text, name
    if lang == "zh":
        bare = re.sub(r"[（(].*?[）)]", "", name)
        core = bare.removesuffix("运营")
        parts = {core, bare} | {word for word in WORDS.findall(bare) if len(word) > 1 and not word.isdigit()}
        return next((p for p in sorted(parts) if len(p) > 1 and p not in COMMON_HAN and p in text), "")
    words = {word.lower() for word in WORDS.findall(name) if len(word) > 3} - COMMON
    return next((word for word in sorted(words) if re.search(rf"\b{re.escape(word)}", text.lower())), "")


def _all_texts(note: BaseNote) -> list[Text]:
    return [text for text in _walk([getattr(note, name) for name in type(note).model_fields]) if text]


def _walk(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        yield from _walk(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _walk(part)
    elif isinstance(value, Model):
        yield from _walk([getattr(value, name) for name in type(value).model_fields])


def _twins(reading: Reading) -> Iterator[Problem]:
    """Notes that say nearly the same: of each, the later one."""
    assert reading.deck is not None
    notes = list(reading.deck.notes)
    bodies = [_body(reading.deck.id, note) for note in notes]
    if len(notes) > 2_000:
        return
    for second, body in enumerate(bodies):
        near = process.extractOne(body, bodies[:second], scorer=fuzz.ratio, score_cutoff=ALIKE)
        if near is not None:
            line, column = reading.places.get(notes[second].id, (1, 1))
            said = Complaint("editorial.twin", note=notes[second].id, other=notes[near[2]].id)
            yield Problem(reading.name, line, column, said, "warning")


def _body(deck: str, note: BaseNote) -> str:
    """What a note's first card asks and answers, and what it is called."""
    cards = cards_of(deck, note)
    parts = [title_of(note), *((cards[0].subject, cards[0].back) if cards else ())]
    return " ".join(dict.fromkeys(part.zh or part.en or "" for part in parts))
