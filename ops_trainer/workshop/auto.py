"""When a workshop that leads itself goes on: long enough to read, never so long that a room waits for nothing."""

from __future__ import annotations

from ops_trainer.content.typography import width
from ops_trainer.locale import Lang
from ops_trainer.workshop.lead import Lead
from ops_trainer.workshop.state import Phase

GATHER_MS = 30_000  # from the first player to the first question
LAST_LOOK_MS = 1_500  # between the last answer and the reveal
DISCUSS_MS = 60_000
STANDINGS_MS = 8_000
LONGEST_MS = 120_000  # for a question without a limit that not everybody answers
READ_FROM_MS, READ_TO_MS = 8_000, 40_000
CELLS_A_SECOND = 16  # eight Chinese characters or three English words: slow, for the back row

Step = tuple[str, int, int, bool, bool, bool]


def step(lead: Lead) -> Step:
    """What a wait is counted from: whenever this changes, the waiting begins anew."""
    return lead.phase.value, lead.number, lead.ballot, lead.open, lead.paused, lead.here > 0


def stays(lead: Lead, lang: Lang) -> int | None:
    """How many milliseconds a room stays at a step until it goes on by itself.

    None when it waits: for the first player, for a vote that has its own clock or stands still, or at the end.
    """
    match lead.phase:
        case Phase.LOBBY:
            return GATHER_MS if lead.here else None
        case Phase.QUESTION if not lead.open:
            return LAST_LOOK_MS
        case Phase.QUESTION:
            return None if lead.paused or lead.limit_ms else LONGEST_MS
        case Phase.DISCUSS:
            return DISCUSS_MS
        case Phase.REVEAL:
            return _reading(lead, lang)
        case Phase.STANDINGS:
            return STANDINGS_MS
    return None


def _reading(lead: Lead, lang: Lang) -> int:
    """The time to read the explanation."""
    text = lead.item.question.explanation.in_lang(lang) if lead.item is not None else ""
    return min(max(READ_FROM_MS, 5_000 + width(text) * 1000 // CELLS_A_SECOND), READ_TO_MS)
