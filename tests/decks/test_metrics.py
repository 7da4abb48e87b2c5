"""The metrics: what each must say, exercises against sums done by hand, pairs that are told apart, steps in order."""

from __future__ import annotations

import inspect
import math
import random
import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import pytest

from ops_trainer.content import compute as exercises
from ops_trainer.content.compute import Compute
from ops_trainer.content.files import builtin_folder
from ops_trainer.content.kinds import Metric
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Type
from ops_trainer.content.reading.reader import read_deck
from ops_trainer.locale import LANGS

DRAWN = 200
# What operations people say every day; progress hangs on these ids.
DAILY = (
    "pv", "uv", "dau", "mau", "stickiness", "retention-day-1", "retention-day-7", "retention-day-30", "churn-rate",
    "conversion-rate", "ctr", "cpc", "cpm", "cpa", "cac", "ltv", "ltv-cac", "arpu", "arppu", "paying-rate", "gmv",
    "revenue", "aov", "spend-per-customer", "repeat-purchase-rate", "roi", "roas", "breakeven-roas", "bounce-rate",
    "exit-rate", "session-length", "nps", "csat", "inventory-turnover", "days-of-inventory", "on-time-delivery",
    "out-of-stock", "sell-through", "active-sku-rate", "refund-rate", "return-rate", "gross-margin", "take-rate",
    "k-factor", "completion-rate", "engagement-rate", "follow-rate", "watch-time", "gpm", "uv-value", "add-to-cart",
    "ndr", "payback", "first-response-time", "target-attainment", "yoy", "mom", "aarrr", "rfm", "pdca", "smart",
    "kpi", "okr", "sop", "ab-significance", "funnel", "cohort", "long-tail", "north-star", "four-p", "swot",
)  # fmt: skip
# Keys of parts that were given out: a card is named by them, so none may go.
PARTS = {
    "ab-significance": "threshold before",
    "funnel": "view cart checkout pay",
    "cohort": "split",
    "long-tail": "condition",
    "north-star": "count",
    "kpi": "use",
    "okr": "o kr",
    "smart": "s m a r t",
    "aarrr": "acquisition activation retention revenue referral",
    "rfm": "r f m",
    "pdca": "plan do check act",
    "sop": "test",
    "four-p": "product price place promotion",
    "swot": "inside outside",
}
# A pure ratio that nobody gives a unit.
WITHOUT_UNIT = {"k-factor"}

