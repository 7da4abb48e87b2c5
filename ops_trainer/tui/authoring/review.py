"""What an article may hold, looked through before it becomes a deck: taken, dropped, merged, edited."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.files import pasted_path
from ops_trainer.content.forms import as_kind, fields_of, filled, main_fields, merged, written
from ops_trainer.content.kinds import KINDS
from ops_trainer.content.reading.reader import read_note
from ops_trainer.content.typography import spaced
from ops_trainer.exchange.parcel import Parcel, first_line, strings
from ops_trainer.locale import Complaint, Lang
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import PickList
from ops_trainer.tui.widgets.text import Fluid, Prose, fit

if TYPE_CHECKING:
    from ops_trainer.content.reading.deck_file import Raw
    from ops_trainer.drafting.reading import Article
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.importing import Imported
    from ops_trainer.tui.shell.access import LearnerApp

LONGEST = 1000  # characters of a path
ON_ONE = frozenset(("take", "kind", "merge", "edit", "all", "done"))


def ask_for_article(app: LearnerApp) -> None:
    """Ask for an article, typed, pasted or dropped into the terminal, and show what it may hold."""

    def chosen(path: str | None) -> None:
        if path:
            app.go("review", path=pasted_path(path))

    title, hint = app.say("review.ask"), app.say("review.hint")
    app.go("one_line", then=chosen, title=title, hint=hint, longest=LONGEST)


@dataclass(slots=True)
class Candidate:
    """A note that the article may hold: whether it is taken, what of it is still the article's, what is wrong with
    it."""

    raw: Raw
    taken: bool
    doubtful: bool
    run: str = ""
    wrong: Complaint | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        value = self.raw.get(main_fields(self.raw["kind"])[0])
        return next(strings(value), "") if value else first_line(self.raw)


class Review(BaseScreen[None]):
    """The notes of an article, by its path."""

    CSS_PATH = "review.tcss"
    AREA_TITLE = "review.title"
    TOPIC = "authoring"
    AUTO_FOCUS = "#found"
    LIST_ACTION = "edit"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "take", "review.key_take", "review.tip_take", id="review.take"),
        key("a,0", "all", "review.key_all", "review.tip_all", id="review.all"),
        key("k,1", "kind", "authoring.key_kind", "review.tip_kind", id="review.kind"),
        key("m,2", "merge", "review.key_merge", "review.tip_merge", id="review.merge"),
        key("e,enter,f2", "edit", "deckscreen.key_edit", "review.tip_edit", id="review.edit"),
        key("s,right", "done", "review.key_done", "review.tip_done", id="review.done"),
    ]

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = Path(path).expanduser()
        self.article: Article | None = None
        self.notes: list[Candidate] = []
        self.language: Lang = "zh"

    def body(self) -> Iterable[Widget]:
        """Yield the list and the note beside it."""
        with Horizontal(id="both"):
            yield PickList(id="found", markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="note", markup=False)

    def load(self) -> None:
        """Read the article, once."""
        if self.article is None:
            self.ask(lambda trainer: trainer.review_article(self.path), self.begin, group="read")
        else:
            self.show()

    def on_talk_failed(self, event: Any) -> None:
        """Say what went wrong; an article that can't be read closes the screen."""
        super().on_talk_failed(event)
        if self.article is None:
            self.dismiss()

    def begin(self, article: Article) -> None:
        """List what was found."""
        self.article = article
        parcel = Parcel("draft", article.title)
        for draft in article.drafts:
            parcel.add(dict(draft.raw))
        self.language = parcel.language
        self.notes = [
            self.looked_at(Candidate(note.raw, draft.taken, not draft.taken))
            for note, draft in zip(parcel.notes, article.drafts, strict=True)
        ]
        self.show()

    def looked_at(self, note: Candidate) -> Candidate:
        """Return a note with what is still the article's in it, and what is wrong with it."""
        assert self.article is not None
        note.run = self.article.words.run_in(note.raw)
        wrong = read_note({"id": "new", **note.raw}, "new", self.language)[1]
        note.wrong = wrong[0][1] if wrong else None
        return note

    def show(self) -> None:
        """Show the list as it is."""
        listed = self.query_one("#found", OptionList)
        at = listed.highlighted or 0
        listed.set_options(Option(Fluid(partial(self.row, note))) for note in self.notes)
        listed.highlighted = min(at, len(self.notes) - 1) if self.notes else None
        title = self.article.title if self.article is not None else self.say("review.title")
        taken = sum(note.taken for note in self.notes)
        self.set_title(spaced(title), self.say("review.count", taken=taken, n=len(self.notes)))
        self.show_note()

    def row(self, note: Candidate, width: int) -> Content:
        """Return a note as a line: taken or not, its kind, what it is called, what is to be heeded."""
        box = ("■ ", "$success") if note.taken else ("□ ", "$text-muted")
        kind = self.say(f"browse.kind_{note.raw['kind']}")
        mark = "✗" if note.wrong is not None else "=" if note.run else "?" if note.doubtful else " "
        room = max(width - 4, 2)
        return Content.assemble(box, fit(f"{kind} · {spaced(note.title)}", room), (f" {mark}", "$warning"))

    def show_note(self) -> None:
        """Show the whole of the highlighted note, and what is to be heeded."""
        note = self.note
        lines: list[Content] = []
        if note is not None:
            heeded = []
            if note.wrong is not None:
                heeded.append(self.say_complaint(note.wrong))
            if note.run:
                heeded.append(self.say("review.run", n=len(note.run), run=note.run))
            if note.doubtful:
                heeded.append(self.say("review.doubtful"))
            lines += [Content.styled(line, "$warning") for line in heeded]
            for one in fields_of(note.raw["kind"]):
                if (value := note.raw.get(one.name)) is not None:
                    lines.append(Content.styled(self.say(f"authoring.field_{one.label}"), "$accent bold"))
                    lines += [Content(spaced(text)) for text in strings(value)]
        self.query_one("#note", Static).update(Prose(Content("\n").join(lines)))
        self.refresh_bindings()

    @property
    def place(self) -> int | None:
        """Where the list stands."""
        return next((listed.highlighted for listed in self.query("#found").results(OptionList)), None)

    @property
    def note(self) -> Candidate | None:
        """The note that the list stands on."""
        return self.notes[self.place] if self.place is not None and self.place < len(self.notes) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the note that is highlighted now."""
        event.stop()
        self.show_note()

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what needs a note only where there is one."""
        if action == "merge":
            return self.place is not None and self.place + 1 < len(self.notes)
        return bool(self.notes) if action in ON_ONE else True

    def action_take(self) -> None:
        """Take the note, or drop it."""
        if (note := self.note) is not None:
            note.taken = not note.taken
            self.show()

    def action_all(self) -> None:
        """Take all; none, when all were."""
        taken = not all(note.taken for note in self.notes)
        for note in self.notes:
            note.taken = taken
        self.show()

    def action_kind(self) -> None:
        """Ask which kind of note it is."""
        note, kinds = self.note, list(KINDS)
        if note is None:
            return

        def take(place: int | None) -> None:
            if place is not None and kinds[place] != note.raw["kind"]:
                form = as_kind(self.form(note), note.raw["kind"], kinds[place], self.language)
                self.put(note, written(kinds[place], form, self.language).raw)

        named = [(self.say(f"browse.kind_{one}"), self.say(f"authoring.about_{one}")) for one in kinds]
        choices = [self.say("authoring.kind_line", kind=kind, about=about) for kind, about in named]
        at = kinds.index(note.raw["kind"])
        self.app.go("choose", then=take, title=self.say("authoring.ask_kind"), choices=choices, chosen=at)

    def action_merge(self) -> None:
        """Make the next note part of this one."""
        note, place = self.note, self.place
        if note is None or place is None:
            return
        other = self.notes.pop(place + 1)
        kind = note.raw["kind"]
        form = as_kind(self.form(other), other.raw["kind"], kind, self.language)
        self.put(note, written(kind, merged(kind, self.form(note), form), self.language).raw)

    def action_edit(self) -> None:
        """Open the note in the form."""
        if (note := self.note) is not None:
            self.app.go("note_form", then=partial(self.edited, note), deck="", loose=(note.raw, self.language))

    def edited(self, note: Candidate, raw: Raw | None) -> None:
        """Take over what was written; such a note is taken."""
        if raw is not None:
            note.taken, note.doubtful = True, False
            self.put(note, raw)

    def form(self, note: Candidate) -> dict[str, Any]:
        """Return a note's form."""
        return filled(fields_of(note.raw["kind"]), note.raw, self.language)

    def put(self, note: Candidate, raw: Raw) -> None:
        """Make a note another."""
        note.raw = raw
        self.looked_at(note)
        self.show()

    def action_done(self) -> None:
        """Make a deck of what is taken; ask first where something of it is still the article's."""
        taken = [note for note in self.notes if note.taken]
        if not taken:
            self.complain(Complaint("review.none"))
            return
        if wrong := next((note for note in taken if note.wrong is not None), None):
            self.query_one("#found", OptionList).highlighted = self.notes.index(wrong)
            self.complain(Complaint("review.wrong", title=wrong.title[:40], why=wrong.wrong))
            return
        running = sum(bool(note.run) for note in taken)
        if not running:
            self.write(taken, draft=False)
            return

        def take(place: int | None) -> Awaitable[None] | None:
            if place in (1, 2):
                self.write(taken, draft=place == 1)
            return None

        choices = [self.say(f"review.{way}") for way in ("go_on", "as_draft", "as_it_is")]
        title, why = self.say("review.running", n=running), self.say("review.running_help")
        self.app.go("choose", then=take, title=title, choices=choices, chosen=0, help=why)

    def write(self, taken: list[Candidate], *, draft: bool) -> None:
        """Make a deck of some notes."""
        article = self.article
        assert article is not None

        def work(trainer: Trainer) -> Imported:
            parcel = Parcel("draft", article.title)
            for note in taken:
                parcel.add(dict(note.raw))
            plan = trainer.plan_import(parcel)
            plan.draft, plan.language = draft, self.language
            return trainer.import_foreign(plan)

        self.ask(work, partial(self.made, draft), group="write")

    def made(self, draft: bool, done: Imported) -> None:
        """Go to the deck; say where a draft is."""
        self.dismiss()
        if not done.decks:
            self.app.notify(self.say("importing.same"))
        elif draft:
            self.app.notify(self.say("review.drafted", deck=done.decks[0]))
        else:
            self.app.go("deck", deck=done.decks[0])
