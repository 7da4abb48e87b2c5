"""What the facilitator is shown: the whole room at one moment; and when a workshop that leads itself goes on: after
long enough to read, never so long that a room waits for nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import assert_never

from ops_trainer.content.typography import width
from ops_trainer.locale import Lang
from ops_trainer.workshop.room import Room
from ops_trainer.workshop.rules import Item, Rules
from ops_trainer.workshop.standings import Place, TeamPlace
from ops_trainer.workshop.state import Phase
from ops_trainer.workshop.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class PlayerLine:
    """A player in the facilitator's list. `active` is false when they left; `connected` when their phone is here now;
    `answered` in the latest vote. `here` tells whether they are waited for, `silent_ms` for how long nothing was heard
    of their phone."""

    id: str
    name: str
    team: int | None
    active: bool
    connected: bool
    answered: bool
    here: bool
    silent_ms: int


@dataclass(frozen=True, slots=True)
class KnockLine:
    """Somebody who says that a name is theirs."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Lead:
    """The room at one moment.

    `number` counts questions from 1 (0 in the lobby), `count` is how many there are. `item`, `ballot` and `tallies`
    (one for each vote so far) are those of the latest question. `remaining_ms` is None without a limit; it stands
    still while `paused`. `here` players are in the room. In the latest vote `answered` of `expected` have answered;
    phones that can't be reached are not expected, and `away` is how many of those there are. `places` and `teams` are
    the standings with all that was revealed.
    """

    revision: int
    id: str
    pin: str
    title: str
    rules: Rules
    phase: Phase
    locked: bool
    paused: bool
    open: bool
    number: int
    count: int
    is_last: bool
    item: Item | None
    ballot: int
    limit_ms: int
    remaining_ms: int | None
    here: int
    answered: int
    expected: int
    away: int
    players: tuple[PlayerLine, ...]
    knocks: tuple[KnockLine, ...]
    tallies: tuple[Tally, ...]
    places: tuple[Place, ...]
    teams: tuple[TeamPlace, ...]


def remaining(room: Room, now: int) -> int | None:
    """Return the milliseconds left in the latest vote, never less than nothing; None without a limit or a vote."""
    run = room.run
    if run is None or run.ballot.ends is None:
        return None
    if run.ballot.closed is not None:
        return 0
    return max(run.ballot.ends - (now if room.paused is None else room.paused), 0)


def lead(room: Room, now: int, connected: Collection[str] = (), revision: int | None = None) -> Lead:
    """Return the room as the facilitator sees it now; `connected` are the players whose phones are here."""
    run = room.run
    replies = run.ballot.replies if run is not None else {}
    away = sum(player.id not in replies and not room.is_here(player.id, now) for player in room.active)
    return Lead(
        revision=room.seq if revision is None else revision,
        id=room.id,
        pin=room.pin,
        title=room.title,
        rules=room.rules,
        phase=room.phase,
        locked=room.locked,
        paused=room.paused is not None,
        open=room.is_open,
        number=0 if run is None else run.number,
        count=len(room.items),
        is_last=room.is_last,
        item=None if run is None else run.item,
        ballot=0 if run is None else run.ballot.number,
        limit_ms=0 if run is None else run.ballot.limit,
        remaining_ms=remaining(room, now),
        here=room.here,
        answered=len(replies),
        expected=room.expected(now),
        away=away,
        players=tuple(
            PlayerLine(
                player.id,
                player.name,
                player.team,
                player.active,
                player.id in connected,
                player.id in replies,
                room.is_here(player.id, now),
                0 if room.presence is None else room.presence.silent(player.id, now),
            )
            for player in room.players.values()
            if not player.gone
        ),
        knocks=tuple(KnockLine(knock.id, room.players[knock.player].name) for knock in room.knocks.values()),
        tallies=() if run is None else tuple(tally(run, ballot) for ballot in run.ballots),
        places=room.standings.places,
        teams=room.standings.teams,
    )


GATHER_MS = 30_000  # from the first player to the first question
LAST_LOOK_MS = 1_500  # between the last answer and the reveal
DISCUSS_MS = 60_000
STANDINGS_MS = 8_000
LONGEST_MS = 120_000  # for a question without a limit that not everybody answers
READ_FROM_MS, READ_TO_MS = 8_000, 40_000
CELLS_A_SECOND = 16  # eight Chinese characters or three English words: slow, for the back row

Step = tuple[str, int, int, bool, bool, bool]


def step(lead: Lead) -> Step:
    """Return what a wait is counted from: whenever this changes, the waiting begins anew."""
    return lead.phase.value, lead.number, lead.ballot, lead.open, lead.paused, lead.here > 0


def stays(lead: Lead, lang: Lang) -> int | None:
    """Return how many milliseconds a room stays at a step until it goes on by itself.

    None when it waits: for the first player, for a vote that has its own clock or stands still, or at the end.
    """
    match lead.phase:
        case Phase.LOBBY:
            return GATHER_MS if lead.here else None
        case Phase.QUESTION if not lead.open:
            return LAST_LOOK_MS
        case Phase.QUESTION:
            return None if lead.paused or lead.limit_ms else LONGEST_MS
        case Phase.DISCUSS:
            return DISCUSS_MS
        case Phase.REVEAL:
            return _reading(lead, lang)
        case Phase.STANDINGS:
            return STANDINGS_MS
        case Phase.END:
            return None
        case _:
            assert_never(lead.phase)


def _reading(lead: Lead, lang: Lang) -> int:
    """Return the milliseconds that it takes to read the explanation."""
    text = lead.item.question.explanation.in_lang(lang) if lead.item is not None else ""
    return min(max(READ_FROM_MS, 5_000 + width(text) * 1000 // CELLS_A_SECOND), READ_TO_MS)
