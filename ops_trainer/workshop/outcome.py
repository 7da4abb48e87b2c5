"""What came out of a room, as results: every question that was asked and counted, and what everyone gave to it."""

from __future__ import annotations

from ops_trainer.content.questions.marking.mark import Band
from ops_trainer.workshop.results import Asked, Given, Person, Results, TeamScore
from ops_trainer.workshop.runs import Run
from ops_trainer.workshop.standings import Standings, band, score
from ops_trainer.workshop.state import State


def outcome(room: State, utc_offset: int, standings: Standings | None = None) -> Results:
    """The results of a room as it stands. Questions that were passed over are left out, and players sent out too.

    `utc_offset` is the facilitator's, in minutes.
    """
    found = standings or Standings(room)
    people = tuple(
        Person(place.player, place.name, place.points, place.rank, team_name(place.team)) for place in found.places
    )
    return Results(
        id=room.id,
        title=room.title,
        at=room.opened,
        utc_offset=utc_offset,
        mode=room.rules.mode,
        people=people,
        teams=tuple(TeamScore(team_name(team.team), team.points, team.rank) for team in found.teams),
        asked=tuple(asked(room, run, found) for run in room.runs if run.revealed and not run.passed),
    )


def asked(room: State, run: Run, standings: Standings) -> Asked:
    """One question with what everyone who was there gave to it, in the order in which they came in."""
    points = standings.by_run.get(run.number, {})
    members = run.there
    there = [player for player in room.players.values() if player.id in members and not player.gone]
    return Asked(
        run.item.question,
        tuple(_given(run, player.id, points.get(player.id, 0)) for player in there),
        poll=run.item.poll,
        discussed=len(run.ballots) > 1,
    )


def team_name(team: int | None) -> str:
    """A team's name: its number from 1, as phones and projector show it; "" for who has none."""
    return "" if team is None else str(team + 1)


def _given(run: Run, player: str, points: int) -> Given:
    reply = run.reply(player)
    first = run.ballots[0].replies.get(player) if len(run.ballots) > 1 else None
    return Given(
        player=player,
        answer=reply.answer if reply is not None else None,
        score=score(run, player) or 0.0,
        right=band(run, player) is Band.RIGHT,
        points=points,
        took_ms=reply.took if reply is not None else None,
        first=first.answer if first is not None else None,
    )
