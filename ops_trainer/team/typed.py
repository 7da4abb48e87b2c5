"""What is typed for an assignment: days, goals, minutes."""

from __future__ import annotations

from datetime import date, timedelta

from ops_trainer.locale import Complaint

NEVER = ("", "none", "-")
MOST_MINUTES = 600


def day_from(typed: str, today: date) -> date | None:
    """A due day: `2026-12-04`, a number of days from today, or `none`. Raises Complaint for anything else, and for a
    day that is not in the future."""
    typed = typed.strip()
    if typed.lower() in NEVER:
        return None
    try:
        days = typed.isascii() and typed.isdigit() and len(typed) < 5
        due = today + timedelta(days=int(typed)) if days else date.fromisoformat(typed)
    except (ValueError, OverflowError):
        raise Complaint("team_pace.bad_day", day=typed) from None
    if due <= today:
        raise Complaint("team_pace.day_gone", day=due.isoformat())
    return due


def goal_from(typed: str) -> float:
    """A goal as a share: `90`, `90%` or `0.9`. Raises Complaint for anything else."""
    text = typed.strip()
    percent = text.rstrip("%％")
    try:
        number = float(percent)
    except ValueError:
        raise Complaint("team_pace.bad_goal", goal=typed) from None
    share = number / 100 if number > 1 or percent != text else number
    if not 0 < share <= 1:
        raise Complaint("team_pace.bad_goal", goal=typed)
    return round(share, 4)


def minutes_from(typed: str) -> int:
    """Minutes a day. Raises Complaint for anything else."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= MOST_MINUTES):
        raise Complaint("team_pace.bad_minutes", most=MOST_MINUTES)
    return int(text)
