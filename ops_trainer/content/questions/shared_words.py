"""Words that give an answer away: those that prompt and answer share, and no other option does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS, Lang

HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z]+|[0-9]+")
# Words that tell nothing about what is asked.
EMPTY = frozenset(
    word
    for line in (
        "the and for are was were what which who whose this that these those with from into onto than then when where",
        "how has have had not but all any its his her their our your one two each every does done did being been will",
        "would should can could may might must more most less least much many some other another such only also very",
        "make makes made take takes get gets use uses used there here they them you people day days time times",
    )
    for word in line.split()
)
HAN_EMPTY = frozenset(
    (
        "什么",
        "哪个",
        "哪些",
        "怎么",
        "这个",
        "一个",
        "多少",
        "是否",
        "可以",
        "没有",
        "不是",
        "就是",
        "还是",
        "以及",
        "或者",
    )
)
# Characters that stand in texts of any subject.
HAN_SLIGHT = frozenset(
    "的一是了在有和不人这那个们为以于上下中大小来去到说要会能可就也都而及与或把被让从对向给用个其之所以只才再又很更最多少"
    "每各某些哪谁什么怎样吗呢吧着过得地里外前后时年月日天次第几两三四五六七八九十百千万占比例分之数字做成作出进起开看想"
    "自己他她它你我没无好先已经还因此如果但且并等同样点种类件事情指称叫概念算"
)


@lru_cache(maxsize=16_384)
def words_of(text: str) -> frozenset[str]:
    """Return what a text is about, in small pieces: pairs of Han characters, stems of words in Latin letters,
    numbers."""
    text = text.casefold()
    pairs = {run[at : at + 2] for run in HAN_RUN.findall(text) for at in range(len(run) - 1)}
    stems = {_stem(word) for word in LATIN.findall(text) if word.isdigit() or (len(word) > 2 and word not in EMPTY)}
    return frozenset(pairs - HAN_EMPTY | stems)


@lru_cache(maxsize=16_384)
def parts_of(text: str) -> frozenset[str]:
    """Return the pieces of a text that a name may be made of: its words, and every Han character that says
    something."""
    return words_of(text) | {char for run in HAN_RUN.findall(text) for char in run if char not in HAN_SLIGHT}


def _stem(word: str) -> str:
    """Return the part of a word that its forms have in common, roughly."""
    for ending in ("ations", "ation", "ings", "ing", "ness", "ers", "ies", "er", "ed", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def gives_away(prompt: Text, right: Text, wrong: Sequence[Text]) -> bool:
    """Return whether the right option has a word of the prompt in a language that none of the wrong ones has."""
    return any(shared(prompt, right, lang) - other_words(wrong, lang) for lang in LANGS if right.has(lang))


def shared(prompt: Text, option: Text, lang: Lang, *, fine: bool = False) -> frozenset[str]:
    """Return the words that a prompt and an option have in common, in a language; with `fine` parts of words too."""
    return words_in(prompt, lang, fine=fine) & words_in(option, lang, fine=fine)


def other_words(options: Iterable[Text], lang: Lang) -> set[str]:
    """Return the words of several options, in a language."""
    return {word for option in options for word in words_in(option, lang)}


def words_in(text: Text, lang: Lang, *, fine: bool = False) -> frozenset[str]:
    """Return the words of a text in a language, none where it lacks that; with `fine` the parts of words too."""
    said = text.zh if lang == "zh" else text.en
    if not said:
        return frozenset()
    return parts_of(said) if fine else words_of(said)
