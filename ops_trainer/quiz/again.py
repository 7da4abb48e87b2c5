"""Questions that come again: answered wrongly by a learner who felt sure."""

from __future__ import annotations

from collections.abc import Iterable

from ops_trainer.memory.events import Event, Source

AFTER_DAYS = (1, 7)


def again(events: Iterable[Event], day: int) -> list[str]:
    """The questions, by id without the drawing (`deck/note/facet:type`), that are to be asked again by a local day,
    the longest overdue first.

    One that was answered surely and wrongly comes again after one day and after seven; answering it once more in
    between changes nothing, unless it is surely wrong again: then the days count from there.
    """
    wanted: dict[str, list[int]] = {}
    for event in events:
        data = event.data or {}
        if event.source is not Source.QUIZ or data.get("mode", "quiz") != "quiz":
            continue
        way = str(data.get("question", "")).partition("@")[0]
        if data.get("sure") is True and data.get("band") == "wrong":
            wanted[way] = [event.local_day + days for days in AFTER_DAYS]
        elif way in wanted and wanted[way] and event.local_day >= wanted[way][0]:
            wanted[way] = [later for later in wanted[way][1:] if later > event.local_day]
    found = [(days[0], way) for way, days in wanted.items() if days and days[0] <= day]
    return [way for _, way in sorted(found)]
