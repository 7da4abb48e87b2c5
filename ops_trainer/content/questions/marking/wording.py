"""Wordings that say the same: 比例 and 率, ops and operations, strategies and methods in either order, NSM for
north-star metric.

What is made one here is grammar and the field's own shorthand, never what a single note is called: that is for the
`aliases` and `accept` of a deck. A wording that would make a rival's name of an answer is for the learner to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ops_trainer.content.numerals import english_in_digits, in_digits
from ops_trainer.content.questions.fold import HAN, fold, unaccented

HEADS = r"模型|原则|法则|准则|分析法|分析|矩阵|循环|环|框架|理论|方法|法|指标|目标|漏斗|率|值|数"
HAN_EQUAL = (
    (r"(?<=..)(?:用户|人数|人群|客户)(?:所占)?(?:的)?(?:比例|比率|占比|百分比)$", "率"),
    (r"(?<=.)(?:所占)?(?:的)?(?:比例|比率|占比|百分比|几率)$", "率"),
    (r"第(?=\d+[天日周])", ""), (r"(?<=\d)天", "日"), (r"^(?:2日|隔日|翌日)(?=.)", "次日"),
    (r"每日", "日"), (r"每月(?!\d)", "月"),
    (r"yoy", "同比"), (r"mom", "环比"), (r"增长率|增幅|增速|增长", "增长"), (r"费用|花费", "成本"),
    (r"活跃?用户|活跃", "活"), (r"(?<=活)(?:数量|人数|数|量)$", ""),
    (r"(?:指数|分数|得分|评分)$", "值"), (rf"(?<=[a-z])(?:{HEADS})$", ""),
    (r"(?<=用户|访客|客户|买家|粉丝)(?:数量|人数|数|量)$", ""),
    (r"(?<=人|次)数$", ""),
    (r"星期|礼拜", "周"), (r"(?<=\d)号", "日"), (r"^每个?月(?=\d+日)", ""),
    (r"系数|因素|因数", "因子"),
    (r"展现|曝光", "展示"), (r"粘性", "黏性"), (r"平均|人均|每个?|单个?(?=次|用户|访客|客|位|笔|uv)", ""),
    (r"时间$", "时长"), (r"成交总额|交易总额|交易额", "成交额"), (r"回购|(?:重复|二次|再次)购买", "复购"),
    (r"金额", "额"), (r"(?<=[毛净])利润", "利"), (r"按时|准点", "准时"), (r"订单", "单"),
    (r"^(?:完成|已)(?=..)|(?<=..)(?:完成|成功)$", ""),
    (r"[和与及跟]|以及|还有", ""), (r"了|的|地|得", ""),
)  # fmt: skip
EN_HEADS = (
    r"(?:role|position|job|team|specialist|metric|kpi|indicator|model|framework|method|principle|criteria|criterion|"
    r"analysis|cycle|loop|matrix|figure|value|goal|rule)s?"
)
EN_EQUAL = (
    (r"\b(\w+)n t\b", r"\1 not"), (r"^(?:nope|nah)$", "no"), (r"^(?:yep|yeah|yup)$", "yes"),
    (r"\b(?:ops|operation|operational)\b", "operations"), (r"\be commerce\b", "ecommerce"),
    (r"\b(?:avg|ave|mean|average)\b", ""), (r"\b(?:advertising|ads|advertisement)\b", "ad"),
    (r"\bspending\b", "spend"), (r"\bpaid(?= users?\b)", "paying"), (r"\bbusiness(?= days?\b)", "working"),
    (r"(?<=\d)(?:st|nd|rd|th)\b", ""), (r"^(?:on|at|by) ", ""), (r" of (?:the|each|every) month$", ""),
    (r"\bmon\b", "monday"), (r"\btues?\b", "tuesday"), (r"\bweds?\b", "wednesday"), (r"\bthu(?:rs?)?\b", "thursday"),
    (r"\bfri\b", "friday"), (r"\bsat\b", "saturday"), (r"\bsun\b", "sunday"),
    (r"\b(?:mgmt|managing|mngmt)\b", "management"),
    (r"\bper (?:thousand|mille|1000|1 000|1k|m)\b(?: (?:impressions?|views?|times?))?", "per mille"),
    (r"\b(?:number|no|count|amount) of\b", ""), (r"(?<=\w) (?:count|number)$", ""),
    (r"\b(?:ratio|percentage|percent|proportion|share)$", "rate"),
    (r"^(?:percentage|share|proportion|rate) of\b", "rate"),
    (r"\bthru\b", "through"), (r"\bclick through\b", "clickthrough"), (r"\b(?:duration|length|time)$", "time"),
    (r"\banaly(?:[sz]ing|tics)\b", "analysis"), (r"\ballocating\b", "allocation"),
    (r"\bd ?(\d+)\b", r"day \1"), (r"\b(\d+) days?\b", r"day \1"), (r"\bnext day\b", "day 1"),
    (r"\byoy\b", "year on year"), (r"\bmom\b", "month on month"),
    (r"\b(year|month|week|quarter) (?:over|to) \1\b", r"\1 on \1"),
    (r"\bopt(?:imising|imizing|imisation)\b", "optimization"), (r"\bux\b", "user experience"),
    (r"\b(?:customer|client)s?\b", "customer"),
)  # fmt: skip
# What may stand behind a name and adds nothing: 跳出率这个指标, 内容运营岗.
# What a measure is taken of, before its name: 页面跳出率, order refund rate.
HAN_OF = re.compile(
    r"^(?:页面|网页|网站|广告|商品|产品|货品|视频|用户|客户|订单|店铺|平台|服务|业绩)(?=..+(?:率|成本|时长|时间|度|值)$)"
)
EN_OF = re.compile(
    r"^(?:page|site|website|ad|product|goods|item|video|user|customer|order|shop|store|marketplace|platform|service) "
    r"(?=\w+.* (?:rate|ratio|cost|time|length|value)$)"
)
HAN_MORE = re.compile(r"(?<=..)(?:这个|这一|的)?(?:指标|概念|岗位|职位|岗|专员|数值|数据|模型|分析|法|图)$")
EN_MORE = re.compile(rf"(?<=\w) (?:{EN_HEADS}|rate|ratio|score|percentage|chart)$")
PLURAL = re.compile(r"\b([A-Z]{2,})'?s\b")
SHORT_NAME = re.compile(rf"([A-Z][A-Z0-9/]+) {EN_HEADS}")
HAN_RULES = [(re.compile(shape), put) for shape, put in HAN_EQUAL]
EN_RULES = [(re.compile(shape), put) for shape, put in EN_EQUAL]
# Words between which the order counts.
ORDERED = re.compile(
    r"\b(?:to|per|over|by|from|than|vs|versus|into|for|in|on|before|after|then|not)\b|[/÷>:→]|比|除以|先|后|再"
)
SMALL = frozenset({"a", "an", "the", "of", "and", "or", "to", "for", "on", "in", "per", "by"})
BETWEEN = re.compile(r"\s*(?:[,，、;；+＋/&＆|]|\s和\s?|[和与及跟]|以及|还有|\band\b)\s*")
PAIRED = re.compile(r"[和与及、＋+]|以及|\band\b|&")
DIVIDED = re.compile(r"\s*(?:[/÷:：]|除以|比(?=.)|\bto\b|\bper\b|\bover\b|\bdivided by\b)\s*")
RATIO_END = re.compile(r"(?:的?比[值率例]?|\s*ratio)$")
INITIALISM = re.compile(r"[A-Za-z](?:[.\s]?[A-Za-z]){1,6}\.?")


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """Return a text folded, with wordings that say the same made one."""
    text = PLURAL.sub(r"\1", text)
    if (short := SHORT_NAME.fullmatch(text.strip())) is not None:
        text = short[1]
    if INITIALISM.fullmatch(text.strip()) is not None and "." in text:
        text = text.replace(".", "")
    folded = unaccented(fold(text))
    if HAN.search(folded):
        folded = in_digits(folded)
        for shape, put in HAN_RULES:
            folded = shape.sub(put, folded) or folded
        return folded.replace(" ", "")
    folded = english_in_digits(folded)
    for shape, put in EN_RULES:
        folded = " ".join((shape.sub(put, folded) or folded).split()) or folded
    return " ".join(_singular(word) for word in folded.split() if word not in ("a", "an", "the"))


def plainer(text: str) -> tuple[str, ...]:
    """Return what `canonical` does, without what may stand behind a name, or before one, and adds nothing."""
    folded = fold(text)
    if HAN.search(folded):
        return canonical(HAN_MORE.sub("", folded)), canonical(HAN_OF.sub("", folded))
    return canonical(EN_MORE.sub("", folded)), canonical(EN_OF.sub("", folded))


@lru_cache(maxsize=4096)
def unordered(text: str) -> tuple[str, ...] | None:
    """Return the words of an English text, or the parts of a list, in alphabetical order; None where their order
    counts or there is but one."""
    if ORDERED.search(fold(text)) or re.search(r"[/÷<>:→]", text):
        return None
    if HAN.search(text):
        parts = parts_of(text)
        return tuple(sorted(canonical(part) for part in parts)) if len(parts) > 1 else None
    words = [word for word in canonical(text).split() if word not in SMALL]
    return tuple(sorted(words)) if len(words) > 1 else None


def is_list(text: str) -> bool:
    """Return whether a text names two or more things: 策略和方法, strengths and weaknesses."""
    parts = parts_of(text) if PAIRED.search(text) else []
    return len(parts) > 1 and all(len(fold(part)) > 1 for part in parts)


def parts_of(text: str) -> list[str]:
    """Return what a list names, thing by thing."""
    return [part for part in BETWEEN.split(text.strip(" .。")) if part.strip()]


def divided(text: str) -> list[str] | None:
    """Return both sides of a ratio, such as DAU/MAU or 日活比月活; None for any other text."""
    parts = [part.strip() for part in DIVIDED.split(RATIO_END.sub("", text.strip())) if part.strip()]
    return parts if len(parts) == 2 else None


def initials(name: str) -> frozenset[str]:
    """Return the initials of an English name of three words or more, in small letters, with and without its small
    words; none for any other name."""
    words = fold(re.sub(r"[（(].*?[）)]", "", name)).split()
    if HAN.search(name) or not all(word.isalpha() for word in words):
        return frozenset()
    large = [word for word in words if word not in SMALL]
    return frozenset("".join(word[0] for word in one) for one in (words, large) if len(one) >= 3)


def initialism(text: str) -> str:
    """Return an initialism in small letters, without dots and the s of its plural; "" for a text that is none."""
    text = text.strip()
    if INITIALISM.fullmatch(text) is None:
        return ""
    letters = re.sub(r"[.\s]", "", text)
    if len(letters) > 2 and letters.endswith("s") and letters[:-1].isupper():
        letters = letters[:-1]
    return letters.casefold() if len(letters) <= 6 else ""


def holds(parts: Iterable[str], wanted: Iterable[str]) -> tuple[int, int]:
    """Return how many things of a list another one has, and how many it has that are not among them."""
    ours, theirs = {canonical(part) for part in parts}, {canonical(part) for part in wanted}
    return len(ours & theirs), len(ours - theirs)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
