"""When a card comes back: local day, journal, schedule, queue, mastery, forecast. No clock, no storage."""

from __future__ import annotations

from ops_trainer.memory.events import CardState, Event, Kind, Rating, Source

__all__ = ["CardState", "Event", "Kind", "Rating", "Source"]
