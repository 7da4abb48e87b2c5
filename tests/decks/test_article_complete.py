"""The article is in the decks: every item, every duty, where it stands in the article, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ops_trainer.content.deck import Deck
from ops_trainer.content.files import builtin_folder
from ops_trainer.content.kinds import Definition, Role, Tip
from ops_trainer.content.model import texts_in
from ops_trainer.content.reading.reader import read_deck

# Every item of the article in its order. Progress hangs on these ids.
BASICS = ("plain-meaning", "formal-meaning", "umbrella-term", "scope", "core-task", "purpose", "data-over-gut")
# The roles with the number of duties that the article gives each.
ROLES = {
    "product": 4, "process": 4, "supply-chain": 4, "website": 2, "e-commerce-platform": 4, "social-media": 4,
    "data": 4, "live-stream": 3, "online-store": 4, "sales-marketing": 4, "user": 3, "content": 3, "promotion": 4,
    "data-privacy": 3, "finance": 3,
}  # fmt: skip
PRACTICES = (
    "goals-and-strategy", "know-user-needs", "streamline-process", "data-driven", "partners", "customer-experience",
    "promotion-and-brand", "learn-and-innovate", "monitor-and-improve",
)  # fmt: skip
TIPS = (
    "data-analysis", "ux-optimisation", "ab-test", "social-media", "participation", "collaboration", "crm",
    "personalisation", "cost-control", "brand", "co-branding", "keep-optimising", "partner-management", "community",
    "competitors", "overall-strategy", "retention", "keep-learning", "risk",
)  # fmt: skip
PARTS = {"ops-roles": (1, tuple(ROLES)), "ops-practices": (2, PRACTICES), "ops-tips": (3, TIPS)}
# Keys that were given out once: a card is named by them, so none may go.
KEYS = {
    "plain-meaning": "when", "formal-meaning": "moves outcome", "umbrella-term": "small", "scope": "five more",
    "core-task": "resources relations", "purpose": "test", "data-over-gut": "instead",
    "product": "research positioning roadmap feedback", "process": "assess standard handover watch",
    "supply-chain": "suppliers steady cost risk", "website": "pages results",
    "e-commerce-platform": "listing pricing orders delivery", "social-media": "accounts posting talking exposure",
    "data": "collect analyse decide report", "live-stream": "programme equipment interaction",
    "online-store": "platform marketing goods quality", "sales-marketing": "plan team channels performance",
    "user": "care insight keep", "content": "create distribute review", "promotion": "research campaign brand budget",
    "data-privacy": "compliance protection trust", "finance": "cash budget report",
}  # fmt: skip
# What the article itself says twice, once in each of two places. The decks say so where one is told from the other.
OVERLAPS = [
    ("ops-roles/e-commerce-platform", "ops-roles/online-store"),
    ("ops-roles/website", "ops-roles/online-store"),
    ("ops-roles/website", "ops-roles/e-commerce-platform"),
    ("ops-roles/sales-marketing", "ops-roles/promotion"),
    ("ops-roles/data", "ops-tips/data-analysis"),
    ("ops-roles/social-media", "ops-tips/social-media"),
    ("ops-practices/data-driven", "ops-tips/data-analysis"),
    ("ops-practices/data-driven", "ops-basics/data-over-gut"),
    ("ops-practices/customer-experience", "ops-tips/ux-optimisation"),
    ("ops-practices/partners", "ops-tips/partner-management"),
    ("ops-practices/promotion-and-brand", "ops-tips/brand"),
    ("ops-practices/learn-and-innovate", "ops-tips/keep-learning"),
    ("ops-practices/monitor-and-improve", "ops-tips/keep-optimising"),
    ("ops-practices/know-user-needs", "ops-tips/participation"),
]
NAMED = {"zh": ("文章",), "en": ("article",)}


@cache
def deck(name: str) -> Deck:
    reading = read_deck(Path(builtin_folder()) / f"{name}.yaml")
    assert reading.deck is not None, [problem.in_lang("en") for problem in reading.problems]
    return reading.deck


def note(ref: str):  # type: ignore[no-untyped-def]
    name, _, note_id = ref.partition("/")
    return next(note for note in deck(name).notes if note.id == note_id)


def test_the_definitions_are_there_in_the_order_of_the_article() -> None:
    assert [note.id for note in deck("ops-basics").notes] == list(BASICS)
    for number, definition in enumerate(deck("ops-basics").notes[:6], 1):
        assert isinstance(definition, Definition)
        assert definition.source is not None
        assert (definition.source.part, definition.source.item) == (1, number)
    last = deck("ops-basics").notes[-1].source
    assert last is not None
    assert last.part == 2  # the article says it where its second part opens


@pytest.mark.parametrize("name", PARTS)
def test_every_item_is_there_with_its_place_in_the_article(name: str) -> None:
    part, ids = PARTS[name]
    assert [note.id for note in deck(name).notes] == list(ids)
    places = [(note.source.part, note.source.item) for note in deck(name).notes if note.source is not None]
    assert places == [(part, number) for number in range(1, len(ids) + 1)]


@pytest.mark.parametrize(("name", "duties"), ROLES.items())
def test_a_role_has_its_mission_and_each_duty_of_its_own(name: str, duties: int) -> None:
    role = note(f"ops-roles/{name}")
    assert isinstance(role, Role)
    assert len(role.duties) >= duties
    assert sum(duty.ask is None for duty in role.duties.values()) >= 2  # enough for “which are its duties?”
    assert role.example is not None
    assert any(char.isdigit() for char in role.example.in_lang("zh"))
    assert "周" in (role.example.zh or "")  # a week's work
    assert any(other.startswith("ops-roles/") for other in role.contrast)


@pytest.mark.parametrize("name", [*(f"ops-practices/{id}" for id in PRACTICES), *(f"ops-tips/{id}" for id in TIPS)])
def test_a_practice_or_tip_has_situation_advice_reason_and_an_example_with_figures(name: str) -> None:
    tip = note(name)
    assert isinstance(tip, Tip)
    assert tip.why is not None
    assert tip.contrast
    assert tip.example is not None
    assert any(char.isdigit() for char in tip.example.in_lang("zh"))


@pytest.mark.parametrize("name", KEYS)
def test_no_key_of_a_part_is_lost(name: str) -> None:
    found = note(f"ops-roles/{name}" if name in ROLES else f"ops-basics/{name}")
    assert set(KEYS[name].split()) <= (found.duties if isinstance(found, Role) else found.parts).keys()


@pytest.mark.parametrize(("one", "other"), OVERLAPS)
def test_where_the_article_overlaps_the_decks_say_so_and_ask_neither_against_the_other(one: str, other: str) -> None:
    first, second = note(one), note(other)
    assert other in first.confusable or one in second.confusable
    told = [text for text in (first.contrast.get(other), second.contrast.get(one)) if text is not None]
    for lang, words in NAMED.items():
        assert any(word in getattr(text, lang) for text in told for word in words)


@pytest.mark.parametrize("name", ["ops-basics", *PARTS])
def test_every_text_is_there_in_both_languages(name: str) -> None:
    texts = [text for note in deck(name).notes for _, text in texts_in(note)]
    texts += [text for text in (deck(name).title, deck(name).summary) if text is not None]
    assert len(texts) > 50
    assert [text for text in texts if len(text.langs) < 2] == []
