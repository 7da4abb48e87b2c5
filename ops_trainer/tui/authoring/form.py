"""The form of a note: a field for each part of it, and beside them the cards and a question that it makes."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from ops_trainer.content.forms import WRITTEN_ELSEWHERE, as_kind, blank, fields_of, filled, rows, written
from ops_trainer.content.kinds import KINDS
from ops_trainer.content.reading.shapes import Path
from ops_trainer.content.reading.tree import parse
from ops_trainer.content.reading.writing import note_text
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang
from ops_trainer.tui.authoring.fields import Area, Do, EntryHead, Row, Switch
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.content.forms import FormField, Written
    from ops_trainer.content.reading.deck_file import Raw
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.authoring import Opened, Preview

PREVIEW_S = 0.15  # from the last key to the preview
SIDE_BY_SIDE = 100  # cells from which on both languages stand beside each other
UNFINISHED = ("deck.missing", "deck.empty", "deck.least_entries", "deck.no_wrong")  # told once one wants to save
FIRST_KIND = "qa"


class NoteForm(BaseScreen[Any]):
    """A note of an own deck, or a new one; comes back with the id of the last one that was saved. One that stands in no
    deck yet comes back as its plain values."""

    CSS_PATH = "form.tcss"
    AREA_TITLE = "authoring.title_new"
    TOPIC = "authoring"
    AUTO_FOCUS = "Area"
    BINDINGS: ClassVar[Bindings] = [
        key("ctrl+s", "save", "authoring.key_save", "authoring.tip_save", id="form.save", priority=True),
        key("ctrl+n", "next", "authoring.key_next", "authoring.tip_next", id="form.next", priority=True),
        key("f5", "kind", "authoring.key_kind", "authoring.tip_kind", id="form.kind"),
        key("f3", "more", "authoring.key_more", "authoring.tip_more", id="form.more"),
        key("f4", "yaml", "authoring.key_yaml", "authoring.tip_yaml", id="form.yaml"),
        key("f2", "editor", "authoring.key_editor", "authoring.tip_editor", id="form.editor"),
    ]

    def __init__(self, deck: str, note: str = "", kind: str = FIRST_KIND, absorb: str = "",
                 loose: tuple[Raw, Lang] | None = None) -> None:  # fmt: skip
        """`absorb` is another note of the deck that becomes part of this one when it is saved; `loose` a note that
        stands in no deck, and the language of its texts."""
        super().__init__()
        self.deck, self.note, self.kind, self.absorb = deck, note, kind, absorb
        self.loose = loose
        self.given: Raw | None = None  # the note as it was typed in YAML
        self.as_yaml = False
        self.opened: Opened | None = None
        self.form: dict[str, Any] = {}
        self.begun: tuple[str, dict[str, Any]] = (kind, {})  # what stood in the form when it was opened
        self.forms: dict[str, dict[str, Any]] = {}  # what was written for other kinds
        self.more = False
        self.tried = False  # whether one wanted to save, so that what is lacking is told
        self.saved: Any = None
        self.waiting: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """Yield the form and what it makes."""
        with Horizontal(id="both"):
            yield VerticalScroll(id="form", can_focus=False)
            with VerticalScroll(id="side", can_focus=False):
                yield Static(id="cards", markup=False)
                yield Static(id="question", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Put both languages beside each other where there is room."""
        self.set_class(event.size.width >= SIDE_BY_SIDE, "-side-by-side")

    def load(self) -> None:
        """Open the deck, unless it is open."""
        if self.opened is None:
            self.ask(self.read, self.begin)

    def read(self, trainer: Trainer) -> tuple[Opened, dict[str, Any] | None]:
        """Return the deck, and the form of the note with what it is merged with."""
        if self.loose is not None:
            from ops_trainer.trainer.authoring import nowhere

            return nowhere(self.loose[1]), None
        opened = trainer.authoring.open(self.deck)
        if not self.absorb:
            return opened, None
        return opened, trainer.authoring.merged_form(opened, self.note, opened.ref(self.absorb))

    async def say_again(self) -> None:
        """Build the form anew in the language of now."""
        await super().say_again()
        await self.lay_out()

    def on_talk_failed(self, event: Any) -> None:
        """Say what went wrong; a deck that can't be opened closes the form."""
        super().on_talk_failed(event)
        if self.opened is None:
            self.dismiss(None)

    async def begin(self, found: tuple[Opened, dict[str, Any] | None]) -> None:
        """Show the note, or an empty form."""
        self.opened, merged = opened, _ = found
        raw = self.loose[0] if self.loose is not None else opened.file.raws.get(self.note, {})
        self.kind = str(raw.get("kind", self.kind))
        self.form = merged or filled(fields_of(self.kind), raw, opened.language)
        self.begun = (self.kind, filled(fields_of(self.kind), raw, opened.language))
        await self.lay_out()

    # the form

    def shown(self) -> Iterable[FormField]:
        """Yield the fields that are shown: those of all kinds where something stands in them, or more is wanted."""
        empty = filled(fields_of(self.kind), {}, "zh")
        return (
            one
            for one in fields_of(self.kind)
            if self.more or not one.is_common or self.form.get(one.name) != empty[one.name]
        )

    async def lay_out(self, focus: Path = ()) -> None:
        """Show the fields; the one at a path gets the focus, else the first."""
        if self.opened is None:
            return
        made: list[Widget] = []
        heads: set[Path] = set()
        for path, one in rows(tuple(self.shown()), self.form):
            parent = path[:-1]
            if parent not in heads and parent and isinstance(parent[-1], int):
                made.append(EntryHead(parent, self.at(parent), self.say))
                heads.add(parent)
            made.append(Row(path, one, self.at(path), self.say))
        if self.as_yaml:
            raw = {name: value for name, value in self.made().raw.items() if name != "id"}
            made = [
                Static(Prose(self.say("authoring.yaml_help")), classes="label"),
                Area(note_text(raw), (), id="yaml"),
            ]
        box = self.query_one("#form")
        with self.app.batch_update():
            await box.remove_children()
            await box.mount_all(made)
        areas = list(self.query("#form Area, #form Switch").results(Widget))
        chosen = [area for area in areas if getattr(area, "path", ())[: len(focus)] == focus] or areas
        if chosen:
            chosen[0].focus()
        kind = self.say(f"browse.kind_{self.kind}")
        title = self.say("authoring.title_edit" if self.note else "authoring.title_new")
        self.set_title(f"{title} · {kind}", self.note or self.deck)
        self.refresh_bindings()
        self.look()

    def at(self, path: Path) -> Any:
        """Return what stands at a path of the form."""
        value: Any = self.form
        for step in path:
            value = value[step]
        return value

    def put(self, path: Path, value: Any) -> None:
        """Write something at a path of the form, and look at what it makes once nobody types."""
        self.at(path[:-1])[path[-1]] = value
        self.look_soon()

    def look_soon(self) -> None:
        """Look at what the form makes once nobody types."""
        if self.waiting is not None:
            self.waiting.stop()
        self.waiting = self.set_timer(PREVIEW_S, self.look)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take over what is typed."""
        event.stop()
        area = event.text_area
        if area.id == "yaml":
            self.look_soon()
        elif isinstance(area, Area) and area.is_attached and self.at(area.path) != area.text:
            self.put(area.path, area.text)

    def on_switch_changed(self, event: Switch.Changed) -> None:
        """Take over what was switched."""
        event.stop()
        self.put(event.switch.path, event.switch.value)

    async def on_button_pressed(self, event: Do.Pressed) -> None:
        """Add an entry, or take one out."""
        event.stop()
        button = event.button
        if not isinstance(button, Do):
            return
        path = button.path
        *_, field = (one for at, one in rows(fields_of(self.kind), self.form) if at == path[: len(at)])
        if button.does == "add" and self.at(path) is None:
            self.put(path, blank(field))
        elif button.does == "add":
            self.at(path).append(blank(field))
            path = (*path, len(self.at(path)) - 1)
        elif isinstance(path[-1], int):
            self.at(path[:-1]).pop(path[-1])
            path = path[:-1]
        else:
            self.put(path, None)
        await self.lay_out(path)

    # what it makes

    def made(self) -> Written:
        """Return the note that the form makes."""
        assert self.opened is not None
        old = self.given or (self.loose[0] if self.loose is not None else None) or self.opened.file.raws.get(self.note)
        return written(self.kind, self.form, self.opened.language, old)

    def take_yaml(self) -> None:
        """Take the note over from its YAML, where that is shown. Raises Complaint for what can't be read."""
        if not self.as_yaml or self.opened is None:
            return
        head = f"id: {self.deck}\ntitle: t\nlanguage: {self.opened.language}\nnotes:\n"
        text = self.query_one("#yaml", Area).text
        tree = parse(head + text)
        if tree.faults:
            (line, _), complaint = tree.faults[0]
            raise Complaint("authoring.yaml_wrong", line=line - head.count("\n"), what=complaint)
        notes = tree.value.get("notes") if isinstance(tree.value, dict) else None
        raw = notes[0] if isinstance(notes, list) and len(notes) == 1 else None
        if not isinstance(raw, dict) or raw.get("kind") not in KINDS:
            raise Complaint("authoring.yaml_no_note", kinds=", ".join(KINDS))
        unknown = {*raw} - {*(one.name for one in fields_of(raw["kind"])), *WRITTEN_ELSEWHERE}
        if unknown:
            raise Complaint("deck.unknown", key=sorted(map(str, unknown))[0][:40])
        self.kind, self.given = raw["kind"], raw
        self.form = filled(fields_of(self.kind), raw, self.opened.language)

    def look(self) -> None:
        """Show what the form makes."""
        opened, note = self.opened, self.note
        if opened is None:
            return
        try:
            self.take_yaml()
        except Complaint:  # half typed
            return
        made = self.made()

        def see(trainer: Trainer) -> tuple[Written, Preview]:
            return made, trainer.authoring.preview(opened, made.raw, note)

        self.ask(see, self.show, group="preview")

    def show(self, found: tuple[Written, Preview]) -> None:
        """Show cards, question, and what is wrong below its field."""
        made, preview = found
        self.tell_wrong(made, preview)
        cards = [self.say("authoring.cards", n=len(preview.cards))] if preview.cards else []
        lines = [Content.styled(line, "$accent bold") for line in cards]
        for card in preview.cards:
            subject, asked, back = (
                spaced(text.in_lang(self.lang)) for text in (card.subject, card.question, card.back)
            )
            lines.append(Content.assemble((subject, "bold"), "\n" if subject else "", asked))
            lines.append(Content.assemble(("→ ", "$text-muted"), back, "\n"))
        if not preview.cards:
            lines.append(Content.styled(self.say("authoring.not_yet"), "$text-muted"))
        self.query_one("#cards", Static).update(Prose(Content("\n").join(lines)))
        self.query_one("#question", Static).update(Prose(self.asked(preview)))

    def asked(self, preview: Preview) -> Content:
        """Return the question that the note is asked by."""
        question = preview.question
        if question is None:
            return Content.styled(self.say("authoring.no_question"), "$text-muted") if preview.cards else Content("")
        head = Content.styled(self.say("authoring.question"), "$accent bold")
        lines = [head, Content(spaced(question.prompt.in_lang(self.lang)))]
        for option in question.options:
            said = spaced(option.text.in_lang(self.lang))
            lines.append(
                Content.styled(f"✓ {said}" if option.correct else f"· {said}", "bold" if option.correct else "")
            )
        return Content("\n").join(lines)

    def tell_wrong(self, made: Written, preview: Preview) -> list[Row]:
        """Say below each field what is wrong with it; return those where something is."""
        found: dict[Path, str] = {}
        for path, complaint in preview.wrong:
            if complaint.key in UNFINISHED and not self.tried:
                continue
            origin = made.origin(path)
            if complaint.key == "deck.missing":
                origin, complaint = (*origin, str(complaint.params["field"])), Complaint("authoring.fill_in")
            found.setdefault(origin, self.say_complaint(complaint))
        wrong = []
        shown = {row.path: row for row in self.query(Row)}
        for row in shown.values():
            row.tell("")
        for path, says in found.items():
            around = [path[:n] for n in range(len(path), 0, -1) if path[:n] in shown] or [*shown][:1]
            for at in around[:1]:
                shown[at].tell(says)
                wrong.append(shown[at])
        return wrong

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow keys once the note is there."""
        if action in ("next", "editor") and self.loose is not None:
            return False
        if action in ("kind", "more"):
            return self.opened is not None and not self.as_yaml
        return self.opened is not None or action == "leave"

    async def action_save(self) -> None:
        """Write the note and go back."""
        if await self.save():
            self.dismiss(self.saved)

    async def action_next(self) -> None:
        """Write the note, and begin another of its kind and with its tags."""
        if not await self.save():
            return
        assert self.opened is not None
        tags = self.form["tags"]
        self.note, self.tried, self.forms = "", False, {}
        self.form = filled(fields_of(self.kind), {}, self.opened.language) | {"tags": tags}
        self.begun = (self.kind, filled(fields_of(self.kind), {}, self.opened.language) | {"tags": tags})
        await self.lay_out()

    async def save(self) -> bool:
        """Write the note; return whether it was. What is wrong is told below its field; where the file was changed
        meanwhile, it is opened anew, and what was written stays."""
        opened = self.opened
        assert opened is not None
        try:
            self.take_yaml()
        except Complaint as complaint:
            self.complain(complaint)
            return False
        made, self.tried = self.made(), True
        preview = await self.do(self.trainer.authoring.preview, opened, made.raw, self.note)
        if preview.wrong:
            wrong = self.tell_wrong(made, preview)
            self.app.notify(self.say("authoring.wrong", n=len(preview.wrong)), severity="warning")
            for area in wrong[0].query("Area, Switch, Do").results(Widget) if wrong else ():
                area.focus()
                break
            return False
        if self.loose is not None:
            self.saved = made.raw
            return True
        try:
            self.opened, self.saved = await self.do(
                self.trainer.authoring.save,
                opened,
                made.raw,
                self.note,
                faces=made.faces,
                absorb=opened.ref(self.absorb) if self.absorb else "",
            )
        except Complaint as complaint:
            self.complain(await self.reopened(complaint))
            return False
        self.absorb, self.given = "", None
        self.tell("authoring.saved", deck=self.deck)
        return True

    async def reopened(self, complaint: Complaint) -> Complaint:
        """Open the file anew where it was changed meanwhile; return what is to be said."""
        if complaint.key != "authoring.changed":
            return complaint
        was = self.opened
        assert was is not None
        try:
            self.opened = await self.do(self.trainer.authoring.open, self.deck)
        except Complaint as other:
            return other
        before, now = was.file.raws.get(self.note), self.opened.file.raws.get(self.note)
        if before == now:
            return Complaint("authoring.changed_again", **complaint.params)
        if now is None:
            self.note = ""
            return Complaint("authoring.gone_note", **complaint.params)
        return Complaint("authoring.changed_note", **complaint.params)

    def action_kind(self) -> None:
        """Ask which kind of note it is to be."""
        kinds = list(KINDS)
        named = [(self.say(f"browse.kind_{one}"), self.say(f"authoring.about_{one}")) for one in kinds]
        choices = [self.say("authoring.kind_line", kind=kind, about=about) for kind, about in named]

        def take(place: int | None) -> Awaitable[None] | None:
            return self.become(kinds[place]) if place is not None and kinds[place] != self.kind else None

        at = kinds.index(self.kind)
        self.app.go("choose", then=take, title=self.say("authoring.ask_kind"), choices=choices, chosen=at)

    async def become(self, kind: str) -> None:
        """Make it another kind; what was written for that before is there again."""
        assert self.opened is not None
        made = as_kind(self.form, self.kind, kind, self.opened.language)
        self.forms[self.kind] = self.form
        empty = filled(fields_of(kind), {}, self.opened.language)
        written_before = self.forms.get(kind, {})
        self.form = {
            name: value if value != empty[name] else written_before.get(name, value) for name, value in made.items()
        }
        self.kind = kind
        await self.lay_out()

    async def action_yaml(self) -> None:
        """Show the note as its file has it, to be changed there, or in fields again."""
        try:
            self.take_yaml()
        except Complaint as complaint:
            self.complain(complaint)
            return
        self.as_yaml = not self.as_yaml
        await self.lay_out()

    async def action_more(self) -> None:
        """Show the fields that are seldom needed, or hide them."""
        self.more = not self.more
        await self.lay_out(getattr(self.focused, "path", ()))

    async def action_editor(self) -> None:
        """Open the file in the learner's own editor, and close the form: it would show what was."""
        from ops_trainer.tui.decks.editing import open_in_editor

        if self.changed:
            self.complain(Complaint("authoring.save_first"))
        elif await open_in_editor(self, f"{self.deck}/{self.note}"):
            self.dismiss(self.note)

    @property
    def changed(self) -> bool:
        """Whether something stands in the form that isn't saved."""
        return (self.kind, self.form) != self.begun

    def action_leave(self) -> None:
        """Go back; ask first where something would be lost."""
        if not self.changed:
            self.dismiss(self.saved)
            return

        def take(place: int | None) -> None:
            if place == 1:
                self.dismiss(self.saved)

        choices = [self.say("authoring.keep_writing"), self.say("authoring.drop")]
        self.app.go("choose", then=take, title=self.say("authoring.unsaved"), choices=choices, chosen=0)
