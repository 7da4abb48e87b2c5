"""`ops-trainer stats`: how far the learner has come."""

from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.weights import document
from ops_trainer.locale import amounts

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import Stats, Today


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the command."""
    say = frame.say

    @app.command("stats", help=say("cli.stats"))
    def stats(json: Annotated[bool, Option("--json", help=say("cli.json"))] = False) -> None:
        with frame.trainer(look=True) as trainer:
            found, today = trainer.stats(), trainer.today()
            if json:
                frame.json(_document(trainer, found, today))
                return
            streak = today.habit.streak
            frame.print(
                frame.say("cli.stats_today", due=today.due, new=today.new, minutes=today.minutes, streak=streak)
            )
            if today.beyond:
                frame.print(frame.say("home.beyond", n=today.beyond))
            new = found.forecast.new[1]
            if what := amounts(found.forecast.cards[1] - new, new, frame.say):
                about = "≈ " if found.forecast.approximate else ""
                frame.print(about + frame.say("home.next_tomorrow", what=what))
            counts = {standing.value: count for standing, count in found.standing.items()}
            frame.print(frame.say("cli.stats_cards", **counts))
            for line in found.retention:
                if line.reviews and line.predicted is not None:
                    frame.print(
                        frame.say(
                            "cli.stats_retention",
                            days=line.key,
                            true=f"{line.recalled / line.reviews:.0%}",
                            predicted=f"{line.predicted:.0%}",
                            n=line.reviews,
                        )
                    )
            frame.print(frame.say("weights.stats", how=trainer.own_weights().in_lang(frame.lang)))
            frame.print(frame.say("cli.stats_time", minutes=round(found.minutes_total), days=found.days_studied))


def _document(trainer: "Trainer", found: "Stats", today: "Today") -> dict[str, object]:
    return {
        "learner": trainer.learner,
        "day": trainer.date_of(found.day).isoformat(),
        "today": {
            "due": today.due,
            "new": today.new,
            "beyond_limit": today.beyond,
            "again": today.again,
            "minutes": today.minutes,
            "done": today.done,
            "backlog": today.backlog,
        },
        "streak": found.streak,
        "week": {"days": today.habit.week, "goal": trainer.settings.week_goal},
        "days_of_30": today.habit.lately,
        "longest_streak": found.longest_streak,
        "cards": {standing.value: count for standing, count in found.standing.items()},
        "retention": [
            {"days": int(r.key), "reviews": r.reviews, "recalled": r.recalled, "predicted": r.predicted}
            for r in found.retention
        ],
        "forecast": list(found.forecast.cards),
        "forecast_new": list(found.forecast.new),
        "forecast_minutes": list(found.forecast.minutes),
        "forecast_approximate": found.forecast.approximate,
        "minutes": round(found.minutes_total, 1),
        "days_studied": found.days_studied,
        "reviews": found.reviews_total,
        "by_day": {trainer.date_of(day).isoformat(): count for day, count in sorted(found.heat.items())},
        "notes": [
            {"note": n.ref, "standing": n.standing.value, "recall": n.recall, "cards": n.cards, "mastered": n.mastered}
            for n in found.notes
        ],
        "weights": document(trainer),
    }
