"""Hosting by lines, looking back, and wrong use of the workshop commands: all in this process."""

from __future__ import annotations

import csv
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer import cli
from ops_trainer.cli.plain_host import PlainHost
from ops_trainer.cli.workshop import HostOptions, plan_of
from ops_trainer.content.questions.answer import Answer
from ops_trainer.exchange.parcel import Source
from ops_trainer.exchange.sheets import read_xlsx
from ops_trainer.locale import Complaint
from ops_trainer.store import workshops as rows
from ops_trainer.trainer.workshops import Hosting, writer
from ops_trainer.workshop.rules import Item, Rules
from ops_trainer.workshop.scoring import Mode
from ops_trainer.workshop.state import Phase
from tests.conftest import Clock
from tests.trainer.hosted import hosted
from tests.workshop.rooms import EVERY, MATCH, POLL, RIGHT, SINGLE, TYPED, WRONG


class Led:
    """A room led by lines, and everything that was printed."""

    def __init__(self, hosting: Hosting) -> None:
        self.hosting = hosting
        self.said: list[dict[str, Any]] = []

    def __call__(self, *lines: str, auto: bool = False) -> list[dict[str, Any]]:
        """Give commands; what was printed, without what is printed at the beginning."""
        out: list[str] = []
        PlainHost(self.hosting, ("http://192.0.2.7:8000",), "en", out.append, lambda: "report.html", auto).run(lines)
        self.said = [json.loads(line) for line in out]
        return [one for one in self.said if one["event"] not in ("open", "resumed")]

    def events(self) -> list[str]:
        return [str(one["event"]) for one in self.said]


@pytest.fixture
def led(home: Path, clock: Clock, request: pytest.FixtureRequest) -> Any:
    def start(*items: Any, **rules: Any) -> Led:
        hosting = hosted(home, clock, *items, **rules)
        request.addfinalizer(hosting.close)
        return Led(hosting)

    return start


def test_the_first_line_says_how_to_come_in(led: Any) -> None:
    room = led(SINGLE)
    room()
    first = room.said[0]
    assert first["event"] == "open"
    assert first["pin"] == room.hosting.pin
    assert first["urls"] == ["http://192.0.2.7:8000"]
    assert first["join"] == f"http://192.0.2.7:8000/{room.hosting.pin}"


def test_the_projector_page_is_opened_by_the_first_line_and_by_the_command(led: Any) -> None:
    room = led(SINGLE)
    room.hosting.show_address("http://192.0.2.7:8000")
    room()
    number = room.said[0]["screen_pin"]
    assert room.said[0]["screen"] == f"http://192.0.2.7:8000/screen#{number}"
    room.hosting.let_screen_in(number)
    (told,) = [line for line in room("screen") if line["event"] == "screen"]
    assert told["screen_pin"] not in (number, room.hosting.pin)
    assert told["screen"].endswith(f"/screen#{told['screen_pin']}")


def test_the_state_names_who_has_not_answered(led: Any) -> None:
    room = led(SINGLE)
    one, _ = (room.hosting.join(name, "zh").player.id for name in ("小明", "小红"))
    room("next")
    room.hosting.accept_vote(one, 1, 1, RIGHT[SINGLE.type])
    (state,) = [line for line in room("state") if line["event"] == "state"]
    assert (state["to_answer"], state["asleep"]) == (["小红"], {})


def test_addresses_are_stepped_through_by_a_command(led: Any) -> None:
    room = led(SINGLE)
    (told,) = [line for line in room("address") if line["event"] == "address"]
    assert told["url"] == "http://192.0.2.7:8000"
    assert told["join"] == f"http://192.0.2.7:8000/{room.hosting.pin}"


