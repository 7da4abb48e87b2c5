"""The learner's side of synchronising: whatever the network does, every device and the server end up the same."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.locale import Complaint
from ops_trainer.memory import fsrs6
from ops_trainer.memory.events import Event, Kind, Rating, Source
from ops_trainer.store import decks as deck_rows
from ops_trainer.store import journal, learners
from ops_trainer.store.database import Database
from ops_trainer.team import limits, wire
from ops_trainer.team.events_wire import to_wire
from ops_trainer.team.memories import Memories
from ops_trainer.team_server import TeamServer, operations
from ops_trainer.team_server.http.app import create_app
from ops_trainer.team_server.http.gate import Rates
from ops_trainer.team_server.operations import sync as hub_sync
from ops_trainer.trainer import care
from ops_trainer.trainer.bounded_client import Reply, Unreachable
from ops_trainer.trainer.context import Context
from ops_trainer.trainer.teams import Teams, client
from ops_trainer.trainer.teams.client import API
from ops_trainer.trainer.teams.membership import TeamRecords
from tests.conftest import Clock
from tests.examples import examples
from tests.hubs import Team, deck_text, maker, opened, sqlite_in

URL = "http://team.test"


class Wire:
    """A way to the app without a network. `cut` bytes of a request and its answer pass, then the line is torn."""

    def __init__(self, hub: TeamServer) -> None:
        self.app = create_app(hub)
        self.cut: int | None = None
        self.meanwhile: Callable[[], None] = lambda: None
        self.loop = asyncio.new_event_loop()
        self.sent = 0

    def __call__(self, url: str) -> Wire:
        return self

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        asked = len(body or b"") + sum(map(len, headers.values()))
        self.sent += 1
        if self.cut is not None and self.cut < asked:
            raise Unreachable("torn on the way there")
        reply = self.loop.run_until_complete(self._ask(method, path, body, headers))
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if self.cut is not None and self.cut < asked + len(reply.content):
            raise Unreachable("torn on the way back")
        return Reply(reply.status_code, reply.content, {name.lower(): v for name, v in reply.headers.items()})

    async def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
            return await client.request(method, API + path, content=body, headers=headers)

    def close(self) -> None:
        """The line stays."""


@cache
def ready_home() -> bytes:
    """A learner's store in which nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "trainer.db")
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return (Path(folder) / "trainer.db").read_bytes()


class Device:
    """A learner's home on one device, without the built-in decks, which take long to read."""

    def __init__(self, folder: Path, line: Wire, clock: Callable[[], datetime], learner: str, seed: int) -> None:
        folder.mkdir(parents=True)
        (folder / "trainer.db").write_bytes(ready_home())
        self.database = Database.open(folder / "trainer.db")
        with self.database.writing() as connection:
            learners.use(connection, learner, 1)
        self.context = Context(self.database, folder, learner, f"dev{seed}", clock)
        self.refreshed = 0
        self.line = line
        self.teams = Teams(self.context, self._refresh, connect=line)
        self.make = maker(clock, seed)

    def _refresh(self) -> None:
        from ops_trainer.trainer import library

        self.refreshed += 1
        library.refresh(self.database, self.context.home / "none", self.context.home / "decks")

    def learn(self, *events: Event) -> None:
        """Write events as this device's own."""
        own = [replace(event, learner=self.context.learner, device=self.context.device) for event in events]
        self.context.journal.append_events(own)

    def journal(self) -> list[Event]:
        with self.database.reading() as connection:
            return [event for _, event in self.context.journal.events(connection)]

    def states(self) -> dict[str, Any]:
        with self.database.reading() as connection:
            assert journal.differing_states(connection, self.context.journal) == set()
            cards = {event.card for _, event in self.context.journal.events(connection) if event.card}
            return self.context.journal.states(connection, cards)


