"""How a room is served from a terminal. The app takes it along at its start, so nothing is loaded here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting, Plan, Server


def serve(hosting: Hosting, plan: Plan) -> Server:
    """Serve a room where its plan says.

    The server is loaded only when a room opens. Raises Complaint when the address can't be had or the certificate not
    be read.
    """
    from ops_trainer.web.workshop.server import serve as start

    return start(hosting, plan)
