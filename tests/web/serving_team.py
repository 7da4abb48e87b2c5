"""Run by test_team_served: a team server as a process of its own. `serving_team.py WHERE` prints its address."""

from __future__ import annotations

import sys
import threading

from ops_trainer.team_server import TeamServer
from ops_trainer.team_server.http.app import Place, TeamServing

if __name__ == "__main__":
    with TeamServer.open(sys.argv[1]) as hub, TeamServing(hub, Place(port=0)) as serving:
        print(serving.url, flush=True)
        threading.Event().wait()
