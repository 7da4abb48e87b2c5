"""The process that fits a learner's weights: reads the store, writes nothing to it, prints what it found.

`python -m ops_trainer.trainer.fitting_process`, started by `Fitting`.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from ops_trainer.memory.journal import in_force
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.memory.weights import fit
from ops_trainer.store.database import Database
from ops_trainer.store.journal import SqlJournal

NICE = 10


def main() -> None:
    """Fit the weights of the learner of a store that stdin names, and print what was found, null for nothing."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    asked = json.load(sys.stdin)
    database = Database(Path(asked["store"]))
    journal = SqlJournal(database, asked["learner"], Scheduler())
    with database.reading() as connection:
        voided = journal.voids(connection)
        cards = [in_force(events, voided) for events in journal.by_card(connection).values()]
    database.close()
    found = fit(cards, asked["compared"])
    print(json.dumps(None if found is None else asdict(found)))


if __name__ == "__main__":
    main()
