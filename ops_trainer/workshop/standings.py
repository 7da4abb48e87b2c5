"""Who has how many points: worked out from the room, never kept."""

from __future__ import annotations

from dataclasses import dataclass

from ops_trainer.content.questions.answer import Band
from ops_trainer.content.questions.marking.signs import counted_as
from ops_trainer.workshop.runs import Run
from ops_trainer.workshop.scoring import mean, points, ranks
from ops_trainer.workshop.state import State


@dataclass(frozen=True, slots=True)
class Place:
    """A player in the standings; `gained` is what the latest question that counts brought, `right` how many were wholly
    right, `asked` how many counted while they were there."""

    rank: int
    player: str
    name: str
    team: int | None
    points: int
    gained: int
    right: int
    asked: int


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """A team in the standings. Its points are, question by question, the mean of those who were there, so that a
    larger team has no advantage."""

    rank: int
    team: int
    points: int
    members: int


def score(run: Run, player: str) -> float | None:
    """Return what a player's answer is worth, 0 to 1, as marked or as the facilitator ruled; None in a poll or without
    one."""
    reply = run.reply(player)
    if reply is None or reply.mark is None:
        return None
    if run.ruled and reply.answer.text and (ruled := run.ruled.get(counted_as(reply.answer.text))) is not None:
        return float(ruled)
    return reply.mark.score


def band(run: Run, player: str) -> Band | None:
    """Return whether a player's answer counts as right, is for the facilitator to judge, or wrong."""
    reply, worth = run.reply(player), score(run, player)
    if reply is None or reply.mark is None or worth is None:
        return None
    if run.ruled and counted_as(reply.answer.text) in run.ruled:
        return Band.RIGHT if worth >= 1 else Band.WRONG
    return reply.mark.band


class Standings:
    """Points of everyone in a room, over all questions that count."""

    def __init__(self, room: State) -> None:
        self.by_run: dict[int, dict[str, int]] = {}  # run → player → points, of those who answered
        self.streaks: dict[str, int] = {}  # right answers in a row up to now
        self._right: dict[str, int] = {}
        self._room = room
        for run in room.runs:
            if run.counts:
                self._count(run)
        shown = {id_: player for id_, player in room.players.items() if not player.gone}
        totals = {id_: sum(run.get(id_, 0) for run in self.by_run.values()) for id_ in shown}
        placed = ranks(totals)
        last = self.by_run[max(self.by_run)] if self.by_run else {}
        asked = [run.there for run in room.runs if run.counts]
        self.places = tuple(
            sorted(
                (
                    Place(
                        placed[id_], id_, player.name, player.team, totals[id_], last.get(id_, 0),
                        self._right.get(id_, 0), sum(id_ in members for members in asked),
                    )
                    for id_, player in shown.items()
                ),
                key=lambda place: place.rank,
            )
        )  # fmt: skip
        self.of = {place.player: place for place in self.places}
        self.teams = self._teams()

    def _count(self, run: Run) -> None:
        rules = self._room.rules
        won: dict[str, int] = {}
        for player in run.there:
            worth, reply = score(run, player) or 0.0, run.reply(player)
            if reply is not None:
                before = self.streaks.get(player, 0)
                won[player] = points(
                    rules.mode, worth, reply.took, run.limit_of(player), before=before, streaks=rules.streaks
                )
            self._right[player] = self._right.get(player, 0) + (worth >= 1)
            self.streaks[player] = self.streaks.get(player, 0) + 1 if worth >= 1 else 0
        self.by_run[run.number] = won

    def _teams(self) -> tuple[TeamPlace, ...]:
        room = self._room
        if not room.rules.teams:
            return ()
        players = room.players
        totals = {}
        for team in range(room.rules.teams):
            runs = (
                mean(self.by_run[run.number].get(id_, 0) for id_ in run.there if _plays(players[id_], team))
                for run in room.runs
                if run.counts
            )
            totals[str(team)] = round(sum(runs))
        placed = ranks(totals)
        members = {team: sum(_plays(player, int(team)) for player in players.values()) for team in totals}
        return tuple(
            sorted(
                (TeamPlace(placed[team], int(team), totals[team], members[team]) for team in totals),
                key=lambda place: (place.rank, place.team),
            )
        )


def _plays(player: object, team: int) -> bool:
    return getattr(player, "team", None) == team and not getattr(player, "gone", False)
