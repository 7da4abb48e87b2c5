"""What a caller may do, looked at again in the transaction that does it: they may have lost the right meanwhile."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from ops_trainer.team.wire import Role
from ops_trainer.team_server.operations.refusal import Refusal, Why
from ops_trainer.team_server.operations.server import Caller
from ops_trainer.team_server.tables import members


def current(connection: Connection, caller: Caller) -> Caller:
    """Return the caller with the role they have now. Raises Refusal when their device is let in no longer."""
    found = members.by_device(connection, caller.device_key)
    if found is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    return replace(caller, role=Role(found.role))


def check_lead(connection: Connection, caller: Caller) -> None:
    """Raise Refusal unless the caller's device is let in and the caller leads the team now."""
    current(connection, caller).must_lead()


def hold_as_lead(connection: Connection, caller: Caller) -> None:
    """Lock the team, then check that the caller leads it: of two leads who remove each other, one comes too late.

    Raises Refusal as `check_lead` does.
    """
    members.lock_team(connection, caller.team)
    check_lead(connection, caller)
