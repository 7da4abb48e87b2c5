"""Units by kind: what may stand in for what, and how much of it one is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

SHARE, PEOPLE, COUNT = "share", "people", "count"
# Kind → what one of these units comes to → their names. A name may belong to several kinds: 分 is a minute, a point, a
# hundredth of a yuan.
KINDS: dict[str, dict[float, str]] = {
    SHARE: {
        1.0: "倍 x × times",
        0.1: "成 折",
        0.01: "% 百分点 个百分点 点 个点 pct pc percent per_cent percentage_point percentage_points pp ppt",
        0.001: "‰ permille per_mille 千分点 个千分点",
        0.0001: "‱ bp bps 基点 个基点",
    },
    "yuan": {1.0: "元 块 块钱 元钱 圆 ¥ 人民币 元人民币 rmb cny yuan", 0.1: "角 毛 毛钱", 0.01: "分 分钱 fen"},
    "dollar": {1.0: "$ us$ usd 美元 美金 刀 dollar dollars", 0.01: "美分 cent cents"},
    "euro": {1.0: "€ eur euro euros 欧元"},
    "pound": {1.0: "£ gbp 英镑"},
    "hong-kong-dollar": {1.0: "hk$ hkd 港元 港币"},
    "yen": {1.0: "jpy yen 日元"},
    PEOPLE: {
        1.0: "人 位 名 个 个人 人次 人数 用户 个用户 名用户 位用户 访客 个访客 位访客 客户 个客户 位客户 会员 "
        "people person persons user users visitor visitors unique_visitors customer customers member members uv",
    },
    COUNT: {
        1.0: "个 单 件 次 笔 条 份 台 张 篇 家 场 项 轮 x 人次 订单 个订单 笔订单 次浏览 次点击 次访问 "
        "times time order orders item items view views visit visits click clicks session sessions pcs pv",
    },
    "points": {1.0: "分 points point pts"},
    "time": {
        0.000001: "μs us 微秒",
        0.001: "ms 毫秒 millisecond milliseconds",
        1.0: "s sec secs 秒 秒钟 second seconds",
        60.0: "m min mins 分 分钟 minute minutes",
        3600.0: "h hr hrs 时 小时 个小时 钟头 个钟头 hour hours",
        86400.0: "d 天 日 day days",
        1209600.0: "fortnight fortnights",
        604800.0: "周 个星期 星期 个礼拜 礼拜 week weeks",
    },
    "area": {
        1.0: "平方米 平米 平方 m2 sqm sq_m square_metre square_metres square_meter square_meters",
        0.0001: "平方厘米 cm2 sqcm sq_cm square_centimetre square_centimetres square_centimeter square_centimeters",
    },
    # A month has no fixed number of days.
    "months": {1.0: "月 个月 month months", 3.0: "季度 个季度 quarter quarters", 12.0: "年 year years yr yrs"},
}
PREFIXES = ("人民币", "us$", "hk$", "rmb", "cny", "usd", "eur", "gbp", "hkd", "¥", "$", "€", "£")
EACH = re.compile(r"(?:/|每|\b(?:per|each|an?)\b).*$")


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for kind, sizes in KINDS.items():
        for size, names in sizes.items():
            for name in names.split():
                found.setdefault(name.replace("_", " "), {})[kind] = size
    return found


def meanings(name: str) -> dict[str, float]:
    """Return what a unit may mean: kind → how much of the kind's base it is; empty for one that isn't known.

    A rate is known by what it counts: 元/人 by 元.
    """
    name = _plain(name)
    return _names().get(name) or _names().get(EACH.sub("", name).strip()) or {}


def converted(value: float, written: str, unit: Text | None) -> list[float] | None:
    """Return what a value with a unit written behind it comes to in the unit that was asked for.

    A number alone is taken to be in that unit, or as a share of 1 where per cent are asked for. Empty where the unit
    is of another kind; None where it isn't known.
    """
    own = [] if unit is None else [_plain(getattr(unit, lang)) for lang in LANGS if unit.has(lang)]
    asked = [meanings(name) for name in own]
    wanted = {kind: size for found in asked for kind, size in found.items()}
    # What the names in both languages mean is meant: 次 and times are a count.
    both = set(wanted).intersection(*(found for found in asked if found))
    if both:
        wanted = {kind: wanted[kind] for kind in both}
    written = _plain(written)
    if not written:
        return [value, value * 100] if wanted.get(SHARE) == 0.01 else [value]
    if written in own:
        return [value]
    meant = meanings(written)
    if not meant:
        return None
    if not own:
        return [value * meant[SHARE]] if SHARE in meant else [value]
    if not wanted:
        return [value] if COUNT in meant and PEOPLE in meant else []
    return [value * meant[kind] / wanted[kind] for kind in meant if kind in wanted]


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip(" .。")