def test_a_workshop_from_the_first_line_to_the_end(led: Any) -> None:
    room = led(SINGLE, MATCH)
    player = room.hosting.join("小明", "zh").player.id
    told = room("next")
    assert told[0]["event"] == "question"
    assert told[0]["prompt"]["en"] == "Who changes features?"
    assert "correct" not in json.dumps(told)
    room.hosting.accept_vote(player, 1, 1, WRONG[SINGLE.type])
    told = room("next", "next", "next", "next", "next")
    assert [one["event"] for one in told] == ["reveal", "standings", "question", "reveal", "end"]
    assert told[0]["correct"] == [True, False, False]
    assert told[0]["counts"] == [[0, 1, 0]]
    assert told[-1]["top"] == [{"rank": 1, "name": "小明", "points": 0}]
    assert told[-1]["report"] == "report.html"
    assert room.hosting.room.phase is Phase.END


def test_every_command_does_what_it_says(led: Any) -> None:
    room = led(SINGLE, TYPED, MATCH)
    hosting = room.hosting
    ids = [hosting.join(name, "zh").player.id for name in ("小明", "Zoë Q", "c")]
    assert [one["event"] for one in room("Lock", "ＵＮＬＯＣＫ", "ｋｉｃｋ　zoë q")] == ["locked", "unlocked", "kicked"]
    assert [one["text"] for one in room("phones", "phones")] == [True, False]
    assert hosting.room.players[ids[1]].gone
    assert [one["event"] for one in room("next", "more ２０", "more", "PAUSE", "pause")] == [
        "question", "more", "more", "paused", "went_on",
    ]  # fmt: skip
    assert [one.get("seconds") for one in room.said if one["event"] == "more"] == [20, 10]
    assert [one["event"] for one in room("discuss", "next", "close", "skip")] == [
        "discuss", "question", "closed", "skipped", "question",
    ]  # fmt: skip
    hosting.accept_vote(ids[0], 2, 1, Answer(text="访客数"))
    assert [one["event"] for one in room("next", "right 访客数")] == ["reveal", "ruled"]
    assert hosting.room.standings.of[ids[0]].points == 100
    assert [one["event"] for one in room("wrong 访客数")] == ["ruled"]
    assert hosting.room.standings.of[ids[0]].points == 0
    hosting.knock("c", "zh")
    assert [one["event"] for one in room("grant c")] == ["granted"]
    hosting.knock("c", "zh")
    assert [one["event"] for one in room("refuse")] == ["refused"]
    told = room("poll Pace? | fast | slow", "poll Pace?", "next", "next")
    assert [one["event"] for one in told] == ["inserted", "error", "standings", "question"]
    assert (told[-1]["poll"], told[-1]["options"]) == (True, [{"en": "fast"}, {"en": "slow"}])
    state = room("state")[0]
    assert (state["phase"], state["number"], state["players"], state["asking"]) == (
        "question", 3, ["小明", "c"], [],
    )  # fmt: skip
    assert [one["event"] for one in room("end", "jump", "quit", "next")] == ["end", "error"]


def test_what_cannot_be_done_is_told_and_nothing_breaks(led: Any) -> None:
    room = led(SINGLE)
    told = room("jump", "discuss", "kick nobody", "grant", "more soon", "", "  ")
    assert [one["event"] for one in told] == ["error"] * 5
    assert [one["error"] for one in told] == [
        "cli_workshop.no_command", "workshop.not_now", "workshop.no_player", "workshop.no_knock",
        "cli_workshop.no_seconds",
    ]  # fmt: skip
    assert all(one["message"] for one in told)


def test_quit_leaves_the_room_to_be_resumed(led: Any) -> None:
    room = led(SINGLE)
    room("next", "quit", "next")
    assert room.hosting.room.phase is Phase.QUESTION
    room()
    resumed = room.said[1]
    assert (resumed["event"], resumed["phase"], resumed["number"]) == ("resumed", "question", 1)


def test_by_itself_it_goes_to_the_end(led: Any, clock: Clock) -> None:
    room = led(SINGLE, POLL, seconds=10)
    hosting = room.hosting
    hosting.join("小明", "zh")
    now = hosting.now

    def hurried() -> int:
        clock.forward(seconds=7)  # each look at the clock finds it later
        hosting.tick()
        return now()

    hosting.now = hurried
    room(auto=True)
    assert room.events()[-1] == "end"
    assert room.events().count("question") == 2


