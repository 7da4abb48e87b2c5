"""`ops-trainer team …` through a real server process: from making a team to the lead's report, and every refusal."""

from __future__ import annotations

import csv
import io
import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.cli import main
from ops_trainer.locale import Complaint
from tests.programs import trainer
from tests.teamwork import deck_file, few_decks, missed_workshop, study

__all__ = ["few_decks"]


@dataclass(frozen=True)
class Server:
    """A server process, where it is reached, and its database."""

    url: str
    database: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("server")
    program = trainer(home, "team", "serve", "--bind", "127.0.0.1", "--port", "0")
    try:
        url = program.until(lambda line: line.startswith("http://"))
        program.until(lambda line: line == "Ctrl-C stops it.", errors=True)
        assert program.errors[0].startswith(f"There is no team in {home / 'teams.db'} yet. Make one")
        yield Server(url, home / "teams.db")
        program.process.send_signal(signal.SIGTERM)
        assert program.wait() == 0
        assert program.errors[-1] == "Stopped. Everything is stored."
    finally:
        program.kill()


@dataclass
class Person:
    """Somebody's home, and the commands they give."""

    home: Path
    capsys: pytest.CaptureFixture[str]
    lang: str = "en"
    said: str = field(default="", init=False)  # on stderr, by the latest command

    def __call__(self, *words: str, status: int = 0) -> str:
        """What a command prints."""
        self.capsys.readouterr()
        assert main(["--home", str(self.home), "--lang", self.lang, "team", *words]) == status
        found = self.capsys.readouterr()
        self.said = found.err
        assert "Traceback" not in found.err
        return found.out

    def json(self, *words: str) -> Any:
        """The document a command prints."""
        return json.loads(self(*words, "--json"))

    def refused(self, *words: str) -> str:
        """The one line with which a command is refused."""
        assert self(*words, status=2) == ""
        assert self.said.count("\n") == 1
        return self.said


