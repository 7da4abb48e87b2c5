"""What practitioners call a thing is right when they write it, in either language."""

from __future__ import annotations

from functools import cache

import pytest

from ops_trainer.content.files import builtin_folder, deck_files
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.reading.reader import read_deck
from ops_trainer.locale import Lang

CALLED: dict[Lang, dict[str, str]] = {
    "zh": {
        "ops-basics/umbrella-term": "统称",
        "ops-basics/core-task": "核心任务",
        "ops-roles/supply-chain": "供应链管理",
        "ops-roles/online-store": "店铺运营",
        "ops-metrics/bounce-rate": "跳失率",
        "ops-metrics/stickiness": "粘性",
        "ops-metrics/retention-day-1": "次留",
        "ops-metrics/cpm": "千次展现成本",
        "ops-metrics/ltv": "生命周期价值",
        "ops-metrics/roas": "投产比",
        "ops-metrics/take-rate": "抽成率",
        "ops-metrics/cohort": "队列分析",
        "ops-metrics/follow-rate": "关注率",
    },
    "en": {
        "ops-basics/umbrella-term": "umbrella term",
        "ops-roles/product": "product ops",
        "ops-roles/data-privacy": "data protection",
        "ops-roles/finance": "finance",
        "ops-metrics/uv": "unique users",
        "ops-metrics/retention-day-7": "D7",
        "ops-metrics/churn-rate": "customer churn",
        "ops-metrics/ctr": "click through rate",
        "ops-metrics/payback": "payback",
        "ops-metrics/inventory-turnover": "stock turn",
        "ops-metrics/ndr": "NRR",
        "ops-metrics/pdca": "plan-do-check-act",
    },
}
# A name that belongs to another measure: never right, however like it sounds.
NOT_CALLED: list[tuple[str, Lang, str]] = [
    ("ops-roles/product", "en", "product manager"),
    ("ops-metrics/aov", "zh", "客单价"),
    ("ops-metrics/retention-day-7", "zh", "次日留存率"),
    ("ops-metrics/conversion-rate", "en", "click-through rate"),
    ("ops-metrics/arpu", "en", "ARPPU"),
    ("ops-metrics/yoy", "zh", "环比"),
    ("ops-roles/sales-marketing", "zh", "市场推广"),
]


@cache
def generator() -> Generator:
    notes: dict[str, BaseNote] = {}
    for file in deck_files(builtin_folder()):
        deck = read_deck(file).deck
        assert deck is not None
        notes |= {f"{deck.id}/{note.id}": note for note in deck.notes}
    return Generator(notes)


def band(ref: str, lang: Lang, text: str) -> Band:
    question = generator().question(f"{ref}/term:typed@1")
    assert question is not None
    return mark_answer(question, Answer(text=text), lang).band


@pytest.mark.parametrize(("lang", "ref"), [(lang, ref) for lang, names in CALLED.items() for ref in names])
def test_a_name_that_the_field_uses_is_right(lang: Lang, ref: str) -> None:
    assert band(ref, lang, CALLED[lang][ref]) is Band.RIGHT


@pytest.mark.parametrize(("ref", "lang", "text"), NOT_CALLED)
def test_the_name_of_a_neighbour_is_not(ref: str, lang: Lang, text: str) -> None:
    assert band(ref, lang, text) is not Band.RIGHT
