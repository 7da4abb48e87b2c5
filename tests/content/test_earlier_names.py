"""Renaming decks, notes and faces and changing kinds, in any order: each card keeps its memory, and no other's."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.deck import Deck
from ops_trainer.content.formerly import Aliases, claims_of, lives, names_in, settle
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.team.outline import aliases_of, outline_of


@dataclass
class Note:
    """A note as its author keeps it; each face stands for the memory that it had from its beginning."""

    id: str
    kind: str
    faces: dict[str, str]  # face of today → memory
    earlier: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)  # earlier card → face of today

    def rename(self, old: str, new: str, written: str) -> None:
        """Call a face something else, and write what it was called."""
        self.faces[new] = self.faces.pop(old)
        self.moved = {card: new if face == old else face for card, face in self.moved.items()}
        self.moved[written] = new

    def lines(self) -> list[str]:
        texts = {"qa": ["front: f", "back: b"], "definition": ["term: t", "meaning: m"]}[self.kind]
        parts = [f"      {face.partition('.')[2]}: a part" for face in self.faces if face.startswith("part.")]
        found = [f"  - id: {self.id}", f"    kind: {self.kind}", *(f"    {text}" for text in texts)]
        found += ["    parts:", *parts] if parts else []
        if self.earlier or self.moved:
            moved = ", ".join(f'"{card}": {face}' for card, face in self.moved.items())
            found.append(f"    formerly: [{', '.join([*self.earlier, *([f'{{{moved}}}'] if moved else [])])}]")
        return found


@dataclass
class Author:
    """Changes a deck, and remembers under which name each memory was ever written."""

    deck: str
    notes: list[Note]
    earlier: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)  # card → memory

    def learn(self) -> None:
        for note in self.notes:
            for face, memory in note.faces.items():
                self.written.setdefault(f"{self.deck}/{note.id}/{face}", memory)

    def text(self) -> str:
        head = [f"id: {self.deck}", "title: t", "language: en", f"formerly: [{', '.join(self.earlier)}]", "notes:"]
        return "\n".join([*head, *(line for note in self.notes for line in note.lines())]) + "\n"

    def read(self) -> Deck:
        reading = parse_deck(self.text().encode(), "deck.yaml")
        assert reading.deck is not None, (self.text(), [problem.in_lang("en") for problem in reading.problems])
        return reading.deck

    def change(self, draw: st.DataObject, name: str) -> None:
        """Make one change, to a name."""
        what = draw.draw(st.sampled_from(["deck", "note", "part", "kind"]))
        note = draw.draw(st.sampled_from(self.notes), label="note")
        whole = draw.draw(st.booleans(), label="written whole")
        card = f"{self.deck}/{note.id}/" if whole else draw.draw(st.sampled_from(["", f"{note.id}/"]))
        match what:
            case "deck":
                self.earlier.append(self.deck)
                self.deck = name
            case "note":
                note.earlier.append(f"{self.deck}/{note.id}" if whole else note.id)
                note.id = name
            case "part":
                for face in [face for face in note.faces if face.startswith("part.")][:1]:
                    note.rename(face, f"part.{name}", f"{card}{face}")
            case "kind":
                before, after = ("meaning", "answer") if note.kind == "definition" else ("answer", "meaning")
                for face in [face for face in note.faces if face != before]:
                    del note.faces[face]
                    note.moved = {old: to for old, to in note.moved.items() if to != face}
                note.kind = "qa" if note.kind == "definition" else "definition"
                note.rename(before, after, f"{card}{before}")
                if after == "meaning":
                    note.faces["term"] = f"{name}, met anew"


def author() -> Author:
    def memories(note: str, *faces: str) -> dict[str, str]:
        return {face: f"{note} {face}" for face in faces}

    return Author(
        "d",
        [
            Note("a", "definition", memories("a", "term", "meaning", "part.x", "part.y")),
            Note("b", "qa", memories("b", "answer")),
        ],
    )


def holding(deck: Deck) -> Aliases:
    there = names_in(deck)
    claims = [claim for claim, _ in claims_of(deck)]
    return Aliases(settle(claims, lambda claim: lives(claim) if claim.old in there else None, {})[0])


@given(st.data(), st.integers(1, 9))
def test_each_card_keeps_its_memory_and_no_other(data: st.DataObject, changes: int) -> None:
    """Names are new ones; a team server comes to the same."""
    one = author()
    one.learn()
    for number in range(changes):
        one.change(data, f"n{number}")
        one.learn()
    deck = one.read()
    today = {f"{deck.id}/{note.id}/{face}": memory for note in one.notes for face, memory in note.faces.items()}
    assert set(today) == {card for card in names_in(deck) if card.count("/") == 2}
    alive = set(today.values())
    for names in (holding(deck), aliases_of([outline_of(deck)])):
        for card, memory in one.written.items():
            now = names.today(card)
            if memory in alive:
                assert today.get(now) == memory, (card, now, one.text())
                assert card in names.before(now)
                assert any(card == old or card.startswith(f"{old}/") for old in (deck.id, *names.notes_into(deck.id)))
            else:
                assert card in today or now not in today or "term" in card, (card, now, one.text())


@given(st.data(), st.integers(1, 9))
def test_nothing_that_is_there_is_taken_over_and_nothing_counts_twice(data: st.DataObject, changes: int) -> None:
    """Names may be ones that were used before, for the same or for something else."""
    one = author()
    for _ in range(changes):
        name = data.draw(st.sampled_from("abcd"))
        if name not in {note.id for note in one.notes}:
            one.change(data, name)
    one.earlier = list(dict.fromkeys(one.earlier))
    deck = one.read()
    names = holding(deck)
    there = names_in(deck)
    cards = sorted(card for card in there if card.count("/") == 2)
    assert all(names.today(name) == name for name in there)
    earlier = [old for card in cards for old in names.before(card)]
    assert len(earlier) == len(set(earlier))


@pytest.mark.parametrize(
    ("names", "old", "new"),
    [
        ({"d": "e"}, "d/a/x", "e/a/x"),
        ({"d": "e", "d/a": "f/b"}, "d/a/x", "f/b/x"),
        ({"d": "e", "e/a": "e/b", "e/b/x": "e/b/y"}, "d/a/x", "e/b/y"),
        ({"d/a/x": "d/b/y", "d/a": "d/c"}, "d/a/x", "d/b/y"),
        ({"d/a/x": "d/b/y", "d/a": "d/c"}, "d/a/z", "d/c/z"),
        ({"d": "e", "e": "d"}, "d/a/x", "d/a/x"),
    ],
)
def test_the_nearest_name_counts(names: dict[str, str], old: str, new: str) -> None:
    found = Aliases(names)
    assert found.today(old) == new
    assert old in found.before(new)


def test_only_what_reaches_a_deck_changes_its_key() -> None:
    one, more = {"d/a": "e/a"}, {"d/a": "e/a", "c": "d", "x": "y"}
    assert Aliases(one).key("e") != Aliases(more).key("e"), "c/a is e/a by way of d/a"
    assert Aliases(one).key("z") == Aliases(more).key("z") == Aliases({}).key("z")
    assert Aliases(more).notes_into("e") == ["c/a", "d/a"]


def test_a_face_that_the_note_has_not_is_a_problem_at_its_place() -> None:
    text = (
        "id: d\ntitle: t\nnotes:\n  - id: a\n    kind: qa\n    front: f\n    back: b\n    formerly: {meaning: anser}\n"
    )
    (problem,) = parse_deck(text.encode(), "d.yaml").problems
    assert (problem.complaint.key, problem.line) == ("deck.formerly_no_face", 8)
    assert "answer" in problem.message("en")
