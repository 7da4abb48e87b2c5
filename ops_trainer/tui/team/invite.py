"""An invite: for how many, then the line to send and its code for a camera; or one for a device of a member."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.locale import Complaint
from ops_trainer.memory.day import local_day
from ops_trainer.team.limits import INVITE_DAYS, MEMBERS
from ops_trainer.team.typed import folded, for_camera, invite_line
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button, Input
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.tui.workshop.qr import drawn, lines

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer import Trainer

USUAL = {"uses": "1", "days": "14"}
MOST = {"uses": MEMBERS, "days": INVITE_DAYS}
LOOPBACK = ("//127.", "//localhost", "//[::1]")


class TeamInvite(BaseScreen[None]):
    """Two numbers, then a line. With `own` it is for one's own second device, with `member` (id and name) for a member
    whose devices are gone; both need no numbers."""

    CSS_PATH = "invite.tcss"
    AREA_TITLE = "team_screen.invite_title"
    TOPIC = "team"
    AUTO_FOCUS = "#uses"
    BINDINGS: ClassVar[Bindings] = [
        key("c,1", "copy", "team_screen.key_copy", "team_screen.tip_copy", id="team_invite.copy"),
    ]

    def __init__(self, team: str, own: bool = False, member: tuple[str, str] | None = None) -> None:
        super().__init__()
        self.team, self.own, self.member = team, own, member
        self.kind = "link" if own else "reentry" if member is not None else "invite"
        self.names = {} if member is None else {"name": member[1]}
        self.line = self.photo = ""
        self.until = ""
        self.left = 1

    def body(self) -> Iterable[Widget]:
        """Yield the numbers, the button; the line and its code once there is one."""
        yield Static(Prose(self.say(f"team_screen.{self.kind}_help", **self.names)), id="help", markup=False)
        for name, value in USUAL.items():
            with Horizontal(classes="field"):
                yield Static(self.say(f"team_screen.invite_{name}"), classes="label", markup=False)
                yield Input(value, id=name, max_length=5)
        yield Button(self.text(f"team_screen.{self.kind}_do"), id="do", variant="primary")
        with VerticalScroll(id="made"):
            yield Static(id="line", markup=False)
            yield Static(id="until", markup=False)
            yield Static(id="code", markup=False)

    def load(self) -> None:
        """Show what there is."""
        self.show()

    def show(self) -> None:
        """Show the form before it is made, the line after."""
        made = bool(self.line)
        for field in self.query(".field"):
            field.display = not made and self.kind == "invite"
        self.query_one("#do").display = not made
        self.query_one("#made").display = made
        self.query_one("#help").display = not made
        if not made:
            self.query_one("#uses" if self.kind == "invite" else "#do").focus()
        else:
            self.query_one("#made").focus()
            self.query_one("#line", Static).update(Prose(Content.styled(self.line, "$accent bold"), most=120))
            self.query_one("#until", Static).update(Prose(self.words()))
            self.query_one("#code", Static).update(Fluid(self.code))
        self.refresh_bindings()

    def words(self) -> str:
        """For how many and until when it is good."""
        if self.own:
            said = self.say("team_screen.linked")
        elif self.member is not None:
            said = self.say("team_screen.reentry_made", **self.names)
        else:
            said = self.say("team_screen.invited", n=self.left, until=self.until)
        return f"{said} {self.say('team_screen.only_here')}" if any(one in self.line for one in LOOPBACK) else said

    def code(self, width: int) -> Content:
        """Address and code for a camera, where there is room."""
        rows = lines(self.photo, 1 if self.has_class("-short") else 2)
        return drawn(rows) if len(rows[0]) <= width else Content("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow copying only where there is something to copy."""
        return bool(self.line) if action == "copy" else True

    def make(self) -> None:
        """Make the invite."""
        numbers = {}
        for name, most in MOST.items():
            typed = folded(self.query_one(f"#{name}", Input).value)
            if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= most):
                self.complain(Complaint(f"team_screen.bad_{name}", most=most))
                return
            numbers[name] = int(typed)
        team, own, member = self.team, self.own, self.member

        def work(trainer: Trainer) -> tuple[str, wire.Invite]:
            url = trainer.teams.membership(team).url
            if own:
                return url, trainer.teams.link(team)
            with trainer.teams.leading(team) as lead:
                if member is not None:
                    return url, lead.reentry(member[0])
                return url, lead.invite(uses=numbers["uses"], days=numbers["days"])

        self.ask(work, self.made)

    def made(self, found: tuple[str, wire.Invite]) -> None:
        """Show the invite that was made; what was wrong before is no news any more."""
        self.app.announcement = None
        self.app.show_announcement()
        url, invite = found
        self.line, self.left = invite_line(url, invite.code or ""), invite.left
        self.photo = for_camera(url, invite.code or "")
        offset = self.trainer.clock().utcoffset()
        minutes = 0 if offset is None else int(offset.total_seconds() // 60)
        self.until = self.date(local_day(invite.expires, minutes))
        self.show()

    def action_copy(self) -> None:
        """Put the line into the clipboard."""
        self.app.copy_to_clipboard(self.line)
        self.tell("team_screen.copied")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Make the invite."""
        event.stop()
        self.make()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Make the invite."""
        event.stop()
        self.make()
