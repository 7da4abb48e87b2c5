"""Custom study: which cards, and whether their answers move the schedule; then the session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ops_trainer.tui.shell.base import BaseScreen


def offer_custom(screen: BaseScreen[Any], decks: tuple[str, ...] = ()) -> None:
    """Ask which cards of some decks (all when none is named) to study now, then how."""
    from ops_trainer.trainer.custom_study import AHEAD, PICKS, counts

    def choose(found: dict[str, list[str]]) -> None:
        names = list(PICKS)
        choices = [screen.say(f"study.custom_{name}", n=len(found[name]), days=AHEAD) for name in names]

        def take(place: int | None) -> None:
            if place is not None:
                study_these(screen, found[names[place]])

        screen.app.go("choose", then=take, title=screen.say("study.custom_which"), choices=choices, chosen=-1)

    screen.ask(lambda trainer: counts(trainer, decks), choose, group="custom")


def study_these(screen: BaseScreen[Any], cards: Sequence[str]) -> None:
    """Ask whether the answers count for the schedule, then study the cards; say so where there are none."""
    if not cards:
        screen.tell("trainer.none_chosen")
        return

    def take(place: int | None) -> None:
        if place is not None:
            screen.app.go("study", cards=tuple(cards), practice=place == 1)

    choices = [screen.say("study.custom_counts"), screen.say("study.custom_practice")]
    title = screen.say("study.custom_how", n=len(cards))
    screen.app.go("choose", then=take, title=title, choices=choices, help=screen.say("study.custom_help"))
