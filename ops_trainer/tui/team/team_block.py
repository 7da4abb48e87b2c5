"""On Home: what the learner's teams ask of them, and how synchronising stands. Nothing where there is no team."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.content import Content
from textual.widgets import Static

from ops_trainer.tui.shell.access import TrainerAccess
from ops_trainer.tui.widgets.text import Fluid, fit, wrapped

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Status
    from ops_trainer.trainer.teams.assignments import AssignmentProgress, Pace

MOST = 2  # assignments shown, the most pressing ones
PASSING = ("team.offline", "team.server_away", "team.server_busy")  # nothing to do about it but to wait


class TeamView(NamedTuple):
    """What there is to show of the learner's teams."""

    statuses: list[Status]
    assignments: list[AssignmentProgress]
    news: int
    now: datetime
    paces: dict[str, Pace]
    days_off: tuple[str, ...] = ()  # of whole teams


def look(trainer: Trainer) -> TeamView | None:
    """Read it; None for a learner without a team."""
    statuses = trainer.teams.statuses()
    if not statuses:
        return None
    teams = trainer.teams
    return TeamView(statuses, teams.work.progress(), len(teams.notices()), trainer.clock(), {}, tuple(teams.days_off()))


class TeamBlock(TrainerAccess, Static):
    """A few lines; a click goes to the team."""

    DEFAULT_CSS = """
    TeamBlock { height: auto; max-height: 8; display: none; margin-bottom: 1; }
    .-short TeamBlock { margin-bottom: 0; }
    """

    def __init__(self) -> None:
        super().__init__(id="team", markup=False)
        self.view: TeamView | None = None

    def load(self) -> None:
        """Read what there is, and after that, which may take a moment, what it asks of today."""
        self.ask(look, self.came, group="teamblock")

    def came(self, view: TeamView | None) -> None:
        """Show it, and send what a session or quiz has just added."""
        self.show(view)
        if view is not None:
            self.app.sync_now()

    def show(self, view: TeamView | None) -> None:
        """Show it."""
        self.view = view
        self.display = view is not None
        if view is None:
            return
        self.update(Fluid(self.drawn))
        if view.assignments and not view.paces:
            self.ask(lambda trainer: trainer.teams.work.paces(view.assignments), self.show_paces, group="paces")

    def show_paces(self, paces: dict[str, Pace]) -> None:
        """Show what today asks."""
        view = self.view
        if view is not None and paces:
            self.show(TeamView(view.statuses, view.assignments, view.news, view.now, paces))

    def drawn(self, width: int) -> Content:
        """Return the lines at a width."""
        # Not loaded with the first paint: the models of teams take their time.
        from ops_trainer.tui.team.team_rows import assignment_row, lines_of

        view = self.view
        if view is None:
            return Content("")
        open_ones = [one for one in view.assignments if not one.settled]
        most = 1 if self.screen.has_class("-short") else MOST
        lines = [assignment_row(one, view.paces.get(one.id), self.say, self.lang, width) for one in open_ones[:most]]
        if len(open_ones) > most:
            lines.append(
                Content.styled(fit(self.say("team_screen.more", n=len(open_ones) - most), width), "$text-muted")
            )
        if not view.assignments:
            status = view.statuses[0]
            says = "team_screen.home_lead" if status.membership.leads else "team_screen.home_idle"
            lines.append(Content(fit(self.say(says, team=status.membership.team_name), width).rstrip()))
        state = _worst(view, self)
        news = self.say("team_screen.home_news", n=view.news) if view.news else ""
        last = Content.assemble(*(((news + "  "), "$accent bold"),) if news else (), state)
        lines.append(wrapped(last, width))
        return lines_of(lines)

    def on_click(self, event: events.Click) -> None:
        """Go to the team."""
        event.stop()
        self.app.action_team()


def _worst(view: TeamView, block: TeamBlock) -> Content:
    """Return how synchronising stands with the team where it stands worst."""
    from ops_trainer.tui.team.team_rows import state_line

    status = max(view.statuses, key=lambda one: (one.error is not None, one.waiting))
    if status.error is not None and status.error.key in PASSING:
        return Content.styled("! " + block.say("team_screen.state_away", n=status.waiting), "$warning")
    return state_line(status, view.now, block.say)
