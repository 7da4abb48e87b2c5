"""Browse: find cards as one types, filter them, look at one beside the list; suspend, reset, flag, and undo that."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.day import date_of
from ops_trainer.tui.decks.deck_rows import GLYPH_STYLES, GLYPHS
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Input, PickList
from ops_trainer.tui.widgets.flow import ChipAction, Chips
from ops_trainer.tui.widgets.text import Fluid, Prose, fit, wrapped
from ops_trainer.tui.widgets.words import Say, day_name

if TYPE_CHECKING:
    from ops_trainer.memory.events import Event
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import CardLine, DeckLine

STANDINGS = {
    "new": "app.standing_new",
    "learning": "app.standing_learning",
    "mastered": "app.standing_mastered",
    "faded": "app.standing_faded",
    "suspended": "app.standing_suspended",
}


def one_line(text: str) -> str:
    """Return a text on one line, spaced for display."""
    return spaced(" ".join(text.split()))


def lit(text: Content, words: Iterable[str]) -> Content:
    """Return a text with the words that were looked for underlined."""
    folded = text.plain.casefold()
    if len(folded) != len(text.plain):  # a letter that folds into two: places would be wrong
        return text
    for word in words:
        at = folded.find(word)
        while word and at >= 0:
            text = text.stylize("$accent underline", at, at + len(word))
            at = folded.find(word, at + len(word))
    return text


def card_row(line: CardLine, lang: Lang, words: Iterable[str], width: int) -> Content:
    """Return glyph, what the card is about, what is asked, and a flag at the end; the detail has what doesn't fit."""
    return lit(_row(line, lang, width), words)


def _row(line: CardLine, lang: Lang, width: int) -> Content:
    flag = " ⚑" if line.state.flag is not None else ""
    room = max(width - 2 - cell_len(flag), 2)
    subject, question = (one_line(text.in_lang(lang)) for text in (line.card.subject, line.card.question))
    glyph = (GLYPHS[line.standing] + " ", GLYPH_STYLES[line.standing])
    if not subject:
        return Content.assemble(glyph, fit(question, room), (flag, "$warning"))
    head = fit(subject, room).rstrip() if cell_len(subject) > room else subject
    rest = room - cell_len(head)
    return Content.assemble(
        glyph, head, (fit(f"  {question}", rest) if rest > 6 else " " * rest, "$text-muted"), (flag, "$warning")
    )


def detail(line: CardLine, deck: str, day: int, words: Iterable[str], say: Say, lang: Lang, width: int) -> Content:
    """Return the whole card with its answer, its memory and its flag."""
    card, state = line.card, line.state
    subject, question, back = (spaced(text.in_lang(lang)) for text in (card.subject, card.question, card.back))
    parts = [lit(Content.styled(subject, "$accent bold"), words)] if subject else []
    parts += [lit(Content(question), words), Content.styled("─" * width, "$border-blurred")]
    parts += [lit(Content(back), words), Content("")]
    kind = say(f"browse.kind_{line.kind}")
    parts.append(Content.styled(f"{deck} · {kind}", "$text-muted"))
    facts = [f"{GLYPHS[line.standing]} {say(STANDINGS[line.standing])}"]
    if line.recall is not None:
        facts.append(say("deckscreen.recall", percent=f"{line.recall:.0%}"))
    parts.append(Content.styled(" · ".join(facts), GLYPH_STYLES[line.standing]))
    if state.due_day is not None and not state.suspended:
        due = say("browse.due_now") if state.due_day <= day else day_name(date_of(state.due_day), lang)
        parts.append(Content.styled(say("browse.due", date=due), "$text-muted"))
    if state.flag is not None:
        parts.append(Content.styled(f"⚑ {state.flag}".rstrip(), "$warning"))
    return Content("\n").join(part if part.plain.startswith("─") else wrapped(part, width) for part in parts)


