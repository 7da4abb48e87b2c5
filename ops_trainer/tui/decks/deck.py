"""A deck: what it is about, how far it has come, its notes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint
from ops_trainer.tui.decks.deck_rows import note_legend, note_row, waiting
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.text import Fluid, Prose, bar

if TYPE_CHECKING:
    from datetime import date

    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import DeckLine, DueDay, NoteLine


class Deck(BaseScreen[None]):
    """One deck, by its id."""

    CSS_PATH = "deck.tcss"
    AREA_TITLE = "deckscreen.title"
    TOPIC = "study"
    AUTO_FOCUS = "#notes"
    LIST_ACTION = "lesson"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "start", "deckscreen.key_start", "deckscreen.tip_start", id="deck.start"),
        key("z,1", "quiz", "home.key_quiz", "deckscreen.tip_quiz", id="deck.quiz"),
        key("s,9", "custom", "study.key_custom", "study.tip_custom", id="deck.custom"),
        key("enter,r", "lesson", "deckscreen.key_lesson", "deckscreen.tip_lesson", id="deck.lesson"),
        key("b,2", "due", "deckscreen.key_due", "deckscreen.tip_due", id="deck.due"),
        key("l,3", "limit", "deckscreen.key_limit", "deckscreen.tip_limit", id="deck.limit"),
        key("e,f2", "edit", "deckscreen.key_edit", "deckscreen.tip_edit", id="deck.edit"),
        key("n,f4", "add", "authoring.key_add", "authoring.tip_add", id="deck.add"),
        key("m,f6", "manage", "authoring.key_manage", "authoring.tip_manage", id="deck.manage"),
    ]

    def __init__(self, deck: str) -> None:
        super().__init__()
        self.deck = deck
        self.line: DeckLine | None = None
        self.notes: list[NoteLine] = []
        self.due: DueDay | None = None  # the day by which this deck is to be ready, as far as it is known
        self.stand_on = ""  # the note that the list is to stand on when it is filled next

    def body(self) -> Iterable[Widget]:
        """Yield summary and bar, the way to start, the notes."""
        yield Static(id="summary", markup=False)
        yield Static(id="bar", markup=False)
        with Horizontal(id="ways"):
            yield Button(Content(" "), id="start", variant="primary")
            yield Static(id="counts", markup=False)
        yield Static(id="goals", markup=False)
        yield Static(id="legend", markup=False)
        yield OptionList(id="notes", markup=False)

    def load(self) -> None:
        """Read the deck and its notes."""
        deck = self.deck

        def look(trainer: Trainer) -> tuple[DeckLine | None, list[NoteLine]]:
            line = next((line for line in trainer.decks() if line.id == deck), None)
            return line, trainer.notes(deck) if line is not None else []

        def look_ahead(trainer: Trainer) -> DueDay | None:
            return next((one for one in trainer.due_days() if deck in one.decks), None)

        self.ask(look, self.show)
        self.ask(look_ahead, self.show_due, group="due")

    def show(self, found: tuple[DeckLine | None, list[NoteLine]]) -> None:
        """Fill the screen; a deck that is gone closes it."""
        line, self.notes = found
        if line is None:
            self.complain(Complaint("deckscreen.gone", deck=self.deck))
            self.dismiss()
            return
        self.line = line
        self.set_title(
            spaced(line.title.in_lang(self.lang)), self.say("deckscreen.size", n=line.notes, cards=line.cards)
        )
        summary = spaced(line.summary.in_lang(self.lang)) if line.summary else ""
        self.query_one("#summary", Static).update(Prose(summary))
        self.query_one("#summary").display = bool(summary)
        self.query_one("#bar", Static).update(
            Fluid(lambda width: bar(line.mastered, line.faded, line.learning, line.new, width))
        )
        self.query_one("#counts", Static).update(Content(waiting(line, self.say)))
        self.query_one("#start", Button).label = Content(
            f"{self.say('deckscreen.key_start')}  {self.key_name('deck.start')}"
        )
        self.query_one("#legend", Static).update(Fluid(partial(note_legend, self.say)))
        self.show_goals()
        self.show_notes()
        self.refresh_bindings()

    def show_due(self, due: DueDay | None) -> None:
        """Show what is expected on the day by which the deck is to be ready."""
        self.due = due
        self.show_goals()

    def show_goals(self) -> None:
        """Show the day by which the deck is to be ready, and the limit of its new cards."""
        lines = []
        if (due := self.due) is not None:
            lines.append(
                self.say(
                    "deckscreen.due_line" if due.own else "deckscreen.due_task",
                    day=self.date(due.due_day),
                    now=due.now,
                    cards=due.cards,
                    expected=due.expected,
                )
            )
            if len(due.decks) > 1:
                lines[-1] += self.say("deckscreen.due_several", n=len(due.decks))
        if self.line is not None and self.line.new_limit is not None:
            lines.append(self.say("deckscreen.limit_line", n=self.line.new_limit))
        box = self.query_one("#goals", Static)
        box.update(Prose("\n".join(lines)))
        box.display = bool(lines)

    def show_notes(self) -> None:
        """Fill the list; the highlighted note stays so."""
        listed = self.query_one("#notes", OptionList)
        was, on = listed.highlighted, self.stand_on or self.highlighted()
        listed.set_options(Option(Fluid(partial(note_row, note, self.say, self.lang)), note.ref) for note in self.notes)
        if self.notes:
            refs = [note.ref for note in self.notes]
            listed.highlighted = refs.index(on) if on in refs else min(was or 0, len(self.notes) - 1)
        self.stand_on = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what needs a note only where there is one."""
        if action == "manage":
            own = self.line is not None and self.line.own
            return own and (bool(self.notes) or self.trainer.authoring.can_undo)
        if action in ("start", "lesson", "quiz", "custom", "edit", "due", "limit"):
            return bool(self.notes)
        return True

    def highlighted(self) -> str | None:
        """Return the note the list stands on."""
        option = self.query_one("#notes", OptionList).highlighted_option
        return option.id if option is not None else None

    def action_start(self) -> None:
        """Study this deck."""
        self.app.go("study", decks=[self.deck])

    def action_custom(self) -> None:
        """Choose cards of this deck to study now."""
        from ops_trainer.tui.study.custom import offer_custom

        offer_custom(self, (self.deck,))

    def action_quiz(self) -> None:
        """Set up a quiz over this deck."""
        self.app.go("quiz", decks=[self.deck])

    def action_lesson(self) -> None:
        """Read the highlighted note."""
        if (ref := self.highlighted()) is not None:
            self.app.go("lesson", ref=ref)

    def action_due(self) -> None:
        """Ask for the day by which this deck is to be ready, or none."""
        self.app.go(
            "one_line", then=self.set_due, title=self.say("deckscreen.ask_due"), hint=self.say("deckscreen.hint_due"),
            longest=40,
        )  # fmt: skip

    def set_due(self, typed: str | None) -> None:
        """Take the day that was typed, or take back the one there is."""
        deck = self.deck
        if typed is None:
            return

        def work(trainer: Trainer) -> date | None:
            from ops_trainer.team.typed import day_from

            due = day_from(typed, trainer.date_of(trainer.day()))
            trainer.set_due([deck], due)
            return due

        self.ask(work, lambda due: self.changed("deckscreen.due_gone" if due is None else None), group="set")

    def changed(self, gone: str | None) -> None:
        """Show the deck as it is now, and say by a catalogue key what was taken back."""
        self.app.announcement = None  # what was wrong before is no news any more
        self.app.show_announcement()
        if gone is not None:
            self.tell(gone)
        self.load()

    def action_limit(self) -> None:
        """Ask how many new cards a day this deck may have."""
        self.app.go(
            "one_line", then=self.set_limit, title=self.say("deckscreen.ask_limit"),
            hint=self.say("deckscreen.hint_limit"), longest=20,
        )  # fmt: skip

    def set_limit(self, typed: str | None) -> None:
        """Take the limit that was typed, or take back the one there is."""
        deck = self.deck
        if typed is None:
            return

        def work(trainer: Trainer) -> int | None:
            from ops_trainer.memory.deck_limits import limit_from

            limit = limit_from(typed)
            trainer.limit_new([deck], limit)
            return limit

        self.ask(work, lambda limit: self.changed("deckscreen.limit_gone" if limit is None else None), group="set")

    async def action_edit(self) -> None:
        """Open the highlighted note in its form."""
        from ops_trainer.tui.authoring.ways import edit_note

        if (ref := self.highlighted()) is not None:
            await edit_note(self, ref)

    def action_add(self) -> None:
        """Write a new note: into this deck where it is an own one."""
        from ops_trainer.tui.authoring.ways import add_note

        add_note(self, self.deck)

    def action_manage(self) -> None:
        """Ask what is to be done with the highlighted note."""
        from ops_trainer.tui.authoring.manage import Manager

        if (ref := self.highlighted() or "") or self.trainer.authoring.can_undo:
            notes = {note.ref.partition("/")[2]: spaced(note.term.in_lang(self.lang)) for note in self.notes}
            Manager(self, self.deck, notes, ref.partition("/")[2], self.show_anew).ask()

    def show_anew(self, ref: str) -> None:
        """List the notes anew, standing on one of them."""
        self.stand_on = ref
        self.load()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the start button does."""
        event.stop()
        self.action_start()
