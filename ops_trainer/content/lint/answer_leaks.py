"""Whether a prompt gives its own answer away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ops_trainer.content.card import Card
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.fold import fold
from ops_trainer.locale import Lang

HAN = re.compile(r"[\u3400-\u9fff]")
WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
# A prompt that lets one choose has to name what there is to choose from.
CHOICE = re.compile(r"还是|哪|\bor\b|\bwhich\b|\bwhose\b", re.IGNORECASE)
RUN = 3  # Han characters in a row that tell a longer name, when they are two thirds of it
# Words of the field that any prompt may hold without telling the answer.
COMMON = frozenset(
    {"operations", "operation", "rate", "number", "average", "user", "users", "customer", "customers", "cost", "value"}
    | {"time", "share", "ratio", "score", "analysis", "management", "data", "with", "product", "market", "sales"}
    | {"content", "marketing", "that", "from", "your", "they", "them", "this", "what", "good"}
)
COMMON_HAN = frozenset(
    {"运营", "用户", "数据", "平均", "成本", "指标", "分析", "管理", "客户", "产品", "品牌", "市场", "内容"}
)


def answer_leaks(note: BaseNote, cards: tuple[Card, ...]) -> Iterator[tuple[str, str]]:
    """Yield the faces of a note whose prompt tells the answer, each with the word that does.

    What only a quiz asks counts as well, such as which tip would help in a situation. A question that was written with
    what there is to choose from has its answer in the prompt by right.
    """
    if (whole := note.written()) is not None and (whole.options or whole.pairs or whole.steps):
        return
    for card in cards:
        tells = _name_in if card.back is note.title else _whole
        word = next((word for lang in card.back.langs if (word := tells(card, lang))), "")
        if word:
            yield card.face, word
    for aspect in note.aspects():
        if aspect.name != aspect.face:
            asked = Card("", note.id, aspect.name, aspect.rival, aspect.rival, aspect.answer)
            word = next((word for lang in aspect.answer.langs if (word := _name_in(asked, lang))), "")
            if word:
                yield aspect.name, word


def _name_in(card: Card, lang: Lang) -> str:
    """Return a word of the name asked for that the prompt holds; empty when there is none."""
    name, text = getattr(card.back, lang) or "", getattr(card.subject, lang) or ""
    if not name or not text:
        return ""
    return _han_name_in(name, text) if lang == "zh" else _word_in(name, text)


def _han_name_in(name: str, text: str) -> str:
    bare = re.sub(r"[（(].*?[）)]", "", name)
    core = bare.removesuffix("运营")
    parts = {core, bare} | {word for word in WORDS.findall(bare) if len(word) > 1 and not word.isdigit()}
    whole = next((part for part in sorted(parts) if len(part) > 1 and part not in COMMON_HAN and part in text), "")
    if whole:
        return whole
    least = max(RUN, -(-len(core) * 2 // 3))
    runs = (core[start : start + least] for start in range(len(core) - least + 1))
    return next((run for run in runs if run in text and all(HAN.match(char) for char in run)), "")


def _word_in(name: str, text: str) -> str:
    bare = re.sub(r"\(.*?\)", "", name) or name
    words = {word.lower() for word in WORDS.findall(bare) if len(word) > 3} - COMMON
    return next((word for word in sorted(words) if re.search(rf"\b{re.escape(word)}", text.lower())), "")


def _whole(card: Card, lang: Lang) -> str:
    """Return the answer when the prompt holds it whole and does not offer it for choice."""
    subject, asked = (getattr(text, lang) or "" for text in (card.subject, card.question))
    answer = fold(getattr(card.back, lang) or "")
    least = 2 if HAN.search(answer) else 4
    if len(answer) < least or CHOICE.search(f"{subject} {asked}"):
        return ""
    prompt = f" {fold(subject)} {fold(asked)} "
    inside = answer in prompt if HAN.search(answer) else f" {answer} " in prompt
    return getattr(card.back, lang) if inside else ""
