"""How a room is served from a terminal. The app takes it along at its start, so nothing is loaded here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting, Server


def serve(hosting: Hosting, bind: str, port: int | None) -> Server:
    """Serve a room: on the port asked for, or (None) on the usual one, or any that is free when that is taken.

    The server is loaded only when a room opens. Raises Complaint when the address can't be had.
    """
    from ops_trainer.web.workshop.server import serve as start

    return start(hosting, bind, port)
