"""The lead's page: everyone with their decks, those first who need the lead; and its export to a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer import private_files
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang
from ops_trainer.team.calendar import title_of
from ops_trainer.team.course import SORTS, Course, Row, by_deck, course_of, rows, sort
from ops_trainer.team.report import GLYPHS
from ops_trainer.tui.shell.base import BaseDialog, BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.team.team_rows import STYLES, gauge
from ops_trainer.tui.widgets.controls import Button, Input
from ops_trainer.tui.widgets.flow import ChipAction, Chips
from ops_trainer.tui.widgets.text import Fluid, Prose, fit, right, wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Membership


LEAST, MOST = 8, 16  # cells of a deck's column
READY = 5
LAST = 6


@dataclass(frozen=True, slots=True)
class Columns:
    """How a width is shared out: cells of the name, cells of a deck, the decks from `first` to before `end`."""

    name: int
    deck: int
    first: int
    end: int


def columns(width: int, decks: int, first: int) -> Columns:
    """Return the columns at a width; as many decks as have room, beginning with `first`."""
    name = min(max(width // 4, 10), 20)
    room = width - 2 - name - READY - LAST - 2
    shown = max(min(room // (LEAST + 1), decks), 1)
    first = max(min(first, decks - shown), 0)
    return Columns(name, min(max(room // shown - 1, 3), MOST), first, min(first + shown, decks))


def head(decks: Sequence[wire.DeckRef], first: int, say: Say, lang: Lang, width: int) -> Content:
    """Return what stands above the table."""
    at = columns(width, len(decks), first)
    names = " ".join(fit(spaced(title_of(deck, lang)), at.deck) for deck in decks[at.first : at.end])
    more = "‹ " if at.first else "  "
    text = f"{more}{fit(say('team_report.name'), at.name)} {right(say('team_screen.column_ready'), READY)} {names}"
    last = ("›" if at.end < len(decks) else " ") + right(say("team_screen.column_last"), LAST - 1)
    return Content.styled(fit(text, width - LAST) + last, "$text-muted")


def member_row(row: Row, decks: Sequence[wire.DeckRef], first: int, day: date, width: int) -> Content:
    """Return a member: how it goes, name, share ready, a bar a deck with its own sign, last day of study."""
    at = columns(width, len(decks), first)
    course = row.course or Course.UNTOUCHED
    parts: list[Content | str | tuple[str, str]] = [
        (f"{GLYPHS[course]} ", STYLES[course]),
        fit(row.name, at.name),
        " ",
        right("–" if row.ready is None else f"{row.ready:.0%}", READY),
    ]
    for deck in decks[at.first : at.end]:
        line = row.lines.get(deck.id)
        parts.append(" ")
        if line is None:
            parts.append(" " * at.deck)
            continue
        own = course_of(line, day)
        parts += [(GLYPHS[own], STYLES[own]), gauge(line.ready, line.goal, at.deck - 1, STYLES[own].split()[0])]
    made = Content.assemble(*parts)
    last = "–" if row.last_day is None else f"{row.last_day:%m-%d}"
    gap = width - made.cell_length
    return Content.assemble(made, (right(last, gap), "$text-muted"))


SORT_TIP = "team_screen.tip_sort"
MORE, MORE_TIP = "team_screen.key_decks", "team_screen.tip_decks"


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows."""

    team: Membership
    others: tuple[Membership, ...]
    progress: wire.Progress
    members: int