FLAGS = {True: "browse.flagged", False: "browse.not_flagged"}
LABELS = {
    "deck": ("browse.key_deck", "browse.tip_deck"),
    "kind": ("browse.key_kind", "browse.tip_kind"),
    "standing": ("browse.key_standing", "browse.tip_standing"),
    "flagged": ("browse.key_flagged", "browse.tip_flagged"),
    "tag": ("browse.key_tag", "browse.tip_tag"),
}
"""What each filter is called, and how it is asked for."""


@dataclass(frozen=True, slots=True)
class Filters:
    """None narrows nothing."""

    deck: str | None = None
    kind: str | None = None
    standing: str | None = None
    flagged: bool | None = None
    tag: str | None = None


def choices(name: str, decks: Iterable[DeckLine], tags: Mapping[str, str], say: Say, lang: Lang) -> dict[Any, str]:
    """Return the values of a filter, and what each is called; None first, for all."""
    values: dict[Any, str] = {None: say("browse.all")}
    if name == "deck":
        return values | {line.id: spaced(line.title.in_lang(lang)) for line in decks}
    if name == "tag":
        return values | dict(tags)
    named: dict[Any, str] = {}
    if name == "kind":
        from ops_trainer.content.kinds import KINDS

        named = {kind: f"browse.kind_{kind}" for kind in KINDS}
    else:
        named.update(STANDINGS if name == "standing" else FLAGS)
    return values | {value: say(says) for value, says in named.items()}


