"""One's own part of a team's server: which decks go through it, and which of one's devices it lets in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Fluid, Prose, wrapped
from ops_trainer.tui.widgets.words import day_name

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Membership


class TeamDevices(BaseScreen[None]):
    """The devices of the learner in a team; one that is lost is let in no longer."""

    CSS_PATH = "devices.tcss"
    AREA_TITLE = "team_screen.devices_title"
    TOPIC = "privacy"
    AUTO_FOCUS = "#devices"
    LIST_ACTION = "drop"
    BINDINGS: ClassVar[Bindings] = [
        key("x,delete", "drop", "team_screen.key_drop", "team_screen.tip_drop", id="team_devices.drop"),
        key("o,1", "share", "team_screen.key_share", "team_screen.tip_share", id="team_devices.share"),
        key("k,6", "link", "team_screen.key_link", "team_screen.tip_link", id="team_devices.link"),
    ]

    def __init__(self, team: str) -> None:
        super().__init__()
        self.team = team
        self.membership: Membership | None = None
        self.devices: list[wire.Device] = []

    def body(self) -> Iterable[Widget]:
        """Yield what goes through the server, then the devices."""
        yield Static(id="shared", markup=False)
        yield Static(Prose(self.say("team_screen.asking")), id="about", markup=False)
        yield OptionList(id="devices", markup=False)

    def load(self) -> None:
        """Show what is known here, and ask the server for the rest."""
        self.ask(lambda trainer: trainer.teams.membership(self.team), self.show_shared)
        self.ask(lambda trainer: trainer.teams.devices(self.team), self.show, group="devices")

    def show_shared(self, membership: Membership) -> None:
        """Say which decks go through the server."""
        self.membership = membership
        said = self.say("team_screen.shares_team" if membership.whole is False else "team_screen.shares_all")
        line = Content.assemble((membership.team_name, "bold"), ": ", said)
        self.query_one("#shared", Static).update(Prose(line))

    def show(self, devices: list[wire.Device]) -> None:
        """List the devices."""
        self.devices = devices
        self.query_one("#about", Static).update(Prose(self.say("team_screen.devices_about")))
        listed = self.query_one("#devices", OptionList)
        listed.set_options(Option(Fluid(partial(self.row, device))) for device in devices)
        listed.highlighted = 0 if devices else None
        self.refresh_bindings()

    def row(self, device: wire.Device, width: int) -> Content:
        """Return a device."""
        name = self.say("team_screen.this_device") if device.current else device.id
        joined, used = day_name(device.joined, self.lang), day_name(device.used, self.lang)
        said = self.say("team_screen.device_used", joined=joined, used=used)
        return wrapped(Content.assemble((name, "bold"), "  ", (said, "$text-muted")), width)

    @property
    def chosen(self) -> wire.Device | None:
        """The highlighted device."""
        at = self.query_one("#devices", OptionList).highlighted
        return None if at is None or at >= len(self.devices) else self.devices[at]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow letting a device go only where there is one; the device in use leaves by leaving the team."""
        if action == "drop":
            return self.is_mounted and self.chosen is not None and not self.chosen.current
        return True

    def action_drop(self) -> None:
        """Let the highlighted device in no longer, after asking."""
        device = self.chosen
        if device is None or device.current:
            return

        def work(trainer: Trainer) -> None:
            trainer.teams.drop_device(device.id, self.team)

        def answered(place: int | None) -> None:
            if place == 1:
                self.ask(work, lambda _: self.dropped(), group="do")

        self.app.go(
            "choose", then=answered, title=self.say("team_screen.drop_sure", id=device.id),
            choices=[self.say("team_screen.no"), self.say("team_screen.drop_yes")],
            help=self.say("team_screen.drop_help"),
        )  # fmt: skip

    def dropped(self) -> None:
        """Say that the device is let in no longer."""
        self.tell("team_screen.dropped")
        self.load()

    def action_share(self) -> None:
        """Ask which decks go through the server."""
        if self.membership is not None:
            ask_what_is_shared(self, self.membership)

    def action_link(self) -> None:
        """Ask for a code for another device of one's own."""
        self.app.go("team_invite", team=self.team, own=True)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Offer what can be done with the highlighted device."""
        event.stop()
        self.refresh_bindings()


def ask_what_is_shared(screen: BaseScreen[None], membership: Membership) -> None:
    """Ask which of the learner's decks go through a team's server, store the answer and load the screen anew."""

    def answered(place: int | None) -> None:
        if place is not None:
            screen.ask(
                lambda trainer: trainer.teams.set_whole(membership.team, whole=place == 1),
                lambda _: screen.load(),
                group="share",
            )

    screen.app.go(
        "choose", then=answered, title=screen.say("team_screen.share_ask", team=membership.team_name),
        choices=[screen.say("team_screen.share_team"), screen.say("team_screen.share_all")],
        help=screen.say("team_screen.share_help"),
    )  # fmt: skip
