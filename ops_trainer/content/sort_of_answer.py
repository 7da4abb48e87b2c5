"""What sort of thing an answer is, and what sort a question asks for: a time, an amount, a person, a definition."""

from __future__ import annotations

import re
from functools import lru_cache

SHORT = 32  # characters up to which an answer may be no more than a number, a time or a name
MOST_BESIDE = 14  # characters that may stand beside the number of an answer that is one
NOT_TOLD = re.compile(r"[\s，。、,.（）()]+")
DIGITS = r"(?:\d+(?:[.,]\d+)*|[零一二三四五六七八九十百千两半]+)"

CLOCK = re.compile(r"\d{1,2}[:：]\d{2}|\d{1,2}\s*点|\b\d{1,2}\s*(?:am|pm)\b|\b(?:noon|midnight)\b|中午|零点", re.I)
DATES = (
    ("day of the week", re.compile(
        r"(?:周|星期|礼拜)[一二三四五六日天]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.I
    )),
    ("day of the month", re.compile(
        r"\d+\s*[号日](?!活)|月[初中底末]|\b\d+(?:st|nd|rd|th)\b|\b(?:end|middle|start) of the month\b", re.I
    )),
    ("month", re.compile(
        r"\d+\s*月(?!\d)"
        r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b",
        re.I,
    )),
)  # fmt: skip
ADDRESS = re.compile(r"https?://|www\.|\S+@\S+\.\w+|^\S+\.(?:com|cn|net|org|io)\b|^[\d.]+(?:/\d+)?$(?<=\d\.\d)", re.I)
CODE = re.compile(r"^(?=\S*\d)(?=\S*[A-Za-z])[\w.+#/-]+$|^[-/]\S+$|^ext\.? ?\d+$|^转\d{3,5}$", re.I)
UNITS = (
    ("share", r"%|％|‰|成|percent|per cent|个百分点|points?"),
    ("money", r"元|块|万元|亿元|人民币|¥|￥|\$|€|£|yuan|rmb|dollars?|euros?|usd"),
    ("temperature", r"℃|°\s?[cf]?|摄氏度|度|degrees?"),
    ("weight", r"克|千克|公斤|斤|g|kg|grams?|kilos?|ounces?|oz"),
    ("volume", r"毫升|升|ml|l|litres?|liters?|cups?|杯"),
    ("length", r"毫米|厘米|米|公里|mm|cm|km|m|metres?|meters?"),
    ("seconds", r"秒钟?|s|secs?|seconds?"),
    ("minutes", r"分钟|mins?|minutes?"),
    ("hours", r"个?小时|钟头|hrs?|hours?"),
    ("days", r"个?工作日|天|(?:working |business )?days?"),
    ("weeks", r"个?星期|周|weeks?"),
    ("months", r"个月|months?"),
    ("years", r"年|years?"),
    ("people", r"个?人|位|名|people|persons?|users?"),
    ("data", r"[kmgt]i?b|兆|bits?|bytes?|位"),
    ("times", r"次|回|遍|times|倍|x|×"),
)
UNIT = [(name, re.compile(rf"^\s*(?:{words})(?![a-z])", re.I)) for name, words in UNITS]
MONEY_FIRST = re.compile(r"[¥￥$€£]\s*\d|\bRMB\s*\d", re.I)
NUMBER = re.compile(DIGITS)