class Scene:
    """A server with a team, a line to it, and devices."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock
        self.hub = opened(sqlite_in(folder / "hub"), clock)
        self.team = Team(self.hub, clock)
        self.line = Wire(self.hub)
        self.devices: list[Device] = []

    def device(self, learner: str = "me") -> Device:
        number = len(self.devices)
        self.devices.append(Device(self.folder / f"d{number}", self.line, self.clock, learner, number + 1))
        return self.devices[-1]

    def joined(self, name: str = "Mei", learner: str = "me") -> Device:
        """A device of a new member."""
        device = self.device(learner)
        code = operations.members.make_invite(self.hub, self.team.lead, wire.InviteIn()).code or ""
        device.teams.join(URL, code, name)
        device.teams.set_whole(whole=True)
        return device

    def second(self, first: Device, learner: str = "me") -> Device:
        """Another device of the same member."""
        device = self.device(learner)
        device.teams.join(URL, first.teams.link().code or "")
        device.teams.set_whole(whole=True)
        return device

    def lead(self) -> Device:
        """A device of another lead."""
        device = self.device("boss")
        code = operations.members.make_invite(self.hub, self.team.lead, wire.InviteIn(role=wire.Role.LEAD)).code or ""
        device.teams.join(URL, code, "Boss")
        return device

    def hub_voids(self) -> dict[str, Any]:
        """What the server holds to be out of force with its members."""
        with self.hub.database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT voids FROM member").fetchall()
        return {way: said for row in rows for way, said in json.loads(row[0]).items()}

    def close(self) -> None:
        for device in self.devices:
            device.database.close()
        self.hub.close()
        self.line.loop.close()


@pytest.fixture
def scene(tmp_path: Path, clock: Clock) -> Iterator[Scene]:
    found = Scene(tmp_path, clock)
    yield found
    found.close()


def tried(do: Callable[[], object]) -> str | None:
    """What is complained of, None when nothing is."""
    try:
        do()
    except Complaint as complaint:
        return complaint.key
    return None


def bare(events: list[Event]) -> dict[str, Event]:
    """A journal without whose name it goes by on a device, and how it came there."""
    return {event.id: replace(event, learner="", via=None) for event in events}


ACTIONS = st.lists(
    st.tuples(
        st.integers(0, 1), st.sampled_from(["learn", "learn", "undo", "sync", "torn", "torn"]), st.integers(0, 9_999)
    ),
    max_size=14,
)  # fmt: skip


@given(ACTIONS, st.integers(0, 2**32))
@examples(12)
def test_two_devices_and_the_server_end_up_the_same_however_the_line_is_torn(
    actions: list[tuple[int, str, int]], seed: int
) -> None:
    """Torn anywhere, any number of times, a device offline for as long as it likes: nothing lost, nothing twice."""
    rng = random.Random(seed)
    clock = Clock(datetime.fromisoformat("2026-11-23T09:00:00+08:00"))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "BATCH", 3)  # many steps from few events
        scene = Scene(Path(folder), clock)
        stack.callback(scene.close)
        one = scene.joined(learner="me")
        two = scene.second(one, learner="mei at home")
        written: dict[str, Event] = {}
        for who, what, number in actions:
            device = (one, two)[who]
            clock.forward(days=number % 6, minutes=number % 1_440)  # who stays away for 90 days must join again
            if what in ("learn", "undo"):
                events = [learnt(device, rng, what) for _ in range(number % 8 + 1)]
                device.learn(*events)
                written |= bare(device.journal())
                continue
            scene.line.cut = number if what == "torn" else None
            assert tried(device.teams.sync) in (None, "team.offline")
        scene.line.cut = None
        for device in (one, two, one):
            device.teams.sync()
        assert bare(one.journal()) == bare(two.journal()) == written
        assert one.states() == two.states()
        assert one.teams.status().waiting == two.teams.status().waiting == 0
        assert {event.learner for event in two.journal()} <= {"mei at home"}
        assert two.teams.sync().status.refused == {}


def learnt(device: Device, rng: random.Random, what: str) -> Event:
    mine = device.journal()
    if what == "undo" and mine:
        target = rng.choice(mine)
        return device.make(target.card, kind=Kind.UNDO, undoes=target.id)
    return device.make(f"small/n{rng.randrange(4)}/meaning", rating=rng.choice(list(Rating)))


@pytest.mark.soak
def test_torn_at_every_byte_of_a_sync(scene: Scene, clock: Clock, soak: bool) -> None:
    """Every place (with --soak; else every 29th) at which the line can be torn, in a sync that pushes and pulls."""
    one = scene.joined()
    two = scene.second(one)
    scene.line.app = create_app(scene.hub, rates=Rates(10**6, 10**6, 10**6))
    one.teams.sync()
    for cut in itertools.count(0, 1 if soak else 29):
        clock.forward(minutes=1)
        one.learn(one.make("small/n0/meaning"))
        two.learn(two.make("small/n1/meaning"))
        two.teams.sync()
        before = len(one.journal())
        scene.line.cut = cut
        if (failed := tried(one.teams.sync)) is None:
            break
        assert failed == "team.offline"
        assert len(one.journal()) == before
        scene.line.cut = None
        one.teams.sync()
    assert cut > 600
    scene.line.cut = None
    two.teams.sync()
    assert bare(one.journal()) == bare(two.journal())
    assert one.states() == two.states()


def test_a_join_torn_on_the_way_back_is_finished_by_asking_again(scene: Scene) -> None:
    device = scene.device()
    code = operations.members.make_invite(scene.hub, scene.team.lead, wire.InviteIn(uses=1)).code or ""
    for cut in range(0, 700, 50):
        scene.line.cut = cut
        failed = tried(lambda: device.teams.join(URL, code, "Mei"))
        assert failed in (None, "team.offline")
        if failed is None:
            break
    assert [member.name for member in operations.members.list_members(scene.hub, scene.team.lead).members] == [
        "Li",
        "Mei",
    ]
    assert device.teams.membership().name == "Mei"


def test_what_is_learnt_while_the_server_answers_goes_out_next_time(scene: Scene) -> None:
    one = scene.joined()
    two = scene.second(one)
    one.teams.sync()
    two.learn(two.make("small/n1/meaning"))
    two.teams.sync()
    one.learn(one.make("small/n0/meaning"))
    scene.line.meanwhile = lambda: one.learn(one.make("small/n2/meaning"))
    before = scene.line.sent
    synced = one.teams.sync()
    assert (synced.pushed, synced.pulled, synced.status.waiting) == (1, 1, 2)  # what came in stands behind it
    assert scene.line.sent == before + 1
    assert one.teams.sync().pushed == 1
    two.teams.sync()
    assert bare(one.journal()) == bare(two.journal())
    assert len(two.journal()) == 3


def test_a_month_offline_then_all_at_once(scene: Scene, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BATCH", 50)
    one = scene.joined()
    two = scene.second(one)
    for _ in range(30):
        clock.forward(days=1)
        one.learn(*(one.make(f"small/n{n}/meaning") for n in range(8)))
    clock.forward(minutes=5)
    two.learn(two.make("small/n0/meaning", rating=Rating.AGAIN))
    two.teams.sync()
    synced = one.teams.sync()
    assert (synced.pushed, synced.pulled, synced.status.waiting) == (240, 1, 0)
    assert two.teams.sync().pulled == 240
    assert one.states() == two.states()
    before = scene.line.sent
    assert (one.teams.sync().pushed, one.teams.sync().pulled) == (0, 0)
    assert scene.line.sent == before + 2  # what came in does not go out again


def test_a_server_from_a_backup_is_given_back_what_it_lost(scene: Scene, tmp_path: Path) -> None:
    one = scene.joined()
    one.learn(*(one.make("small/n0/meaning") for _ in range(3)))
    one.teams.sync()
    saved = tmp_path / "saved.db"
    with sqlite3.connect(scene.hub.database.place) as source, sqlite3.connect(saved) as target:
        source.backup(target)
    one.learn(*(one.make("small/n1/meaning") for _ in range(4)))
    one.teams.sync()
    scene.hub.close()
    scene.hub = opened(saved, scene.clock)
    scene.line.app = create_app(scene.hub)
    # Another device was there first, so that the server has as many events as before, and other ones.
    two = scene.second(one)
    two.learn(*(two.make("small/n3/meaning") for _ in range(5)))
    two.teams.sync()
    one.learn(one.make("small/n2/meaning"))
    one.teams.sync()
    two.teams.sync()
    assert bare(two.journal()) == bare(one.journal())
    assert len(two.journal()) == 13


def test_a_lead_gives_a_restored_server_back_what_it_lost(scene: Scene, tmp_path: Path) -> None:
    lead, mei = scene.lead(), scene.joined("Mei")
    lead.teams.sync()
    saved = tmp_path / "saved.db"
    path = Path(scene.hub.database.place)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(saved)) as target:
        source.backup(target)
    file = lead.context.home / "decks" / "plan.yaml"
    file.parent.mkdir()
    file.write_text(deck_text("plan", 3))
    lead._refresh()
    with lead.teams.leading() as leading:
        made = leading.assign(["plan"], to=[mei.teams.membership().member], goal=0.8, note="soon")
    lead.teams.sync()
    scene.hub.close()
    for more in ("", "-wal", "-shm"):
        Path(f"{path}{more}").unlink(missing_ok=True)
    shutil.copy(saved, path)
    scene.hub = opened(path, scene.clock)
    scene.line.app = create_app(scene.hub)
    lead.teams.sync()
    assert "team.news_restored_lead" in [one.key for one in lead.teams.notices()]
    with lead.teams.leading() as leading:
        assert leading.assignments() == []
        assert leading.resend() == (["plan"], 1, [])
        assert leading.assignments() == [made]
        assert leading.resend() == (["plan"], 0, [])
    assert mei.teams.sync().decks == ("plan",)


def test_a_home_from_a_backup_gets_back_what_it_lost(scene: Scene, tmp_path: Path) -> None:
    from ops_trainer.store.database import copy_of
    from ops_trainer.store.restoring import restore

    one = scene.joined()
    one.learn(*(one.make("small/n0/meaning") for _ in range(3)))
    one.teams.sync()
    backup = copy_of(one.database.path, tmp_path / "backup.db")
    one.learn(*(one.make("small/n1/meaning") for _ in range(4)))
    one.teams.sync()
    everything = bare(one.journal())
    one.database.close()
    restore(one.context.home, backup, one.context.clock(), replace=True)
    one.database = one.context.database = Database.open(one.database.path)
    assert len(one.journal()) == 3
    one.learn(one.make("small/n2/meaning"))
    one.teams.sync()
    assert bare(one.journal()).keys() >= everything.keys()
    assert one.teams.sync(again=True).pushed == 0


def test_a_wrong_clock_is_told_and_loses_nothing(scene: Scene, clock: Clock) -> None:
    one = scene.joined()
    scene.team.assign()
    clock.forward(days=400)
    one.learn(one.make("small/n0/meaning"))
    clock.forward(days=-400)
    synced = one.teams.sync()
    assert (synced.pushed, synced.status.ahead) == (1, 1)
    one.learn(one.make("small/n1/meaning"))
    assert one.teams.sync().status.ahead == 0
    assert len(one.journal()) == 2


def test_refused_events_stay_and_are_told_of_once(scene: Scene) -> None:
    one = scene.joined()
    good = one.make("small/n0/meaning")
    one.learn(replace(one.make("small/n0/meaning"), local_day=5), good)
    status = one.teams.sync().status
    assert (status.refused, status.waiting) == ({"team.event_day": 1}, 0)
    before = scene.line.sent
    one.teams.sync()
    assert scene.line.sent == before + 1
    assert len(one.journal()) == 2


def test_events_of_a_newer_program_wait_until_this_one_is_as_new(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from ops_trainer.team import events_wire

    one = scene.joined()
    raw = {**events_wire.to_wire(one.make("small/n0/meaning")), "kind": "dream"}
    operations.sync.sync_events(
        scene.hub, operations.members.find_caller(scene.hub, one.teams.membership().token), wire.SyncIn(events=[raw])
    )
    assert one.teams.sync().status.unread == 1
    assert one.journal() == []
    monkeypatch.setitem(events_wire.KINDS, "dream", Kind.REVIEW)  # the new version
    assert one.teams.sync().status.unread == 0
    assert [event.id for event in one.journal()] == [raw["id"]]


def test_misses_of_a_workshop_come_by_themselves(scene: Scene) -> None:
    lead, mei = scene.lead(), scene.joined("Mei")
    scene.team.assign()
    missed = lead.make("small/n0/meaning", kind=Kind.BRING_BACK, source=Source.WORKSHOP)
    with lead.teams.leading() as leading:
        taken = leading.send_misses([("mei", [missed]), ("Guest", [missed])])
    assert (taken.matched, taken.unknown) == (["mei"], ["Guest"])
    mei.teams.sync()
    assert mei.states()["small/n0/meaning"].summoned == missed.local_day
    assert {event.learner for event in mei.journal()} == {"me"}


def test_a_removed_member_keeps_everything_and_is_told(scene: Scene) -> None:
    mei = scene.joined("Mei")
    mei.learn(mei.make("small/n0/meaning"))
    mei.teams.sync()
    operations.members.remove_member(scene.hub, scene.team.lead, mei.teams.membership().member)
    with pytest.raises(Complaint) as caught:
        mei.teams.sync()
    assert caught.value.key == "team.unknown_token"
    assert len(mei.journal()) == 1
    mei.teams.leave()
    assert mei.teams.memberships() == []


def test_leaving_takes_everything_along_even_when_the_answer_is_lost(scene: Scene) -> None:
    one = scene.joined("Mei")
    two = scene.second(one)
    two.learn(two.make("small/n0/meaning"))
    two.teams.sync()
    torn = 0
    for cut in itertools.count(60, 40):
        scene.line.cut = cut
        try:
            one.teams.leave()
            break
        except Complaint:
            torn += 1
    assert torn > 3
    assert len(one.journal()) == 1
    assert one.teams.memberships() == []
    assert [member.name for member in operations.members.list_members(scene.hub, scene.team.lead).members] == ["Li"]
    two.teams.leave(forget=True)
    assert two.teams.statuses() == []


def test_decks_arrive_with_assignments_and_revised_ones_say_what_changed(scene: Scene) -> None:
    mei = scene.joined("Mei")
    scene.team.assign(due="2026-12-04", note="for the launch")
    synced = mei.teams.sync()
    assert synced.decks == ("small",)
    path = mei.context.home / "decks" / "team" / "small.yaml"
    assert path.read_text() == deck_text("small")
    assert [one.in_lang("en") for one in mei.teams.notices()][::-1] == [
        "Li assigned you “small”, due 2026-12-04.", "A new deck came: “small”.",
    ]  # fmt: skip
    (assigned,) = mei.teams.assignments()
    assert (assigned.days_left, assigned.assignment.note, assigned.team_name) == (11, "for the launch", "Growth team")
    mei.teams.mark_seen(*mei.teams.notices())
    assert mei.teams.notices() == []
    mei.learn(mei.make("small/n0/meaning"))
    operations.assignments.put_deck(
        scene.hub,
        scene.team.lead,
        "small",
        wire.DeckIn(text=deck_text("small", 11).replace("meaning 3", "meaning three")),
    )
    assert mei.teams.sync().decks == ("small",)
    (news,) = mei.teams.notices()
    assert news.in_lang("en") == "“small” was revised: 1 new, 1 changed, 0 gone. Your progress is kept."
    assert [term.en for term in (*news.added, *news.changed)] == ["term 10", "term 3"]
    assert mei.states()["small/n0/meaning"].reps == 1
    assert mei.teams.sync().decks == ()
    operations.assignments.unassign(scene.hub, scene.team.lead, "of-small")
    mei.teams.sync()
    assert mei.teams.assignments() == []
    assert path.exists()
    assert "no longer assigned" in mei.teams.notices()[0].in_lang("en")


def test_a_deck_of_ones_own_is_never_overwritten(scene: Scene) -> None:
    mei = scene.joined("Mei")
    own = mei.context.home / "decks" / "small.yaml"
    own.parent.mkdir()
    own.write_text(deck_text("small", 2))
    mei._refresh()
    scene.team.assign()
    assert mei.teams.sync().decks == ()
    assert own.read_text() == deck_text("small", 2)
    assert {one.key for one in mei.teams.notices()} == {"team.news_assigned_open", "team.news_yours"}


def test_what_a_learner_changed_in_a_team_deck_is_put_aside(scene: Scene) -> None:
    mei = scene.joined("Mei")
    scene.team.assign()
    mei.teams.sync()
    path = mei.context.home / "decks" / "team" / "small.yaml"
    mine = deck_text("small", changed=" as I say it")
    path.write_text(mine)
    operations.assignments.put_deck(scene.hub, scene.team.lead, "small", wire.DeckIn(text=deck_text("small", 11)))
    mei.teams.sync()
    assert path.read_text() == deck_text("small", 11)
    assert path.with_suffix(".yaml.mine").read_text() == mine
    assert any(one.key == "team.news_set_aside" for one in mei.teams.notices())


@pytest.mark.parametrize("text", ["id: other\ntitle: x\n", "nonsense: [", deck_text("small") + "\x07"])
def test_a_deck_is_read_whole_on_this_side_too(scene: Scene, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    from ops_trainer.team_server.tables import decks

    mei = scene.joined("Mei")
    scene.team.assign()
    digest = hashlib.sha256(text.encode()).hexdigest()
    monkeypatch.setattr(decks, "read_deck_text", lambda *_: (digest, text))
    assert mei.teams.sync().decks == ()
    assert not (mei.context.home / "decks" / "team" / "small.yaml").exists()
    assert any(one.key == "team.news_unreadable" for one in mei.teams.notices())


def test_a_lead_sends_decks_as_they_are_in_their_library(scene: Scene) -> None:
    lead, mei = scene.lead(), scene.joined("Mei")
    file = lead.context.home / "decks" / "plan.yaml"
    file.parent.mkdir()
    file.write_text(deck_text("plan", 3))
    lead._refresh()
    with lead.teams.leading() as leading:
        made = leading.assign(["plan"], to=[mei.teams.membership().member], goal=0.8)
        assert leading.assign(["plan"], assignment=made.id).id == made.id
        with pytest.raises(Complaint) as caught:
            leading.assign(["nowhere"])
        assert caught.value.key == "trainer.no_deck"
        assert [one.name for one in leading.members()] == ["Boss", "Li", "Mei"]
        assert leading.progress().members[0].name == "Mei"
    mei.teams.sync()
    file.write_text(deck_text("plan", 4))
    lead._refresh()
    with lead.teams.leading() as leading:
        leading.send_decks(["plan"])
    assert mei.teams.sync().decks == ("plan",)
    assert lead.teams.preview() == operations.progress.preview_report(
        scene.hub, operations.members.find_caller(scene.hub, lead.teams.membership().token)
    )


def test_a_co_leads_change_is_never_reverted_unseen(scene: Scene) -> None:
    one, two = scene.lead(), scene.device("other boss")
    code = operations.members.make_invite(scene.hub, scene.team.lead, wire.InviteIn(role=wire.Role.LEAD)).code or ""
    two.teams.join(URL, code, "Other")
    files = [lead.context.home / "decks" / "plan.yaml" for lead in (one, two)]
    files[0].parent.mkdir()
    files[0].write_text(deck_text("plan", 3))
    one._refresh()

    def team_text() -> str:
        return operations.assignments.read_deck(scene.hub, scene.team.lead, "plan").text

    with one.teams.leading() as first, two.teams.leading() as second:
        first.assign(["plan"])
        assert second.fetch_deck("plan") == files[1]
        assert files[1].read_text() == files[0].read_text()
        files[1].write_text(deck_text("plan", 4))
        two._refresh()
        second.send_decks(["plan"])
        files[0].write_text(deck_text("plan", 2))
        one._refresh()
        made = first.assign(["plan"])  # sends nothing: the team has the deck
        assert first.differing(made.decks) == ["plan"]
        with pytest.raises(Complaint) as caught:
            first.send_decks(["plan"])
        assert (caught.value.key, caught.value.params["removed"]) == ("team.deck_differs", "term 2, term 3")
        assert team_text() == deck_text("plan", 4)
        first.send_decks(["plan"], over=True)
        assert team_text() == deck_text("plan", 2)
        files[1].write_text(deck_text("plan", 5))
        two._refresh()
        second.fetch_deck("plan")
        assert files[1].read_text() == deck_text("plan", 2)
        assert files[1].with_suffix(".yaml.mine").read_text() == deck_text("plan", 5)
        assert first.send_decks(["plan"])[0].cards == second.send_decks(["plan"])[0].cards == 4
        with pytest.raises(Complaint):
            second.fetch_deck("nowhere")


def test_who_was_made_a_lead_finds_out(scene: Scene) -> None:
    mei = scene.joined("Mei")
    assert not mei.teams.membership().leads
    member = mei.teams.membership().member
    operations.members.change_member(scene.hub, scene.team.lead, member, wire.MemberIn(role=wire.Role.LEAD))
    mei.teams.sync()
    assert mei.teams.membership().leads
    with mei.teams.leading() as leading:
        leading.drop_invite(leading.invites()[0].id) if leading.invites() else None
        assert leading.set_role(member, wire.Role.LEARNER).role is wire.Role.LEARNER


def test_the_background_tries_in_its_own_time(scene: Scene, clock: Clock) -> None:
    mei = scene.joined("Mei")
    assert [synced.pushed for synced in mei.teams.sync_due()] == [0]  # type: ignore[union-attr]
    assert mei.teams.sync_due() == []
    clock.forward(minutes=1)
    mei.learn(mei.make("small/n0/meaning"))
    scene.line.cut = 0
    (failed,) = mei.teams.sync_due()
    assert isinstance(failed, Complaint)
    assert mei.teams.status().error is not None
    assert mei.teams.sync_due() == []
    scene.line.cut = None
    clock.forward(minutes=1)
    assert len(mei.teams.sync_due()) == 1
    assert mei.teams.status().error is None
    assert mei.teams.status().last_ok == int(clock().timestamp() * 1000)


def test_teams_are_named_where_there_are_several(scene: Scene, clock: Clock) -> None:
    mei = scene.device()
    with pytest.raises(Complaint) as caught:
        mei.teams.membership()
    assert caught.value.key == "team.none"
    other = Team(scene.hub, clock, "Other team")
    for team in (scene.team, other):
        mei.teams.join(URL, operations.members.make_invite(scene.hub, team.lead, wire.InviteIn()).code or "", "Mei")
        mei.teams.set_whole(team.lead.team_id, whole=True)
        clock.forward(minutes=1)
    with pytest.raises(Complaint) as caught:
        mei.teams.sync()
    assert caught.value.key == "team.which"
    assert mei.teams.membership("Other team").team == other.lead.team_id
    mei.learn(mei.make("small/n0/meaning"))
    assert [synced.pushed for synced in mei.teams.sync_due()] == [1, 1]  # type: ignore[union-attr]


def test_teams_of_one_name_are_told_apart(scene: Scene) -> None:
    mei = scene.device()
    token = "other" + "x" * 40
    operations.members.create_team(scene.hub, "growth  TEAM", "Li", device="d", token=token, utc_offset=480)
    leads = [scene.team.lead, operations.members.find_caller(scene.hub, token)]
    ids = [lead.team_id for lead in leads]
    for lead in leads:
        mei.teams.join(URL, operations.members.make_invite(scene.hub, lead, wire.InviteIn()).code or "", "Mei")
    names = [f"Growth team ({ids[0][:6]})", f"growth  TEAM ({ids[1][:6]})"]
    assert sorted(one.team_name for one in mei.teams.memberships()) == sorted(names)
    assert [mei.teams.membership(name).team for name in (*names, ids[0][:6], ids[1])] == [*ids, *ids]
    for _ in range(2):  # what is shown is not what is stored
        mei.teams.set_whole(names[0], whole=True)
        mei.teams.sync(names[0])
        assert mei.teams.status(ids[0]).membership.team_name == names[0]
    with pytest.raises(Complaint) as caught:
        mei.teams.membership("Growth team")
    assert names[0] in str(caught.value)
    assert sorted(scene.hub.team_names()) == sorted(names)
    assert operations.members.rescue_team(scene.hub, names[1]).role is wire.Role.LEAD
    mei.teams.leave(ids[1])
    assert mei.teams.membership().team_name == "Growth team"


def test_a_server_that_moved_is_found_again_and_no_other_is_taken_for_it(scene: Scene) -> None:
    mei = scene.joined("Mei")
    mei.learn(mei.make("small/n0/meaning"))
    assert mei.teams.move("new.test:8787").url == "http://new.test:8787"
    assert mei.teams.sync().pushed == 1
    scene.line.cut = 0
    assert tried(lambda: mei.teams.move("http://nowhere.test")) == "team.offline"
    scene.line.cut = None
    operations.members.remove_member(scene.hub, scene.team.lead, mei.teams.membership().member)
    assert tried(lambda: mei.teams.move("http://other.test")) == "team.unknown_token"
    assert mei.teams.membership().url == "http://new.test:8787"


def test_devices_are_listed_and_let_go(scene: Scene) -> None:
    one = scene.joined()
    two = scene.second(one)
    assert [device.current for device in one.teams.devices()] == [True, False]
    one.teams.drop_device(two.teams.membership().device)
    with pytest.raises(Complaint):
        two.teams.sync()
    assert one.teams.audit() == []


def test_a_team_is_founded_where_its_store_is(scene: Scene) -> None:
    boss = scene.device("boss")
    made = boss.teams.found(scene.hub, "New team", None, URL)
    assert (made.name, made.leads, made.team_name) == ("boss", True, "New team")
    with boss.teams.leading() as leading:
        assert [one.name for one in leading.members()] == ["boss"]
    assert "token" not in repr(made)


ANSWERS = {
    "not_a_server": (Reply(200, b"<html>", {}), "team.not_a_server"),
    "proxy": (Reply(502, b"<html>", {}), "team.server_away"),
    "odd": (Reply(200, b"{}", {wire.HEADER: "1"}), "team.answer_odd"),
    "no json": (Reply(200, b"\xff", {wire.HEADER: "1"}), "team.answer_odd"),
    "odd fault": (Reply(400, b"[]", {wire.HEADER: "1"}), "team.answer_odd"),
    "unknown": (Reply(418, b'{"error":{"key":"team.new","message":"tea"}}', {wire.HEADER: "9"}), "team.server_says"),
    "params": (Reply(422, b'{"error":{"key":"team.bad_url","message":"x"}}', {wire.HEADER: "9"}), "team.server_says"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_odd_answers_are_told_in_one_line(scene: Scene, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mei = scene.joined("Mei")
    reply, key = ANSWERS[name]
    monkeypatch.setattr(scene.line, "send", lambda *_: reply)
    with pytest.raises(Complaint) as caught:
        mei.teams.sync()
    assert caught.value.key == key
    assert str(caught.value)


def test_a_server_that_is_older_is_told_and_all_goes_out_later(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    mei = scene.joined("Mei")
    mei.learn(mei.make("small/n0/meaning"))
    with monkeypatch.context() as newer:
        newer.setattr(client, "PROTOCOL", 99)
        newer.setattr(wire, "OLDEST", 99)  # both are too far apart
        assert tried(mei.teams.sync) == "team.server_older"
    status = mei.teams.status()
    assert (status.waiting, status.error and status.error.key) == (1, "team.server_older")
    assert mei.teams.sync().pushed == 1


def weights_of(trueness: float) -> list[float]:
    """Weights of a memory that holds so many times as long at first."""
    return [*(weight * trueness for weight in fsrs6.WEIGHTS[:4]), *fsrs6.WEIGHTS[4:]]


def hub_states(scene: Scene) -> dict[str, Any]:
    """The memories of the team's only learner as the server shows them to a lead, `upto` left out."""
    operations.progress.read_progress(scene.hub, scene.team.lead)  # which brings them up
    with scene.hub.database.reading() as connection:
        (row,) = connection.exec_driver_sql("SELECT states FROM memories WHERE states LIKE '%small/n%'").fetchall()
    return {card: replace(state, upto="") for card, state in Memories.load(row[0]).states.items()}