MOST = 200  # cards in the list, and how many more each time
ORDERS = {"learning": "browse.by_learning", "due": "browse.by_due", "lapses": "browse.by_lapses"}
LONGEST = 14  # cells of a filter's value
ON_A_CARD = frozenset(("aside", "reset", "flag", "lesson", "memory", "edit"))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought, or why it could not look."""

    lines: list[CardLine]
    total: int
    decks: list[DeckLine]
    day: int
    tags: dict[str, str]
    why: Complaint | None = None


class Browse(BaseScreen[None]):
    """All cards, or those of a deck."""

    CSS_PATH = "browse.tcss"
    AREA_TITLE = "browse.title"
    TOPIC = "browse"
    AUTO_FOCUS = "#words"
    IN_PALETTE = frozenset(
        f"browse.{name}" for name in ("add", "deck", "kind", "standing", "flagged", "tag", "order", "aside_all")
    )
    LIST_ACTION = "lesson"
    BINDINGS: ClassVar[Bindings] = [
        key("slash", "words", "browse.key_words", "browse.tip_words", id="browse.words"),
        key("down", "to_list", "browse.key_list", "browse.tip_list", id="browse.list", priority=True),
        key("s,7", "aside", "browse.key_aside", "browse.tip_aside", id="browse.aside"),
        key("x,delete", "reset", "browse.key_reset", "browse.tip_reset", id="browse.reset"),
        key("f,8", "flag", "study.key_flag", "study.tip_flag", id="browse.flag"),
        key("u,backspace", "undo", "study.key_undo", "browse.tip_undo", id="browse.undo"),
        key("r,9", "lesson", "study.key_lesson", "study.tip_lesson", id="browse.lesson"),
        key("i,5", "memory", "study.key_memory", "study.tip_memory", id="browse.memory"),
        key("e,f2", "edit", "study.key_edit", "study.tip_edit", id="browse.edit"),
        key("n,f4", "add", "authoring.key_add", "authoring.tip_add", id="browse.add", show=False),
        key("c,6", "clear", "browse.key_clear", "browse.tip_clear", id="browse.clear"),
        key("m,right", "more", "browse.key_more", "browse.tip_more", id="browse.more"),
        key("o,left", "order", "browse.key_order", "browse.tip_order", id="browse.order", show=False),
        key("a,plus", "aside_all", "browse.key_aside_all", "browse.tip_aside_all", id="browse.aside_all", show=False),
        key("p,f3", "study", "browse.key_study", "browse.tip_study", id="browse.study", show=False),
        key("d,1", "filter('deck')", "browse.key_deck", "browse.tip_deck", id="browse.deck", show=False),
        key("k,2", "filter('kind')", "browse.key_kind", "browse.tip_kind", id="browse.kind", show=False),
        key(
            "t,3", "filter('standing')", "browse.key_standing", "browse.tip_standing", id="browse.standing", show=False
        ),
        key("g,4", "filter('flagged')", "browse.key_flagged", "browse.tip_flagged", id="browse.flagged", show=False),
        key("l,0", "filter('tag')", "browse.key_tag", "browse.tip_tag", id="browse.tag", show=False),
    ]

    def __init__(self, deck: str | None = None) -> None:
        super().__init__()
        self.filters = Filters(deck=deck)
        self.words = ""
        self.order = "learning"
        self.most = MOST
        self.found: Found | None = None
        self.steps: list[list[Event]] = []  # what can be undone, the latest last

    def body(self) -> Iterable[Widget]:
        """Yield the line to type in, the filters, the list and the card beside it."""
        yield Input(self.words, placeholder=self.say("browse.hint"), id="words", select_on_focus=False)
        yield Chips(id="filters")
        with Horizontal(id="both"):
            yield PickList(id="cards", markup=False)
            with VerticalScroll(id="detail"):
                yield Static(id="card", markup=False)
        yield Static(id="nothing", markup=False)

    # searching

    def load(self) -> None:
        """Look for what is typed, within the filters."""
        words, filters, decks = self.words, self.filters, (self.found.decks or None) if self.found is not None else None
        order, most = self.order, self.most

        def look(trainer: Trainer) -> Found:
            from ops_trainer.trainer.views import Standing

            known = (trainer.decks() if decks is None else decks, trainer.day(), trainer.tags())
            try:
                cards = trainer.search(
                    words,
                    deck=filters.deck,
                    kind=filters.kind,
                    standing=Standing(filters.standing) if filters.standing else None,
                    flagged=filters.flagged,
                    tag=filters.tag,
                    order=order,
                    limit=most,
                )
            except Complaint as complaint:  # a condition that is half typed
                return Found([], 0, *known, complaint)
            return Found(cards.lines, cards.total, *known)

        self.ask(look, self.show, group="search")

    async def show(self, found: Found) -> None:
        """List what was found; the card that was highlighted stays so, or the one in its place."""
        self.found = found
        lines = found.lines
        listed = self.query_one("#cards", OptionList)
        was, place = self.highlighted, listed.highlighted or 0
        listed.set_options(
            Option(Fluid(partial(card_row, line, self.lang, self.sought)), line.card.id) for line in lines
        )
        ids = [line.card.id for line in lines]
        listed.highlighted = ids.index(was) if was in ids else min(place, len(ids) - 1) if ids else None
        self.query_one("#both").display = bool(ids)
        nothing = self.query_one("#nothing", Static)
        nothing.display = not ids
        why = self.say("browse.nothing" if self.narrowed else "browse.none")
        nothing.update(Prose(why if found.why is None else found.why.in_lang(self.lang)))
        says = "browse.more" if found.total > len(lines) else "browse.count"
        self.set_title(right=self.say(says, n=found.total, first=len(lines)))
        await self.query_one(Chips).offer(self.ways())
        self.show_card()

    def show_card(self) -> None:
        """Show the whole of the highlighted card."""
        line = self.line
        if line is not None and self.found is not None:
            deck = self.deck_title(line.card.deck)
            draw = partial(detail, line, deck, self.found.day, self.sought, self.say, self.lang)
            self.query_one("#card", Static).update(Fluid(draw))
            self.query_one("#detail").scroll_home(animate=False)
        self.refresh_bindings()

    @property
    def highlighted(self) -> str | None:
        """The id of the card that the list stands on."""
        option = self.query_one("#cards", OptionList).highlighted_option
        return option.id if option is not None else None

    @property
    def line(self) -> CardLine | None:
        """The card that the list stands on."""
        lines = self.found.lines if self.found is not None else []
        for listed in self.query("#cards").results(OptionList):  # there is none while the screen is built anew
            if listed.highlighted is not None and listed.highlighted < len(lines):
                return lines[listed.highlighted]
        return None

    @property
    def sought(self) -> tuple[str, ...]:
        """The words that are looked for, and texts in quotes, in lower case."""
        return tuple(
            word for word in re.split(r"[\s\"“”]+", self.words.casefold()) if ":" not in word and "：" not in word
        )

    @property
    def narrowed(self) -> bool:
        """Whether words or filters narrow the list."""
        return bool(self.words.strip()) or self.filters != Filters()

    # filters

    def deck_title(self, deck: str) -> str:
        """Return what a deck is called, by its id."""
        decks = self.found.decks if self.found is not None else []
        return next((spaced(line.title.in_lang(self.lang)) for line in decks if line.id == deck), deck)

    def choices(self, name: str) -> dict[Any, str]:
        """Return the values of a filter, and what each is called."""
        found = self.found
        return choices(name, found.decks if found else (), found.tags if found else {}, self.say, self.lang)

    def ways(self) -> Iterable[ChipAction]:
        """Return the filters as chips."""
        for name, (label, _) in LABELS.items():
            value, says = getattr(self.filters, name), self.say(label)
            if name == "tag" and value is None and self.found is not None and not self.found.tags:
                continue
            if value is not None:
                said = fit(self.choices(name).get(value, str(value)), LONGEST).rstrip()
                says = self.say("browse.filter", name=says, value=said)
            yield ChipAction(self.key_name(f"browse.{name}"), says, f"filter('{name}')", value is not None)

    def action_filter(self, name: str) -> None:
        """Ask what to narrow the list to."""
        named = self.choices(name)
        values = list(named)
        chosen = getattr(self.filters, name)

        def take(place: int | None) -> None:
            if place is not None:
                self.filters = replace(self.filters, **{name: values[place]})
                self.load()

        at = values.index(chosen) if chosen in values else 0
        self.app.go("choose", then=take, title=self.say(LABELS[name][1]), choices=named.values(), chosen=at)

    def action_clear(self) -> None:
        """No words and no filters."""
        self.filters, self.words, self.most = Filters(), "", MOST
        with self.prevent(Input.Changed):
            self.query_one("#words", Input).value = ""
        self.load()

    # moving

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        if action in ON_A_CARD and self.line is None:
            return False
        match action:
            case "to_list" | "lesson" if isinstance(self.focused, Input):
                return action == "to_list" and self.line is not None
            case "to_list":
                return False
            case "words":
                return not isinstance(self.focused, Input)
            case "undo":
                return bool(self.steps)
            case "clear":
                return self.narrowed
            case "more":
                return self.found is not None and self.found.total > len(self.found.lines)
            case "study":
                return self.line is not None and not isinstance(self.focused, Input)
            case "aside_all":
                return self.narrowed and self.line is not None and not isinstance(self.focused, Input)
        return True

    def action_study(self) -> None:
        """Study the cards of the list now; those suspended stay out."""
        from ops_trainer.tui.study.custom import study_these

        lines = self.found.lines if self.found is not None else []
        study_these(self, [line.card.id for line in lines if not line.state.suspended])

    def action_words(self) -> None:
        """Go to the line to type in."""
        self.query_one("#words").focus()

    def action_to_list(self) -> None:
        """Go from the line to the list."""
        self.query_one("#cards").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        event.stop()
        if event.value != self.words:
            self.words, self.most = event.value, MOST
            self.load()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        event.stop()
        if self.line is not None:
            self.action_to_list()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the card that is highlighted now."""
        event.stop()
        self.show_card()

    def on_descendant_focus(self) -> None:
        """Show the keys that count now: other ones in the list than in the line."""
        self.refresh_bindings()

    # on the card

    async def change(self, call: Callable[[], list[Event]], says: str, **params: object) -> None:
        """Do something to the card, keep how to undo it, say so and list anew."""
        try:
            self.steps.append(await self.do(call))
        except Complaint as complaint:
            self.complain(complaint)
            return
        self.tell(says, key=self.key_name("browse.undo"), **params)
        self.load()

    async def action_aside(self) -> None:
        """Put the card aside, or take it back into study."""
        if (line := self.line) is not None:
            how = self.trainer.resume if line.state.suspended else self.trainer.suspend
            await self.change(
                partial(how, line.card.id), "browse.resumed" if line.state.suspended else "browse.suspended"
            )

    def action_more(self) -> None:
        """List more of what was found."""
        self.most += MOST
        self.load()

    def action_order(self) -> None:
        """Ask in which order to list the cards."""
        orders = list(ORDERS)

        def take(place: int | None) -> None:
            if place is not None:
                self.order = orders[place]
                self.load()

        named = [self.say(says) for says in ORDERS.values()]
        at = orders.index(self.order)
        self.app.go("choose", then=take, title=self.say("browse.tip_order"), choices=named, chosen=at)

    async def action_aside_all(self) -> None:
        """Put all cards of the list aside, after asking; where all are, take them back into study."""
        lines = self.found.lines if self.found is not None else []
        resume = all(line.state.suspended for line in lines)
        cards = [line.card.id for line in lines if line.state.suspended == resume]
        how = self.trainer.resume if resume else self.trainer.suspend
        says = "browse.resumed_all" if resume else "browse.suspended_all"

        def take(place: int | None) -> Awaitable[None] | None:
            return self.change(partial(how, *cards), says, n=len(cards)) if place == 1 else None

        title = self.say("browse.resume_all" if resume else "browse.suspend_all", n=len(cards))
        choices = [self.say("browse.all_no"), self.say("browse.all_yes")]
        self.app.go("choose", then=take, title=title, choices=choices, chosen=0)

    async def action_reset(self) -> None:
        """Make the card new again."""
        if (line := self.line) is not None:
            await self.change(partial(self.trainer.reset, line.card.id), "browse.reset")

    def action_flag(self) -> None:
        """Flag the card with a remark, or take the flag off."""
        if (line := self.line) is None:
            return
        card = line.card.id

        def take(remark: str | bool | None) -> Awaitable[None] | None:
            if remark is None:
                return None
            if remark is False:
                return self.change(partial(self.trainer.unflag, card), "browse.unflagged")
            return self.change(partial(self.trainer.flag, card, str(remark)), "browse.flag_done")

        self.app.go("remark", then=take, remark=line.state.flag)

    async def action_undo(self) -> None:
        """Take the latest change back."""
        events = self.steps[-1]
        try:
            await self.do(self.trainer.undo_events, events)
        except Complaint as complaint:
            self.complain(complaint)
            return
        self.steps.pop()
        self.tell("study.undone")
        self.load()

    def action_lesson(self) -> None:
        """Read the note that the card is made from."""
        if (line := self.line) is not None:
            self.app.go("lesson", ref=line.card.note_id)

    def action_memory(self) -> None:
        """Look at the card's memory."""
        if (line := self.line) is not None:
            self.app.go("memory", card=line.card.id)

    async def action_edit(self) -> None:
        """Open the note in its form."""
        from ops_trainer.tui.authoring.ways import edit_note

        if (line := self.line) is not None:
            await edit_note(self, line.card.note_id, self.written)

    def action_add(self) -> None:
        """Write a new note: into the deck that the list is narrowed to, where that is an own one."""
        from ops_trainer.tui.authoring.ways import add_note

        add_note(self, self.filters.deck or "", self.written)

    def written(self, _: str | None) -> None:
        """List anew after something was written; there may be another deck."""
        if self.found is not None:
            self.found = replace(self.found, decks=[])
        self.load()