def test_every_type_is_told_without_its_answer(led: Any) -> None:
    room = led(*EVERY)
    for number, question in enumerate(EVERY, 1):
        told = room("next")[-1]
        assert told["event"] == "question"
        assert not {"correct", "pairs", "sequence", "accepted", "value", "explanation"} & set(told)
        revealed = room("next")[-1]
        assert {"correct", "pairs", "sequence", "accepted", "value"} & set(revealed)
        assert revealed["number"] == number, question.type
        room("next")


# looking back


@pytest.fixture
def held(home: Path, clock: Clock) -> str:
    """A workshop that is over, of twelve players; its id."""
    with ops_trainer.open(home, learner="mei", clock=clock) as trainer:
        hosting = trainer.workshops.host([Item(SINGLE), Item(TYPED)], Rules(), "Ops =1+1")
        ids = [hosting.join(f"=甲{number}", "zh").player.id for number in range(10, 22)]
        while hosting.room.phase is not Phase.END:
            hosting.next()
            if hosting.room.phase is Phase.QUESTION:
                for place, player in enumerate(ids):
                    kind = hosting.room.runs[-1].item.question.type
                    hosting.accept_vote(player, len(hosting.room.runs), 1, (RIGHT if place < 5 else WRONG)[kind])
        hosting.close()
        return hosting.id


