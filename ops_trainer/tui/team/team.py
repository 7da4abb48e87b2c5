"""The learner's team: assignments, how synchronising stands, what the lead sees, news, leaving; the way in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.team.devices import ask_what_is_shared
from ops_trainer.tui.team.team_block import TeamView, look
from ops_trainer.tui.team.team_rows import assignment_row, lines_of, state_line, warnings
from ops_trainer.tui.widgets.controls import Button, refill
from ops_trainer.tui.widgets.text import Fluid, Prose

if TYPE_CHECKING:
    from collections.abc import Callable

    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Status, TeamNotice
    from ops_trainer.trainer.teams.assignments import AssignmentProgress, Pace


class Team(BaseScreen[None]):
    """One's own part in all teams one is in."""

    CSS_PATH = "team.tcss"
    AREA_TITLE = "team_screen.title"
    TOPIC = "team"
    FOLLOWS_TEAM = True
    AUTO_FOCUS = "#tasks"
    LIST_ACTION = "study"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "study", "team_screen.key_study", "team_screen.tip_study", id="team.study"),
        key("s,1", "sync", "team_screen.key_sync", "team_screen.tip_sync", id="team.sync"),
        key("n,2", "news", "team_screen.key_news", "team_screen.tip_news", id="team.news"),
        key("v,3", "preview", "team_screen.key_preview", "team_screen.tip_preview", id="team.preview"),
        key("l,4", "lead", "team_screen.key_lead", "team_screen.tip_lead", id="team.lead"),
        key("j,5", "join", "team_screen.key_join", "team_screen.tip_join", id="team.join"),
        key("k,6", "link", "team_screen.key_link", "team_screen.tip_link", id="team.link"),
        key("d,7", "devices", "team_screen.key_devices", "team_screen.tip_devices", id="team.devices"),
        key("x,delete", "quit_team", "team_screen.key_leave", "team_screen.tip_leave", id="team.leave"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.view: TeamView | None = None
        self.known = False
        self.asked = False  # which decks go through the server

    def body(self) -> Iterable[Widget]:
        """Yield who one is, how it stands, the assignments; the way in where there is no team."""
        yield Static(id="who", markup=False)
        yield Button(Content(" "), id="join", variant="primary")
        yield OptionList(id="tasks", markup=False)
        yield Static(id="help", markup=False)

    def load(self) -> None:
        """Read what is known here."""
        self.ask(look, self.show)

    def show(self, view: TeamView | None) -> None:
        """Fill the screen."""
        if view is not None and self.view is not None and not view.paces:
            view.paces.update(self.view.paces)
        self.view, self.known = view, True
        who = self.query_one("#who", Static)
        join = self.query_one("#join", Button)
        join.display = view is None
        join.label = Content(f"{self.say('team_screen.key_join')}  {self.key_name('team.join')}")
        if view is None:
            who.update(Prose(self.say("team_screen.none")))
            self.query_one("#tasks").display = False
            self.query_one("#help").display = False
            join.focus()
        else:
            self.app.sync_now()
            who.update(Fluid(partial(self.heads, view)))
            self.show_tasks(view)
            self.ask(lambda trainer: trainer.teams.work.paces(view.assignments), self.show_paces, group="paces")
            self.ask_once(view)
        self.refresh_bindings()

    def ask_once(self, view: TeamView) -> None:
        """Ask who joined before decks were told apart which of them are to go through the server."""
        unasked = next((one.membership for one in view.statuses if one.membership.whole is None), None)
        if unasked is not None and not self.asked:
            self.asked = True
            ask_what_is_shared(self, unasked)

    def heads(self, view: TeamView, width: int) -> Content:
        """Return a line for each team, and how synchronising with it stands."""
        lines = []
        for status in view.statuses:
            one = status.membership
            head = self.say(
                "team_screen.in_team", team=one.team_name, name=one.name, role=self.say(f"team.role_{one.role}")
            )
            lines.append(Prose(Content.styled(head, "bold"))._build(width))
            lines += [
                Prose(line)._build(width)
                for line in (state_line(status, view.now, self.say), *warnings(status, self.say))
            ]
        if view.days_off:
            days = spaced(self.say("team_screen.days_off", days=" ".join(view.days_off)))
            lines.append(Prose(Content.styled(days, "$text-muted"))._build(width))
        if view.news:
            news = self.say("team_screen.there_is_news", n=view.news, key=self.key_name("team.news"))
            lines.append(Prose(Content.styled(news, "$accent bold"))._build(width))
        return lines_of(lines)

    def show_tasks(self, view: TeamView) -> None:
        """List the assignments; the highlighted one stays so."""
        tasks = self.query_one("#tasks", OptionList)
        with self.prevent(OptionList.OptionHighlighted):
            refill(tasks, (Option(Fluid(partial(self.row, progress))) for progress in view.assignments))
        self.show_help()

    def row(self, progress: AssignmentProgress, width: int) -> Content:
        """Return an assignment."""
        pace = self.view.paces.get(progress.id) if self.view is not None else None
        return assignment_row(progress, pace, self.say, self.lang, width)

    def show_paces(self, paces: dict[str, Pace]) -> None:
        """Show what today asks, which has been worked out."""
        view = self.view
        if view is not None:
            view.paces.clear()
            view.paces.update(paces)
            self.show_tasks(view)

    @property
    def progress(self) -> AssignmentProgress | None:
        """The highlighted assignment."""
        at = self.query_one("#tasks", OptionList).highlighted
        return self.view.assignments[at] if self.view is not None and at is not None else None

    def show_help(self) -> None:
        """Show the lead's note, what the pace comes to and what would help, for the highlighted assignment."""
        view, progress = self.view, self.progress
        box = self.query_one("#help", Static)
        box.display = view is not None
        if progress is None:
            box.update(Prose(self.say("team_screen.nothing_assigned")))
            return
        pace = view.paces.get(progress.id) if view is not None else None
        advice = [spaced(line.in_lang(self.lang)) for line in pace.advice] if pace is not None else []
        counts = self.say("team_screen.of_cards", met=progress.introduced, mastered=progress.mastered, n=progress.cards)
        counts += self.say("team_report.faded", n=progress.faded) if progress.faded else ""
        lines = [counts, *advice]
        if came := progress.result_words(self.lang):
            lines.insert(0, spaced(came))
        if progress.missing:
            lines.append(self.say("team_screen.missing", decks=", ".join(progress.missing)))
        if progress.assigned.assignment.note:
            lines.append(
                self.say("team_screen.note", by=progress.assigned.assignment.by, note=progress.assigned.assignment.note)
            )
        box.update(Prose("\n".join(lines)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        view = self.view
        match action:
            case "study":
                return bool(view and view.assignments)
            case "sync" | "preview" | "link" | "devices" | "quit_team":
                return view is not None
            case "news":
                return bool(view and view.news)
            case "lead":
                return view is not None and any(status.membership.leads for status in view.statuses)
            case "join":
                return self.known
        return True

    # actions

    def action_study(self) -> None:
        """Study the highlighted assignment: today's share of it, as Home serves it too."""
        progress = self.progress
        if progress is not None and progress.decks:
            self.app.go("study", decks=progress.decks)

    def action_sync(self) -> None:
        """Synchronise with all teams now."""
        self.tell("team_screen.syncing")

        def work(trainer: Trainer) -> tuple[int, int]:
            done = [trainer.teams.sync(one.team) for one in trainer.teams.memberships()]
            return sum(one.pushed for one in done), sum(one.pulled for one in done)

        self.ask(work, self.level, group="sync")

    def level(self, moved: tuple[int, int]) -> None:
        """Say what came of it."""
        self.tell("team_screen.synced", pushed=moved[0], pulled=moved[1])
        self.load()

    def complain(self, error: Exception) -> None:
        """Say what went wrong, and show how it stands now."""
        super().complain(error)
        self.load()

    def action_news(self) -> None:
        """Go to what is new."""
        self.app.go("team_news")

    def action_preview(self) -> None:
        """Go to what the lead sees."""
        self.with_team(lambda team: self.app.go("team_preview", team=team))

    def action_lead(self) -> None:
        """Go to the lead's page."""
        self.app.go("team_lead")

    def action_join(self) -> None:
        """Join a team, another one too."""
        self.app.go("team_join", then=self.joined)

    def joined(self, done: bool | None) -> None:
        """Show the team that was joined."""
        if done:
            self.app.begin_syncing()
            self.load()

    def action_link(self) -> None:
        """Ask for a code for another device of one's own."""
        self.with_team(lambda team: self.app.go("team_invite", team=team, own=True))

    def action_devices(self) -> None:
        """Go to one's own devices, and what goes through the server."""
        self.with_team(lambda team: self.app.go("team_devices", team=team))

    def action_quit_team(self) -> None:
        """Leave a team, after asking."""
        self.with_team(self.sure)

    def sure(self, team: str) -> None:
        """Ask."""
        name = next(s.membership.team_name for s in self.statuses if s.membership.team == team)

        def answered(place: int | None) -> None:
            if place == 1:
                self.ask(lambda trainer: trainer.teams.leave(team), lambda _: self.gone(name), group="leave")
            elif place == 2:
                self.ask(
                    lambda trainer: trainer.teams.leave(team, forget=True), lambda _: self.gone(name), group="leave"
                )

        self.app.go(
            "choose", then=answered, title=self.say("team_screen.leave_sure", team=name),
            choices=[self.say(f"team_screen.leave_{way}") for way in ("no", "yes", "forget")],
            help=self.say("team_screen.leave_help"),
        )  # fmt: skip

    def gone(self, name: str) -> None:
        """Say that the team was left, and show what remains."""
        self.tell("team_screen.left_team", team=name)
        self.view = None
        self.load()

    @property
    def statuses(self) -> list[Status]:
        """How it stands with each team."""
        return list(self.view.statuses) if self.view is not None else []

    def with_team(self, then: Callable[[str], object]) -> None:
        """Do something with the team, or with the one chosen where there are several."""
        found = [(s.membership.team, s.membership.team_name) for s in self.statuses]
        if len(found) == 1:
            then(found[0][0])
        elif found:
            self.app.go(
                "which",
                then=lambda team: then(team) if team else None,
                title=self.say("team_screen.which"),
                choices=found,
            )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Join."""
        event.stop()
        self.action_join()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the help for the highlighted assignment."""
        event.stop()
        self.show_help()


KINDS = {"added": ("+ ", "$success bold"), "changed": ("~ ", "$warning bold"), "removed": ("− ", "$text-error bold")}


class TeamNews(BaseScreen[None]):
    """New assignments and decks, and what changed in revised ones, note by note.

    What was shown counts as seen when it is left.
    """

    CSS_PATH = "news.tcss"
    AREA_TITLE = "team_screen.news_title"
    TOPIC = "team"
    AUTO_FOCUS = "#page"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,space", "leave", "team_screen.key_seen", "team_screen.tip_seen", id="team_news.seen"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.news: list[TeamNotice] = []

    def body(self) -> Iterable[Widget]:
        """Yield a page that scrolls."""
        with VerticalScroll(id="page"):
            yield Static(id="news", markup=False)

    def load(self) -> None:
        """Read what was not looked at yet."""
        self.ask(lambda trainer: trainer.teams.notices(), self.show)

    def show(self, news: list[TeamNotice]) -> None:
        """Show it, the newest first."""
        self.news = news
        blocks = [self.block(one) for one in news] or [Content(self.say("team_screen.news_none"))]
        self.query_one("#news", Static).update(Prose(Content("\n\n").join(blocks)))

    def block(self, news: TeamNotice) -> Content:
        """Return one thing that came, and the notes it is about."""
        lines = [Content.styled(spaced(news.in_lang(self.lang)), "bold")]
        for kind, mark in KINDS.items():
            terms = getattr(news, kind)
            if terms:
                said = self.say("team_screen.and").join(spaced(term.in_lang(self.lang)) for term in terms)
                lines.append(Content.assemble(mark, (self.say(f"team_screen.notes_{kind}"), "$text-muted"), said))
        return Content("\n").join(lines)

    def action_leave(self) -> None:
        """Mark the news as seen, then leave."""
        seen = self.news

        def work(trainer: Trainer) -> None:
            trainer.teams.mark_seen(*seen)

        self.ask(work, self.read, group="seen")

    def read(self, _: object) -> None:
        """Leave: the news counts as seen."""
        self.dismiss()
