"""What the database counts is what the memory says."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.card import Card
from ops_trainer.content.text import Text
from ops_trainer.memory.events import Event
from ops_trainer.memory.journal import in_force
from ops_trainer.memory.mastery import has_faded, is_mastered
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store import candidates, decks, learners, mastery_counts
from ops_trainer.store.candidates import Scope
from ops_trainer.store.database import Database
from ops_trainer.store.decks import search_query, search_words
from ops_trainer.store.journal import SqlJournal
from tests.examples import examples
from tests.memory.journals import CARDS, journals

SCHEDULER = Scheduler()


def put_cards(database: Database, texts: dict[str, str]) -> None:
    """Cards in use, a note each, with such a text."""
    text = Text(en="x")
    with database.writing() as connection:
        learners.use(connection, "mei", 1)
        notes: dict[str, list[Card]] = {}
        for card, said in texts.items():
            deck, note, face = card.split("/")
            notes.setdefault(f"{deck}/{note}", []).append(Card(deck, note, face, Text(zh=said), text, text))
        found = [decks.NoteIn(ref, "qa", 1, text, (), "{}", tuple(cards)) for ref, cards in notes.items()]
        decks.put_notes(connection, "d", found)


@given(journals(40), st.integers(0, 60))
@examples(15)
def test_cards_are_counted_as_their_memory_says(events: list[Event], ahead: int) -> None:
    day = max((event.local_day for event in events), default=20_000) + ahead
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "trainer.db")
        put_cards(database, dict.fromkeys(CARDS, "x"))
        SqlJournal(database, "mei", SCHEDULER).append_events(events)
        scope = Scope("mei", day)
        with database.reading() as connection:
            count = mastery_counts.counts(connection, "mei", day, by="deck")["d"]
            again, due = candidates.again(connection, scope), candidates.due(connection, scope, 99)
            fresh = candidates.new(connection, scope, 99)
            due_count = candidates.count_due(connection, scope)
        database.close()
    states = [SCHEDULER.fold_events(card, in_force([e for e in events if e.card == card])) for card in CARDS]
    awake = [state for state in states if not state.suspended]
    assert count.suspended == len(states) - len(awake)
    assert count.new == sum(state.is_new for state in awake)
    assert count.mastered == sum(not state.is_new and is_mastered(state, day) for state in awake)
    assert count.faded == sum(not state.is_new and has_faded(state, day) for state in awake)
    assert count.learning == len(awake) - count.new - count.mastered - count.faded
    ready = [state for state in awake if state.buried_day != day]
    is_due = {state.card for state in ready if state.due_day is not None and state.due_day <= day}
    assert {one.card for one in (*again, *due)} == is_due
    assert (len(again) + len(due), due_count, count.due) == (len(is_due),) * 3
    assert {one.card for one in fresh} == {state.card for state in ready if state.due_day is None}
    risks = [(SCHEDULER.retrievability(s, day) or 0.0) for one in due for s in states if s.card == one.card]
    assert risks == sorted(risks, key=lambda recall: round(recall, 9))


TEXT = "用户运营盯留存和复购率，A/B测试先定样本量。Retention matters；次日留存40%。"


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ("留存", True), ("留", True), ("运营盯", True), ("复购率", True), ("留存 复购", True), ("retention", True),
        ("RETEN", True), ("样本量", True), ("量", True), ("40", True), ("ａ／ｂ", True), ("次日留存", True),
        ("存留", False), ("流存", False), ("留存 拉新", False), ("tention", False), ('"', False), ("*", False),
        ("a OR b NOT", False), ("NEAR(留存)", False),
    ],
)  # fmt: skip
def test_cards_are_found_by_words_of_any_length(tmp_path: Path, looked_for: str, found: bool) -> None:
    database = Database.open(tmp_path / "trainer.db")
    put_cards(database, {"d/n/a": TEXT, "d/m/a": "无关"})
    match = search_query(looked_for)
    filters = {"deck": None, "kind": None, "standing": None, "flagged": None, "tag": None, "limit": 9}
    filters |= {"more": (), "order": "learning"}
    with database.reading() as connection:
        cards = mastery_counts.search(connection, "mei", 1, [match], **filters)[0] if match else []  # type: ignore[arg-type]
    database.close()
    assert [card.id for card, *_ in cards] == (["d/n/a"] if found else [])


@given(st.text(st.sampled_from("运营用户留存复购率ab1 ，"), min_size=1, max_size=20), st.data())
def test_whatever_stands_in_a_text_is_what_its_words_hold(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))].strip(" ，")
    held = f" {search_words(text)} "
    if part and all("\u4e00" <= char <= "\u9fff" for char in part):
        phrase = search_query(part)
        assert f" {phrase.strip('*').strip(chr(34))}" in held
