"""Whatever people do in a room, in any order: its promises hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ops_trainer.content.questions import answer as answers
from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.locale import Complaint
from ops_trainer.workshop.lead import lead
from ops_trainer.workshop.log import Entry, Kind
from ops_trainer.workshop.phones import own_document, room_document
from ops_trainer.workshop.room import AWAY_MS, Presence, Room
from ops_trainer.workshop.rules import Item, Rules
from ops_trainer.workshop.scoring import Mode, points
from ops_trainer.workshop.state import Phase
from tests.examples import examples
from tests.workshop.rooms import EVERY, POLL, RIGHT, WRONG, Table

STEPS = ("next", "discuss", "skip", "close", "pause", "more", "end", "resume", "lock", "unlock", "poll")
REFUSALS = (
    "not_now", "over", "locked", "full", "name_taken", "kicked", "no_player", "knocked", "too_early", "too_late",
    "other_question", "paused", "no_knock",
)  # fmt: skip


class AnyRoom(RuleBasedStateMachine):
    """Facilitator and players at random. Refusals are fine, as long as they are among those that are said."""

    @initialize(
        mode=st.sampled_from(Mode),
        teams=st.sampled_from([0, 2, 3]),
        streaks=st.booleans(),
        seconds=st.sampled_from([0, 20, 120]),
        phones=st.booleans(),
        questions=st.lists(st.sampled_from([*EVERY, POLL]), min_size=1, max_size=4),
    )
    def open(
        self, mode: Mode, teams: int, streaks: bool, seconds: int, phones: bool, questions: list[Question | Item]
    ) -> None:
        seconds = seconds or (20 if mode is Mode.SPEED else 0)
        self.table = Table(*questions, mode=mode, teams=teams, streaks=streaks, seconds=seconds, max_players=6)
        if phones:
            self.room.presence = Presence(self.table.now)
        self.screens: Counter[str] = Counter()
        self.life: dict[str, int] = {}  # when something was heard of a player last, or a screen of theirs was there
        self.names = 0
        self.accepted: dict[tuple[str, int, int], answers.Answer] = {}

    @property
    def room(self) -> Room:
        return self.table.room

    def tried(self, act: Callable[[], object]) -> bool:
        before = len(self.table.log)
        try:
            act()
        except Complaint as complaint:
            refused = complaint
        else:
            return True
        assert refused.key.partition(".")[2] in REFUSALS
        assert len(self.table.log) == before
        return False

    @rule(ms=st.integers(-2_000, 2 * AWAY_MS))
    def time_passes(self, ms: int) -> None:
        self.table.later(ms)
        self.tick()

    def tick(self) -> None:
        """The server looks at the clock: the vote closes exactly when its time is over, or all who can be reached have
        answered and somebody can be."""
        room, now = self.room, self.table.now
        due = False
        if room.is_open and room.paused is None:
            ballot = room.runs[-1].ballot
            in_room = {id_ for id_, player in room.players.items() if not (player.left or player.gone)}
            here = {id_ for id_ in in_room if self.can_be_reached(id_)}
            all_in = bool(in_room) and in_room <= ballot.replies.keys()
            due = ballot.is_over(now) or all_in or (bool(here) and here <= ballot.replies.keys())
        entry = room.tick(now)
        assert (entry is not None) == due
        if entry is not None:
            assert not room.is_open
            away = set(entry.data.get("away", ()))
            assert not away & room.runs[-1].ballot.replies.keys()
            assert not any(self.can_be_reached(id_) for id_ in away)

    def can_be_reached(self, player: str) -> bool:
        if self.room.presence is None or self.screens[player]:
            return True
        return self.table.now - self.life.get(player, self.table.log[0].at) < AWAY_MS

    @precondition(lambda self: self.room.players and self.room.presence is not None)
    @rule(data=st.data(), what=st.sampled_from(["connect", "disconnect", "silent", "heard"]))
    def phone(self, data: st.DataObject, what: str) -> None:
        """A phone connects, hangs up, falls silent, or sends something; none of that closes or opens a vote."""
        player = data.draw(st.sampled_from(sorted(self.room.players)))
        presence, now, was_open = self.room.presence, self.table.now, self.room.is_open
        assert presence is not None
        if what in ("disconnect", "silent"):
            if not self.screens[player]:
                return
            self.screens[player] -= 1
            presence.disconnect(player, now if what == "disconnect" else None)
        elif what == "connect":
            self.screens[player] += 1
            presence.connect(player, now)
        else:
            presence.heard(player, now)
        if what != "silent":
            self.life[player] = max(now, self.life.get(player, now))
        assert self.room.is_open is was_open
        assert presence.connected == set(+self.screens)
        self.tick()

    @rule(step=st.sampled_from(STEPS))
    def facilitator(self, step: str) -> None:
        now = self.table.now
        acts = {
            "lock": lambda: self.room.lock(now),
            "unlock": lambda: self.room.lock(now, False),
            "poll": lambda: self.room.insert(now, POLL),
        }
        self.tried(acts.get(step) or (lambda: getattr(self.room, step)(now)))

    @rule()
    def next(self) -> None:
        self.tried(lambda: self.room.next(self.table.now))

    @rule()
    def join(self) -> None:
        self.names += 1
        name = "甲乙丙丁戊己庚辛"[self.names % 8] + str(self.names)
        self.tried(lambda: self.table.join(name))

    @precondition(lambda self: self.room.players)
    @rule(data=st.data())
    def comes_and_goes(self, data: st.DataObject) -> None:
        player = data.draw(st.sampled_from(sorted(self.room.players)))
        act = data.draw(st.sampled_from(["leave", "come_back", "kick", "knock"]))
        now, name = self.table.now, self.room.players[player].name
        if act == "knock":
            key = f"k{len(self.table.log)}"
            if self.tried(lambda: self.room.knock(now, key, name, lang="en", token=f"new {key}")):
                self.room.admit(now, key, data.draw(st.booleans()))
        else:
            self.tried(lambda: getattr(self.room, act)(now, player))

    @precondition(lambda self: self.room.presence is not None and self.room.is_open and self.room.paused is None)
    @rule(data=st.data())
    def phones_die_and_the_others_answer(self, data: st.DataObject) -> None:
        """Half a minute without a sign of life of some; all others who are there answer, one after the other."""
        presence, now = self.room.presence, self.table.later(AWAY_MS)
        assert presence is not None
        self.tick()
        there = [player.id for player in self.room.active]
        for player in there:
            if data.draw(st.booleans()):
                self.life[player] = max(now, self.life.get(player, now))
                presence.heard(player, now)
        for player in there:
            if self.room.is_open and self.can_be_reached(player):
                run = self.room.runs[-1]
                key, given = (player, run.number, run.ballot.number), RIGHT[run.item.question.type]
                if self.tried(lambda one=key, what=given: self.room.accept_vote(self.table.now, *one, what)):  # type: ignore[misc]
                    self.accepted.setdefault(key, given)
                self.tick()

    @precondition(lambda self: self.room.players and self.room.runs)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        player = data.draw(st.sampled_from(sorted(self.room.players)))
        current = self.room.runs[-1]
        run = data.draw(st.sampled_from([current.number, max(current.number - 1, 1), current.number + 1]))
        ballot = data.draw(st.sampled_from([current.ballot.number, 1, 2]))
        given = data.draw(st.sampled_from([RIGHT, WRONG]))[current.item.question.type]

        def act() -> None:
            stored = self.accepted.get((player, run, ballot))
            reply, new = self.room.accept_vote(self.table.now, player, run, ballot, given)
            # The first answer stands; a repeat, whatever it says, gets it back.
            assert new == (stored is None)
            assert reply.answer == (given if stored is None else stored)
            self.accepted[player, run, ballot] = reply.answer

        before = len(self.table.log)
        if self.tried(act):
            assert len(self.table.log) <= before + 1

    @precondition(lambda self: any(run.revealed for run in self.room.runs))
    @rule(data=st.data(), right=st.booleans())
    def ruling(self, data: st.DataObject, right: bool) -> None:
        run = data.draw(st.sampled_from([run.number for run in self.room.runs if run.revealed]))
        self.room.rule(self.table.now, run, "访客数", right)

    @invariant()
    def the_log_gives_the_same_room(self) -> None:
        again = Room.replay(read_back(entry) for entry in self.table.log)
        assert again == self.room
        assert again.standings.places == self.room.standings.places
        assert [entry.seq for entry in self.table.log] == list(range(1, len(self.table.log) + 1))

    @invariant()
    def no_answer_counts_twice(self) -> None:
        given = Counter(
            (entry.data["player"], entry.data["run"], entry.data["ballot"])
            for entry in self.table.log
            if entry.kind is Kind.ANSWERED
        )
        assert set(given.values()) <= {1}
        assert given.keys() == self.accepted.keys()
        kept = {
            (player, run.number, ballot.number): reply.answer
            for run in self.room.runs
            for ballot in run.ballots
            for player, reply in ballot.replies.items()
        }
        assert kept == self.accepted

    @invariant()
    def points_follow_from_the_log(self) -> None:
        if self.room.rules.streaks:
            return
        totals = by_hand(self.table.log)
        for place in self.room.standings.places:
            assert place.points == totals[place.player]

    @invariant()
    def phones_can_always_be_told(self) -> None:
        json.dumps(room_document(self.room))
        for player in self.room.players.values():
            json.dumps(own_document(self.room, player.id))
        assert self.room.here == len(self.room.active)

    @invariant()
    def nobody_shown_as_waited_for_is_away(self) -> None:
        view = lead(self.room, self.table.now)
        replies = self.room.runs[-1].ballot.replies if self.room.runs else {}
        waited = {
            id_
            for id_, player in self.room.players.items()
            if not (player.left or player.gone) and id_ not in replies and self.can_be_reached(id_)
        }
        assert view.expected == view.answered + len(waited)
        assert view.away == sum(player.id not in {*waited, *replies} for player in self.room.active)
        for run in self.room.runs:
            assert not run.away & {id_ for ballot in run.ballots for id_ in ballot.replies}

    @invariant()
    def ranks_follow_from_points(self) -> None:
        for place in self.room.standings.places:
            assert place.rank == 1 + sum(one.points > place.points for one in self.room.standings.places)


def read_back(entry: Entry) -> Entry:
    """The entry as it comes out of a store."""
    return Entry(entry.seq, entry.at, Kind(entry.kind.value), json.loads(json.dumps(dict(entry.data))))


def by_hand(log: list[Entry]) -> Counter[str]:
    """Points worked out from the log alone, another way than the room does: the last vote's answer of each question
    that was revealed, as marked, or as the latest ruling says."""
    rules, items = Rules.load(log[0].data["rules"]), [Item.load(raw) for raw in log[0].data["items"]]
    rulings = {entry.data["run"]: entry.data["right"] for entry in log if entry.kind is Kind.RULED}
    totals: Counter[str] = Counter()
    run, opened, idle, paused, last = 0, 0, 0, None, log[0].at
    given: dict[str, tuple[answers.Answer, int]] = {}
    for entry in log:
        match entry.kind:
            case Kind.INSERTED:
                items.insert(run, Item.load(entry.data["item"]))
            case Kind.ASKED | Kind.VOTED_AGAIN:
                if entry.kind is Kind.ASKED:
                    run, given = run + 1, {}
                opened, idle, paused = entry.at, 0, None
            case Kind.PAUSED:
                paused = entry.at
            case Kind.RESUMED:
                paused = last if paused is None else paused
            case Kind.WENT_ON:
                idle, paused = idle + entry.at - (paused or 0), None
            case Kind.CLOSED:
                paused = None
            case Kind.ANSWERED:
                given[entry.data["player"]] = answers.load(entry.data["answer"]), entry.at - opened - idle
            case Kind.REVEALED if not items[run - 1].poll:
                question = items[run - 1].question
                for player, (answer, took) in given.items():
                    worth = mark_answer(question, answer, "zh").score
                    if answer.text == "访客数" and run in rulings:
                        worth = float(rulings[run])
                    totals[player] += points(rules.mode, worth, took, rules.limit_ms(question))
        last = entry.at
    return totals


AnyRoom.TestCase.settings = examples(40, stateful_step_count=50)
TestAnyRoom = AnyRoom.TestCase


def test_the_machine_gets_to_the_end() -> None:
    """What the machine above relies on: a room that is only led ends."""
    table = Table(*EVERY)
    for _ in range(100):
        if table.room.phase is Phase.END:
            return
        table.next()
    raise AssertionError(table.room.phase)