class TeamLead(BaseScreen[None]):
    """A table; enter opens a member. `team` names one of several teams one leads."""

    CSS_PATH = "lead.tcss"
    AREA_TITLE = "team_screen.lead_title"
    TOPIC = "team"
    AUTO_FOCUS = "#members"
    FOLLOWS_TEAM = True
    LIST_ACTION = "member"
    BINDINGS: ClassVar[Bindings] = [
        key("enter", "member", "team_screen.key_member", "team_screen.tip_member", id="team_lead.member"),
        key("a,5", "tasks", "team_screen.key_tasks", "team_screen.tip_tasks", id="team_lead.tasks"),
        key("i,6", "invite", "team_screen.key_invite", "team_screen.tip_invite", id="team_lead.invite"),
        key("h,7", "hard", "team_screen.key_hard", "team_screen.tip_hard", id="team_lead.hard"),
        key("e,8", "export", "team_screen.key_export", "team_screen.tip_export", id="team_lead.export"),
        key("r,9", "again", "team_screen.key_again", "team_screen.tip_again", id="team_lead.again"),
        key("o,0", "own", "team_screen.key_own", "team_screen.tip_own", id="team_lead.own"),
        key("w,slash", "switch", "team_screen.key_switch", "team_screen.tip_switch", id="team_lead.switch"),
        *(
            key(f"{n}", f"sort({n - 1})", "team_screen.key_sort", SORT_TIP, id=f"team_lead.sort.{n}", show=False)
            for n in range(1, len(SORTS) + 1)
        ),
        key("left", "turn(-1)", MORE, MORE_TIP, id="team_lead.left", show=False, priority=True),
        key("right", "turn(1)", MORE, MORE_TIP, id="team_lead.right", priority=True),
    ]

    def __init__(self, team: str | None = None) -> None:
        super().__init__()
        self.team = team
        self.page: Page | None = None
        self.by = 0
        self.first = 0
        self.shown: list[Row] = []

    def body(self) -> Iterable[Widget]:
        """Yield the sum, the orders, the table, what its signs mean."""
        yield Static(Prose(self.say("team_screen.asking")), id="sum", markup=False)
        yield Chips(id="sorts")
        yield Static(id="columns", markup=False)
        yield OptionList(id="members", markup=False)
        yield Static(id="legend", markup=False)

    def load(self) -> None:
        """Ask the server."""
        wanted = self.team

        def work(trainer: Trainer) -> Page:
            led = [one for one in trainer.teams.memberships() if one.leads]
            team = next((one for one in led if one.team == wanted), led[0] if led else trainer.teams.membership())
            with trainer.teams.leading(team.team) as lead:
                return Page(team, tuple(led), lead.progress(), len(lead.members()))

        self.ask(work, self.show)

    async def show(self, page: Page) -> None:
        """Fill the page."""
        self.page, self.team = page, page.team.team
        self.set_title(
            left=self.say("team_screen.lead_of", team=page.team.team_name),
            right=self.say("team_screen.people", n=page.members),
        )
        await self.query_one("#sorts", Chips).offer(
            ChipAction(
                self.key_name(f"team_lead.sort.{at + 1}"),
                self.say(f"team_screen.sort_{by}"),
                f"sort({at})",
                at == self.by,
            )
            for at, by in enumerate(SORTS)
        )
        self.draw()

    def draw(self) -> None:
        """Show the table in the order of now; the highlighted member stays so."""
        page = self.page
        if page is None:
            return
        found = rows(page.progress)
        decks, day = page.progress.decks, page.progress.day
        members = self.query_one("#members", OptionList)
        at = members.highlighted
        was = self.shown[at].member if at is not None and at < len(self.shown) else None
        self.shown = sort(found, SORTS[self.by])
        members.set_options(Option(Fluid(partial(member_row, row, decks, self.first, day))) for row in self.shown)
        ids = [row.member for row in self.shown]
        members.highlighted = ids.index(was) if was in ids else (0 if ids else None)
        for name in ("#members", "#columns", "#sorts"):
            self.query_one(name).display = bool(found)
        self.query_one("#columns", Static).update(
            Fluid(lambda width: head(decks, self.first, self.say, self.lang, width - 2))
        )
        self.query_one("#sum", Static).update(Prose(self.sum_words(page, found)))
        self.query_one("#legend", Static).update(Fluid(self.legend) if found else "")
        self.refresh_bindings()

    def sum_words(self, page: Page, found: list[Row]) -> str:
        """Return how the team is doing, in a sentence, or what to do first."""
        if not page.progress.decks:
            return self.say(
                "team_screen.lead_first",
                invite=self.key_name("team_lead.invite"),
                assign=self.key_name("team_lead.tasks"),
            )
        if not found:
            return self.say("team_screen.lead_nobody", invite=self.key_name("team_lead.invite"))
        worried = sum(row.course in (Course.BEHIND, Course.MISSED) for row in found)
        ready = sum(row.course is Course.READY for row in found)
        decks = [one for one in by_deck(page.progress, found) if one.learners]
        mean = sum(one.ready for one in decks) / len(decks) if decks else 0.0
        return self.say("team_screen.lead_sum", n=len(found), mean=f"{mean:.0%}", ready=ready, worried=worried)

    def legend(self, width: int) -> Content:
        """Return what the signs mean."""
        parts = [
            Content.assemble((GLYPHS[course], STYLES[course]), f" {self.say(f'team_report.course_{course}')}")
            for course in Course
        ]
        return wrapped(
            Content.assemble(Content("  ").join(parts), ("  │ ", "bold"), self.say("team_screen.goal_mark")), width
        )

    def all_decks_fit(self, decks: int) -> bool:
        """Return whether the table has room for all decks at once."""
        width = self.query_one("#members").content_size.width - 2
        at = columns(max(width, 20), decks, 0)
        return at.end - at.first >= decks

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        page = self.page
        match action:
            case "member" | "sort" | "hard" | "export":
                return page is not None and bool(page.progress.members)
            case "turn":
                return page is not None and not self.all_decks_fit(len(page.progress.decks))
            case "tasks" | "invite":
                return page is not None
            case "switch":
                return page is not None and len(page.others) > 1
        return True

    # actions

    async def action_sort(self, at: int) -> None:
        """Sort the table in another order."""
        self.by = at
        if self.page is not None:
            await self.show(self.page)

    def action_turn(self, by: int) -> None:
        """Show other decks, where not all have room."""
        if self.page is not None:
            self.first = min(max(self.first + by, 0), len(self.page.progress.decks) - 1)
            self.draw()

    def action_member(self) -> None:
        """Look at the highlighted member."""
        at = self.query_one("#members", OptionList).highlighted
        if self.page is not None and at is not None:
            titles = {deck.id: deck for deck in self.page.progress.decks}
            self.app.go("team_member", team=self.team, member=self.shown[at].member, decks=titles)

    def action_tasks(self) -> None:
        """Go to the assignments."""
        self.app.go("team_tasks", team=self.team)

    def action_invite(self) -> None:
        """Invite someone."""
        self.app.go("team_invite", team=self.team)

    def action_hard(self) -> None:
        """Go to what the team finds hard."""
        self.app.go("team_hard", team=self.team)

    def action_export(self) -> None:
        """Write a report or a table."""
        self.app.go("team_export", team=self.team)

    def action_again(self) -> None:
        """Ask again."""
        self.load()

    def action_own(self) -> None:
        """One's own part."""
        self.app.go("team")

    def action_switch(self) -> None:
        """Choose another team that one leads."""
        if self.page is not None:
            choices = [(one.team, one.team_name) for one in self.page.others]
            self.app.go("which", then=self.switched, title=self.say("team_screen.which"), choices=choices)

    def switched(self, team: str | None) -> None:
        """Show the team that was chosen."""
        if team:
            self.team, self.first, self.shown = team, 0, []
            self.load()

    def complain(self, error: Exception) -> None:
        """Say why there is nothing to see."""
        if self.page is None:
            self.query_one("#sum", Static).update(
                Prose(self.say("team_screen.lead_not_now", key=self.key_name("team_lead.again")))
            )
        super().complain(error)


