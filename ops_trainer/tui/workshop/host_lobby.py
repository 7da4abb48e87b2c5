"""How to come in, and who is there: the lobby, and the code over the whole screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.tui.shell.access import TrainerAccess
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Fluid
from ops_trainer.tui.workshop.host_space import Lines, Space, beside, big, broken, joined, names_in_lines
from ops_trainer.tui.workshop.qr import drawn, fitting
from ops_trainer.workshop.lead import Lead

if TYPE_CHECKING:
    from ops_trainer.workshop.lead import Lead


LEAST = 30  # cells beside a code for everything else
TWICE, ROOMY = 52, 26  # cells beside it and lines from which on the PIN is shown twice as large


@dataclass(frozen=True, slots=True)
class Addresses:
    """How one comes in: the address to type, the one in the code (with the PIN), further addresses to try."""

    address: str
    coded: str
    others: tuple[str, ...] = ()
    next_key: str = ""  # steps to the next of them
    alone: bool = False  # this computer is in no network
    advice: bool = False  # nobody came in for a while


def spelled(pin: str) -> str:
    """Return a PIN in two groups."""
    return f"{pin[:3]} {pin[3:]}"


def short(address: str) -> str:
    """Return an address as one types it."""
    return address.removeprefix("http://").rstrip("/")


def lobby(lead: Lead, addresses: Addresses | None, space: Space) -> Content:
    """Return code, address and PIN, and the names of those who are there."""
    code = [] if addresses is not None and addresses.alone else _code(addresses, space)
    side = space.width - (cell_len(code[0].plain) + 3 if code else 0)
    right = _how(lead, addresses, space, side)
    room = max(space.height - len(right) - 1, 1)
    right += _who(lead, addresses, space, side, room)
    return joined(beside(code, right) if code else right)


def entrance(lead: Lead, addresses: Addresses, width: int, height: int, space: Space) -> Content:
    """Return the code as large as there is room for, with address and PIN below, the PIN at least; where there is no
    room for a code, these alone."""
    whole, least = f"{short(addresses.address)}  PIN {spelled(lead.pin)}", f"PIN {spelled(lead.pin)}"
    for text in (addresses.coded, addresses.address):
        if rows := fitting(text, width, height - 1):
            below = whole if cell_len(whole) <= width else least
            return joined([*drawn(rows).split("\n"), Content.styled(below, "bold")])
    pin = [Content(), *big(spelled(lead.pin)), Content()]
    return joined([*broken(short(addresses.address), width, "bold"), *pin, *broken(space.say("host.too_small"), width)])


def _code(addresses: Addresses | None, space: Space) -> Lines:
    if addresses is None:
        return []
    rows = fitting(addresses.coded, space.width - LEAST - 3, space.height)
    return drawn(rows).split("\n") if rows else []


def _how(lead: Lead, addresses: Addresses | None, space: Space, width: int) -> Lines:
    """Return the steps to come in; in a hot seat there are none."""
    if addresses is None:
        return [*broken(space.say("host.local_lobby"), width), Content()]
    if addresses.alone:
        return [*broken(space.say("host.no_network", key=addresses.next_key), width, "bold $warning"), Content()]
    if space.tiny:
        return [
            *broken(Content.styled(short(addresses.address), "bold $accent"), width),
            *(big(spelled(lead.pin), "bold $primary") if space.height >= 7 else []),
        ]
    lines = broken(space.say("host.step_network"), width, "$text-muted")
    lines += broken(space.say("host.step_open"), width, "$text-muted")
    lines += broken(Content.styled(short(addresses.address), "bold $accent"), width)
    lines += broken(space.say("host.step_pin"), width, "$text-muted")
    lines += big(spelled(lead.pin), "bold $primary", twice=width >= TWICE and space.height >= ROOMY)
    for other in addresses.others[:2] if space.height >= 18 else ():
        says = space.say("host.or_address", address=short(other), key=addresses.next_key)
        lines += broken(says, width, "$text-muted")
    return [*lines, Content()]


def _who(lead: Lead, addresses: Addresses | None, space: Space, width: int, height: int) -> Lines:
    there = [player for player in lead.players if player.active]
    nobody = "host.local_none" if addresses is None else "host.nobody_yet"
    says = "host.there" if there else nobody
    head = Content.styled(space.say(says, n=len(there)), "bold")
    if lead.locked:
        head = Content.assemble(head, ("  " + space.say("host.is_locked"), "$warning"))
    if not there and addresses is not None and addresses.advice:
        says = "host.advice_short" if space.tiny else "host.advice"
        return [*broken(head, width), *broken(space.say(says, key=addresses.next_key), width, "$warning")]
    names = _names(lead)
    return [
        *broken(head, width),
        *names_in_lines(names, width, max(height - 1, 1), lambda n: space.say("host.more", n=n)),
    ]


def _names(lead: Lead) -> Sequence[str]:
    """Return the names, the latest first, so that those who just came in see theirs."""
    return [player.name for player in reversed(lead.players) if player.active]


class Entrance(TrainerAccess, Screen[None]):
    """The code as large as it gets, address and PIN. Any of its keys, or a click, goes back."""

    CSS_PATH = "entrance.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[Bindings] = [
        key("escape,space,enter,i", "leave", "app.key_back", "app.tip_back", id="entrance.back", show=False)
    ]

    def __init__(self, lead: Lead, addresses: Addresses) -> None:
        super().__init__()
        self.lead, self.addresses = lead, addresses

    def compose(self) -> Iterable[Widget]:
        """Yield what is drawn on."""
        yield Static(id="entrance", markup=False)

    def on_mount(self) -> None:
        """Draw it."""
        self.draw()

    def on_resize(self, event: events.Resize) -> None:
        """Draw it anew at another size."""
        self.draw()

    async def say_again(self) -> None:
        """Draw it in the language of now."""
        self.draw()

    def load(self) -> None:
        """Do nothing: there is nothing to read."""

    def draw(self) -> None:
        """Show the code at this size."""
        self.query_one("#entrance", Static).update(
            Fluid(partial(self.drawn_at, self.size.height), ideal=self.size.width)
        )

    def drawn_at(self, height: int, width: int) -> Content:
        """Return the code at a size, in the middle."""
        made = entrance(self.lead, self.addresses, width, height, Space(width, height, self.say, self.lang))
        lines = made.split("\n", allow_blank=True)
        left = max((width - max(line.cell_length for line in lines)) // 2, 0)
        above = max((height - len(lines)) // 2, 0)
        return Content("\n" * above) + Content("\n").join(Content(" " * left) + line for line in lines)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()

    def on_click(self, event: Any) -> None:
        """Go back."""
        self.dismiss()
