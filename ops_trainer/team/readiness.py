"""How ready learners are for a day: by note, by deck, for one and for a team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ops_trainer.memory.mastery import readiness
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.memory.state import CardState


def of_decks(
    states: Mapping[str, CardState], decks: Mapping[str, Sequence[str]], scheduler: Scheduler, day: int
) -> dict[str, float]:
    """The share of each deck's cards expected to be recalled on a day, 0 to 1; `decks` names the cards of each."""
    return {
        deck: readiness((states[card] for card in cards if card in states), len(cards), scheduler, day)
        for deck, cards in decks.items()
    }


def of_notes(states: Mapping[str, CardState], cards: Iterable[str], scheduler: Scheduler, day: int) -> dict[str, float]:
    """The same by note (`deck/note`: a role, a tip), in the order of the cards."""
    notes: dict[str, list[str]] = {}
    for card in cards:
        notes.setdefault(card.rpartition("/")[0], []).append(card)
    return of_decks(states, notes, scheduler, day)


def of_team(learners: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean over learners of each deck's or note's readiness; who has no figure counts as 0."""
    all_of_them = list(learners)
    names = dict.fromkeys(name for learner in all_of_them for name in learner)
    return {name: sum(learner.get(name, 0.0) for learner in all_of_them) / len(all_of_them) for name in names}


def is_behind(met: int, cards: int, assigned: int, today: int, due_day: int) -> bool:
    """Whether fewer cards were met than an even pace from the day of assignment to two days before it is due asks.

    The last two days are for reviews: a card met on the eve has not been recalled on another day.
    """
    days = max(due_day - 2 - assigned, 1)
    wanted = cards * min(max(today - assigned, 0) / days, 1.0)
    return met + 0.5 < wanted
