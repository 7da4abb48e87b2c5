"""A team's progress made up for tests: names that would do harm if they were read as anything but names."""

from __future__ import annotations

from datetime import date

from ops_trainer.team import wire

DAY = date(2026, 11, 24)
NAMES = ("李想", "<b>Bo</b>", "=1+1", "[@click=app.quit]x", '"Ann, Lee"')
DECKS = [
    wire.DeckRef(id="roles", title={"zh": "运营岗位", "en": "Roles & <duties>"}, digest="x", cards=50),
    wire.DeckRef(id="tips", title={"zh": "技巧"}, digest="x", cards=20),
]


def line(deck: str = "roles", **more: object) -> wire.Line:
    """A line of a report; forty of fifty cards met unless said otherwise."""
    told: dict[str, object] = {
        "assignment": f"of-{deck}", "deck": deck, "cards": 50, "introduced": 40, "mastered": 10, "ready": 0.7,
        "ready_due": 0.6, "due": date(2026, 12, 4), "goal": 0.9, "last_day": date(2026, 11, 23), "behind": False,
    }  # fmt: skip
    return wire.Line.model_validate({**told, **more})


def report(name: str, *lines: wire.Line) -> wire.Report:
    """A member's report."""
    return wire.Report(
        member=f"m-{name.encode().hex()[:12]}", name=name, role=wire.Role.LEARNER, joined=date(2026, 11, 2),
        lines=list(lines),
    )  # fmt: skip


def progress() -> wire.Progress:
    """Five members: ready, behind, goal missed, not begun, on course."""
    lines = [
        [line(ready=0.95, ready_due=0.92), line("tips", cards=20, introduced=20, due=None, ready_due=None, ready=0.91)],
        [line(introduced=3, ready=0.05, ready_due=0.04, behind=True)],
        [line(due=date(2026, 11, 20), ready=0.5, ready_due=0.5)],
        [line("tips", cards=20, introduced=0, mastered=0, ready=0, ready_due=None, due=None, last_day=None)],
        [line()],
    ]
    members = [report(name, *own) for name, own in zip(NAMES, lines, strict=True)]
    return wire.Progress(team="A & <B>", day=DAY, decks=DECKS, members=members)
