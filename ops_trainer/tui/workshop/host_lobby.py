"""The lobby: how to come in, and who is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.tui.workshop.host_space import Lines, Space, beside, big, broken, joined, names_in_lines
from ops_trainer.tui.workshop.qr import drawn, fitting
from ops_trainer.workshop.lead import Lead

LEAST = 30  # cells beside a code for everything else
TWICE, ROOMY = 52, 26  # cells beside it and lines from which on the PIN is shown twice as large


@dataclass(frozen=True, slots=True)
class Door:
    """How one comes in: the address to type, the one in the code (with the PIN), further addresses to try."""

    address: str
    coded: str
    others: tuple[str, ...] = ()


def spelled(pin: str) -> str:
    """A PIN in two groups."""
    return f"{pin[:3]} {pin[3:]}"


def short(address: str) -> str:
    """An address as one types it."""
    return address.removeprefix("http://").rstrip("/")


def lobby(lead: Lead, door: Door | None, space: Space) -> Content:
    """Code, address and PIN, and the names of those who are there."""
    code = _code(door, space)
    side = space.width - (cell_len(code[0].plain) + 3 if code else 0)
    right = _how(lead, door, space, side)
    room = max(space.height - len(right) - 1, 1)
    right += _who(lead, door, space, side, room)
    return joined(beside(code, right) if code else right)


def entrance(lead: Lead, door: Door, width: int, height: int, space: Space) -> Content:
    """The code alone, as large as there is room for; where there is none, address and PIN."""
    for text in (door.coded, door.address):
        if rows := fitting(text, width, height):
            code = drawn(rows).split("\n")
            below = Content.styled(f"{short(door.address)}  PIN {spelled(lead.pin)}", "bold")
            return joined([*code, below] if len(code) < height and cell_len(below.plain) <= width else code)
    pin = [Content(), *big(spelled(lead.pin)), Content()]
    return joined([*broken(short(door.address), width, "bold"), *pin, *broken(space.say("host.too_small"), width)])


def _code(door: Door | None, space: Space) -> Lines:
    if door is None:
        return []
    rows = fitting(door.coded, space.width - LEAST - 3, space.height)
    return drawn(rows).split("\n") if rows else []


def _how(lead: Lead, door: Door | None, space: Space, width: int) -> Lines:
    """The steps to come in; in a hot seat there are none."""
    if door is None:
        return [*broken(space.say("host.local_lobby"), width), Content()]
    if space.tiny:
        return [
            *broken(Content.styled(short(door.address), "bold $accent"), width),
            *(big(spelled(lead.pin), "bold $primary") if space.height >= 7 else []),
        ]
    lines = broken(space.say("host.step_network"), width, "$text-muted")
    lines += broken(space.say("host.step_open"), width, "$text-muted")
    lines += broken(Content.styled(short(door.address), "bold $accent"), width)
    lines += broken(space.say("host.step_pin"), width, "$text-muted")
    lines += big(spelled(lead.pin), "bold $primary", twice=width >= TWICE and space.height >= ROOMY)
    for other in door.others[:2] if space.height >= 18 else ():
        lines += broken(space.say("host.or_address", address=short(other)), width, "$text-muted")
    return [*lines, Content()]


def _who(lead: Lead, door: Door | None, space: Space, width: int, height: int) -> Lines:
    there = [player for player in lead.players if player.active]
    nobody = "host.local_none" if door is None else "host.nobody_yet"
    says = "host.there" if there else nobody
    head = Content.styled(space.say(says, n=len(there)), "bold")
    if lead.locked:
        head = Content.assemble(head, ("  " + space.say("host.is_locked"), "$warning"))
    names = _names(lead)
    return [
        *broken(head, width),
        *names_in_lines(names, width, max(height - 1, 1), lambda n: space.say("host.more", n=n)),
    ]


def _names(lead: Lead) -> Sequence[str]:
    """The names, the latest first, so that those who just came in see theirs."""
    return [player.name for player in reversed(lead.players) if player.active]