# What a question asks for, the telling word first in each language.
ASKED = (
    ("person", re.compile(r"谁|哪位|哪个部门|哪个团队|\bwho(?:m|se)?\b|\bwhich (?:team|department|colleague)\b", re.I)),
    ("reason", re.compile(r"为什么|为何|怎么会|\bwhy\b", re.I)),
    ("amount", re.compile(
        r"多少|多久|多长|多大|多高|多远|几[个次天克秒度元人年月周位分小杯种条]|百分之几"
        r"|\bhow (?:many|much|long|often|far|hot|big|old|fast|soon|large|high|tall|deep)\b",
        re.I,
    )),
    ("time", re.compile(r"什么时候|何时|几点|几号|哪天|哪一天|星期几|周几|\bwhen\b|\bwhat (?:time|day|date)\b", re.I)),
    ("place", re.compile(r"哪里|哪儿|何处|什么地方|哪一?层|在哪|\bwhere\b|\bwhich (?:floor|room)\b", re.I)),
    ("yes or no", re.compile(
        r"吗[？?]?$|是否|能不能|可不可以|要不要|有没有|是不是|^(?:is|are|do|does|did|can|could|may|should|must|will|has|have)\b",
        re.I,
    )),
    ("way", re.compile(
        r"怎么办|怎么|怎样|如何|该做什么|做什么|\bhow (?:do|does|to|should|can|is|are|would)\b"
        r"|\bwhat (?:should|must|do|would|to) (?:you|i|we|one|do|they|staff)\b",
        re.I,
    )),
)  # fmt: skip
DEFINED = re.compile(
    r"(?:什么是|是什么意思|是什么[？?]?$|指什么|代表什么|有什么用|干什么用)"
    r"|\bwhat(?:'s|’s| is| are) [\w./+# -]{1,24}\?*$||\bwhat does .+ (?:mean|stand for|do)\b",
    re.I,
)
OF = re.compile(
    r"\b(?:what(?:'s|’s| is| are)) (?:the|our|your|my|its) (.+?)"
    r"(?: (?:of|for|in|at|on|to|when|from|called)\b|\?|$)",
    re.I,
)
NOUN_EN = re.compile(r"\b(?:which|what) (?:kind of |type of |sort of )?([a-z]+)", re.I)
NOUN_ZH = re.compile(r"(?:哪[个种款类台张条家项一]+|什么样的|什么)([\u3400-\u9fff]{1,2})")
BEFORE_ZH = re.compile(r"([\u3400-\u9fff]{2}|[A-Za-z]{2,})(?:是|叫|用|选|填|设|写)(?:什么|哪)")
VERBS = frozenset("is are was were does do did can should would must will happens has have".split())  # noqa: SIM905


@lru_cache(maxsize=8_192)
def sort_of_answer(text: str) -> str:
    """Return the sort of a short answer that is a time, an amount with its unit, an address or a code; empty for any
    other text."""
    text = text.strip()
    if len(text) > SHORT:
        return ""
    if CLOCK.search(text):
        return "time"
    if ADDRESS.search(text):
        return "address"
    for name, date in DATES:
        if (found := date.search(text)) and len(NOT_TOLD.sub("", text)) - len(found[0]) <= MOST_BESIDE:
            return name
    if CODE.match(text):
        return "code"
    if MONEY_FIRST.search(text):
        return "money"
    return _amount(text)


def _amount(text: str) -> str:
    """Return the unit of the amount that a text is, `number` for one without a unit; empty where it is none."""
    for number in NUMBER.finditer(text):
        rest = text[number.end() :]
        unit = next(((name, found) for name, words in UNIT if (found := words.match(rest))), None)
        if unit is not None and len(NOT_TOLD.sub("", text)) - len(number[0]) - len(unit[1][0]) <= MOST_BESIDE:
            return unit[0]
    return "number" if sum(char.isdigit() for char in text) * 2 > len(text) else ""


@lru_cache(maxsize=8_192)
def sort_of_question(text: str) -> str:
    """Return what a question asks for: a person, an amount, a definition, or the noun that it names (“which port”);
    empty where it doesn't say, as a mere heading."""
    text = text.strip()
    for name, words in ASKED:
        if words.search(text):
            return name
    if found := OF.search(text):
        return f"what: {found[1].split()[-1].casefold()[:6]}"
    if (found := NOUN_EN.search(text)) and found[1].casefold() not in VERBS:
        return f"what: {found[1].casefold()[:6]}"
    if DEFINED.search(text):
        return "definition"
    if found := NOUN_ZH.search(text):
        return f"what: {found[1]}"
    if found := BEFORE_ZH.search(text):
        return f"what: {found[1]}"
    return ""