By = Callable[..., Fraction]
# Each exercise as a sum of its own, with figures whose result was worked out by hand, and the range within which a
# practitioner would believe the result.
HAND: dict[str, tuple[By, dict[str, float], float, tuple[float, float]]] = {
    "pv": (lambda visitors, views: visitors * views, {"visitors": 5000, "views": 2.4}, 12000, (1000, 60000)),
    "uv": (
        lambda first, second, both: first + second - both,
        {"first": 1000, "second": 1000, "both": 400}, 1600, (1000, 12000),
    ),
    "bounce-rate": (lambda visits, single: 100 * single / visits, {"visits": 5000, "single": 3600}, 72.0, (20, 90)),
    "exit-rate": (lambda views, exits: 100 * exits / views, {"views": 800, "exits": 320}, 40.0, (4, 75)),
    "session-length": (lambda visits, minutes: minutes / visits, {"visits": 600, "minutes": 1260}, 2.1, (1, 9)),
    "stickiness": (lambda daily, monthly: 100 * daily / monthly, {"daily": 6000, "monthly": 24000}, 25.0, (4, 65)),
    "retention-day-1": (lambda new, back: 100 * back / new, {"new": 1000, "back": 420}, 42.0, (14, 65)),
    "retention-day-7": (lambda new, back: 100 * back / new, {"new": 1000, "back": 180}, 18.0, (4, 45)),
    "retention-day-30": (lambda new, back: 100 * back / new, {"new": 1000, "back": 70}, 7.0, (0.9, 25)),
    "churn-rate": (lambda start, left: 100 * left / start, {"start": 2000, "left": 90}, 4.5, (0.4, 16)),
    "conversion-rate": (lambda came, did: 100 * did / came, {"came": 3000, "did": 96}, 3.2, (0.4, 11)),
    "ctr": (lambda shown, clicks: 100 * clicks / shown, {"shown": 50000, "clicks": 900}, 1.8, (0.2, 7)),
    "cpc": (lambda spend, clicks: spend / clicks, {"spend": 1200, "clicks": 800}, 1.5, (0.2, 9)),
    "cpm": (lambda spend, shown: 1000 * spend / shown, {"spend": 900, "shown": 60000}, 15.0, (4, 95)),
    "cpa": (lambda spend, deeds: spend / deeds, {"spend": 8000, "deeds": 160}, 50.0, (2, 160)),
    "cac": (lambda ads, wages, new: (ads + wages) / new, {"ads": 60000, "wages": 40000, "new": 500}, 200.0, (30, 650)),
    "ltv": (lambda profit, months: profit * months, {"profit": 30, "months": 14}, 420, (30, 2700)),
    "ltv-cac": (lambda value, cost: value / cost, {"value": 420, "cost": 140}, 3.0, (0.5, 9)),
    "payback": (lambda cost, profit: cost / profit, {"cost": 180, "profit": 30}, 6.0, (0.9, 25)),
    "arpu": (lambda income, active: income / active, {"income": 800000, "active": 100000}, 8.0, (0.9, 45)),
    "arppu": (lambda income, payers: income / payers, {"income": 800000, "payers": 5000}, 160.0, (14, 550)),
    "paying-rate": (lambda active, paid: 100 * paid / active, {"active": 40000, "paid": 2200}, 5.5, (0.4, 16)),
    "gmv": (lambda paid, unpaid: paid + unpaid, {"paid": 64000, "unpaid": 9500}, 73500, (20000, 120000)),
    "revenue": (lambda paid, refund: paid - refund, {"paid": 90000, "refund": 8000}, 82000, (30000, 400000)),
    "aov": (lambda sales, orders: sales / orders, {"sales": 90000, "orders": 600}, 150.0, (15, 550)),
    "spend-per-customer": (lambda sales, buyers: sales / buyers, {"sales": 90000, "buyers": 450}, 200.0, (35, 850)),
    "add-to-cart": (lambda viewers, carts: 100 * carts / viewers, {"viewers": 5000, "carts": 400}, 8.0, (1.5, 17)),
    "repeat-purchase-rate": (lambda buyers, again: 100 * again / buyers, {"buyers": 4000, "again": 900}, 22.5, (3, 50)),
    "target-attainment": (
        lambda target, actual: 100 * actual / target, {"target": 500000, "actual": 460000}, 92.0, (55, 135),
    ),
    "yoy": (lambda last, now: 100 * (now - last) / last, {"last": 500000, "now": 600000}, 20.0, (-35, 75)),
    "mom": (lambda last, now: 100 * (now - last) / last, {"last": 400000, "now": 460000}, 15.0, (-35, 45)),
    "roi": (lambda cost, back: 100 * (back - cost) / cost, {"cost": 100000, "back": 160000}, 60.0, (-35, 210)),
    "roas": (lambda spend, sales: sales / spend, {"spend": 20000, "sales": 70000}, 3.5, (0.7, 9)),
    "breakeven-roas": (
        lambda margin, refund: 10000 / margin / (100 - refund), {"margin": 40, "refund": 20}, 3.13, (1.3, 18),
    ),
    "gross-margin": (lambda price, cost: 100 * (price - cost) / price, {"price": 100, "cost": 62}, 38.0, (14, 75)),
    "refund-rate": (lambda orders, back: 100 * back / orders, {"orders": 1500, "back": 105}, 7.0, (0.9, 26)),
    "return-rate": (lambda shipped, back: 100 * back / shipped, {"shipped": 2000, "back": 640}, 32.0, (1.5, 42)),
    "take-rate": (lambda volume, kept: 100 * kept / volume, {"volume": 800000, "kept": 48000}, 6.0, (1.5, 19)),
    "nps": (
        lambda answers, fans, critics: 100 * (fans - critics) / answers,
        {"answers": 200, "fans": 110, "critics": 40}, 35, (-35, 80),
    ),
    "csat": (lambda marks, good: 100 * good / marks, {"marks": 200, "good": 164}, 82.0, (55, 99)),
    "first-response-time": (lambda chats, seconds: seconds / chats, {"chats": 200, "seconds": 7000}, 35.0, (9, 125)),
    "on-time-delivery": (lambda due, there: 100 * there / due, {"due": 2000, "there": 1880}, 94.0, (78, 100)),
    "inventory-turnover": (lambda cost, stock: cost / stock, {"cost": 600000, "stock": 100000}, 6.0, (1.9, 16)),
    "days-of-inventory": (lambda stock, daily: stock / daily, {"stock": 90000, "daily": 3000}, 30.0, (4, 125)),
    "out-of-stock": (lambda skus, gone: 100 * gone / skus, {"skus": 400, "gone": 20}, 5.0, (0.9, 16)),
    "sell-through": (lambda taken, sold: 100 * sold / taken, {"taken": 500, "sold": 410}, 82.0, (24, 98)),
    "active-sku-rate": (lambda skus, moved: 100 * moved / skus, {"skus": 400, "moved": 260}, 65.0, (39, 99)),
    "k-factor": (lambda sent, accepted: sent * accepted / 100, {"sent": 5, "accepted": 16}, 0.8, (0.09, 1.6)),
    "completion-rate": (lambda plays, ended: 100 * ended / plays, {"plays": 20000, "ended": 5000}, 25.0, (4, 65)),
    "engagement-rate": (
        lambda views, likes, comments, saves, shares: 100 * (likes + comments + saves + shares) / views,
        {"views": 10000, "likes": 280, "comments": 60, "saves": 40, "shares": 20}, 4.0, (0.4, 13),
    ),
    "follow-rate": (lambda viewers, fans: 100 * fans / viewers, {"viewers": 8000, "fans": 160}, 2.0, (0.2, 7)),
    "watch-time": (lambda viewers, minutes: minutes / viewers, {"viewers": 2000, "minutes": 3600}, 1.8, (0.3, 6)),
    "gpm": (lambda sales, views: 1000 * sales / views, {"sales": 45000, "views": 30000}, 1500.0, (150, 4200)),
    "uv-value": (lambda sales, visitors: sales / visitors, {"sales": 9000, "visitors": 2000}, 4.5, (0.4, 16)),
    "ndr": (
        lambda start, up, down, lost: 100 * (start + up - down - lost) / start,
        {"start": 1000000, "up": 200000, "down": 30000, "lost": 70000}, 110.0, (70, 140),
    ),
}  # fmt: skip
# May pass a hundred per cent, or fall below nothing.
PAST_A_WHOLE = {"target-attainment", "yoy", "mom", "roi", "ndr"}
# Taken for each other so often that a contrast must say how to tell them apart.
TAKEN_FOR = [
    ("pv", "uv"), ("uv", "dau"), ("uv", "mau"), ("dau", "mau"), ("bounce-rate", "exit-rate"),
    ("ctr", "conversion-rate"), ("add-to-cart", "conversion-rate"),
    ("cac", "cpa"), ("cpc", "cpm"), ("cpc", "cpa"), ("roi", "roas"), ("roas", "breakeven-roas"), ("arpu", "arppu"),
    ("gmv", "revenue"), ("aov", "spend-per-customer"), ("aov", "arpu"), ("churn-rate", "retention-day-1"),
    ("churn-rate", "retention-day-30"), ("retention-day-1", "retention-day-7"), ("nps", "csat"), ("kpi", "okr"),
    ("kpi", "north-star"), ("okr", "smart"), ("inventory-turnover", "days-of-inventory"), ("yoy", "mom"),
    ("sell-through", "active-sku-rate"), ("refund-rate", "return-rate"), ("ltv", "arpu"), ("pdca", "sop"),
    ("gpm", "uv-value"), ("funnel", "aarrr"), ("swot", "four-p"), ("watch-time", "session-length"),
]  # fmt: skip
ROUNDED = {"zh": {0: "", 1: "一位小数", 2: "两位小数"}, "en": {0: "", 1: "one decimal place", 2: "two decimal places"}}


