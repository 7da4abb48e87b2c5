"""Times of day as people write them: 晚上10点, 22:00, 十点半, 10pm, half past ten."""

from __future__ import annotations

import re
import unicodedata

from ops_trainer.content.numerals import TRADITIONAL, english_in_digits, in_digits

DAY = 24 * 60
MORNING = r"凌晨|清晨|清早|早上|早晨|上午|早"
EVENING = r"下午|傍晚|晚上|夜里|夜间|晚间|晚"
TIME = re.compile(
    rf"(?:(?P<am>{MORNING})|(?P<pm>{EVENING})|(?P<noon>中午))? ?(?P<hour>\d{{1,2}}) ?"
    r"(?:(?P<sign>[:点时.]) ?(?:(?P<minute>\d{1,2})分?|(?P<half>半)|(?P<quarter>[13])刻|整|钟)?)? ?"
    r"(?:o'?clock)? ?(?:(?P<a>a\.?m\.?|in the morning)|(?P<p>p\.?m\.?|in the (?:evening|afternoon)|at night))?"
)
NAMED = {"noon": 720, "正午": 720, "中午": 720, "midnight": 0, "午夜": 0, "零点": 0}


def times(text: str) -> frozenset[int]:
    """Return the minutes of the day that a text may name, 0 to 1439: two for 10点, which may be in the morning or in
    the evening; none where it is no time of day, or could be another number."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(TRADITIONAL).replace("點", "点").strip(" .。!?吧")
    text = re.sub(r"^(?:at|by|on|是|在|到)\s*", "", text)
    if text in NAMED:
        return frozenset({NAMED[text]})
    text = english_in_digits(in_digits(text))
    text = re.sub(r"^([ap]\.?m\.?) ?(\d.*)$", r"\2 \1", text)
    text = re.sub(r"^half past (\d{1,2})", r"\1:30", text)
    found = TIME.fullmatch(text)
    if found is None:
        return frozenset()
    told = found["am"] or found["pm"] or found["noon"] or found["a"] or found["p"] or "clock" in text
    if not told and found["sign"] in (None, "."):
        return frozenset()
    hour = int(found["hour"])
    minute = 30 if found["half"] else 15 * int(found["quarter"] or 0) or int(found["minute"] or 0)
    if hour > 24 or minute > 59:
        return frozenset()
    if found["am"] or found["a"]:
        hours = [0 if hour == 12 else hour]
    elif found["pm"] or found["p"]:
        late = found["pm"] is not None and hour == 12 and found["pm"] not in ("下午",)
        hours = [24 if late else hour if hour >= 12 else hour + 12]
    elif found["noon"]:
        hours = [hour if hour >= 10 else hour + 12]
    else:
        hours = [hour, hour + 12] if 1 <= hour <= 12 else [hour]
    return frozenset((one * 60 + minute) % DAY for one in hours)
