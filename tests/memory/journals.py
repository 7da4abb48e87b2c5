"""Journals for tests, as hypothesis strategies."""

from __future__ import annotations

from hypothesis import strategies as st

from ops_trainer.memory.events import Event, Kind, Rating, uuid7

START = 1_790_000_000_000
DAY = 86_400_000
CARDS = ["d/n/a", "d/n/b", "d/m/a"]
PLAIN = [Kind.REVIEW] * 8 + [
    Kind.SUSPEND, Kind.RESUME, Kind.BURY, Kind.FLAG, Kind.UNFLAG, Kind.RESET, Kind.BRING_BACK, Kind.CREDIT, Kind.ANSWER,
]  # fmt: skip


@st.composite
def journals(draw: st.DrawFn, most: int = 40) -> list[Event]:
    """A journal as one learner would write it on several devices, undos and mended clocks among it."""
    events: list[Event] = []
    at = START
    for number in range(draw(st.integers(0, most))):
        at += draw(st.sampled_from([0, 1, 5_000, DAY // 2, DAY, 3 * DAY, 40 * DAY]))
        wild = draw(st.integers(0, 19)) == 0
        moment = at + (draw(st.sampled_from([-400, 900])) * DAY if wild else 0)
        kind = draw(st.sampled_from(PLAIN))
        undoes = None
        card = draw(st.sampled_from(CARDS))
        if events and draw(st.integers(0, 5)) == 0:
            kind = draw(st.sampled_from([Kind.UNDO, Kind.UNDO, Kind.UNDO, Kind.REDATE]))
            target = draw(st.sampled_from(events))
            undoes, card = target.id, target.card
        events.append(
            Event(
                id=uuid7(moment, number.to_bytes(10, "big")),
                learner="mei",
                device=draw(st.sampled_from(["one", "two"])),
                kind=kind,
                card=card,
                at=moment,
                utc_offset=480,
                local_day=(moment + 4 * 3_600_000) // DAY,
                rating=draw(st.sampled_from(list(Rating))) if kind == Kind.REVIEW else None,
                took_ms=1200 if kind == Kind.REVIEW else None,
                undoes=undoes,
                data={"remark": "?"} if kind == Kind.FLAG else {"stability": 20.0} if kind == Kind.CREDIT else None,
            )
        )
    return events
