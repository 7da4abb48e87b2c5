"""An earlier name of a note (`formerly`) carries progress on; nothing that is still there is taken over."""

from __future__ import annotations

from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.cli import main
from ops_trainer.memory import Rating
from ops_trainer.store import learners
from ops_trainer.trainer import Trainer
from ops_trainer.trainer.team_documents import TASKS
from tests.conftest import Clock


def deck(deck_id: str, *notes: str) -> str:
    """A deck; a note is written `id` or `id<earlier name`."""
    lines = [f"id: {deck_id}", f"title: {deck_id}", "language: en", "notes:" if notes else "notes: []"]
    for note in notes:
        name, *earlier = note.split("<")
        lines += [f"  - id: {name}", "    kind: qa", f"    front: front {name}", f"    back: back {name}"]
        lines += [f"    formerly: [{', '.join(earlier)}]"] if earlier else []
    return "\n".join(lines) + "\n"


class Home:
    """A home whose deck files come and go."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder / "decks"
        self.trainer: Trainer = ops_trainer.open(folder, learner="mei", clock=clock)

    def put(self, name: str, text: str | bytes) -> list[str]:
        """Write a deck file; what the learner is told when it was read, as keys of messages."""
        path = self.folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return self.told()

    def remove(self, name: str) -> list[str]:
        (self.folder / f"{name}.yaml").unlink()
        return self.told()

    def told(self) -> list[str]:
        found = self.trainer.refresh().problems
        assert found == self.trainer.problems()
        return [f"{problem.severity} {problem.complaint.key}" for problem in found]

    def learn(self, name: str) -> None:
        session = self.trainer.study([name], new_limit=99)
        while session.card:
            session.grade(Rating.GOOD)

    def reps(self, note: str) -> int:
        return self.trainer.memory(f"{note}/answer").state.reps


@pytest.fixture
def own(home: Path, clock: Clock) -> Home:
    return Home(home, clock)


LIVES, UNREAD, FOREIGN, TAKEN, DECK_LIVES, FACE_LIVES = (
    f"warning deck.formerly_{why}" for why in ("lives", "unread", "foreign", "taken", "deck_lives", "face_lives")
)  # fmt: skip
RENAMED = "warning deck.renamed"


def test_a_deck_that_arrives_takes_nothing_from_a_note_that_is_there(own: Home) -> None:
    own.put("old", deck("old", "a", "b"))
    own.learn("old")
    assert own.put("new", deck("new", "x<old/a")) == [LIVES]
    assert (own.reps("old/a"), own.reps("new/x")) == (1, 0)
    assert own.told() == [LIVES]
    line = {deck.id: (deck.cards, deck.new) for deck in own.trainer.decks()}
    assert (line["old"], line["new"]) == ((2, 0), (1, 1))
    own.learn("new")
    assert (own.reps("old/a"), own.reps("new/x")) == (1, 1)


def test_a_built_in_deck_stays_whole(own: Home) -> None:
    own.learn("ops-roles")
    before = {line.id: (line.cards, line.new) for line in own.trainer.decks()}
    assert own.put("new", deck("new", "x<ops-roles/product")) == [LIVES]
    after = {line.id: (line.cards, line.new) for line in own.trainer.decks()}
    assert after == {**before, "new": (1, 1)}


def test_a_note_that_is_gone_is_carried_on(own: Home) -> None:
    own.put("old", deck("old", "a", "b"))
    own.learn("old")
    own.put("new", deck("new", "x<old/a"))
    assert own.put("old", deck("old", "b")) == []
    assert (own.reps("new/x"), own.reps("old/b")) == (1, 1)


def test_it_does_not_matter_which_of_the_files_is_read_first(own: Home) -> None:
    own.put("m", deck("m", "a", "b"))
    own.learn("m")
    for other in ("a", "z"):
        (own.folder / "m.yaml").write_text(deck("m", "b"), encoding="utf-8")
        assert own.put(other, deck(other, "x<m/a")) == []
        assert own.reps(f"{other}/x") == 1
        own.remove(other)
        own.put("m", deck("m", "a", "b"))
        assert own.reps("m/a") == 1


@pytest.mark.parametrize(
    "broken",
    [
        deck("old", "a", "b") + "  - id: [\n",
        "id: old\ntitle: [\n",
        deck("old", "a").replace("back:", "bakc:"),
        deck("old", "a", "b").encode("utf-16")[:-1],
        b"\xff\xfe\xfd" + b"\x00" * 40,
        "",
        deck("old", "a").replace("id: old", "id: ["),
    ],
    ids=["syntax", "cut", "shape", "torn utf-16", "no text", "empty", "no id"],
)
def test_a_note_whose_file_is_broken_is_not_taken(own: Home, broken: str | bytes) -> None:
    own.put("somewhere", deck("old", "a", "b"))
    own.learn("old")
    own.put("new", deck("new", "x<old/a"))
    told = own.put("somewhere", broken)
    assert UNREAD in told
    assert any(one.startswith("error ") for one in told)
    assert own.reps("new/x") == 0
    own.learn("new")
    assert own.put("somewhere", deck("old", "a", "b")) == [LIVES]
    assert (own.reps("old/a"), own.reps("new/x")) == (1, 1)


def test_what_was_carried_on_stays_so_while_the_old_deck_is_broken(own: Home) -> None:
    own.put("old", deck("old", "a", "b"))
    own.learn("old")
    own.put("old", deck("old", "b"))
    assert own.put("new", deck("new", "x<old/a")) == []
    assert own.put("old", deck("old", "b") + "  - [\n") == ["error deck.trap_flow"]
    assert own.reps("new/x") == 1
    assert UNREAD in own.put("old", deck("old", "a", "b") + "  - [\n")
    assert own.reps("new/x") == 0


def test_a_note_in_a_file_that_another_keeps_out_is_there_too(own: Home) -> None:
    own.put("old", deck("old", "a"))
    own.learn("old")
    own.put("other", deck("old", "a", "c"))
    assert UNREAD in own.put("new", deck("new", "x<old/c"))
    assert own.reps("old/a") == 1


def test_a_note_that_is_removed_later_hands_its_progress_on_and_takes_it_back(own: Home) -> None:
    own.put("old", deck("old", "a"))
    own.learn("old")
    own.put("new", deck("new", "x<old/a"))
    assert own.remove("old") == []
    assert own.reps("new/x") == 1
    assert own.put("old", deck("old", "a")) == [LIVES]
    assert (own.reps("old/a"), own.reps("new/x")) == (1, 0)
    assert own.remove("new") == []
    assert own.reps("old/a") == 1


def test_names_that_notes_swap_move_nothing(own: Home) -> None:
    own.put("old", deck("old", "a", "b"))
    own.learn("old")
    assert own.put("old", deck("old", "a<old/b", "b<old/a", "c<old/c")) == [LIVES, LIVES]
    assert (own.reps("old/a"), own.reps("old/b")) == (1, 1)


def test_of_two_decks_that_carry_on_the_same_note_the_first_keeps_it(own: Home) -> None:
    own.put("old", deck("old", "a"))
    own.learn("old")
    own.remove("old")
    assert own.put("z", deck("z", "x<old/a")) == []
    assert own.put("b", deck("b", "x<old/a")) == [TAKEN]
    assert (own.reps("z/x"), own.reps("b/x")) == (1, 0)
    assert own.remove("z") == []
    assert own.reps("b/x") == 1


def test_a_teams_deck_carries_on_only_what_teams_sent(own: Home) -> None:
    own.put("mine", deck("mine", "a"))
    own.learn("mine")
    own.remove("mine")
    assert own.put("team/new", deck("new", "x<mine/a")) == [FOREIGN]
    assert own.reps("new/x") == 0
    own.put("team/course", deck("course", "a", "b"))
    own.learn("course")
    assert own.put("team/course", deck("course", "renamed<course/a", "b")) == [FOREIGN]
    assert own.reps("course/renamed") == 1
    own.put("team/course", deck("course", "renamed<course/a"))
    assert own.put("team/new", deck("new", "x<course/b")) == []
    assert own.reps("new/x") == 1


def test_a_team_does_not_carry_on_another_teams_notes(own: Home) -> None:
    with own.trainer._context.database.writing() as connection:
        for team, decks in {"one": ["course"], "two": ["new"]}.items():
            learners.put_document(connection, "mei", TASKS, team, 0, {"decks": dict.fromkeys(decks, "")})
    own.put("team/course", deck("course", "a", "b"))
    own.learn("course")
    own.put("team/course", deck("course", "b"))
    assert own.put("team/new", deck("new", "x<course/a")) == [FOREIGN]
    assert own.reps("new/x") == 0


def test_a_file_that_can_not_be_used_is_offered_nowhere(own: Home, home: Path) -> None:
    from ops_trainer import home_probe

    own.put("old", deck("old", "a"))
    assert "old" in home_probe.decks(str(home))
    own.put("old", "id: old\nnotes: [")
    assert "old" not in home_probe.decks(str(home))


COPY = "error trainer.deck_copy"


@pytest.mark.parametrize(
    "copy", ["shop (1)", "shop.sync-conflict-20260101-101010-ABCDEFG", "A shop - 副本", "shop-DESKTOP"]
)
def test_the_original_is_used_and_its_copy_told_whichever_comes_first(own: Home, copy: str) -> None:
    own.put("shop", deck("shop", "a"))
    assert own.put(copy, deck("shop", "b")) == [COPY]
    own.remove("shop")
    assert [note.ref for note in own.trainer.notes("shop")] == ["shop/b"]
    assert own.put("shop", deck("shop", "a")) == [COPY]
    assert [note.ref for note in own.trainer.notes("shop")] == ["shop/a"]
    assert own.remove(copy) == []


def test_in_a_new_home_the_original_is_used(home: Path, clock: Clock) -> None:
    folder = home / "decks"
    folder.mkdir(parents=True)
    (folder / "shop (1).yaml").write_text(deck("shop", "b"), encoding="utf-8")
    (folder / "shop.YAML").write_text(deck("shop", "a"), encoding="utf-8")
    (folder / "._shop.yaml").write_bytes(b"\0\5\x16\7")
    own = Home(home, clock)
    assert own.told() == [COPY]
    assert [note.ref for note in own.trainer.notes("shop")] == ["shop/a"]


def once(deck_id: str, text: str) -> str:
    """A deck that had an earlier id."""
    return text.replace("title:", f"formerly: [{deck_id}]\ntitle:", 1)


def test_a_deck_with_a_new_id_keeps_its_progress_where_it_says_so(own: Home) -> None:
    own.put("shop", deck("shop", "a", "b", "c"))
    own.learn("shop")
    assert own.put("shop", once("shop", deck("store", "a", "b2<b", "c"))) == []
    assert [own.reps(f"store/{note}") for note in ("a", "b2", "c")] == [1, 1, 1]
    assert own.put("shop", once("shop, store", deck("market", "a", "b2<b", "c"))) == []
    assert [own.reps(f"market/{note}") for note in ("a", "b2", "c")] == [1, 1, 1]
    assert own.put("old", deck("shop", "a")) == [DECK_LIVES]
    assert (own.reps("shop/a"), own.reps("market/a")) == (1, 0)


def test_a_deck_with_a_new_id_that_does_not_say_so_is_told_until_it_does(own: Home) -> None:
    own.put("shop", deck("shop", "a", "b"))
    own.learn("shop")
    assert own.put("shop", deck("store", "a", "b")) == [RENAMED]
    (problem,) = own.trainer.problems()
    assert "formerly: [shop]" in problem.message("zh")
    assert "2 cards" in problem.message("en")
    assert own.put("other", deck("other", "z")) == [RENAMED]
    own.learn("store")
    assert own.put("other", deck("other", "z", "y")) == [RENAMED]
    assert own.put("shop", once("shop", deck("store", "a", "b"))) == []
    assert own.reps("store/a") == 2


def test_a_file_of_another_name_is_known_by_its_cards(own: Home) -> None:
    own.put("shop", deck("shop", "a", "b", "c", "d"))
    own.learn("shop")
    own.remove("shop")
    assert own.put("few", deck("few", "a", "b")) == []
    assert own.put("store", deck("store", "a", "b", "c", "d", "e")) == [RENAMED]
    assert own.put("shop", deck("shop", "a")) == []


def test_a_broken_file_keeps_its_deck(own: Home) -> None:
    own.put("shop", deck("shop", "a"))
    own.learn("shop")
    own.put("shop", deck("shop", "a") + "  - [\n")
    assert UNREAD in own.put("store", once("shop", deck("store", "a")))
    assert own.reps("store/a") == 0
    assert own.remove("shop") == []
    assert own.reps("store/a") == 1
    assert UNREAD in own.put("shop", deck("shop", "a") + "  - [\n")
    assert own.reps("store/a") == 0


def test_a_teams_deck_takes_over_no_deck_of_ones_own(own: Home) -> None:
    own.put("mine", deck("mine", "a"))
    own.learn("mine")
    own.remove("mine")
    assert own.put("team/new", once("mine", deck("new", "a"))) == [FOREIGN]
    assert own.reps("new/a") == 0
    own.put("team/course", deck("course", "a"))
    own.learn("course")
    (own.folder / "team" / "course.yaml").rename(own.folder / "team" / "course.yaml.removed")
    assert own.put("team/new", once("course", deck("new", "a"))) == []
    assert own.reps("new/a") == 1


MEANING = "id: d\ntitle: d\nlanguage: en\nnotes:\n  - id: n\n    kind: definition\n    term: t\n    meaning: m\n"
QUESTION = "id: d\ntitle: d\nlanguage: en\nnotes:\n  - id: n\n    kind: qa\n    front: t\n    back: m\n"


@pytest.mark.parametrize("line", ["{meaning: answer}", "{n/meaning: answer}", "[{d/n/meaning: answer}]"])
def test_a_note_of_another_kind_keeps_the_progress_that_it_names(own: Home, line: str) -> None:
    own.put("d", MEANING)
    own.learn("d")
    own.put("d", QUESTION)
    assert own.reps("d/n") == 0
    assert own.put("d", f"{QUESTION}    formerly: {line}\n") == []
    assert own.reps("d/n") == 1
    assert own.put("d", f"{MEANING}    formerly: {{term: meaning}}\n") == [FACE_LIVES]


def test_a_part_with_another_key_keeps_its_progress(own: Home) -> None:
    parts = MEANING + "    parts: {one: first, two: second}\n"
    own.put("d", parts)
    for card in ("d/n/part.one", "d/n/part.two"):
        own.trainer.study_cards([card]).grade(Rating.GOOD)
    assert own.put("d", parts.replace("one:", "uno:") + "    formerly: {part.one: part.uno}\n") == []
    assert [own.trainer.memory(f"d/n/part.{key}").state.reps for key in ("uno", "two")] == [1, 1]


def test_checking_and_adding_tell_of_progress_left_behind(
    own: Home, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.put("shop", deck("shop", "a", "b", "c"))
    own.learn("shop")
    own.trainer.close()
    renamed = tmp_path / "new.yaml"
    renamed.write_text(deck("store", "a", "b", "c"), encoding="utf-8")

    def run(*words: object) -> str:
        main(["--home", str(home), "--lang", "en", "decks", *map(str, words)])
        said = capsys.readouterr()
        return said.out + said.err

    assert "formerly" not in run("check", renamed), "shop is still there"
    (own.folder / "shop.yaml").write_text(deck("store", "a", "b", "c"), encoding="utf-8")
    assert "formerly: [shop]" in run("check", own.folder / "shop.yaml")
    (own.folder / "shop.yaml").unlink()
    assert "formerly: [shop]" in run("check", renamed)
    assert "formerly: [shop]" in run("add", renamed)