@cache
def metrics() -> dict[str, Metric]:
    deck = read_deck(builtin_folder() / "ops-metrics.yaml").deck
    assert deck is not None
    return {note.id: note for note in deck.notes if isinstance(note, Metric)}


def compute_of(id: str) -> Compute:
    found = metrics()[id].compute
    assert found is not None
    return found


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Half up, away from the floats that the product uses."""
    scale = 10**decimals
    return Fraction(math.floor(abs(value) * scale + Fraction(1, 2)), scale) * (-1 if value < 0 else 1)


def worked(by_hand: By, given: dict[str, float]) -> Fraction:
    """The sum, of the numbers that it takes: a prompt holds a tempting one besides."""
    return by_hand(**{name: exact(given[name]) for name in inspect.signature(by_hand).parameters})


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def test_the_daily_vocabulary_is_there() -> None:
    assert len(DAILY) >= 40
    assert list(set(DAILY) - metrics().keys()) == []


@pytest.mark.parametrize("id", DAILY)
def test_a_metric_says_what_it_is_how_it_is_got_and_how_it_is_misread(id: str) -> None:
    note = metrics()[id]
    assert note.formula or note.parts
    assert note.mistake is not None
    assert note.example is not None
    for text in (note.term, note.meaning, note.mistake, note.example):
        assert text.langs == LANGS
    if note.compute is not None:
        assert note.formula is not None  # said after an exercise, to show the way
        assert (note.compute.unit is None) == (id in WITHOUT_UNIT)
    elif note.formula is not None:
        assert note.unit is not None


@pytest.mark.parametrize(("id", "keys"), PARTS.items())
def test_keys_of_parts_stay(id: str, keys: str) -> None:
    assert list(metrics()[id].parts) == keys.split()


def test_every_exercise_has_been_worked_out_by_hand() -> None:
    assert {id for id, note in metrics().items() if note.compute is not None} == HAND.keys()


@pytest.mark.parametrize("id", HAND)
def test_the_hand_worked_case(id: str) -> None:
    by_hand, given, result, _ = HAND[id]
    assert float(rounded(worked(by_hand, given), compute_of(id).decimals)) == result
    assert exercises.answer(compute_of(id), given).value == result


@pytest.mark.parametrize("id", HAND)
def test_drawn_exercises_are_right_and_believable(id: str) -> None:
    by_hand, _, _, (least, most) = HAND[id]
    compute, rng = compute_of(id), random.Random(f"exercises {id}")
    values = set()
    for _ in range(DRAWN):
        given = exercises.draw(compute, rng)
        number = exercises.answer(compute, given)
        wanted = worked(by_hand, given)
        assert math.isfinite(number.value)
        assert exact(number.value) == rounded(wanted, compute.decimals), given
        assert abs(exact(number.value) - wanted) <= exact(number.tolerance)
        assert least <= number.value <= most, given
        if compute.percent and id not in PAST_A_WHOLE:
            assert 0 < number.value < 100, given
        values.add(number.value)
    assert len(values) > DRAWN // 8  # new numbers, new results


@pytest.mark.parametrize("id", HAND)
def test_an_exercise_says_how_to_round_and_what_in(id: str) -> None:
    compute = compute_of(id)
    for lang in LANGS:
        asked = compute.ask.in_lang(lang)
        assert ROUNDED[lang][compute.decimals] in asked
        assert not re.search("小数|decimal", asked) or compute.decimals
        if compute.percent:
            assert ("百分之几" if lang == "zh" else "in percent") in asked
            assert not re.search("负|negative", asked) or HAND[id][3][0] < 0
        if HAND[id][3][0] < 0:
            assert re.search("负|negative", asked)
        if compute.unit is not None and compute.unit.in_lang(lang) in (
            "元",
            "yuan",
            "分钟",
            "minutes",
            "秒",
            "seconds",
        ):
            assert (f"几{compute.unit.in_lang(lang)}" if lang == "zh" else f"in {compute.unit.in_lang(lang)}") in asked


@pytest.mark.parametrize("id", HAND)
def test_an_exercise_shows_all_its_numbers_in_both_languages(id: str) -> None:
    compute = compute_of(id)
    given = exercises.draw(compute, random.Random(3))
    shown = exercises.fill(compute.ask, given)
    for lang in LANGS:
        text = shown.in_lang(lang)
        assert "{" not in text
        numbers = [exact(found) for found in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]
        assert all(exact(value) in numbers for value in given.values())


@pytest.mark.parametrize("pair", TAKEN_FOR, ids="-".join)
def test_what_is_taken_for_each_other_is_told_apart(pair: tuple[str, str]) -> None:
    said = [metrics()[one].contrast.get(f"ops-metrics/{other}") for one, other in (pair, pair[::-1])]
    assert any(text is not None and text.langs == LANGS for text in said)


def test_confusable_is_said_on_both_sides_and_has_a_contrast() -> None:
    for id, note in metrics().items():
        for ref in note.confusable:
            other = metrics()[ref.removeprefix("ops-metrics/")]
            assert f"ops-metrics/{id}" in other.confusable, (id, ref)
            assert ref in note.contrast or f"ops-metrics/{id}" in other.contrast, (id, ref)


@pytest.mark.parametrize(
    ("id", "first", "last"),
    [("pdca", "定目标", "固化"), ("funnel", "浏览", "付款")],
)
def test_models_whose_steps_have_an_order_ask_for_it(id: str, first: str, last: str) -> None:
    notes = {f"ops-metrics/{name}": note for name, note in metrics().items()}
    orders = [q for q in Generator(notes).questions(f"ops-metrics/{id}", seed=5) if q.type is Type.ORDER]
    assert orders
    for question in orders:
        steps = [question.options[at].text.zh or "" for at in question.sequence]
        assert len(steps) == len(metrics()[id].parts)
        assert first in steps[0]
        assert last in steps[-1]
        assert list(question.sequence) != sorted(question.sequence)


def test_only_steps_that_follow_each_other_are_ordered() -> None:
    # AARRR is not one of them: half of the field writes referral before revenue.
    assert {id for id, note in metrics().items() if note.ordered} == {"pdca", "funnel"}
