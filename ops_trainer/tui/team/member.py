"""What a lead sees of one member: the lead's page about them, and the learner's preview of what is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.team import wire
from ops_trainer.team.calendar import title_of
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.team.team_rows import line_row
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.tui.widgets.words import day_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Leading


class TeamMember(BaseScreen[None]):
    """A member by id: each deck of each assignment, their role, removing them; `decks` gives the titles."""

    CSS_PATH = "member.tcss"
    AREA_TITLE = "team_screen.member_title"
    TOPIC = "team"
    AUTO_FOCUS = "#lines"
    BINDINGS: ClassVar[Bindings] = [
        key("g,1", "role", "team_screen.key_role", "team_screen.tip_role", id="team_member.role"),
        key("k,6", "reentry", "team_screen.key_reentry", "team_screen.tip_reentry", id="team_member.reentry"),
        key("x,delete", "remove_member", "team_screen.key_remove", "team_screen.tip_remove", id="team_member.remove"),
    ]

    def __init__(self, team: str, member: str, decks: Mapping[str, wire.DeckRef]) -> None:
        super().__init__()
        self.team, self.member, self.decks = team, member, decks
        self.report: wire.Report | None = None
        self.busy = False  # something is being done to the member, who may be gone after it

    def body(self) -> Iterable[Widget]:
        """Yield who it is, the decks, what a lead does not see."""
        yield Static(Prose(self.say("team_screen.asking")), id="who", markup=False)
        yield OptionList(id="lines", markup=False)
        yield Static(Prose(self.say("team_screen.not_seen")), id="not-seen", markup=False)

    def load(self) -> None:
        """Ask the server; not while it is told to change what would be asked for."""
        if self.busy:
            return
        team, member = self.team, self.member

        def work(trainer: Trainer) -> wire.Report:
            with trainer.teams.leading(team) as lead:
                return lead.report(member)

        self.ask(work, self.show)

    def show(self, report: wire.Report) -> None:
        """Fill the screen."""
        self.report = report
        self.set_title(left=report.name)
        role, joined = self.say(f"team.role_{report.role}"), day_name(report.joined, self.lang)
        head = self.say("team_screen.member_head", name=report.name, role=role, joined=joined)
        text = head if report.lines else f"{head}\n{self.say('team_screen.member_nothing')}"
        self.query_one("#who", Static).update(Prose(text))
        lines = self.query_one("#lines", OptionList)
        lines.set_options(Option(Fluid(partial(self.row, line))) for line in report.lines)
        lines.highlighted = 0 if report.lines else None
        self.refresh_bindings()

    def row(self, line: wire.Line, width: int) -> Content:
        """Return a deck of an assignment."""
        deck = self.decks.get(line.deck)
        title = line.deck if deck is None else title_of(deck, self.lang)
        return line_row(line, title, self.trainer.date_of(self.trainer.day()), self.say, self.lang, width)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow nothing before it is known who it is."""
        return self.report is not None if action in ("role", "reentry", "remove_member") else True

    def action_role(self) -> None:
        """Make a lead of a learner, or a learner of a lead, after asking."""
        report = self.report
        if report is None:
            return
        wanted = wire.Role.LEARNER if report.role is wire.Role.LEAD else wire.Role.LEAD
        self.sure(
            self.say(f"team_screen.make_{wanted}", name=report.name),
            lambda lead: lead.set_role(self.member, wanted),
            self.role_given,
        )

    def action_remove_member(self) -> None:
        """Remove the member, after asking."""
        report = self.report
        if report is not None:
            self.sure(
                self.say("team_screen.remove_sure", name=report.name),
                lambda lead: lead.remove(self.member),
                self.removed,
            )

    def action_reentry(self) -> None:
        """Make a line with which a member whose devices are gone comes back."""
        if self.report is not None:
            self.app.go("team_invite", team=self.team, member=(self.member, self.report.name))

    def role_given(self) -> None:
        """Say that the role is another one now, and show it."""
        if self.report is not None:
            self.tell("team_screen.role_given", name=self.report.name)
        self.load()

    def removed(self) -> None:
        """Say that the member is gone, and go back."""
        if self.report is not None:
            self.app.notify(self.say("team_screen.removed", name=self.report.name))
        self.dismiss()

    def sure(self, question: str, do: Callable[[Leading], object], then: Callable[[], object]) -> None:
        """Ask, do, go on."""
        team = self.team

        def work(trainer: Trainer) -> Exception | None:
            try:
                with trainer.teams.leading(team) as lead:
                    do(lead)
            except Exception as error:
                return error
            return None

        def done(error: Exception | None) -> None:
            self.busy = False
            if error is None:
                then()
            else:
                self.complain(error)
                self.load()

        def answered(place: int | None) -> None:
            if place == 1:
                self.busy = True
                self.ask(work, done, group="do")

        self.app.go(
            "choose", then=answered, title=question, choices=[self.say("team_screen.no"), self.say("team_screen.yes")]
        )


class TeamPreview(BaseScreen[None]):
    """What a lead gets about the learner: in words, and the very bytes."""

    CSS_PATH = "preview.tcss"
    AREA_TITLE = "team_screen.preview_title"
    TOPIC = "privacy"
    AUTO_FOCUS = "#page"

    def __init__(self, team: str) -> None:
        super().__init__()
        self.team = team
        self.titles: dict[str, str] = {}

    def body(self) -> Iterable[Widget]:
        """Yield words first, then the bytes."""
        with VerticalScroll(id="page"):
            yield Static(Prose(self.say("team_screen.asking")), id="intro", markup=False)
            yield Static(id="words", markup=False)
            yield Static(id="bytes-head", markup=False)
            yield Static(id="bytes", markup=False)

    def load(self) -> None:
        """Ask the server for what it would tell a lead."""
        team, lang = self.team, self.lang

        def work(trainer: Trainer) -> tuple[bytes, dict[str, str]]:
            decks = (deck for one in trainer.teams.assignments() for deck in one.assignment.decks)
            return trainer.teams.preview(team), {deck.id: title_of(deck, lang) for deck in decks}

        self.ask(work, self.show)

    def show(self, found: tuple[bytes, dict[str, str]]) -> None:
        """Show it."""
        document, self.titles = found
        report = wire.Report.model_validate_json(document)
        self.query_one("#intro", Static).update(Prose(self.say("team_screen.preview_intro")))
        self.query_one("#words", Static).update(Fluid(partial(self.words, report)))
        self.query_one("#bytes-head", Static).update(Prose(self.say("team_screen.preview_bytes", n=len(document))))
        self.query_one("#bytes", Static).update(document.decode("utf-8", "replace"))

    def words(self, report: wire.Report, width: int) -> Content:
        """Return the report in words."""
        role, joined = self.say(f"team.role_{report.role}"), day_name(report.joined, self.lang)
        head = self.say("team_screen.member_head", name=report.name, role=role, joined=joined)
        today = self.trainer.date_of(self.trainer.day())
        rows = [
            line_row(line, self.titles.get(line.deck, line.deck), today, self.say, self.lang, width)
            for line in report.lines
        ]
        return Content("\n").join([Content.styled(head, "bold"), *rows])

    def complain(self, error: Exception) -> None:
        """Say why there is nothing to see."""
        self.query_one("#intro", Static).update(Prose(self.say("team_screen.preview_not_now")))
        super().complain(error)