def test_settings_travel_and_the_server_schedules_as_the_learner_does(scene: Scene, clock: Clock) -> None:
    scene.team.assign()
    mei = scene.joined("Mei")
    other = scene.second(mei, learner="mei at home")
    for n in range(10):
        mei.learn(mei.make(f"small/n{n}/meaning"))
        clock.forward(hours=1)
    mei.learn(mei.make("small/n3/meaning", kind=Kind.FLAG, rating=None, data={"remark": "odd"}))
    for changed in (
        {"retention": 0.95},
        {"parameters": weights_of(3.0), "fitted": {"weights": weights_of(3.0), "answers": 800, "day": 20_780}},
        {"own_weights": False},
        {"own_weights": True, "retention": 0.8},
    ):
        mei.context.put_settings(changed)
        mei.context.replay_if_needed()
        clock.forward(minutes=1)
        mei.teams.sync()
        other.teams.sync()
        assert other.context.settings == mei.context.settings
        assert other.states() == mei.states()
        told = {card: replace(state, flag=None, upto="") for card, state in mei.states().items()}
        theirs = hub_states(scene)
        assert {card for card, state in theirs.items() if state.flag is not None} == {"small/n3/meaning"}
        assert {card: replace(state, flag=None) for card, state in theirs.items()} == told
    other.learn(other.make("small/n0/meaning", days=9))
    other.context.put_settings({"new_limit": 3})
    other.teams.sync()
    mei.teams.sync()
    assert mei.context.settings.new_limit == 3
    assert scene.line.sent < 40  # nothing goes back and forth


