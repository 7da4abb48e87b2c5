"""What may not differ between an answer and the right one, however alike they look: negation, opposites, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from ops_trainer.content.numerals import in_digits

# 别 is a negation only where it begins a clause; elsewhere it is part of 区别, 特别 and the like.
HAN_NOT = re.compile(
    r"[不没沒非无無未勿莫否弗]|(?:(?<=^)|(?<=[，。；、！,;\s]))(?:千万|請|请|你|就)?[别別](?![人的处處])"
)
# Words that hold one of these signs and deny nothing.
HAN_HARMLESS = re.compile(
    r"非常|非洲|不断|不斷|不仅|不僅|不但|不只|无论|無論|不管|不论|不論|差不多|未来|未來|无线|無線|无非|無非|莫非|"
    r"不得不|不能不|不可不|无不|無不|非得|是不是|能不能|会不会|會不會|有没有|有沒有|要不要|对不起|不过|不過|"
    r"无形|無形|不如|不好意思|不等式"
)
EN_NOT = frozenset(
    word
    for line in (
        "no nope nah not never none nor neither nobody nothing nowhere cannot without lack lacks lacking non",
        "dont doesnt didnt isnt arent wasnt werent cant wont wouldnt shouldnt couldnt hasnt havent",
    )
    for word in line.split()
)
EN_HARMLESS = re.compile(r"\bnot only\b|\bno\. ?(?=\d)|\bno doubt\b|\bwhether or not\b|\bno matter\b")
PREFIXES = ("un", "non", "in", "im", "ir", "il", "dis", "de", "mis", "anti")
HAN_OPPOSITES = (
    "上下", "高低", "多少", "增减", "增降", "升降", "涨跌", "新老", "新旧", "前后", "内外", "进出", "入出", "大小",
    "快慢", "早晚", "长短", "买卖", "先后", "强弱", "宽窄", "深浅", "开关", "好坏", "左右", "主被", "主次", "正负",
    "冷热", "凉热", "粗细", "厚薄", "轻重", "干湿", "日夜", "男女", "酸苦", "甜苦", "读写", "收发", "存取",
    "正反", "公私", "动滞", "有缺", "净毛", "掉转", "涨掉", "首复", "付免", "现缺",
    "供需", "供求", "加减", "乘除", "有无", "对错", "收支", "盈亏", "松紧", "难易", "首末", "软硬",
)  # fmt: skip
EN_OPPOSITES = (
    "increase decrease", "more less", "more fewer", "high low", "higher lower", "up down", "before after", "first last",
    "internal external", "inside outside", "inflow outflow", "inbound outbound", "online offline", "new old",
    "new existing", "new returning", "rise fall", "gain loss", "best worst", "better worse", "maximum minimum",
    "max min",
    "include exclude", "income cost", "buyer seller", "supply demand", "early late", "earlier later", "long short",
    "fast slow", "open closed", "push pull", "upstream downstream", "upper lower", "add subtract", "multiply divide",
    "active passive", "positive negative", "above below", "public private", "always never", "all none", "entry exit",
    "start end", "net gross", "first repeat", "north south", "daily monthly", "weekly monthly", "ontime late",
    "start end", "raise lower", "raise cut", "grow shrink",
    "finer coarser", "fine coarse", "hot cold", "hotter colder", "warm cool", "wet dry", "left right", "thick thin",
    "light heavy", "light dark", "strong weak", "stronger weaker", "sweet bitter", "sour bitter", "clean dirty",
    "full empty", "day night", "morning evening", "morning afternoon", "weekday weekend", "weekdays weekends",
    "front back", "top bottom", "enable disable", "allow deny", "lock unlock", "on off", "in out", "read write",
    "send receive", "upload download", "encrypt decrypt", "faster slower", "larger smaller",
)  # fmt: skip
HAN_PAIRS = frozenset(frozenset(pair) for pair in HAN_OPPOSITES)
EN_PAIRS = frozenset(frozenset(pair.split()) for pair in EN_OPPOSITES)
# What a measure counts stands at its end: 点击量 is not 点击率.
HAN_MEASURE = re.compile(r"(?P<share>率|占比|比例)$|(?:量|数|额|成本|时长|天数|人数|费)$")
EN_MEASURE = frozenset({"amount", "volume", "time", "page", "count", "number", "length", "duration", "total"})
SCALE = re.compile(r"[百千万亿](?=次|人|个)|单(?=次)")
EN_SCALE = frozenset({"hundred", "thousand", "mille", "million", "billion"})
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
COMPARED = re.compile(r"[<>]=?")


@lru_cache(maxsize=4096)
def negations(text: str) -> int:
    """Return how many times a text denies something."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    han = len(HAN_NOT.findall(HAN_HARMLESS.sub("＿", text)))
    words = re.findall(r"[a-z]+", re.sub(r"n't\b", "nt", EN_HARMLESS.sub(" ", text)))
    return han + sum(word in EN_NOT for word in words)


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers in a text, by size."""
    found: list[float] = []
    for number in NUMBER.findall(in_digits(unicodedata.normalize("NFKC", text))):
        whole = re.sub(r",(?=\d{3}(?:\D|$))", "", number).replace(",", ".")
        found.append(float(whole) if whole.count(".") <= 1 else float(whole.replace(".", "")))
    return tuple(sorted(found))


def contradict(said: str, right: str, said_words: list[str], right_words: list[str]) -> bool:
    """Return whether one of two texts denies what the other says, names its opposite, or compares the other way round.

    The texts are as they were written; the words are their folded words (a run of Han characters is one).
    """
    if negations(said) != negations(right):
        return True
    if _compared(said) != _compared(right):
        return True
    ours, theirs = set(said_words), set(right_words)
    for one in ours - theirs:
        for other in theirs - ours:
            if frozenset((one, other)) in EN_PAIRS or _denied(one, other) or _denied(other, one):
                return True
    one, other = "".join(said_words), "".join(right_words)
    return _swapped(one, other) or _other_measure(one, other) or _other_measure_en(said_words, right_words)


def _compared(text: str) -> list[str]:
    """Return the comparisons in a text, ≥ as >=."""
    return COMPARED.findall(unicodedata.normalize("NFKC", text).replace("≥", ">=").replace("≤", "<="))


def _denied(longer: str, shorter: str) -> bool:
    """Return whether a word is another one with a prefix that denies it."""
    return len(shorter) >= 3 and longer.isascii() and any(longer == prefix + shorter for prefix in PREFIXES)


def _other_measure(one: str, other: str) -> bool:
    """Return whether one Chinese text is a share and the other an amount, or both are by the hundred, thousand …, and
    not by the same."""
    ends = HAN_MEASURE.search(one), HAN_MEASURE.search(other)
    if all(ends) and len({bool(end and end["share"]) for end in ends}) > 1:
        return True
    scales = SCALE.findall(one), SCALE.findall(other)
    return bool(scales[0] and scales[1] and scales[0] != scales[1])


def _other_measure_en(said: list[str], right: list[str]) -> bool:
    """Return whether the same holds of two English texts."""
    if not said or not right:
        return False
    share = [words[-1] in ("rate", "ratio", "percentage") for words in (said, right)]
    amount = [words[-1] in EN_MEASURE for words in (said, right)]
    scales = [
        EN_SCALE.intersection("thousand" if word == "mille" else word for word in words) for words in (said, right)
    ]
    return (
        (share[0] and amount[1]) or (amount[0] and share[1]) or bool(scales[0] and scales[1] and scales[0] != scales[1])
    )


def _swapped(one: str, other: str) -> bool:
    """Return whether texts that are else alike have opposite characters in one place: 上线 and 下线."""
    gone, come = Counter(one) - Counter(other), Counter(other) - Counter(one)
    return any(frozenset((a, b)) in HAN_PAIRS for a in gone for b in come)
