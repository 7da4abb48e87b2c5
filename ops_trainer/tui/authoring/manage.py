"""What can be done with a note of a deck's list besides editing it: another id, merging, moving, order, taking out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ops_trainer.locale import Complaint
from ops_trainer.tui.authoring.ways import ask_deck

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.authoring import Authoring, Opened, OwnDeck
    from ops_trainer.tui.shell.access import TrainerAccess

LONGEST = 64  # characters of an id


class Manager:
    """Does these things for the note that the list of a deck stands on."""

    def __init__(
        self, screen: TrainerAccess, deck: str, notes: dict[str, str], note: str, show: Callable[[str], None]
    ) -> None:
        """`notes` are the deck's notes with their titles, in their order; `note` is the chosen one, "" where there is
        none. `show` lists them anew, standing on a note (`deck/note`), or anywhere for ""."""
        self.screen, self.deck, self.notes, self.note, self.show = screen, deck, notes, note, show

    def ask(self) -> None:
        """Ask what is to be done."""
        ways: dict[str, Callable[[], None]] = {}
        if self.note:
            ways |= {
                "authoring.do_rename": self.rename,
                "authoring.do_merge": self.merge,
                "authoring.do_move": self.move,
                "authoring.do_up": lambda: self.shift(-1),
                "authoring.do_down": lambda: self.shift(1),
                "authoring.do_delete": self.delete,
            }
        if self.screen.trainer.authoring.can_undo:
            ways["authoring.do_undo"] = self.undo
        says = [self.screen.say(key) for key in ways]

        def take(place: int | None) -> None:
            if place is not None:
                [*ways.values()][place]()

        title = self.notes.get(self.note) or self.screen.say("authoring.key_manage")
        self.screen.app.go("choose", then=take, title=title, choices=says, chosen=-1)

    def rename(self) -> None:
        """Ask for another id."""

        def take(new: str | None) -> None:
            if new and new != self.note:
                self.change(lambda authoring, opened: authoring.rename(opened, self.note, new), "renamed", new)

        says = self.screen.say("authoring.new_id", note=self.note)
        self.screen.app.go("one_line", then=take, title=says, hint=self.note, longest=LONGEST)

    def merge(self) -> None:
        """Ask for the note that is to become part of this one, and show both in the form."""
        others = [(note, title) for note, title in self.notes.items() if note != self.note]
        if not others:
            self.screen.complain(Complaint("authoring.no_other"))
            return

        def take(other: str | None) -> None:
            if other is not None:
                self.screen.app.go("note_form", deck=self.deck, note=self.note, absorb=other)

        title = self.screen.say("authoring.merge_what", title=self.notes[self.note])
        self.screen.app.go("which", then=take, title=title, choices=others)

    def move(self) -> None:
        """Ask for the deck that the note is to go to."""

        def found(decks: list[OwnDeck]) -> None:
            others = [one for one in decks if one.id != self.deck]
            ask_deck(self.screen, others, lambda into: self.change(
                lambda authoring, opened: authoring.move(opened, self.note, into), "moved", "", deck=into
            ))  # fmt: skip

        self.screen.ask(lambda trainer: trainer.authoring.decks(), found, group="manage")

    def shift(self, by: int) -> None:
        """Move the note up or down in the list."""
        order = list(self.notes)
        at = order.index(self.note)
        if not 0 <= at + by < len(order):
            return
        order.insert(at + by, order.pop(at))
        self.change(lambda authoring, opened: authoring.reorder(opened, order), "", self.note)

    def delete(self) -> None:
        """Take the note out, after asking."""

        def take(place: int | None) -> None:
            if place == 1:
                self.change(lambda authoring, opened: authoring.delete(opened, self.note), "deleted", "")

        choices = [self.screen.say("authoring.delete_no"), self.screen.say("authoring.delete_yes")]
        title = self.screen.say("authoring.delete_ask", title=self.notes[self.note])
        help_ = self.screen.say("authoring.delete_help")
        self.screen.app.go("choose", then=take, title=title, choices=choices, chosen=0, help=help_)

    def undo(self) -> None:
        """Take the latest change back."""
        self.screen.ask(
            lambda trainer: trainer.authoring.undo(), lambda _: self.done("undone", self.note), group="manage"
        )

    def change(self, how: Callable[[Authoring, Opened], object], says: str, then: str, **params: Any) -> None:
        """Change the deck, say so, and list anew; the list stands on the note `then`."""

        def work(trainer: Trainer) -> object:
            return how(trainer.authoring, trainer.authoring.open(self.deck))

        self.screen.ask(work, lambda _: self.done(says, then, **params), group="manage")

    def done(self, says: str, then: str, **params: Any) -> None:
        """Say what was done, and list anew."""
        if says:
            self.screen.tell(f"authoring.{says}", **params)
        self.show(f"{self.deck}/{then}" if then else "")
