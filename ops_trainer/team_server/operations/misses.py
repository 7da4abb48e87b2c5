"""What members missed in a workshop, sent by its host: they find it at their next sync, without claiming."""

from __future__ import annotations

from ops_trainer.memory.events import Kind, Source
from ops_trainer.team import wire
from ops_trainer.team.names import folded
from ops_trainer.team_server.operations.refusal import Refusal, Why
from ops_trainer.team_server.operations.rights import check_lead, hold_as_lead
from ops_trainer.team_server.operations.server import Base, Caller
from ops_trainer.team_server.operations.sync import Checked, checked, push
from ops_trainer.team_server.tables import members


def take(base: Base, caller: Caller, asked: wire.MissesIn) -> wire.MissesTaken:
    """Put SUMMON events into the journals of the members whose names the players go by.

    The ids come from the claim: whoever also claims by hand, or sends the same again, makes nothing twice. Raises
    Refusal when an event does anything else than bring a card back.
    """
    caller.must_lead()
    looked = {folded(player.name): _misses(base, player) for player in asked.players}
    with base.database.reading() as connection:
        check_lead(connection, caller)
        keys = members.by_folded(connection, caller.team, list(looked))
    for name, key in sorted(keys.items(), key=lambda pair: pair[1]):
        # A transaction for each: two hosts at once never wait for each other's members crosswise.
        with base.database.writing() as connection:
            hold_as_lead(connection, caller)  # before the member, as everyone who holds both does
            _, fresh = push(connection, caller.team, key, looked[name])
            if fresh:
                member = members.by_key(connection, key)
                base.log(connection, caller, "team.did_misses", about=member.id, name=member.name, n=len(fresh))
    names = [player.name for player in asked.players]
    return wire.MissesTaken(
        matched=[name for name in names if folded(name) in keys],
        unknown=[name for name in names if folded(name) not in keys],
    )


def _misses(base: Base, player: wire.MissedIn) -> Checked:
    found = checked(player.events, base.now())
    if found.refused:
        raise Refusal(Why.WRONG, found.refused[0].reason)
    for stored, event in found.stored.values():
        if event is None or event.kind is not Kind.SUMMON or event.source is not Source.WORKSHOP or stored.ahead:
            raise Refusal(Why.WRONG, "team.no_miss")
    return found
