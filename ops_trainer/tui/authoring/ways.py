"""The ways into a form from other screens: a new note, a note that is there, a copy of one that can't be changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ops_trainer.content.typography import spaced

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.authoring import OwnDeck
    from ops_trainer.tui.shell.access import TrainerAccess

NEW = "+"  # stands for a deck that is yet to be made
Then = Callable[[Any], Any]


def add_note(screen: TrainerAccess, deck: str = "", then: Then | None = None) -> None:
    """Open a form for a new note: in a deck where that is an own one, else in one that is asked for."""

    def look(trainer: Trainer) -> list[OwnDeck]:
        return trainer.authoring.decks()

    def found(decks: list[OwnDeck]) -> None:
        if deck and any(one.id == deck for one in decks):
            screen.app.go("note_form", then=then, deck=deck)
        else:
            ask_deck(screen, decks, lambda chosen: screen.app.go("note_form", then=then, deck=chosen))

    screen.ask(look, found, group="add")


def ask_deck(screen: TrainerAccess, decks: list[OwnDeck], then: Then) -> None:
    """Ask for one of one's own decks, or make a new one; `then` gets its id."""

    def take(chosen: str | None) -> None:
        if chosen == NEW:
            new_deck(screen, then)
        elif chosen is not None:
            then(chosen)

    if not decks:
        new_deck(screen, then)
        return
    choices = []
    for one in decks:
        title = spaced(one.title.in_lang(screen.lang))
        choices.append((one.id, screen.say("authoring.draft_mark", title=title) if one.draft else title))
    choices.append((NEW, screen.say("authoring.a_new_deck")))
    screen.app.go("which", then=take, title=screen.say("authoring.add_where"), choices=choices)


def new_deck(screen: TrainerAccess, then: Then) -> None:
    """Ask for a new deck; `then` gets its id once it is made."""

    def made(deck: str | None) -> None:
        if deck:
            then(deck)

    screen.app.go("new_deck", then=made)


async def edit_note(screen: TrainerAccess, ref: str, then: Then | None = None) -> None:
    """Open a note in its form; offer a copy of one that may not be changed. `then` is called once it may be another."""
    deck, _, note = ref.partition("/")
    decks = await screen.do(screen.trainer.authoring.decks)
    own = [one for one in decks if not one.draft]
    if any(one.id == deck for one in own):
        screen.app.go("note_form", then=then, deck=deck, note=note)
        return

    def copied(into: str) -> None:
        _copy(screen, ref, into, then)

    def take(place: int | None) -> None:
        if place == 0:
            ask_deck(screen, own, copied)

    choices = [screen.say("authoring.copy_do"), screen.say("authoring.copy_not")]
    title, why = screen.say("authoring.copy_title"), screen.say("authoring.copy_offer")
    screen.app.go("choose", then=take, title=title, choices=choices, chosen=-1, help=why)


def _copy(screen: TrainerAccess, ref: str, into: str, then: Then | None) -> None:
    def copy(trainer: Trainer) -> str:
        return trainer.authoring.copy(ref, trainer.note(ref), into)

    def copied(note: str) -> None:
        screen.tell("authoring.copied", deck=into)
        screen.app.go("note_form", then=then, deck=into, note=note)

    screen.ask(copy, copied, group="add")