class TeamExport(BaseDialog[None]):
    """Writes the progress to a file: a report to read or a table for a spreadsheet, by the file's ending."""

    CSS_PATH = "export.tcss"
    AREA_TITLE = "team_screen.export_title"
    TOPIC = "team"
    AUTO_FOCUS = "#path"

    def __init__(self, team: str) -> None:
        super().__init__()
        self.team = team

    def body(self) -> Iterable[Widget]:
        """Yield what is written, where to, the ways on."""
        yield Static(Prose(self.say("team_screen.export_title")), classes="head", markup=False)
        yield Static(Prose(self.say("team_screen.export_help")), id="why", markup=False)
        yield Input(id="path")
        with Horizontal(id="ways"):
            yield Button(self.text("team_screen.export_do"), id="do", variant="primary")
            yield Button(self.text("app.key_close"), id="cancel")

    def load(self) -> None:
        """Propose a file name that says what and when."""
        day = self.trainer.date_of(self.trainer.day())
        field = self.query_one("#path", Input)
        if not field.value:
            field.value = str(Path.home() / f"ops-team-{day.isoformat()}.html")

    def write(self) -> None:
        """Gather and write."""
        path, team, lang = Path(self.query_one("#path", Input).value.strip()).expanduser(), self.team, self.lang
        if path.suffix.lower() not in (".html", ".csv"):
            self.complain(Complaint("team_screen.export_ending"))
            return

        def work(trainer: Trainer) -> Path:
            from ops_trainer.team.report import page, sheet

            with trainer.teams.leading(team) as lead:
                found = lead.findings(lang)
            text = page(found, lang) if path.suffix.lower() == ".html" else sheet(found.progress, lang)
            try:
                private_files.write_whole(path, text.encode())
            except OSError as error:
                raise Complaint("team.cannot_write", path=str(path), error=error.strerror or str(error)) from None
            return path

        self.ask(work, self.written)

    def written(self, path: Path) -> None:
        """Close, and say where the file is."""
        self.dismiss()
        self.app.notify(self.say("team_screen.exported", path=path))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write the file."""
        event.stop()
        self.write()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Write, or leave."""
        event.stop()
        if event.button.id == "do":
            self.write()
        else:
            self.action_leave()