def test_what_is_out_of_force_with_the_learner_counts_for_no_lead_either(scene: Scene, clock: Clock) -> None:
    scene.team.assign()
    mei = scene.joined("Mei")
    stolen = scene.second(mei, learner="thief")
    mei.learn(*(mei.make(f"small/n{n}/meaning") for n in range(3)))
    mei.teams.sync()
    before = mei.states()
    clock.forward(hours=1)
    stolen.teams.sync()
    stolen.learn(stolen.make("small/n0/meaning", rating=Rating.AGAIN), stolen.make("small/n5/meaning"))
    in_meis_name = replace(stolen.make("small/n1/meaning", rating=Rating.AGAIN), device="dev1", learner="thief")
    stolen.context.journal.append_events([in_meis_name])
    stolen.teams.sync()
    mei.teams.sync()
    hurt = mei.states()

    def same(device: Device) -> bool:
        mine = {card: replace(state, upto="") for card, state in device.states().items() if not state.is_new}
        return hub_states(scene) == mine

    assert same(mei)
    assert {way.via for way in care.origins(mei.context)} == {"device:dev1", "device:dev2", team_of(mei)}
    assert care.void(mei.context, "device:dev2") == 3
    mei.teams.sync()
    assert {card: state for card, state in mei.states().items() if not state.is_new} == before
    assert same(mei)
    stolen.teams.sync()  # which says nothing of what is out of force
    stolen.learn(stolen.make("small/n2/meaning", rating=Rating.AGAIN))
    stolen.teams.sync()
    assert same(mei)
    clock.forward(hours=1)
    care.lift(mei.context, "device:dev2")
    mei.teams.sync()
    assert {**mei.states(), "small/n2/meaning": None} == {**hurt, "small/n2/meaning": None}
    assert same(mei)