def run(home: Path, capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> tuple[str, str]:
    got = cli.main(["--home", str(home), "--learner", "mei", "--lang", "en", "workshop", *words])
    out, err = capsys.readouterr()
    assert got == status, (out, err)
    return out, err


def test_the_list_and_the_results(home: Path, held: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(run(home, capsys, "list", "--json")[0])
    assert [(one["id"], one["over"]) for one in listed] == [(held, True)]
    assert listed[0]["at"] == "2026-11-23T09:00:00+08:00"
    assert held in run(home, capsys, "list")[0]
    out, _ = run(home, capsys, "results", held)
    assert "players: 12" in out
    assert "42%" in out
    assert "甲" not in out
    found = json.loads(run(home, capsys, "results", held, "--json")[0])
    assert [one["right"] for one in found["questions"]] == [5, 5]
    assert found["questions"][0]["statistics"]["discrimination"] == pytest.approx(1)
    assert "甲" not in json.dumps(found, ensure_ascii=False)
    named = json.loads(run(home, capsys, "results", held, "--json", "--names")[0])
    assert named["standings"][0] == {"id": "p1", "name": "=甲10", "points": 200, "rank": 1, "team": ""}

    table, report = tmp_path / "t.csv", tmp_path / "r.html"
    out, err = run(home, capsys, "results", held, "--csv", str(table), "--names")
    assert out == ""
    assert str(table) in err
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 24
    assert {row["player"][0] for row in rows} == {"'"}
    book = tmp_path / "b.xlsx"
    again = tmp_path / "again.csv"
    out, err = run(
        home, capsys, "results", held, "--html", str(report), "--xlsx", str(book), "--csv", str(again), "--names"
    )
    assert [str(path) in err for path in (report, book, again)] == [True] * 3
    (_, lines) = read_xlsx(Source(book))[0]
    assert len(lines) == 25
    assert lines[1][3].startswith("=甲")  # a text in a cell of texts, and no formula
    assert again.read_bytes() == table.read_bytes()
    run(home, capsys, "results", held, "--html", str(report))
    assert "甲" not in report.read_text(encoding="utf-8")


@pytest.mark.soak(only=True)
def test_wrong_use_is_one_line_and_status_2(
    home: Path, held: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    for words in (
        ("results", "nothing-1"),
        ("results", held, "--json", "--csv", "x"),
        ("results", held, "--html", str(tmp_path / "file" / "x.html")),
        ("host", "--resume", "--plain"),
        ("host", "--mode", "luck", "--plain"),
        ("host", "--mode", "speed", "--local"),
        ("host", "--local", "--plain"),
        ("host", "--teams", "1", "--plain"),
        ("host", "--seconds", "-1", "--plain"),
        ("host", "no-such-deck", "--plain"),
        ("host", "--bind", "192.0.2.1", "--plain"),
        ("host", "--count", "0"),
        ("join", "http://127.0.0.1:1/123456", "--plain"),
        ("join", "http://127.0.0.1:1", "--name", "x", "--plain"),
        ("join", "http://127.0.0.1:1/123456", "--name", "x", "--plain"),
        ("claim", "ftp://x/1", "abc"),
        ("claim", "http://127.0.0.1:1/123456", "abc"),
        ("host", "ops-roles"),
    ):
        out, err = run(home, capsys, *words, status=2)
        assert out == "", words
        assert len(err.strip().splitlines()) == 1, (words, err)
        assert "Traceback" not in err


def test_without_workshops_the_list_says_how_to_begin(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = run(home, capsys, "list")
    assert out == ""
    assert "workshop host" in err


def test_options_become_a_plan() -> None:
    wish = HostOptions(("ops-roles",), 7, 20, 0, "127.0.0.1", "speed", 3, 5, True, 40, True, False, False)
    plan = plan_of(wish, plain=True)
    assert plan.rules == Rules(Mode.SPEED, 20, 3, False, True, 40)
    assert (plan.decks, plan.count, plan.seed, plan.bind, plan.port, plan.auto) == (
        ("ops-roles",), 7, 5, "127.0.0.1", 0, True,
    )  # fmt: skip
    named = HostOptions(("20261123-123456",), 10, None, None, None, "accuracy", 0, None, False, 500, False, False, True)
    again = plan_of(named, plain=True)
    assert (again.resume, again.decks, again.bind, again.rules.seconds) == ("20261123-123456", (), "0.0.0.0", 30)
    with pytest.raises(Complaint):
        plan_of(HostOptions((), 1, 0, None, None, "speed", 0, None, False, 500, False, False, False), plain=True)


@pytest.mark.parametrize(("lang", "what_to_do"), [("zh", "请到那个窗口继续"), ("en", "Go on there")])
def test_a_second_host_of_the_same_room_is_refused_in_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], lang: str, what_to_do: str
) -> None:
    def refused(*words: str) -> str:
        got = cli.main(["--home", str(home), "--learner", "mei", "--lang", lang, "workshop", *words])
        out, err = capsys.readouterr()
        assert (got, out) == (2, "")
        assert err.count("\n") == 1
        return err

    with ops_trainer.open(home, learner="mei") as trainer:
        hosting = trainer.workshops.host([Item(SINGLE)], Rules(), "x")
        for words in (("host", "--resume", "--plain"), ("host", hosting.id, "--resume", "--plain")):
            line = refused(*words)
            for part in ("mei", hosting.id, str(os.getpid()), what_to_do):
                assert part in line
        assert hosting.id in refused("remove", hosting.id)
        hosting.close()
    run(home, capsys, "remove", hosting.id)


def test_what_cannot_be_saved_is_told_once_and_so_is_its_end(led: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    room = led(SINGLE)
    append = rows.append

    def failing(*given: Any) -> None:
        raise Complaint("store.full", path="trainer.db")

    monkeypatch.setattr(writer, "AGAIN_S", 0.01)
    monkeypatch.setattr(rows, "append", failing)

    def lines() -> Any:
        with pytest.raises(Complaint):
            room.hosting.settled(room.hosting.join("Zoë", "en").seq)
        while not any("store.full" in line for line in out):
            time.sleep(0.005)
        monkeypatch.setattr(rows, "append", append)
        while not any('"saved"' in line for line in out):
            time.sleep(0.005)
        yield "state"
        yield "quit"

    out: list[str] = []
    PlainHost(room.hosting, (), "en", out.append, lambda: "report.html").run(lines())
    said = [json.loads(line) for line in out]
    assert [one["event"] for one in said] == ["open", "joined", "error", "saved", "state"]
    assert said[2]["message"].startswith("The disk is full")
    assert (said[4]["answered"], said[4]["expected"], said[4]["away"]) == (0, 1, 0)