@dataclass
class People:
    """A lead and the way to more people."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    server: Server

    def person(self, name: str) -> Person:
        return Person(self.folder / name, self.capsys)

    def lead(self, team: str = "Growth team") -> Person:
        lead = self.person("li")
        deck_file(lead.home / "decks")
        lead("create", team, "--name", "Li", "--url", self.server.url, "--database", str(self.server.database))
        return lead

    def join(self, lead: Person, name: str) -> Person:
        invite = lead.json("invite")
        person = self.person(name)
        # As a message says it, and as two words.
        said = f"{name}，你好！\n> 地址{invite['url']}，邀请码：{invite['code']}，谢谢"
        words = (said,) if name == "mei" else (invite["url"], invite["code"])
        person("join", *words, "--name", name)
        return person


@pytest.fixture
def people(tmp_path: Path, capsys: pytest.CaptureFixture[str], server: Server, few_decks: None) -> People:
    return People(tmp_path, capsys, server)


def learn(person: Person, cards: int) -> None:
    with ops_trainer.open(person.home) as trainer:
        study(trainer, cards)


def days(ahead: int) -> str:
    return (datetime.now().astimezone().date() + timedelta(days=ahead)).isoformat()


def test_from_a_team_to_the_leads_report(people: People, tmp_path: Path) -> None:
    lead = people.lead("增长 & <b>")
    assert "Growth" not in lead("members")
    out = lead("invite", "--uses", "3", "--days", "2")
    assert out.startswith(f"ops-trainer team join {people.server.url} ")
    assert "Good for 3 people" in lead.said
    assert "is this machine alone" in lead.said
    out = lead("assign", "shop", "--due", "12", "--goal", "80", "--note", "=SUM(A1)")
    assert "“Shop shop” is assigned to everyone" in out
    assert "A beginner:" in lead.said

    mei, bo = people.join(lead, "mei"), people.join(lead, "=1+1")
    learn(mei, 6)
    done = mei.json("sync")
    assert (done[0]["pushed"], done[0]["waiting"], done[0]["refused"]) == (6, 0, {})

    own = mei.json("assignments")[0]
    assert (own["introduced"], own["cards"], own["days_left"]) == (6, 12, 12)
    assert own["today"]["new_a_day"] >= 0
    assert "of it." in mei("assignments")
    assert "=SUM(A1)" in mei("assignments")

    told = json.loads(mei("preview"))
    assert "bytes are all that a lead" in mei.said
    found = lead.json("progress")
    assert told in found["members"]
    assert {one["name"] for one in found["members"]} == {"mei", "=1+1"}
    text = lead("progress", "--sort", "name")
    assert "6/12 met" in text
    assert "6/12 met" in lead("progress", "mei")
    assert lead.json("progress", "mei")["lines"] == told["lines"]

    table, page = tmp_path / "t.csv", tmp_path / "r.html"
    assert lead("progress", "--csv", str(table), "--html", str(page)) == ""
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    assert {row[1] for row in rows[1:]} == {"mei", "'=1+1"}
    html = page.read_text("utf-8")
    assert "增长 &amp; &lt;b&gt;" in html
    assert "=1+1" in html
    bo("leave", "--yes")
    assert [one["name"] for one in lead.json("progress")["members"]] == ["mei"]


def test_assignments_change_and_are_taken_back(people: People, tmp_path: Path) -> None:
    lead = people.lead()
    mei = people.join(lead, "mei")
    people.join(lead, "bo")
    made = lead.json("assign", "shop", "--to", "MEI", "--due", days(9))
    assert [one["id"] for one in lead.json("members") if one["name"] == "mei"] == made["to"]
    changed = lead.json("assign", "--change", made["id"][:6], "--to", "all", "--goal", "0.7", "--due", days(20))
    assert (changed["id"], changed["to"], changed["goal"], changed["due"]) == (made["id"], None, 0.7, days(20))
    assert lead.json("assign", "--change", "shop", "--due", "none")["due"] is None
    assert "everyone" in lead("assignments")
    out = mei("sync")
    assert "assigned you “Shop shop”" in out
    ics = tmp_path / "due.ics"
    lead("assign", "--change", "shop", "--due", days(5), "--anyway")
    assert lead("assignments", "--ics", str(ics)) == ""
    assert f"UID:{made['id']}@ops-trainer\r\n" in ics.read_bytes().decode()
    mei("sync")
    assert mei("assignments", "--ics", str(ics)) == ""
    assert b"DTSTART;VALUE=DATE:" + days(5).replace("-", "").encode() in ics.read_bytes()
    assert "no longer assigned" in lead("unassign", made["id"][:5])
    assert "no longer assigned to you" in mei("sync")
    assert mei("assignments") == ""
    assert "Nothing is assigned" in mei.said


def test_a_team_has_days_off_of_its_own(people: People) -> None:
    lead = people.lead()
    assert lead("days-off") == "Days off of the team: none\n"
    assert lead("days-off", "周六", "sun", "2026-12-24") == "Days off of the team: sat sun 2026-12-24\n"
    mei = people.join(lead, "mei")
    assert mei.refused("days-off", "mon")
    assert lead.json("days-off", "none") == {"days_off": ""}


def test_what_cant_be_done_is_said_before_anything_is_assigned(people: People) -> None:
    lead = people.lead()
    deck_file(lead.home / "decks", "long", 150)
    assert lead("assign", "long", "--due", "4", "--minutes", "3", status=1) == ""
    assert "With 3 min a day about" in lead.said
    assert "Nothing was assigned" in lead.said
    assert lead.json("assignments") == []
    assert "is assigned" in lead("assign", "long", "--due", "4", "--minutes", "3", "--anyway")


def test_a_revised_deck_reaches_everyone_and_says_what_changed(people: People) -> None:
    lead = people.lead()
    lead("assign", "shop")
    mei = people.join(lead, "mei")
    learn(mei, 4)
    revised = deck_file(lead.home / "decks", notes=7, more=" better")
    revised.write_bytes(revised.read_text(encoding="utf-8").encode("utf-16"))  # as an editor may save it
    assert "Sent: shop, 14 cards" in lead("send", "shop")
    assert "“Shop shop” was revised: 1 new, 6 changed, 0 gone" in mei("sync")
    (own,) = mei.json("assignments")
    assert (own["cards"], own["introduced"]) == (14, 4)


@pytest.mark.soak(only=True)
def test_two_devices_have_one_progress_and_a_lost_one_is_let_in_no_longer(people: People) -> None:
    lead = people.lead()
    lead("assign", "shop", "--due", "15")
    mei, phone = people.join(lead, "mei"), people.person("mei-laptop")
    link = mei.json("link")
    assert "You are in “Growth team” as mei" in phone("join", link["url"], link["code"])
    learn(phone, 3)
    phone("sync")
    learn(mei, 5)
    mei("sync")
    phone("sync")
    assert mei.json("assignments")[0]["introduced"] == phone.json("assignments")[0]["introduced"] >= 5
    devices = mei.json("devices")
    assert len(devices) == 2
    other = next(one["id"] for one in devices if not one["current"])
    assert other in mei("devices")
    mei("devices", "--drop", other)
    assert "Join again with an invite" in phone.refused("sync")


@pytest.mark.soak(only=True)
def test_roles_removing_invites_and_the_log(people: People) -> None:
    lead = people.lead()
    mei = people.join(lead, "mei")
    assert "lead" in lead("role", "mei", "lead")
    mei("sync")
    assert "Li" in mei("members")
    assert "made mei a lead" in lead("log")
    assert lead.json("log")[0]["did"] == "team.did_change_role"
    invite = mei.json("invite", "--lead", "--uses", "2")
    assert (invite["role"], invite["uses"]) == ("lead", 2)
    assert invite["id"] in lead("invite", "--list")
    assert [one["left"] for one in lead.json("invite", "--list")] == [2]
    lead("invite", "--drop", invite["id"])
    assert lead("invite", "--list") == ""
    assert "Say --yes" in lead.refused("remove", "mei")
    assert "is removed" in lead("remove", "mei", "--yes")
    assert "Join again with an invite" in mei.refused("sync")
    assert "forgotten" in mei("leave", "--forget", "--yes")
    assert "no team yet" in mei.refused("sync")


def test_a_server_that_moved_is_found_again(people: People) -> None:
    lead = people.lead()
    mei = people.join(lead, "mei")
    other = people.server.url.replace("127.0.0.1", "localhost")
    assert "can't be reached" in mei.refused("move", "http://127.0.0.1:9")
    assert f"is now at {other}" in mei("move", other, "--yes")
    assert mei.json("sync")[0]["waiting"] == 0
    assert mei.json("link")["url"] == other


def test_misses_of_a_workshop_are_sent_later_too(people: People) -> None:
    lead = people.lead()
    lead("assign", "shop")
    mei = people.join(lead, "mei")
    assert "no workshop yet" in lead.refused("misses")
    with ops_trainer.open(lead.home) as trainer:
        missed_workshop(trainer, ["shop"], ("mei", "guest"))
    out = lead("misses")
    assert "come to them with their next sync: mei" in out
    assert "guest" in out
    assert "received" in mei("sync")
    with ops_trainer.open(mei.home) as trainer:
        assert [event["kind"] for event in trainer.export_journal()].count("summon") >= 1
    assert "Only a lead" in mei.refused("misses", "20200101-111111")


CODE = "K7QF-9M2X-TRWB-0C5D"
MISTAKES: list[tuple[list[str], str]] = [
    (["assign"], "Which decks?"),
    (["assign", "nope"], "There is no deck “nope”"),
    (["assign", "shop", "--due", "soon"], "“soon” is no day"),
    (["assign", "shop", "--due", "2020-01-01"], "not in the future"),
    (["assign", "shop", "--goal", "150"], "150 is no goal"),
    (["assign", "shop", "--to", "nobody"], "There is no member nobody. Members: Li"),
    (["assign", "--change", "zzz"], "There is no assignment zzz"),
    (["unassign", "zzz"], "There is no assignment zzz"),
    (["remove", "nobody", "--yes"], "There is no member nobody"),
    (["role", "Li", "boss"], "learner or lead"),
    (["role", "Li", "learner"], "only lead"),
    (["progress", "--sort", "luck"], "luck is no order"),
    (["progress", "--csv", "/nowhere/x.csv"], "/nowhere/x.csv can't be written"),
    (["members", "--team", "other"], "Which team?"),
    (["send", "nope"], "There is no deck “nope”"),
    (["invite", "--drop", "nope"], "no such thing"),
    (["join", "ftp://x", CODE], "no server address"),
    (["join", "http://127.0.0.1:9", CODE], "can't be reached"),
    (["join", "http://127.0.0.1:9", "nonsense"], "work: it is mistyped"),
    (["serve", "--tls-key", "/nowhere.pem"], "--tls-key needs --tls-cert"),
    (["serve", "--bind", "127.0.0.1", "--port", "0", "--tls-cert", "/nowhere.pem"], "certificate"),
    (["serve", "--database", "mysql://x/y"], "mysql"),
    (["serve", "--bind", "203.0.113.7", "--port", "1"], "Can't listen"),
    (["create", "x" * 61, "--name", "Li"], "1 to 60"),
]


def test_every_mistake_is_one_clear_line(people: People) -> None:
    lead = people.lead()
    assert [(words, says) for words, says in MISTAKES if says not in lead.refused(*words)] == []


def test_who_is_no_lead_or_has_no_name(people: People) -> None:
    lead = people.lead()
    mei = people.join(lead, "mei")
    for words in (["members"], ["invite"], ["assign", "shop"], ["progress"], ["remove", "Li", "--yes"]):
        mei_refused = mei.refused(*words)
        assert "lead" in mei_refused or "no deck" in mei_refused
    stranger = people.person("stranger")
    assert "no team yet" in stranger.refused("assignments")
    assert "Say --name" in stranger.refused("join", people.server.url, lead.json("invite")["code"])
    assert "Say --name" in stranger.refused("create", "T", "--database", str(people.server.database))


def test_an_address_in_the_network_is_found_where_none_is_given(people: People) -> None:
    lead = people.person("lei")
    assert "Team “T” is made, and Lei leads it" in lead("create", "T", "--name", "Lei")
    assert ":8787" in lead.said


def test_it_speaks_chinese(people: People) -> None:
    lead = people.lead()
    lead.lang = "zh"
    assert "已把“店铺shop”布置给所有人" in lead("assign", "shop", "--due", "12")
    assert "零基础的人：" in lead.said
    people.join(lead, "mei")
    assert "学过" in lead("progress")
    assert "没有叫nobody的成员" in lead.refused("remove", "nobody", "--yes")


@pytest.mark.soak(only=True)
def test_a_workshop_of_a_lead_tells_the_team_at_its_end_or_how_to_do_it_later(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = people.lead()

    def host() -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("end\nquit\n"))
        words = ["workshop", "host", "shop", "--count", "1", "--bind", "127.0.0.1", "--port", "0", "--plain"]
        lead.capsys.readouterr()
        assert main(["--home", str(lead.home), "--lang", "en", *words]) == 0
        return lead.capsys.readouterr().err

    assert "Nobody missed anything." in host()

    def away(*_: object) -> None:
        raise Complaint("team.offline", url=people.server.url)

    monkeypatch.setattr("ops_trainer.trainer.teams.Teams.send_workshop_misses", away)
    assert "Later: ops-trainer team misses 20" in host()