def team_of(device: Device) -> str:
    """The way by which things come from a device's only team."""
    with device.database.reading() as connection:
        return f"team:{TeamRecords(connection, device.context.learner).memberships()[0].team}"


def test_a_server_of_before_voids_is_told_nothing_of_them(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    mei = scene.joined("Mei")
    mei.learn(mei.make("small/n0/meaning"))
    care.void(mei.context, "device:dev1")
    send, bodies = scene.line.send, list[bytes]()

    def older(method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        if int(headers[wire.HEADER]) >= wire.VOIDS:
            fault = {"error": {"key": "team.server_older", "params": {}, "message": "older"}}
            return Reply(426, json.dumps(fault).encode(), {wire.HEADER: "2"})
        bodies.append(body or b"")
        return replace(send(method, path, body, headers), headers={wire.HEADER: "2"})

    with monkeypatch.context() as before:
        before.setattr(scene.line, "send", older)
        assert mei.teams.sync().pushed == 1
    assert bodies
    assert not any(b"voids" in body for body in bodies)
    assert scene.hub_voids() == {}
    mei.teams.sync()
    assert list(scene.hub_voids()) == ["device:dev1"]


def test_an_import_on_one_computer_is_taken_back_on_another(scene: Scene, clock: Clock) -> None:
    mei = scene.joined("Mei")
    other = scene.second(mei, learner="mei at home")
    came = replace(mei.make("small/n0/meaning"), learner="me", device="dev1", via="import:20261130-080000")
    mei.context.journal.append_events([came])
    mei.teams.sync()
    other.teams.sync()
    assert other.journal()[0].via == f"{team_of(mei)} import:20261130-080000"
    assert care.void(other.context, "import:20261130-080000") == 1
    assert other.states()["small/n0/meaning"].is_new
    assert not mei.states()["small/n0/meaning"].is_new  # what a server sends takes nothing out of force


def test_a_server_of_before_settings_still_synchronises_and_gets_them_once_it_is_new(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = scene.joined("Mei")
    mei.learn(mei.make("small/n0/meaning"))
    mei.context.put_settings({"retention": 0.95})
    send, bodies = scene.line.send, []

    def older(method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        if headers[wire.HEADER] != "1":
            fault = {"error": {"key": "team.server_older", "params": {}, "message": "older"}}
            return Reply(426, json.dumps(fault).encode(), {wire.HEADER: "1"})
        bodies.append(body or b"")
        return replace(send(method, path, body, headers), headers={wire.HEADER: "1"})

    with monkeypatch.context() as before:
        before.setattr(scene.line, "send", older)
        assert mei.teams.sync().pushed == 1
    assert bodies
    assert not any(b"retention" in body for body in bodies)
    assert mei.teams.sync().pushed == 1  # the setting
    assert mei.teams.sync().pushed == 0


def test_a_program_of_before_settings_still_synchronises(scene: Scene) -> None:
    mei = scene.joined("Mei")
    mei.context.put_settings({"retention": 0.95})
    mei.teams.sync()
    with mei.database.reading() as connection:
        token = TeamRecords(connection, "me").memberships()[0].token
    headers = {wire.HEADER: "1", "content-type": "application/json", "authorization": f"Bearer {token}"}
    event = to_wire(mei.make("small/n1/meaning"))
    reply = scene.line.send("POST", "/sync", json.dumps({"events": [event], "parameters": []}).encode(), headers)
    assert reply.status == 200
    told = json.loads(reply.body)
    assert (told["accepted"], told["refused"]) == (1, [])
    (setting,) = [one for one in told["events"] if one["kind"] == "setting"]
    assert setting["data"] == {"name": "retention", "value": 0.95}
    with scene.hub.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT retention FROM member WHERE name = 'Mei'").scalar() == 0.95


def test_a_server_whose_disk_is_full_gets_it_later(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    mei = scene.joined("Mei")
    mei.learn(mei.make("small/n0/meaning"))

    def full(*_: object) -> None:
        raise Complaint("store.full", path="x")

    with monkeypatch.context() as crowded:
        crowded.setattr(hub_sync, "check_events", full)
        assert tried(mei.teams.sync) == "team.server_full"
    assert mei.teams.status().waiting == 1
    assert mei.teams.sync().pushed == 1


def test_a_server_writes_neither_to_the_terminal_nor_beside_its_decks(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = scene.joined("Mei")
    said = {"key": "team.new", "params": {}, "message": "\x1b]0;owned\x07 \u202eok\n字"}
    reply = Reply(418, json.dumps({"error": said}).encode(), {wire.HEADER: "1"})
    with monkeypatch.context() as evil:
        evil.setattr(scene.line, "send", lambda *_: reply)
        with pytest.raises(Complaint) as caught:
            mei.teams.sync()
    assert str(caught.value) == "The server says: \ufffd]0;owned\ufffd \ufffdok\n字"
    scene.team.assign()
    body = operations.assignments.list_assignments(
        scene.hub, operations.members.find_caller(scene.hub, mei.teams.membership().token)
    ).model_dump_json()
    evil_body = body.replace('"id":"small"', '"id":"../../evil"').encode()
    send = scene.line.send

    def sending(method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        if path == "/assignments":
            return Reply(200, evil_body, {wire.HEADER: "1"})
        return send(method, path, body, headers)

    monkeypatch.setattr(scene.line, "send", sending)
    assert tried(mei.teams.sync) == "team.answer_odd"
    assert not list(scene.folder.rglob("*evil*"))


def test_a_server_that_never_ends_is_left(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    mei = scene.joined("Mei")
    told = wire.Synced(accepted=0, refused=[], ahead=0, events=[{}], next=0, mark="", more=True, held=9, news="", now=0)
    for odd in (told, told.model_copy(update={"more": False, "lost": True})):
        reply = Reply(200, odd.model_dump_json().encode(), {wire.HEADER: "1"})
        monkeypatch.setattr(scene.line, "send", lambda *_, reply=reply: reply)
        assert tried(mei.teams.sync) == "team.answer_odd"


@pytest.mark.parametrize(
    "url", ["", "ftp://x", "http://", "http://u:p@x", "http://x:99999", "http://x y", "http://x?y", "http://[x"]
)
def test_what_is_no_address_is_told(scene: Scene, url: str) -> None:
    with pytest.raises(Complaint) as caught:
        scene.device().teams.join(url, "K7QF-9M2X-TRWB-0C5D", "Mei")
    assert caught.value.key == "team.bad_url"


def test_a_deck_that_the_team_gave_another_id_keeps_its_progress(scene: Scene) -> None:
    mei = scene.joined("Mei")
    scene.team.assign("old")
    mei.teams.sync()
    folder = mei.context.home / "decks" / "team"
    mei.learn(mei.make("old/n0/meaning"))

    def reviews(card: str) -> int:
        with mei.database.reading() as connection:
            return len(mei.context.journal.history(connection, card))

    renamed = deck_text("new").replace("title:", "formerly: [old]\ntitle:", 1)
    operations.assignments.put_deck(scene.hub, scene.team.lead, "new", wire.DeckIn(text=renamed))
    asked = wire.AssignmentIn(decks=["new"])
    operations.assignments.assign(scene.hub, scene.team.lead, "new", asked)
    mei.teams.sync()
    assert (folder / "old.yaml").exists()
    assert reviews("new/n0/meaning") == 0
    for assignment in operations.assignments.list_assignments(scene.hub, scene.team.lead).assignments:
        if assignment.id != "new":
            operations.assignments.unassign(scene.hub, scene.team.lead, assignment.id)
    mei.teams.sync()
    assert (folder / "old.yaml.removed").exists()
    assert reviews("new/n0/meaning") == 1
    with mei.database.reading() as connection:
        assert [info.id for info in deck_rows.decks(connection)] == ["new"]
