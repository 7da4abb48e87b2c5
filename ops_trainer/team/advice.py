"""A pace in words: what it asks a day, and where a goal can't be reached, what could."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ops_trainer.locale import Lang, say
from ops_trainer.memory.day import date_of
from ops_trainer.team.pacing import Plan, Task


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence: a catalogue key and its parameters."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def in_lang(self, lang: Lang) -> str:
        """The sentence in a language."""
        return say(self.key, lang, **self.params)


def advice(task: Task, plan: Plan) -> list[Advice]:
    """What a plan comes to: one sentence when it reaches the goal, else what stands against it and what would do."""
    minutes, goal = round(task.minutes), f"{task.goal:.0%}"
    if plan.reached:
        if not plan.new_a_day:
            return [Advice("team_pace.reviews", {"ready": f"{plan.future.readiness:.0%}"})]
        a_day = max(round(sum(plan.future.minutes) / len(plan.future.minutes)), 1)
        told = {"n": plan.new_a_day, "minutes": a_day, "ready": f"{plan.future.readiness:.0%}"}
        return [Advice("team_pace.reached", told)]
    short = Advice("team_pace.short", {"minutes": minutes, "possible": f"{plan.goal_possible:.0%}", "goal": goal})
    return [
        short,
        *(list(_ways(plan, minutes)) or [Advice("team_pace.nothing", {"possible": f"{plan.goal_possible:.0%}"})]),
    ]


def _ways(plan: Plan, minutes: int) -> Iterator[Advice]:
    if plan.minutes_needed is not None:
        yield Advice("team_pace.longer", {"minutes": plan.minutes_needed})
    if plan.day_needed is not None:
        yield Advice("team_pace.later", {"day": date_of(plan.day_needed).isoformat(), "minutes": minutes})
    if plan.retention_needed is not None:
        yield Advice("team_pace.sooner", {"retention": f"{plan.retention_needed:.0%}"})
