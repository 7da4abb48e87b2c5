"""Whatever happens to the files of a home, and of a folder that two computers share: no event gets out of reach."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.memory import Rating
from ops_trainer.trainer import Trainer
from tests.conftest import Clock

DECK = "id: d\ntitle: d\nlanguage: en\nnotes:\n" + "".join(
    f"  - {{id: n{n}, kind: qa, front: front {n}, back: back {n}}}\n" for n in range(400)
)
EVENT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
START = datetime.fromisoformat("2026-11-23T09:00:00+08:00")


class Computer:
    """A home with its running program, and what may happen to its files."""

    def __init__(self, home: Path, clock: Clock, rng: random.Random) -> None:
        self.home, self.clock, self.rng = home, clock, rng
        (home / "decks").mkdir(parents=True)
        (home / "decks" / "d.yaml").write_text(DECK, encoding="utf-8")
        self.trainer: Trainer | None = None

    def open(self) -> Trainer:
        if self.trainer is None:
            self.trainer = ops_trainer.open(self.home, clock=self.clock)
        return self.trainer

    def learn(self) -> None:
        """Answer some cards; where the day has no more of them, flag one, which is an event like another."""
        session = self.open().study(["d"], new_limit=400)
        for _ in range(self.rng.randint(1, 4)):
            self.clock.forward(minutes=1)
            if session.card is None:
                self.open().flag(f"d/n{self.rng.randrange(400)}/answer")
                continue
            session.grade(Rating.GOOD)
            if self.rng.random() < 0.2:
                session.undo()

    def close(self) -> None:
        if self.trainer is not None:
            self.trainer.close()
            self.trainer = None

    def exchange(self) -> None:
        self.open().exchange()

    def kill(self) -> None:
        """As the files are at this moment, with the log beside the store."""
        if self.trainer is None:
            return
        image = self.home.with_name("image")
        shutil.copytree(self.home, image)
        self.trainer._context.database.close()
        self.trainer = None
        shutil.rmtree(self.home)
        image.rename(self.home)

    def spoil(self, folder: Path) -> None:
        """Do what disks, people and sync tools do to one or two files of a folder."""
        files = sorted(
            path for path in folder.rglob("*") if path.is_file() and not {"decks", "set-aside"} & set(path.parts)
        )
        if not files:
            return
        path, other = self.rng.choice(files), self.rng.choice(files)
        what = self.rng.choice(["delete", "empty", "truncate", "swap", "duplicate", "mix"])
        match what:
            case "delete":
                path.unlink()
            case "empty":
                path.write_bytes(b"")
            case "truncate":
                data = path.read_bytes()
                path.write_bytes(data[: self.rng.randrange(len(data) + 1)])
            case "swap" if path.suffix == other.suffix and path != other:
                spare = path.with_name("spare")
                path.rename(spare)
                other.rename(path)
                spare.rename(other)
            case "duplicate":
                shutil.copy(path, path.with_name(f"{path.stem} (1){path.suffix}"))
            case "mix" if path.suffix == other.suffix and path != other:
                shutil.copy(other, path)
            case _:
                pass


def standing(*folders: Path) -> set[str]:
    """The ids of all events that stand in any file, as far as these can be read."""
    found: set[str] = set()
    for folder in folders:
        for path in folder.rglob("*.jsonl"):
            for line in path.read_bytes().splitlines():
                with suppress(ValueError, KeyError, TypeError, AttributeError):
                    found.add(json.loads(line)["id"])
        for path in folder.rglob("*.db"):
            if "set-aside" not in path.parts:
                found |= ids(path)
    return found


def ids(path: Path) -> set[str]:
    """The ids in a store's file, read up to where it is damaged, with its log."""
    found: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, suppress(sqlite3.Error):
        copy = Path(folder) / "copy.db"
        shutil.copy(path, copy)
        log = path.with_name(path.name + "-wal")
        if log.exists():
            shutil.copy(log, copy.with_name(copy.name + "-wal"))
        with closing(sqlite3.connect(copy)) as connection:
            for row in connection.execute("SELECT id FROM event NOT INDEXED ORDER BY seq"):
                if isinstance(row[0], str) and EVENT_ID.fullmatch(row[0]):  # torn pages give rows of other tables
                    found.add(row[0])
    return found


