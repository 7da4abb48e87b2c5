"""Bounds as people write them: 不少于50件, at least 50, >=50, 50件以上; and which way a prompt asks for one."""

from __future__ import annotations

import enum
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ops_trainer.content.numerals import TRADITIONAL

AT_LEAST = (
    r"不少于|不低于|不小于|不早于|至少|最少|最低|起码|大于或?等于|>=|≥|≧|at least|"
    r"(?:no|not) (?:less|fewer|lower|earlier) than|"
    r"a? ?min(?:imum)?(?: of)?|(?:greater|more|larger) (?:than )?or equal(?: to)?|from"
)
AT_MOST = (
    r"不超过|不得超过|不能超过|不多于|不高于|不大于|不晚于|至多|最多|最高|最长|最晚|顶多|小于或?等于|<=|≤|≦|"
    r"at most|up to|within|"
    r"(?:no|not) (?:more|higher|greater|later|longer) than|a? ?max(?:imum)?(?: of)?|"
    r"(?:less|fewer|smaller) (?:than )?or equal(?: to)?"
)
OVER = r"大于|多于|高于|超过|超出|>|(?:more|greater|higher|larger|longer) than|over|above"
UNDER = r"小于|少于|低于|不到|不足|未满|<|(?:less|fewer|lower|smaller|shorter) than|under|below"
FROM_BEHIND = r"及?以上|起|或更多|or more|or above|or over|and above|and up|minimum|at least"
TO_BEHIND = r"及?以下|及?以内|之内|内|封顶|为限|或更少|or less|or fewer|or below|maximum| max|at most|tops"
ASKS_UP = re.compile(
    r"至少|最少|最低|下限|最早|起码|达到|不少于|不低于|大于|超过|多于|高于|at least|minimum|smallest|lowest|from which|"
    r"above which|earliest|no less|reach|more than|greater than"
)
ASKS_DOWN = re.compile(
    r"不得超过|不能超过|不超过|最多|最长|最晚|最高|上限|以内|小于|低于|少于|不到|"
    r"at most|maximum|limit|largest|longest|latest|"
    r"below which|less than|no more|within|how fast|under which"
)
NAME = re.compile(r"(?:p|p值|p-value|p value|[a-z]{2,6}|[^\W\da-z_]{1,6})\s*(?=[<>≤≥])")


class Way(enum.Enum):
    """Which way a bound goes, and whether the bound itself is within."""

    AT_LEAST = (1, True)
    OVER = (1, False)
    AT_MOST = (-1, True)
    UNDER = (-1, False)

    @property
    def up(self) -> bool:
        """Return whether what is larger is within."""
        return self.value[0] > 0


class Bound(NamedTuple):
    """A bound: its way, and the text of what it is, such as 50件; "" where only the comparison was named."""

    way: Way
    of: str


BEFORE = [(re.compile(rf"(?:{words})\s*"), way) for words, way in (
    (AT_LEAST, Way.AT_LEAST), (AT_MOST, Way.AT_MOST), (OVER, Way.OVER), (UNDER, Way.UNDER),
)]  # fmt: skip
BEHIND = [(re.compile(rf"\s*(?:{words})$"), way) for words, way in (
    (FROM_BEHIND, Way.AT_LEAST), (TO_BEHIND, Way.AT_MOST),
)]  # fmt: skip


@lru_cache(maxsize=1024)
def bound(text: str) -> Bound | None:
    """Return the bound that a text is; None for any other text."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(TRADITIONAL).replace("於", "于").replace("過", "过")
    text = text.strip(" .。!?吧")
    if (found := NAME.match(text)) is not None:
        text = text[found.end() :]
    for shape, way in BEFORE:
        if (found := shape.match(text)) is not None:
            return Bound(way, text[found.end() :].strip())
    for shape, way in BEHIND:
        if (found := shape.search(text)) is not None and found.start():
            return Bound(way, text[: found.start()].strip())
    return None


@lru_cache(maxsize=1024)
def asked_way(prompt: str) -> int:
    """Return 1 where a prompt asks for what is the least, -1 for what is the most, 0 for neither."""
    prompt = prompt.casefold()
    down = bool(ASKS_DOWN.search(prompt))
    up = bool(ASKS_UP.search(ASKS_DOWN.sub(" ", prompt)))
    return 0 if up == down else 1 if up else -1
