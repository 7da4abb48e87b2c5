"""How many questions the notes in use make: counted when it is asked for, and remembered until a deck changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops_trainer.store import decks as rows
from ops_trainer.trainer.library import note_of

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context


def count(context: Context) -> None:
    """Count the questions of the notes that were not counted since a deck changed.

    A note's questions hang on the notes beside it, also those of other decks: they lend it their wrong options.
    """
    from ops_trainer.content.questions.generator import Generator

    with context.database.reading() as connection:
        missing = rows.uncounted(connection)
        bodies = rows.bodies(connection) if missing else {}
    if not missing:
        return
    generator = Generator({ref: note_of(ref, body) for ref, body in bodies.items()})
    counts = {ref: generator.count(ref) for ref in missing}
    with context.database.writing() as connection:
        rows.put_questions(connection, counts)