def in_store(home: Path) -> set[str]:
    with closing(sqlite3.connect(f"{(home / 'trainer.db').as_uri()}?mode=ro", uri=True)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM event")}


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.soak
def test_nothing_that_stands_in_any_file_is_missing_after_opening(place: Path, soak: bool, chance: int) -> None:
    rng, clock = random.Random(chance), Clock(START)
    one = Computer(place / "one", clock, rng)
    for step in range(500 if soak else 12):
        one.learn()
        if rng.random() < 0.3:
            one.exchange()
        (one.close if rng.random() < 0.5 else one.kill)()
        for _ in range(rng.choice([0, 1, 1, 2, 4])):
            one.spoil(one.home)
        before = standing(one.home)
        trainer = one.open()
        assert before <= in_store(one.home), step
        healed = trainer._context.healed
        assert healed.lacking == 0 or trainer.healed
        clock.forward(days=rng.choice([0, 0, 1]))


@pytest.mark.soak
def test_two_computers_that_share_a_folder_end_up_the_same(place: Path, soak: bool, chance: int) -> None:
    rng, clock = random.Random(chance + 1), Clock(START)
    folder = place / "OneDrive"
    folder.mkdir()
    one, two = Computer(place / "one" / "home", clock, rng), Computer(place / "two" / "home", clock, rng)
    one.learn()
    one.open().share_folder(folder)
    two.learn()
    person = two.open().people_in(folder)[0]
    assert (person.name, person.events) == ("me", len(in_store(one.home)))
    two.open().share_folder(folder, person.id)
    for step in range(500 if soak else 8):
        for computer in rng.sample([one, two], 2):
            computer.learn()
            if rng.random() < 0.6:
                computer.exchange()
            if rng.random() < 0.6:
                (computer.close if rng.random() < 0.5 else computer.kill)()
                for _ in range(rng.choice([0, 0, 1, 2])):
                    computer.spoil(computer.home)
        for _ in range(rng.choice([0, 1, 2])):
            one.spoil(folder)
        before = standing(folder, one.home, two.home)
        for computer in (one, two, one, two):
            computer.exchange()
        both = in_store(one.home), in_store(two.home)
        assert before <= both[0] == both[1], step
        assert states(one.open()) == states(two.open()), step
        clock.forward(days=rng.choice([0, 1]))


def states(trainer: Trainer) -> dict[str, object]:
    with trainer._context.database.reading() as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(card_state)") if row[1] != "learner"]
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM card_state").fetchall()
    return {row[0]: row for row in rows}


def test_other_learners_of_a_shared_folder_never_merge(place: Path) -> None:
    clock, rng = Clock(START), random.Random(1)
    folder = place / "folder"
    folder.mkdir()
    mei, bo = Computer(place / "mei" / "home", clock, rng), Computer(place / "bo" / "home", clock, rng)
    for computer in (mei, bo):
        computer.learn()
        computer.open().share_folder(folder)
    for computer in (mei, bo, mei):
        computer.exchange()
    assert not in_store(mei.home) & in_store(bo.home)
    assert len(mei.open().people_in(folder)) == 2
    mei.open().leave_folder()
    bo.learn()
    bo.exchange()
    assert mei.open().exchange() == 0
    assert mei.open().shared_folder is None


@pytest.mark.soak(only=True)
def test_settings_of_the_memory_travel_and_the_latest_is_in_force(place: Path) -> None:
    clock, rng = Clock(START), random.Random(1)
    folder = place / "folder"
    folder.mkdir()
    one, two = Computer(place / "one" / "home", clock, rng), Computer(place / "two" / "home", clock, rng)
    one.learn()
    one.open().share_folder(folder)
    two.open().share_folder(folder, two.open().people_in(folder)[0].id)
    one.open().change(retention=0.85, theme="dark")
    clock.forward(minutes=1)
    two.open().change(retention=0.8, minutes=20)
    for computer in (one, two, one):
        computer.exchange()
    for computer in (one, two):
        settings = computer.open().settings
        assert (settings.retention, settings.minutes) == (0.8, 20)
    assert two.open().settings.theme == "auto"
    assert states(one.open()) == states(two.open())


def test_a_home_that_is_opened_on_another_machine_has_another_device(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, rng = Clock(START), random.Random(1)
    one = Computer(place / "one", clock, rng)
    first = one.open()._context.device
    one.close()
    assert one.open()._context.device == first
    one.close()
    shutil.copytree(one.home, place / "copy")
    with ops_trainer.open(place / "copy", clock=clock) as trainer:
        assert trainer._context.device != first
        assert trainer.learner == "me"


def test_unknown_kinds_and_lines_that_are_none_stay_in_the_journal(place: Path) -> None:
    clock, rng = Clock(START), random.Random(1)
    one = Computer(place / "one", clock, rng)
    one.learn()
    one.close()
    path = next((one.home / "journal").rglob("*.jsonl"))
    line = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    later = {**line, "id": "later-1", "kind": "dream", "data": {"of": "2031"}}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(later) + '\n{"half": ')
    trainer = one.open()
    assert [event for event in trainer.export_journal() if event["kind"] == "dream"] == [{**later, "learner": "me"}]
    assert [finding.level for finding in trainer.doctor()] == ["note"]
    one.learn()
    one.close()
    assert '\n{"half": \n' in path.read_text(encoding="utf-8")
    (one.home / "trainer.db").unlink()
    assert any(event["kind"] == "dream" for event in one.open().export_journal())


def test_nothing_is_read_again_when_nothing_changed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, rng = Clock(START), random.Random(1)
    one = Computer(place / "one", clock, rng)
    one.learn()
    one.close()
    one.open()
    one.close()
    from ops_trainer.store import device_journals

    def never(path: Path) -> Iterator[tuple[str, dict[str, object], int]]:
        raise AssertionError(path)

    monkeypatch.setattr(device_journals, "read", never)
    assert not one.open()._context.healed


@pytest.mark.soak(only=True)
def test_what_a_lost_store_gets_back_from_the_files_is_not_written_into_them_again(place: Path) -> None:
    clock, rng = Clock(START), random.Random(1)
    one = Computer(place / "one", clock, rng)
    one.learn()
    one.close()
    (path,) = (one.home / "journal").rglob("*.jsonl")
    before = path.read_bytes()
    (one.home / "trainer.db").unlink()
    told: list[tuple[int, int]] = []
    with ops_trainer.open(one.home, clock=clock, progress=lambda *far: told.append(far)) as trainer:
        assert trainer._context.healed.events == len(before.splitlines())
    assert path.read_bytes() == before
    assert told[-1] == (len(before), len(before))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    one.learn()
    one.close()
    assert path.read_bytes().startswith(before)
    shutil.copy(path, path.with_name(f"{path.stem} (1).jsonl"))
    path.unlink()
    trainer = one.open()
    assert trainer._context.healed.lacking == 0
    one.close()
    assert in_store(one.home) <= standing(one.home / "journal")


@pytest.mark.soak(only=True)
def test_a_home_that_lost_its_store_shares_its_folder_again_unless_it_left(place: Path) -> None:
    clock, rng = Clock(START), random.Random(1)
    folder = place / "folder"
    folder.mkdir()
    one = Computer(place / "one" / "home", clock, rng)
    one.learn()
    one.open().share_folder(folder)
    for shares in (True, False):
        one.close()
        for path in one.home.glob("trainer.db*"):
            path.unlink()
        found = one.open().shared_folder
        assert (found is not None and found.path == folder) == shares
        one.open().leave_folder()


def test_lines_that_something_else_cut_from_a_journal_file_are_written_again(place: Path) -> None:
    clock, rng = Clock(START), random.Random(1)
    one = Computer(place / "one", clock, rng)
    one.learn()
    one.close()
    (path,) = (one.home / "journal").rglob("*.jsonl")
    whole = path.read_bytes()
    for rest in (b"", whole[:-20], whole[20:], b"\n" * (len(whole) + 5)):
        path.write_bytes(rest)
        one.open()
        one.close()
        assert standing(one.home / "journal") == in_store(one.home)


def test_what_others_are_shown_is_whole_after_something_else_cut_a_journal_file(place: Path) -> None:
    clock, rng = Clock(START), random.Random(1)
    folder = place / "folder"
    folder.mkdir()
    one = Computer(place / "one" / "home", clock, rng)
    for _ in range(3):
        one.learn()
    one.open().share_folder(folder)
    one.exchange()
    one.close()
    (path,) = (one.home / "journal").rglob("*.jsonl")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    for _ in range(5):
        one.learn()
    one.exchange()
    assert standing(folder) == in_store(one.home)
    for shown in folder.rglob("*.jsonl"):
        lines = [line for line in shown.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
        assert {json.loads(line)["id"] for line in lines} == in_store(one.home)
