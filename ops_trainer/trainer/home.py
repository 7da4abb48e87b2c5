"""The home folder, and who is in it."""

from __future__ import annotations

import unicodedata
import uuid

from ops_trainer.locale import Complaint
from ops_trainer.store import learners
from ops_trainer.store.database import Database

DEFAULT_LEARNER = "me"
LONGEST_NAME = 40


def learner_name(name: str) -> str:
    """A learner's name as it is kept. Raises Complaint when it is empty, too long or not plain text."""
    name = unicodedata.normalize("NFKC", name).strip()
    if not name or len(name) > LONGEST_NAME or any(unicodedata.category(c)[0] == "C" for c in name):
        raise Complaint("trainer.bad_name", most=LONGEST_NAME)
    return name


def device(database: Database) -> str:
    """This device's id: random, made once for each home."""
    with database.reading() as connection:
        found = learners.settings(connection, "").get("device")
    if found is None:
        with database.writing() as connection:
            found = learners.settings(connection, "").get("device") or uuid.uuid4().hex[:12]
            learners.put_setting(connection, "", "device", found)
    return str(found)
