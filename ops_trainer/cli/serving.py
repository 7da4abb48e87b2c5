"""The server beside the screen: the app and the commands get it from here, and load it only when a room opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting
    from ops_trainer.trainer.workshops.plan import Server


def serve(hosting: Hosting, bind: str, port: int | None) -> Server:
    """Serve a room: on the port asked for, or (None) on the usual one, or any that is free when that is taken.

    Raises Complaint when the address can't be had.
    """
    from ops_trainer.web.workshop.server import serve as start

    return start(hosting, bind, port)
